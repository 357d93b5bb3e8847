"""Which edition is served: by what it is known, and when it was made."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings

MANIFEST = "edition.json"


@dataclass(frozen=True)
class Served:
    # the same on every machine that serves the same
    fingerprint: str
    made: date


def served() -> Served:
    """The edition that is served now; the link to it is followed each time."""
    return _read(Path(settings.EDITION_DIR).resolve())


@lru_cache(maxsize=4)
def _read(folder: Path) -> Served:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except OSError:
        # a database that was not published: its folder is all there is to know it by
        return Served(folder.name, date.today())
    return Served(manifest["fingerprint"], datetime.fromisoformat(manifest["made"]).date())
