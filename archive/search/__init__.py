"""The door to search: everybody outside comes through here and names no engine."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from .base import FACETS, Clause, Engine, Hit, Query, Results, SearchUnavailable, Term
from .query import Parsed, parse

__all__ = [
    "FACETS",
    "Clause",
    "Hit",
    "Parsed",
    "Query",
    "Results",
    "SearchUnavailable",
    "Term",
    "parse",
    "rebuild",
    "search",
]


@lru_cache(maxsize=4)
def _engine(name: str, folder: Path) -> Engine:
    return import_string(name)(folder)


def search(query: Query) -> Results:
    """The answer of the edition that is served; SearchUnavailable when it cannot be asked."""
    # the link is followed each time: a new edition is searched as soon as it is served
    folder = Path(settings.EDITION_DIR).resolve()
    return _engine(settings.SEARCH_ENGINE, folder).search(query)


def rebuild(folder: Path) -> int:
    """Builds the index of every article of the record into `folder`; returns how many it holds."""
    from .documents import documents

    return import_string(settings.SEARCH_ENGINE)(folder).rebuild(documents())
