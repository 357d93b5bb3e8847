"""Fingerprint of everything an edition is built from: an unchanged one needs no new build."""

import hashlib
from pathlib import Path

from django.conf import settings

from archive.catalogue.collection_file import collection_files
from archive.catalogue.file_cache import FILE, FileCache
from archive.catalogue.files import all_files, geometry_files
from archive.catalogue.held_files import HeldFiles
from archive.catalogue.page_texts import catalogue_sha256s

CODE = Path(__file__).resolve().parent.parent


def fingerprint(held_files: HeldFiles) -> str:
    """Return a SHA-256 of the catalogue, its page texts and images, and the `basis`.

    Texts and images of no catalogued page are ignored.
    """
    digest = hashlib.sha256(basis().encode())
    folder = settings.FIXTURES_DIR
    for path in (*all_files(folder), *geometry_files(folder), *collection_files(folder)):
        _add_file(digest, path, folder, held_files.cache)
    catalogued = set(catalogue_sha256s(settings.FIXTURES_DIR, held_files.cache))
    for files in (held_files.texts, held_files.images):
        digest.update(b"\0")
        for sha256 in sorted(sha256 for sha256 in catalogued if sha256 in files):
            digest.update(sha256.encode())
    return digest.hexdigest()


def basis() -> str:
    """Return a SHA-256 of all but the catalogue: the code, the pinned libraries, the public address
    (exports contain it), the database backend and the search engine.
    """
    configuration = (
        settings.ORIGIN,
        settings.PREFIX,
        settings.DATABASES["default"]["ENGINE"],
        settings.SEARCH_ENGINE,
    )
    digest = hashlib.sha256("\0".join((*configuration, "")).encode())
    cache = FileCache()
    for path in (settings.BASE_DIR / "requirements.txt", *sorted(CODE.rglob("*.py"))):
        _add_file(digest, path, settings.BASE_DIR, cache)
    return digest.hexdigest()


def saved_file_cache(trusted: bool = True) -> FileCache:
    """Open the cache that publishing and the commands of editors share."""
    return FileCache(settings.VAR_DIR / FILE, basis(), trusted)


def _add_file(digest: "hashlib._Hash", path: Path, root: Path, cache: FileCache) -> None:
    digest.update(f"{path.relative_to(root)}\0{cache.sha256(path)}".encode())
