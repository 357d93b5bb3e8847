"""What tells whether an edition is of the catalogue as it stands."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from archive.catalogue.files import all_files

CODE = Path(__file__).resolve().parent.parent


def fingerprint(texts: Iterable[str]) -> str:
    """SHA-256 over all that an edition is made of: catalogue, page texts held, code, libraries, the
    public address, which stands in the files to take away, and the kinds of record and index. `texts` are SHA-256 of pages."""
    kept = (settings.ORIGIN, settings.DATABASES["default"]["ENGINE"], settings.SEARCH_ENGINE)
    digest = hashlib.sha256("\0".join((*kept, "")).encode())
    code = (settings.BASE_DIR / "requirements.txt", *sorted(CODE.rglob("*.py")))
    for path in (*all_files(settings.FIXTURES_DIR), *code):
        root = settings.BASE_DIR if path in code else settings.FIXTURES_DIR
        digest.update(f"{path.relative_to(root)}\0".encode())
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    for sha256 in sorted(texts):
        digest.update(sha256.encode())
    return digest.hexdigest()
