"""The door to search: everybody outside comes through here and names no engine."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from .base import Engine, Results, SearchUnavailable
from .query import parse

__all__ = ["Results", "SearchUnavailable", "find", "rebuild"]


@lru_cache(maxsize=4)
def _engine(name: str, folder: Path) -> Engine:
    return import_string(name)(folder)


def find(text: str) -> Results:
    """Every article in which all that was typed occurs; SearchUnavailable without an index."""
    query = parse(text)
    if not query.terms:
        return Results()
    return _engine(settings.SEARCH_ENGINE, Path(settings.EDITION_DIR)).find(query)


def rebuild(folder: Path) -> int:
    """Builds the index of every article of the record into `folder`; returns how many it holds."""
    from .documents import documents

    return import_string(settings.SEARCH_ENGINE)(folder).rebuild(documents())
