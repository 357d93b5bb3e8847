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

from archive.catalogue import page_images
from archive.catalogue.held_files import HeldFiles
from archive.catalogue.page_images import PageImages
from archive.catalogue.page_texts import PageTexts
from archive.search import SearchUnavailable

from .backdated import backdated_articles
from .build import Say, build, stage_labels
from .check import SAMPLE, check_edition, check_search
from .checkpoints import Checkpoints, resume
from .database import edition_database
from .database_update import EditionDifference
from .exceptions import NeedsWholeBuild, PublishFailed, PublishStopped
from .fingerprint import fingerprint
from .lost_texts import refuse_losses
from .manifest import Manifest, NotAnEdition, read
from .page_tiles import remove_unused_tiles
from .readiness import missing_static_files
from .reuse import reusable
from .store import EditionStore


def publish(
    say: Say = print,
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
    with store.lock():
        if missing := missing_static_files():
            say(
                f"{settings.STATIC_ROOT} 里缺 {len(missing)} 个静态文件（{missing[0]} 等），"
                "网页会打不开：请运行 manage.py collectstatic --no-input（make edition 会自动运行）"
            )
        if settings.PAGES_NAMED and not settings.PAGES_DIR.is_dir():
            raise PublishFailed(f"ARCHIVE_PAGES 所指的 {settings.PAGES_DIR} 不是文件夹")
        if settings.IMAGES_NAMED and not settings.IMAGES_DIR.is_dir():
            raise PublishFailed(f"ARCHIVE_IMAGES 所指的 {settings.IMAGES_DIR} 不是文件夹")
        sums = settings.VAR_DIR / page_images.CACHE
        held = HeldFiles(PageTexts(settings.PAGES_DIR), PageImages(settings.IMAGES_DIR, sums))
        current = store.served()
        check_losses = _allow_losses if allow_loss else partial(refuse_losses, current, held)
        digest = fingerprint(held)
        if current and digest in store.abandoned() and not (force or aside):
            _sweep(store, None)
            say("目录与曾经退回的版本相同，不再自动发布：改了目录再 publish，或用 publish --force")
            return read(current)
        edition = None if force else store.with_fingerprint(digest)
        stages = None if force or edition else resume(store.unfinished(), digest, say)
        _sweep(store, stages.folder if stages else None)
        if edition is None:
            if stages:
                _say_resumed(stages, say)
            stages = stages or Checkpoints(
                store.create_build_folder(), digest, None if force else _previous(current, say)
            )
            edition = _build_and_check(store, stages, held, sample, say, check_losses)
        elif edition.folder == current:
            say(f"目录没有变化，沿用现有的版本 {edition.name}（{edition.articles} 篇文章）")
            return edition
        else:
            check_losses(edition.folder)
            check_search(edition)
            say(f"目录没有变化，已有版本 {edition.name}（{edition.articles} 篇文章）")
        if aside:
            say(f"版本 {edition.name} 已建成并核对，尚未发布；再运行 publish 即发布")
            return edition
        store.set_abandoned([other for other in store.abandoned() if other != digest])
        store.activate(edition.folder)
        for old in store.prune(settings.KEPT_EDITIONS):
            say(f"旧版本 {old.name} 还有请求在读，下次再移走")
        remove_unused_tiles(store)
        say(f"已发布 {edition.name}：{edition.articles} 篇文章，其中 {edition.texts_held} 篇有全文")
        return edition


def _previous(current: Path | None, say: Say) -> Path | None:
    """Return the edition that the new one is made from; None to make everything anew."""
    try:
        return reusable(current)
    except NeedsWholeBuild as reason:
        say(f"整个重建：{reason}")
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


def _say_resumed(stages: Checkpoints, say: Say) -> None:
    finished, remaining = map("、".join, stage_labels(stages))
    say(f"接着建：{finished}已经做好；" + (f"还要做{remaining}" if remaining else "只差最后的核对"))


def _build_and_check(
    store: EditionStore,
    stages: Checkpoints,
    held: HeldFiles,
    sample: int,
    say: Say,
    check_losses: Callable[[Path], None],
) -> Manifest:
    """Return a new edition in its final folder, not yet served."""
    previous, is_resumable = store.served(), False
    try:
        built = replace(build(stages, held, say, check_losses), number=store.next_number())
        built.write()
        remade = EditionDifference.read(built.folder).remade if stages.previous else None
        built = replace(built, checked=check_edition(built, previous, say, sample, remade))
        built.write()
        for label, (tried, total) in zip(("篇文章", "个网址"), built.checked.values(), strict=True):
            say(
                f"核对了 {total:,} {label}"
                + (f"里的 {tried:,} {label[0]}" if tried < total else "")
            )
        if previous:
            _say_backdated(built, previous, say)
        return replace(built, folder=store.finish_build(stages))
    except (PublishStopped, KeyboardInterrupt, MemoryError):
        is_resumable = True
        raise
    except (DeserializationError, DatabaseError, ValidationError, sqlite3.Error) as error:
        raise PublishFailed(f"新的版本没有建成：{error}") from error
    except SearchUnavailable as error:
        raise PublishFailed(str(error)) from error
    finally:
        if not is_resumable:
            shutil.rmtree(stages.folder, ignore_errors=True)


def _say_backdated(built: Manifest, previous: Path, say: Say) -> None:
    """Warn the editor of articles whose dates would hide them from harvesters."""
    try:
        day = datetime.fromisoformat(read(previous).made).date()
    except NotAnEdition:
        return
    if idents := backdated_articles(built.folder, previous, day):
        say(
            f"{len(idents)} 篇（{'、'.join(idents[:5])}……）"
            f"的收录或修改日期早于上一版发布之日 {day}，"
            "按日期收割的程序会漏掉；请在总账或修改记录里把日期改为发布之日"
        )
