"""Build an edition in a folder, stage by stage: database, search index, exports."""

from collections.abc import Callable, Iterable
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext_noop

from archive import exports, parallel, search, sqlite_files
from archive.catalogue import check_cache
from archive.catalogue.check import check
from archive.catalogue.check_cache import CheckCache
from archive.catalogue.held_files import HeldFiles
from archive.catalogue.unmatched_images import unmatched_images
from archive.catalogue.unmatched_texts import unmatched_texts
from archive.command_messages import message
from archive.exports.export_parts import PreviousExports
from archive.harvest import sitemap_entries
from archive.models import Article, FullText
from archive.progress import ProgressCallback
from archive.search import suggestion_index, suggestion_index_build
from archive.search.documents import documents, issue_ranks
from archive.search.suggestion_entries import (
    authority_entries,
    headline_entries,
    suggestion_entries,
)

from . import (
    collection,
    fingerprint_index,
    ledger_check,
    mentions,
    names,
    page_tiles,
    reprints,
    totals,
)
from .checkpoints import Checkpoints
from .current import DATABASE, EditionUnavailable, opened
from .database import edition_database
from .database_update import DatabaseUpdate, EditionDifference
from .exceptions import CatalogueRefused, NeedsWholeBuild, PublishFailed, PublishStopped
from .fingerprint import basis
from .load import assemble_full_texts, django_row_files, load, mark_held_images
from .lost_texts import pixel_size, published_texts
from .manifest import Manifest
from .reuse import basis_of_update
from .sources import files_of, record_sources

# Articles up to which the search index is always built anew, as that takes seconds; and the share
# of them that may differ, or have been replaced since it was built whole, for it to be made from
# the previous one.
SMALL_INDEX, MAX_UPDATED = 2000, 0.25


class BuildStage(NamedTuple):
    # key in the checkpoint file
    name: str
    # what the stage produces, for messages
    label: str
    run: Callable[[Checkpoints, HeldFiles, ProgressCallback], None]
    # of one that others may run beside: its files, or what their names begin with
    writes: tuple[str, ...] = ()


def build(
    stages: Checkpoints,
    held_files: HeldFiles,
    report: ProgressCallback,
    check_losses: Callable[[Path], None] = lambda _: None,
) -> Manifest:
    """Run every unfinished stage and return the manifest, not yet written.

    `check_losses` is called with the folder once the database is complete, and raises to abort.
    CatalogueRefused if the catalogue has faults; PublishStopped if the next run may resume.
    """
    try:
        _run_database(stages, held_files, report)
        check_losses(stages.folder)
        with opened(stages.folder):
            _run_derived(stages, held_files, report)
            articles, texts_held = Article.objects.count(), FullText.objects.count()
    except BrokenProcessPool as error:
        raise PublishStopped(
            message(
                "一个工作进程被系统终止，可能是内存不足；已完成的部分保留，再"
                "次运行 publish 即可继续"
            )
        ) from error
    created = datetime.now(UTC).isoformat(timespec="seconds")
    return Manifest(
        stages.folder,
        stages.fingerprint,
        articles,
        texts_held,
        created,
        files=stages.files,
        basis=basis_of_update(),
    )


def stage_labels(stages: Checkpoints) -> tuple[list[str], list[str]]:
    """Return the labels of finished and of remaining stages."""
    all_stages = (*DATABASE_STAGES, *DERIVED_STAGES)
    finished = [message(stage.label) for stage in all_stages if stage.name in stages]
    remaining = [message(stage.label) for stage in all_stages if stage.name not in stages]
    return finished, remaining


def _run(
    selected: Iterable[BuildStage],
    stages: Checkpoints,
    held_files: HeldFiles,
    report: ProgressCallback,
    under_way: tuple[str, ...] = (),
) -> None:
    for stage in selected:
        if stage.name not in stages:
            stage.run(stages, held_files, report)
            stages.finish(stage.name, under_way)


def _run_database(stages: Checkpoints, held_files: HeldFiles, report: ProgressCallback) -> None:
    """Check the catalogue and make the database.

    An edition made from another is checked in a process of its own while its database is made: each
    takes as long, and uses one core.
    """
    is_begun = any(stage.name in stages for stage in DATABASE_STAGES)
    if stages.previous is None or is_begun or parallel.processes() < 2:
        _run(DATABASE_STAGES, stages, held_files, report)
        return
    check, database = DATABASE_STAGES
    failure, is_updated = None, False
    try:
        with parallel.alongside(lambda: check.run(stages, held_files, report)):
            try:
                is_updated = _try_update(stages, held_files, report)
            except Exception as error:  # noqa: BLE001 (raised below)
                # it may be due to faults in the catalogue, which the check raises here
                failure = error
    except BrokenProcessPool:
        if is_updated:
            stages.finish(database.name)
        raise
    if failure is not None:
        raise failure
    if not is_updated:
        database.run(stages, held_files, report)
    for stage in (database, check):
        stages.finish(stage.name)


