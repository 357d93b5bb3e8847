"""Whether the edition that is served is whole and can be read, with its static files: what is missing."""

import logging
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError

from archive import search
from archive.models import Article
from archive.search import Query

from . import current, static_files
from .current import MANIFEST, Edition, EditionUnavailable

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Readiness:
    edition: str
    made: str
    articles: int
    # what stands in the way, in words that anyone may read; the log has the paths
    faults: tuple[str, ...]


def readiness() -> Readiness:
    """Costs one query of the record and one of the index, whatever is held."""
    try:
        now = current.acquire()
    except EditionUnavailable as error:
        return Readiness("", "", 0, (_said("没有可读的版本", error),))
    try:
        # pinned, so that record and index are those of this edition and no earlier one's
        with current.pinned_to(now):
            return _of(now)
    finally:
        current.release(now)


def _of(now: Edition) -> Readiness:
    faults, articles = [], 0
    if not (now.folder / MANIFEST).is_file():
        faults.append(_said("版本没有清单", now.folder))
    try:
        held = Article.objects.exists()
    except (DatabaseError, RuntimeError) as error:
        held = None
        faults.append(_said("数据库读不了", error))
    try:
        articles = search.search(Query(limit=1)).total
    except RuntimeError as error:
        faults.append(_said("检索索引用不了", error))
    else:
        if held is not None and held != bool(articles):
            faults.append("数据库与检索索引不是同一个版本")
    if lacking := static_files.missing():
        faults.append(_said("静态文件不全", f"{settings.STATIC_ROOT}: {', '.join(lacking)}"))
    return Readiness(now.fingerprint[:12], now.made.isoformat(), articles, tuple(faults))


def _said(message: str, about) -> str:
    logger.error("not ready: %s: %s", message, about)
    return message
