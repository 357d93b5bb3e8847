"""Builds an edition into a folder, stage by stage: the record, the search index, the files to take away."""

from collections.abc import Callable, Mapping
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from archive import exports, search
from archive.catalogue.check import check
from archive.catalogue.page_texts import PageTexts
from archive.catalogue.unmatched_texts import unmatched_texts
from archive.harvest import sitemap_entries
from archive.models import Article, FullText
from archive.search import suggestion_index_build
from archive.search.suggestion_entries import suggestion_entries

from . import ledger_check, totals
from .checkpoints import Checkpoints
from .current import opened
from .exceptions import CatalogueRefused, PublishFailed, PublishStopped
from .load import assemble_full_texts, load
from .lost_texts import texts_served
from .manifest import Manifest

Say = Callable[[str], None]


class BuildStage(NamedTuple):
    # as it is kept
    name: str
    # of what is there when it is finished
    label: str
    make: Callable[[Checkpoints, PageTexts, Say], None]


def build(
    stages: Checkpoints, texts: PageTexts, say: Say, accept: Callable[[Path], None] = lambda _: None
) -> Manifest:
    """Everything that is not finished, but for the manifest, which is returned unwritten.

    `accept` is given the folder as soon as the record is in it, and raises what stands against going on.
    CatalogueRefused for a catalogue with faults; PublishStopped for what may be gone when it is
    taken up again.
    """
    try:
        _make(WRITING, stages, texts, say)
        accept(stages.folder)
        with opened(stages.folder):
            _make(READING, stages, texts, say)
            articles, held = Article.objects.count(), FullText.objects.count()
    except BrokenProcessPool as error:
        raise PublishStopped(
            "一个工作进程被系统终止了，多半是内存不够；做好的部分留着，再运行 publish 即接着做"
        ) from error
    made = datetime.now(UTC).isoformat(timespec="seconds")
    return Manifest(stages.folder, stages.fingerprint, articles, held, made, files=stages.files)


def labels(stages: Checkpoints) -> tuple[list[str], list[str]]:
    """What is finished, and what is still to be made."""
    every = (*WRITING, *READING)
    finished = [stage.label for stage in every if stage.name in stages]
    return finished, [stage.label for stage in every if stage.name not in stages]


def _make(wanted: tuple[BuildStage, ...], stages: Checkpoints, texts: PageTexts, say: Say) -> None:
    for stage in wanted:
        if stage.name not in stages:
            stage.make(stages, texts, say)
            stages.finish(stage.name)


def _check(stages: Checkpoints, texts: PageTexts, say: Say) -> None:
    say(f"核对目录 {settings.FIXTURES_DIR}")
    report = check(settings.FIXTURES_DIR, texts)
    if report.faults:
        raise CatalogueRefused(report)
    for stray in unmatched_texts(texts, report.wanted, settings.FIXTURES_DIR, texts_served):
        say(stray.says)


def _record(stages: Checkpoints, texts: Mapping[str, str], say: Say) -> None:
    # a load that was cut short leaves a file that nothing takes back, and that has no mark: it goes
    with connections["default"].build_record(stages.folder):
        say("建立数据库")
        call_command("migrate", verbosity=0, interactive=False)
        load(settings.FIXTURES_DIR, texts, say)
        assemble_full_texts(texts)
        with connections["default"].cursor() as cursor:
            cursor.execute("ANALYZE")


def _tallies(stages: Checkpoints, texts: Mapping[str, str], say: Say) -> None:
    say("清点各主题、各地、各年月的篇数")
    totals.build(stages.folder)


def _ledger(stages: Checkpoints, texts: Mapping[str, str], say: Say) -> None:
    ledger_check.write(stages.folder)


def _sitemaps(stages: Checkpoints, texts: Mapping[str, str], say: Say) -> None:
    sitemap_entries.build(stages.folder)


def _index(stages: Checkpoints, texts: Mapping[str, str], say: Say) -> None:
    say("建立检索索引")
    try:
        search.rebuild(stages.folder, say)
    except ValueError as error:
        # an engine's own word for a disk that is full
        raise PublishFailed(f"检索索引没有建成：{error}") from error
    except search.SearchUnavailable as error:
        raise PublishStopped(f"{error}；做好的部分留着，再运行 publish 即接着做") from error


def _suggestions(stages: Checkpoints, texts: Mapping[str, str], say: Say) -> None:
    say("建立检索建议库")
    suggestion_index_build.build(
        stages.folder, suggestion_entries(totals.by_topic, totals.by_place)
    )


def _bulk(stages: Checkpoints, texts: Mapping[str, str], say: Say) -> None:
    say("写出整批数据")
    exports.build(stages.folder / exports.FOLDER, stages.fingerprint, settings.ORIGIN)


WRITING = (
    BuildStage("catalogue", "目录的核对", _check),
    BuildStage("record", "数据库", _record),
)
# they read the record; each is made anew when one before it is
READING = (
    BuildStage("ledger", "总账的清单", _ledger),
    BuildStage("tallies", "各主题、各地、各年月的篇数", _tallies),
    BuildStage("sitemaps", "各页的修改日期", _sitemaps),
    BuildStage("index", "检索索引", _index),
    BuildStage("suggestions", "检索建议库", _suggestions),
    BuildStage("bulk", "整批数据", _bulk),
)
