"""Publish: build an edition, check it and serve it, or report that nothing has changed."""

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.base import DeserializationError
from django.db import DatabaseError

from archive.catalogue.held_files import HeldFiles
from archive.command_messages import gettext_noop, listed, message
from archive.progress import ProgressCallback
from archive.search import SearchUnavailable

from .backdated import backdated_articles
from .build import build, stage_labels
from .check import SAMPLE, check_edition, check_search
from .checkpoints import Checkpoints, resume
from .database import edition_database
from .database_update import EditionDifference
from .exceptions import NeedsWholeBuild, PublishFailed, PublishStopped
from .fingerprint import fingerprint, saved_file_cache
from .lost_texts import refuse_losses
from .manifest import Manifest, NotAnEdition, read
from .page_tiles import remove_unused_tiles
from .readiness import missing_static_files
from .reuse import reusable
from .store import EditionStore

# what was checked of the articles and of the addresses: all, or some
_CHECKED = (
    (
        gettext_noop("检查了全部 %(total)s 篇文章"),
        gettext_noop("检查了 %(total)s 篇文章中的 %(tried)s 篇"),
    ),
    (
        gettext_noop("检查了全部 %(total)s 个网址"),
        gettext_noop("检查了 %(total)s 个网址中的 %(tried)s 个"),
    ),
)


def publish(
    report: ProgressCallback = print,
    force: bool = False,
    aside: bool = False,
    sample: int = SAMPLE,
    allow_loss: bool = False,
) -> Manifest:
    """Build an edition of the catalogue, or find an existing one; serve it unless `aside`.

    `sample` limits how many articles and addresses are checked. CatalogueRefused, with every fault,
    if the catalogue fails its check; TextsLost, without `allow_loss`, if articles would lose their
    texts or pages their images; EditionRejected if the edition fails its check; PublishFailed for
    anything else. In each case the previous edition stays in service and the new folder is removed,
    except on PublishStopped: the next publish resumes it, as it does the build of a killed
    publisher. Schemas left in PostgreSQL are removed by the next publish.
    """
    store = EditionStore()
    with (
        store.lock(),
        saved_file_cache(trusted=not force) as cache,
    ):
        if missing := missing_static_files():
            report(
                message(
                    "%(static_root)s 里缺 %(missing)s 个静态文件（%(example)s 等"
                    "），网页无法打开：请运行 manage.py collectstatic --no-input"
                    "（make publish 会自动运行）",
                    static_root=settings.STATIC_ROOT,
                    missing=len(missing),
                    example=missing[0],
                )
            )
        if settings.PAGES_DIR_IS_EXPLICIT and not settings.PAGES_DIR.is_dir():
            raise PublishFailed(
                message(
                    "ARCHIVE_PAGES 所指的 %(pages_dir)s 不是文件夹", pages_dir=settings.PAGES_DIR
                )
            )
        if settings.IMAGES_DIR_IS_EXPLICIT and not settings.IMAGES_DIR.is_dir():
            raise PublishFailed(
                message(
                    "ARCHIVE_IMAGES 所指的 %(images_dir)s 不是文件夹",
                    images_dir=settings.IMAGES_DIR,
                )
            )
        held_files = HeldFiles.read(settings.PAGES_DIR, settings.IMAGES_DIR, cache)
        current = store.served()
        check_losses = _allow_losses if allow_loss else partial(refuse_losses, current, held_files)
        digest = fingerprint(held_files)
        # hashing images may have taken hours
        cache.save()
        if current and digest in store.abandoned() and not (force or aside):
            _sweep(store, None)
            report(
                message(
                    "目录与回退前的版本相同，不再自动发布：修改目录后再 publish，"
                    "或用 publish --force"
                )
            )
            return read(current)
        edition = None if force else store.with_fingerprint(digest)
        stages = None if force or edition else resume(store.unfinished(), digest, report)
        _sweep(store, stages.folder if stages else None)
        if edition is None:
            if stages:
                _say_resumed(stages, report)
            stages = stages or Checkpoints(
                store.create_build_folder(), digest, None if force else _previous(current, report)
            )
            edition = _build_and_check(store, stages, held_files, sample, report, check_losses)
        elif edition.folder == current:
            report(
                message(
                    "目录没有变化，当前版本仍为 %(name)s（%(articles)s 篇文章）",
                    name=edition.name,
                    articles=edition.articles,
                )
            )
            return edition
        else:
            check_losses(edition.folder)
            check_search(edition)
            report(
                message(
                    "目录没有变化，已有版本 %(name)s（%(articles)s 篇文章）",
                    name=edition.name,
                    articles=edition.articles,
                )
            )
        if aside:
            report(
                message(
                    "版本 %(name)s 已构建并通过检查，尚未启用；再次运行 publish 即可发布",
                    name=edition.name,
                )
            )
            return edition
        store.set_abandoned([name for name in store.abandoned() if name != digest])
        store.activate(edition.folder)
        for old in store.prune(settings.KEPT_EDITIONS):
            report(message("旧版本 %(name)s 还有请求在读，下次再删去", name=old.name))
        remove_unused_tiles(store)
        report(
            message(
                "已发布 %(name)s：%(articles)s 篇文章，其中 %(texts_held)s 篇有全文",
                name=edition.name,
                articles=edition.articles,
                texts_held=edition.texts_held,
            )
        )
        return edition


