"""Fingerprint of everything an edition is built from: an unchanged one needs no new build."""

import hashlib
from collections.abc import Container
from pathlib import Path

from django.conf import settings

from archive.catalogue.files import all_files
from archive.catalogue.page_texts import written_sums

CODE = Path(__file__).resolve().parent.parent


def fingerprint(texts: Container[str]) -> str:
    """Return a SHA-256 of the catalogue, its page texts, the code, the pinned libraries, the public
    address (exports contain it), the database backend and the search engine.

    `texts` holds the SHA-256 of every page text; those of no catalogued page are ignored.
    """
    configuration = (
        settings.ORIGIN,
        settings.DATABASES["default"]["ENGINE"],
        settings.SEARCH_ENGINE,
    )
    digest = hashlib.sha256("\0".join((*configuration, "")).encode())
    code = (settings.BASE_DIR / "requirements.txt", *sorted(CODE.rglob("*.py")))
    for path in (*all_files(settings.FIXTURES_DIR), *code):
        root = settings.BASE_DIR if path in code else settings.FIXTURES_DIR
        digest.update(f"{path.relative_to(root)}\0".encode())
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    catalogued = {sha256 for sha256 in written_sums(settings.FIXTURES_DIR) if sha256 in texts}
    for sha256 in sorted(catalogued):
        digest.update(sha256.encode())
    return digest.hexdigest()
