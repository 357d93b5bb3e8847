"""Builds an edition into a folder: the record, the search index, the files to take away."""

from collections.abc import Callable, Mapping
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from archive import bulk, search, tallies
from archive.models import Article
from archive.search import lexicon_file
from archive.search.entries import entries

from .loading import assemble_texts, load
from .manifest import Manifest, describe
from .refusals import PublishFailed

Say = Callable[[str], None]


def build(folder: Path, fingerprint: str, texts: Mapping[str, str], say: Say) -> Manifest:
    """Everything but the manifest, which is returned unwritten; `texts` are page texts by SHA-256."""
    with connections["default"].build_record(folder):
        say("建立数据库")
        call_command("migrate", verbosity=0, interactive=False)
        load(settings.FIXTURES_DIR, texts, say)
        held = assemble_texts(texts)
        say("建立检索索引")
        _index(folder, say)
        say("建立提示词库")
        lexicon_file.build(folder, entries())
        say("写出成批数据")
        bulk.build(folder / bulk.FOLDER, fingerprint, settings.ORIGIN)
        say("清点文件")
        tallies.build(folder)
        articles = Article.objects.count()
        with connections["default"].cursor() as cursor:
            cursor.execute("ANALYZE")
    return describe(folder, fingerprint, articles, held)


def _index(folder: Path, say: Say) -> None:
    try:
        search.rebuild(folder, say)
    except ValueError as error:
        # an engine's own word for a disk that is full
        raise PublishFailed(f"检索索引没有建成：{error}") from error