def _previous(current: Path | None, report: ProgressCallback) -> Path | None:
    """Return the edition that the new one is made from; None to make everything anew."""
    try:
        return reusable(current)
    except NeedsWholeBuild as reason:
        report(message("完整重建：%(reason)s", reason=reason))
        return None


def _allow_losses(folder: Path) -> None:
    """Accept an edition whatever texts or images it lacks."""


def _sweep(store: EditionStore, resumed: Path | None) -> None:
    """Remove builds that will not be resumed, and databases of no edition."""
    store.sweep_unfinished(resumed)
    try:
        edition_database().sweep_databases(list(store.folder.iterdir()))
    except DatabaseError as error:
        raise PublishFailed(str(error)) from error


def _say_resumed(stages: Checkpoints, report: ProgressCallback) -> None:
    finished, remaining = map(listed, stage_labels(stages))
    report(
        message("继续构建：已完成%(finished)s；", finished=finished)
        + (
            message("还需完成%(remaining)s", remaining=remaining)
            if remaining
            else message("只剩最后检查")
        )
    )


def _build_and_check(
    store: EditionStore,
    stages: Checkpoints,
    held_files: HeldFiles,
    sample: int,
    report: ProgressCallback,
    check_losses: Callable[[Path], None],
) -> Manifest:
    """Return a new edition in its final folder, not yet served."""
    previous, is_resumable = store.served(), False
    try:
        built = replace(build(stages, held_files, report, check_losses), number=store.next_number())
        built.write()
        difference = EditionDifference.read(built.folder) if stages.previous else None
        built = replace(built, checked=check_edition(built, previous, report, sample, difference))
        built.write()
        for (label, part), (tried, total) in zip(_CHECKED, built.checked.values(), strict=True):
            numbers = {"total": f"{total:,}", "tried": f"{tried:,}"}
            report(message(part if tried < total else label, **numbers))
        if previous:
            _say_backdated(built, previous, report)
        return replace(built, folder=store.finish_build(stages))
    except (PublishStopped, KeyboardInterrupt, MemoryError):
        is_resumable = True
        raise
    except (DeserializationError, DatabaseError, ValidationError, sqlite3.Error) as error:
        raise PublishFailed(message("新版本构建失败：%(error)s", error=error)) from error
    except SearchUnavailable as error:
        raise PublishFailed(str(error)) from error
    finally:
        if not is_resumable:
            shutil.rmtree(stages.folder, ignore_errors=True)


def _say_backdated(built: Manifest, previous: Path, report: ProgressCallback) -> None:
    """Warn the editor of articles whose dates would hide them from harvesters."""
    try:
        day = datetime.fromisoformat(read(previous).made).date()
    except NotAnEdition:
        return
    if idents := backdated_articles(built.folder, previous, day):
        report(
            message(
                "%(articles)s 篇（%(idents)s……）的收录或修改日期早于前一个"
                "版本的发布日期 %(day)s，按日期收割的程序会遗漏；请在总账或修"
                "改记录里把日期改为发布之日",
                articles=len(idents),
                idents=listed(idents[:5]),
                day=day,
            )
        )
