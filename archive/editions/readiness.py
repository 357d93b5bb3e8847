"""Readiness check: whether the edition can be read and every static file has been collected."""

import logging
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.db import DatabaseError

from archive import search
from archive.command_messages import message
from archive.models import Article
from archive.search import Query

from . import current
from .current import MANIFEST, Edition, EditionUnavailable

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Readiness:
    edition: str
    made: str
    articles: int
    # safe to show to anyone; the log has the paths
    faults: tuple[str, ...]


def readiness() -> Readiness:
    """Return the problems; costs one database query and one search, whatever the size of the
    archive.
    """
    try:
        edition = current.acquire()
    except EditionUnavailable as error:
        return Readiness("", "", 0, (_log_fault(message("没有可读的版本"), error),))
    try:
        # pinned, so that database and index are of the same edition
        with current.pinned_to(edition):
            return _edition_readiness(edition)
    finally:
        current.release(edition)


def missing_static_files() -> list[str]:
    """Return the names of static files that were not collected, or deleted since.

    Empty if the storage has no manifest, as links then work without collecting.
    """
    if settings.DEBUG or not isinstance(staticfiles_storage, ManifestFilesMixin):
        return []
    collected = staticfiles_storage.hashed_files
    return [
        name
        for name in _static_names()
        if name not in collected or not staticfiles_storage.exists(collected[name])
    ]


def _edition_readiness(edition: Edition) -> Readiness:
    faults: list[str] = []
    articles = 0
    if not (edition.folder / MANIFEST).is_file():
        faults.append(_log_fault(message("版本没有清单"), edition.folder))
    has_articles: bool | None = None
    try:
        has_articles = Article.objects.exists()
    except (DatabaseError, RuntimeError) as error:
        faults.append(_log_fault(message("数据库无法读取"), error))
    try:
        articles = search.search(Query(limit=1)).total
    except RuntimeError as error:
        faults.append(_log_fault(message("检索索引不能使用"), error))
    else:
        if has_articles is not None and has_articles != bool(articles):
            faults.append(message("数据库与检索索引不是同一个版本"))
    if missing := missing_static_files():
        faults.append(
            _log_fault(message("静态文件不全"), f"{settings.STATIC_ROOT}: {', '.join(missing)}")
        )
    return Readiness(edition.fingerprint[:12], edition.made.isoformat(), articles, tuple(faults))


def _log_fault(fault: str, detail: object) -> str:
    logger.error("not ready: %s: %s", fault, detail)
    return fault


@lru_cache(maxsize=1)
def _static_names() -> tuple[str, ...]:
    return tuple(sorted(name for finder in get_finders() for name, _ in finder.list([])))
