"""What tells whether an edition is of the catalogue as it stands."""

import hashlib
from collections.abc import Container
from pathlib import Path

from django.conf import settings

from archive.catalogue.files import all_files
from archive.catalogue.page_texts import written_sums

CODE = Path(__file__).resolve().parent.parent


def fingerprint(texts: Container[str]) -> str:
    """SHA-256 over all that an edition is made of: catalogue, page texts held, code, libraries, the
    public address, which stands in the files to take away, and the kinds of record and index.

    `texts` has the SHA-256 of every text that is held; those of no page count for nothing.
    """
    kept = (settings.ORIGIN, settings.DATABASES["default"]["ENGINE"], settings.SEARCH_ENGINE)
    digest = hashlib.sha256("\0".join((*kept, "")).encode())
    code = (settings.BASE_DIR / "requirements.txt", *sorted(CODE.rglob("*.py")))
    for path in (*all_files(settings.FIXTURES_DIR), *code):
        root = settings.BASE_DIR if path in code else settings.FIXTURES_DIR
        digest.update(f"{path.relative_to(root)}\0".encode())
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    for sha256 in sorted({one for one in written_sums(settings.FIXTURES_DIR) if one in texts}):
        digest.update(sha256.encode())
    return digest.hexdigest()