def _run_derived(stages: Checkpoints, held_files: HeldFiles, report: ProgressCallback) -> None:
    """Run the stages that read the database.

    Those of an edition made whole use all cores by themselves. Of one made from another, each uses
    one, so some of them run in a process of their own.
    """
    if stages.previous is None:
        _run(DERIVED_STAGES, stages, held_files, report)
        return
    _run(FIRST_STAGES, stages, held_files, report)
    remaining = [stage for stage in SIDE_STAGES if stage.name not in stages]

    def run_beside() -> None:
        for stage in remaining:
            stage.run(stages, held_files, report)

    with parallel.alongside(run_beside):
        _run(MAIN_STAGES, stages, held_files, report, _written_by(remaining))
    for n, stage in enumerate(remaining, 1):
        stages.finish(stage.name, _written_by(remaining[n:]))


def _written_by(selected: Iterable[BuildStage]) -> tuple[str, ...]:
    return tuple(name for stage in selected for name in stage.writes)


def _check(stages: Checkpoints, held_files: HeldFiles, report: ProgressCallback) -> None:
    report(message("检查目录 %(fixtures_dir)s", fixtures_dir=settings.FIXTURES_DIR))
    cache = CheckCache(settings.VAR_DIR / check_cache.FILE, basis())
    checked = check(
        settings.FIXTURES_DIR, held_files.texts, held_files.images, cache, held_files.cache
    )
    cache.close()
    if checked.faults:
        raise CatalogueRefused(checked)
    expected = checked.wanted
    for text in unmatched_texts(held_files.texts, expected, settings.FIXTURES_DIR, published_texts):
        report(text.says)
    for image in unmatched_images(held_files.images, expected, checked.missing_images, pixel_size):
        report(image.says)
    for line in checked.unused_geometry:
        report(line)


def _database(stages: Checkpoints, held_files: HeldFiles, report: ProgressCallback) -> None:
    # an interrupted load cannot be resumed: without a checkpoint, its database is removed first
    if stages.previous is not None and _try_update(stages, held_files, report):
        return
    report(message("建立数据库"))
    if not django_row_files(settings.FIXTURES_DIR):
        # without these the next publish makes everything anew
        record_sources(stages.folder, settings.FIXTURES_DIR, held_files)
    with edition_database().build_database(stages.folder):
        call_command("migrate", verbosity=0, interactive=False)
        load(settings.FIXTURES_DIR, held_files.texts, report)
        assemble_full_texts(held_files.texts)
        mark_held_images(held_files.images)
        report(message("识别文中提到的人物、单位和地名"))
        mentions.build()
        names.fill()
        report(message("查找刊登同一消息的文章"))
        reprints.build(stages.folder)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _collection(stages: Checkpoints, held_files: HeldFiles, report: ProgressCallback) -> None:
    collection.build(stages.folder)


def _try_update(stages: Checkpoints, held_files: HeldFiles, report: ProgressCallback) -> bool:
    """Make the database from that of the previous edition; False if it must be made whole."""
    assert stages.previous is not None
    try:
        _update_database(stages.folder, stages.previous, held_files, report)
    except (NeedsWholeBuild, EditionUnavailable) as reason:
        report(message("完整重建：%(reason)s", reason=reason))
        stages.previous = None
        sqlite_files.remove(stages.folder / DATABASE)
        sqlite_files.remove(stages.folder / fingerprint_index.FILE)
        return False
    return True


def _update_database(
    folder: Path, previous: Path, held_files: HeldFiles, report: ProgressCallback
) -> None:
    """Make the database from that of the previous edition, and note what differs."""
    difference = record_sources(folder, settings.FIXTURES_DIR, held_files, previous)
    count = len(difference.changed) + len(difference.removed)
    report(message("更新数据库：新增或修改 %(count)s 期", count=f"{count:,}"))
    files = files_of(previous), files_of(folder)
    with edition_database().update_database(previous, folder):
        update = DatabaseUpdate(settings.FIXTURES_DIR, held_files, difference, *files)
        changed = update.run()
        names.update(previous, changed)
        reprints.update(folder, previous, changed).write(folder)


def _tiles(stages: Checkpoints, held_files: HeldFiles, report: ProgressCallback) -> None:
    page_tiles.make_tiles(stages.folder, held_files.images, report)


