"""The files of the edition that is served: which there are, where they lie, what they are known by."""

import hashlib
from pathlib import Path
from typing import NamedTuple

from archive.editions.current import served
from archive.formats.dataset import ExportManifest

from .build import FOLDER, MANIFEST, SUMS


class ServedFile(NamedTuple):
    path: Path
    sha256: str
    media_type: str


def manifest() -> ExportManifest | None:
    """What there is; None where the database was not published."""
    return served().cached(_manifest)


def served_file(name: str) -> ServedFile | None:
    return served().cached(_found).get(name)


def _manifest(edition: Path) -> ExportManifest | None:
    path = edition / FOLDER / MANIFEST
    return ExportManifest.model_validate_json(path.read_bytes()) if path.is_file() else None


def _found(edition: Path) -> dict[str, ServedFile]:
    there, folder = _manifest(edition), edition / FOLDER
    if there is None:
        return {}
    found = {
        file.name: ServedFile(
            folder / file.name,
            file.sha256,
            "application/gzip" if file.packed else file.media_type,
        )
        for file in there.files
    }
    for name, media_type in ((MANIFEST, "application/json"), (SUMS, "text/plain; charset=utf-8")):
        sha256 = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        found[name] = ServedFile(folder / name, sha256, media_type)
    return found
