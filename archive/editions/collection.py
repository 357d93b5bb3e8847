"""The collection that is served: its name, its texts and its looks, as published.

Each edition keeps them in `collection.json`. Without one (an edition of an earlier program, a
database that was not published, no edition at all) the catalogue's collection.yaml is read. The
environment's settings come before both.
"""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from archive.catalogue.collection_file import EDITION_FILE, FILE, CollectionFile, read_collection
from archive.catalogue.yaml_file import CatalogueError

from .current import EditionUnavailable, served


def build(folder: Path) -> None:
    """Write what the catalogue says to the edition being built."""
    content = read_collection(settings.FIXTURES_DIR).model_dump_json(indent=1)
    (folder / EDITION_FILE).write_text(content + "\n", encoding="utf-8")


def collection() -> CollectionFile:
    """Return the collection of the request's edition; without any edition, the catalogue's."""
    try:
        edition = served()
    except EditionUnavailable:
        return _in_catalogue()
    return edition.cached(_stored) or _in_catalogue()


def public_origin() -> str:
    """Scheme and host of the public site; "" if neither the environment nor the file says them."""
    return settings.ORIGIN or collection().origin


def contact() -> str:
    """Return the e-mail address for readers, or "" if none is configured."""
    return settings.EMAIL or collection().contact


def oai_domain() -> str:
    """Return the domain of OAI identifiers, or "" if none is configured."""
    return settings.OAI_DOMAIN or collection().oai_domain


def _stored(folder: Path) -> CollectionFile | None:
    path = folder / EDITION_FILE
    if not path.is_file():
        return None
    return CollectionFile.model_validate_json(path.read_bytes())


def _in_catalogue() -> CollectionFile:
    path = settings.FIXTURES_DIR / FILE
    changed = path.stat().st_mtime_ns if path.is_file() else 0
    return _read(settings.FIXTURES_DIR, changed)


@lru_cache(maxsize=4)
def _read(folder: Path, changed: int) -> CollectionFile:
    """Reread the catalogue's collection if its file changed; a nameless one if it is invalid."""
    try:
        return read_collection(folder)
    except CatalogueError:
        return CollectionFile()
