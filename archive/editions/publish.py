"""Builds an edition aside, checks it, and serves it; or finds that there is nothing to do."""

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
from django.db import DatabaseError, connections

from archive.catalogue.page_texts import PageTexts
from archive.search import SearchUnavailable

from . import static_files
from .backdated import backdated_articles
from .build import Say, build, labels
from .check import SAMPLE, check_edition, check_search
from .checkpoints import Checkpoints, resume
from .exceptions import PublishFailed, PublishStopped
from .fingerprint import fingerprint
from .lost_texts import refuse_losses
from .manifest import Manifest, NotAnEdition, read
from .store import EditionStore


def publish(
    say: Say = print,
    force: bool = False,
    aside: bool = False,
    sample: int = SAMPLE,
    allow_loss: bool = False,
) -> Manifest:
    """Builds an edition of the catalogue, or finds one; serves it, unless it is to stay aside.

    `sample` is how many articles and addresses of many are tried. CatalogueRefused, with every fault,
    when the catalogue does not pass its check; TextsLost, without `allow_loss`, when articles would
    lose their texts; EditionRefused when the edition does not pass its check; PublishFailed for anything else. The edition that was served before is then served on, and no folder is left, but
    by PublishStopped: the next publish takes it up, as it does what a publisher that was killed has
    left. What is left in PostgreSQL goes with the next publish.
    """
    shelf = EditionStore()
    with shelf.alone():
        if lacking := static_files.missing():
            say(
                f"{settings.STATIC_ROOT} 里缺 {len(lacking)} 个静态文件（{lacking[0]} 等），"
                "网页会打不开：请运行 manage.py collectstatic --no-input（make edition 会自动运行）"
            )
        if settings.PAGES_NAMED and not settings.PAGES_DIR.is_dir():
            raise PublishFailed(f"ARCHIVE_PAGES 所指的 {settings.PAGES_DIR} 不是文件夹")
        texts = PageTexts(settings.PAGES_DIR)
        accept = partial(refuse_losses, shelf.served(), texts) if not allow_loss else _accept
        of_what = fingerprint(texts)
        is_left = of_what in shelf.left() and not (force or aside)
        edition = None if force else shelf.with_fingerprint(of_what)
        stages = None
        if not (force or is_left or edition):
            stages = resume(shelf.unfinished(), of_what, say)
        shelf.sweep_unfinished(stages.folder if stages else None)
        _sweep_records(shelf)
        if is_left:
            say("目录与曾经退回的版本相同，不再自动发布：改了目录再 publish，或用 publish --force")
            return read(shelf.served())
        if edition is None:
            if stages:
                _say_taken_up(stages, say)
            stages = stages or Checkpoints(shelf.building(), of_what)
            edition = _made(shelf, stages, texts, sample, say, accept)
        elif edition.folder == shelf.served():
            say(f"目录没有变化，沿用现有的版本 {edition.name}（{edition.articles} 篇文章）")
            return edition
        else:
            accept(edition.folder)
            check_search(edition)
            say(f"目录没有变化，已有版本 {edition.name}（{edition.articles} 篇文章）")
        if aside:
            say(f"版本 {edition.name} 已建成并核对，尚未发布；再运行 publish 即发布")
            return edition
        shelf.leave([left for left in shelf.left() if left != of_what])
        shelf.serve(edition.folder)
        for kept in shelf.prune(settings.KEPT_EDITIONS):
            say(f"旧版本 {kept.name} 还有请求在读，下次再移走")
        say(f"已发布 {edition.name}：{edition.articles} 篇文章，其中 {edition.texts_held} 篇有全文")
        return edition


def _accept(folder: Path) -> None:
    """Whatever texts an edition has."""


def _sweep_records(shelf: EditionStore) -> None:
    """Removes records that are left of killed publishers and of editions that were removed."""
    try:
        connections["default"].sweep_records(list(shelf.folder.iterdir()))
    except DatabaseError as error:
        raise PublishFailed(str(error)) from error


def _say_taken_up(stages: Checkpoints, say: Say) -> None:
    finished, wanting = map("、".join, labels(stages))
    say(f"接着建：{finished}已经做好；" + (f"还要做{wanting}" if wanting else "只差最后的核对"))


def _made(
    shelf: EditionStore,
    stages: Checkpoints,
    texts: PageTexts,
    sample: int,
    say: Say,
    accept: Callable[[Path], None],
) -> Manifest:
    """A new edition in its place, not yet served."""
    before, is_kept = shelf.served(), False
    try:
        built = replace(build(stages, texts, say, accept), number=shelf.next_number())
        built.write()
        built = replace(built, checked=check_edition(built, before, say, sample))
        built.write()
        for label, (tried, there) in zip(("篇文章", "个网址"), built.checked.values(), strict=True):
            say(
                f"核对了 {there:,} {label}"
                + (f"里的 {tried:,} {label[0]}" if tried < there else "")
            )
        _say_backdated(built, before, say)
        return replace(built, folder=shelf.place(stages))
    except (PublishStopped, KeyboardInterrupt, MemoryError):
        is_kept = True
        raise
    except (DeserializationError, DatabaseError, ValidationError, sqlite3.Error) as error:
        raise PublishFailed(f"新的版本没有建成：{error}") from error
    except SearchUnavailable as error:
        raise PublishFailed(str(error)) from error
    finally:
        if not is_kept:
            shutil.rmtree(stages.folder, ignore_errors=True)


def _say_backdated(built: Manifest, before: Path | None, say: Say) -> None:
    """Tells the editor of dates by which no harvester would learn of an article."""
    try:
        made = datetime.fromisoformat(read(before).made).date() if before else None
    except NotAnEdition:
        return
    if made and (idents := backdated_articles(built.folder, before, made)):
        say(
            f"{len(idents)} 篇（{'、'.join(idents[:5])}……）的收录或修改日期早于上一版发布之日 {made}，"
            "按日期收割的程序会漏掉；请在总账或修改记录里把日期改为发布之日"
        )