def _totals(stages: Checkpoints, held_files: HeldFiles, report: ProgressCallback) -> None:
    report(message("统计各主题、地区、年月的篇数"))
    totals.build(stages.folder)


def _ledger(stages: Checkpoints, held_files: HeldFiles, report: ProgressCallback) -> None:
    ledger_check.write(stages.folder)


def _sitemaps(stages: Checkpoints, held_files: HeldFiles, report: ProgressCallback) -> None:
    sitemap_entries.build(stages.folder)


def _index(stages: Checkpoints, held_files: HeldFiles, report: ProgressCallback) -> None:
    try:
        if stages.previous is None or not _update_index(stages.folder, stages.previous, report):
            report(message("建立检索索引"))
            search.rebuild(stages.folder, report)
    except ValueError as error:
        # tantivy raises this when the disk is full
        raise PublishFailed(message("检索索引构建失败：%(error)s", error=error)) from error
    except search.SearchUnavailable as error:
        raise PublishStopped(
            message("%(error)s；已完成的部分保留，再次运行 publish 即可继续", error=error)
        ) from error


def _update_index(folder: Path, previous: Path, report: ProgressCallback) -> bool:
    """Make the index from the previous one; False if so much differs that it is built anew."""
    difference = EditionDifference.read(folder)
    with opened(previous):
        ranks_before = issue_ranks()
    # the sort keys of their articles are others, as an issue of the same dates is gone
    shifted = {key for key, rank in issue_ranks().items() if ranks_before.get(key, rank) != rank}
    difference = difference._replace(remade=difference.remade | (shifted - difference.removed))
    total, added = Article.objects.count(), difference.keys()
    if total <= SMALL_INDEX or len(added) + search.replaced(previous) > MAX_UPDATED * total:
        return False
    report(message("更新检索索引：%(added)s 篇", added=f"{len(added):,}"))
    with opened(previous):
        removed = list(documents(difference.keys()))
    try:
        search.update(folder, previous, removed, documents(added))
    except search.CannotUpdate as reason:
        report(message("完整重建检索索引：%(reason)s", reason=reason))
        return False
    return True


def _suggestions(stages: Checkpoints, held_files: HeldFiles, report: ProgressCallback) -> None:
    report(message("建立检索建议"))
    folder, previous = stages.folder, stages.previous
    if previous is None:
        entries = suggestion_entries(totals.by_topic, totals.by_place)
        suggestion_index_build.build(folder, entries)
        return
    difference = EditionDifference.read(folder)
    with opened(previous):
        removed = set(headline_entries(difference.remade | difference.removed))
    authorities = authority_entries(totals.by_topic, totals.by_place)
    added = set(headline_entries(difference.remade))
    suggestion_index_build.update(folder, previous, authorities, removed, added)


def _exports(stages: Checkpoints, held_files: HeldFiles, report: ProgressCallback) -> None:
    report(message("写出整批数据"))
    previous = None
    if stages.previous is not None:
        difference = EditionDifference.read(stages.folder)
        previous = PreviousExports.read(
            stages.previous,
            stages.previous / exports.FOLDER,
            difference.remade | difference.removed,
            difference.articles,
        )
    folder, origin = stages.folder / exports.FOLDER, collection.public_origin()
    exports.build(folder, stages.fingerprint, origin, previous)


# the names are keys in stages.json of unfinished editions
DATABASE_STAGES = (
    BuildStage("catalogue", gettext_noop("目录的检查"), _check),
    BuildStage("database", gettext_noop("数据库"), _database),
)
# these read the database; if one is redone, all later ones are
FIRST_STAGES = (
    BuildStage("collection", gettext_noop("网站的名称和外观"), _collection),
    BuildStage("tiles", gettext_noop("版面图的瓦片"), _tiles),
    BuildStage("ledger", gettext_noop("总账的清单"), _ledger),
    BuildStage("totals", gettext_noop("各主题、地区、年月的篇数"), _totals),
)
# those of an edition made from another: these take about as long as those beside them
MAIN_STAGES = (
    BuildStage("index", gettext_noop("检索索引"), _index),
    BuildStage("sitemaps", gettext_noop("各页的修改日期"), _sitemaps),
)
SIDE_STAGES = (
    BuildStage("suggestions", gettext_noop("检索建议"), _suggestions, (suggestion_index.FILE,)),
    BuildStage(
        "exports",
        gettext_noop("整批数据"),
        _exports,
        (f"{exports.FOLDER}/", exports.PARTS),
    ),
)
DERIVED_STAGES = (*FIRST_STAGES, *MAIN_STAGES, *SIDE_STAGES)
