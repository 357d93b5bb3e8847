"""Prove that an edition made from the one before it equals one made whole."""

import re
import shutil
from collections.abc import Iterator

from django.conf import settings

from archive import exports, search
from archive.catalogue.held_files import HeldFiles
from archive.command_messages import message
from archive.exports.served_files import comparable_manifest
from archive.harvest import sitemap_entries
from archive.progress import ProgressCallback

from . import ledger_check
from .build import build
from .checkpoints import Checkpoints
from .compare import compare
from .current import opened
from .exceptions import PublishFailed
from .fingerprint import fingerprint, saved_file_cache
from .manifest import Manifest
from .store import EditionStore

# folders and files that hold the same bytes however the edition was made
_SAME = (f"{exports.FOLDER}/", f"{sitemap_entries.FOLDER}/", ledger_check.FILE)
# but for the SQLite file, which has the same rows, and what lists its sum
_NOT_SAME = re.compile(
    rf"{exports.FOLDER}/(.*\.sqlite3(-wal)?|{exports.MANIFEST}|{exports.CHECKSUMS})"
)
# differing articles that are named
_MAX_NAMED = 20
_QUERIES = [
    search.Query(limit=200, sort=sort, facets=search.FACETS) for sort in ("date", "oldest", "added")
]


def rebuild_faults(edition: Manifest, report: ProgressCallback) -> list[str]:
    """Return how the edition differs from one built anew, which is then removed.

    PublishFailed if the catalogue is not the one that it was made of.
    """
    store = EditionStore()
    with store.lock(), saved_file_cache(trusted=False) as cache:
        held_files = HeldFiles.read(settings.PAGES_DIR, settings.IMAGES_DIR, cache)
        if fingerprint(held_files) != edition.fingerprint:
            raise PublishFailed(
                message("%(name)s 不是由现在的目录和程序构建的，无法重建比较", name=edition.name)
            )
        stages = Checkpoints(store.create_build_folder(), edition.fingerprint)
        try:
            rebuilt = build(stages, held_files, report)
            rebuilt.write()
            return list(_differences(edition, rebuilt))
        finally:
            shutil.rmtree(stages.folder, ignore_errors=True)


def _differences(edition: Manifest, rebuilt: Manifest) -> Iterator[str]:
    names = {name for name in (*edition.files, *rebuilt.files) if name.startswith(_SAME)}
    for name in sorted(names):
        if not _NOT_SAME.fullmatch(name) and edition.files.get(name) != rebuilt.files.get(name):
            yield message("%(name)s 与完整重建的不同", name=name)
    if comparable_manifest(edition.folder) != comparable_manifest(rebuilt.folder):
        name = f"{exports.FOLDER}/{exports.MANIFEST}"
        yield message("%(name)s 与完整重建的不同", name=name)
    for n, difference in enumerate(compare(edition, rebuilt)):
        if n == _MAX_NAMED:
            yield message("此外还有不同的文章")
            break
        yield message(
            "文章 %(ident)s 与完整重建的不同（%(what)s）",
            ident=difference.ident,
            what=difference.what,
        )
    if _answers(edition) != _answers(rebuilt):
        yield message("检索结果与完整重建的不同")


def _answers(edition: Manifest) -> list[search.Results]:
    with opened(edition.folder):
        return [search.search(query) for query in _QUERIES]
