"""Whether the next edition can be made from the one that is served, or must be made whole."""

import hashlib
import json
from pathlib import Path

from django.conf import settings

from archive.catalogue.collection_file import collection_files
from archive.catalogue.files import AUTHORITIES
from archive.command_messages import message

from . import sources
from .checkpoints import ENVIRONMENT
from .exceptions import NeedsWholeBuild
from .fingerprint import basis
from .load import django_row_files
from .manifest import NotAnEdition, read


def basis_of_update() -> str:
    """Return a sum of all that must be the same for an edition to be made from another: program,
    settings, versions, administrative divisions, and the collection's name and texts.
    """
    digest = hashlib.sha256(basis().encode())
    digest.update(json.dumps(ENVIRONMENT).encode())
    folder = settings.FIXTURES_DIR
    for path in (folder / AUTHORITIES[0], *collection_files(folder)):
        digest.update(f"{path.relative_to(folder)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def reusable(served: Path | None) -> Path | None:
    """Return the edition to begin with; None if there is none yet.

    NeedsWholeBuild, with the reason, if there is one that cannot be used.
    """
    if served is None:
        return None
    try:
        manifest = read(served)
    except NotAnEdition as error:
        raise NeedsWholeBuild(str(error)) from error
    if manifest.basis != basis_of_update():
        raise NeedsWholeBuild(message("程序、设置、行政区划或网站的名称变了"))
    if sources.FILE not in manifest.files:
        raise NeedsWholeBuild(
            message("%(name)s 的目录里有 Django 的 JSON Lines 文件", name=manifest.name)
        )
    if not manifest.is_whole:
        raise NeedsWholeBuild(message("%(name)s 已损坏", name=manifest.name))
    if django_row_files(settings.FIXTURES_DIR):
        raise NeedsWholeBuild(message("目录里有 Django 的 JSON Lines 文件"))
    return served
