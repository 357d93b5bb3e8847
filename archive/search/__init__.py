"""The door to search: everybody outside comes through here and names no engine."""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from .base import FACETS, Clause, Engine, Hit, Query, Results, SearchUnavailable, Term
from .correct import Vocabulary, propose
from .query import Parsed, parse
from .suggest import Suggestion, Suggestions

MOST_CORRECTIONS = 3

__all__ = [
    "FACETS",
    "Clause",
    "Hit",
    "Parsed",
    "Query",
    "Results",
    "SearchUnavailable",
    "Suggestion",
    "Term",
    "corrections",
    "parse",
    "rebuild",
    "search",
    "suggest",
]


@lru_cache(maxsize=4)
def _engine(name: str, folder: Path) -> Engine:
    return import_string(name)(folder)


def search(query: Query) -> Results:
    """The answer of the edition that is served; SearchUnavailable when it cannot be asked."""
    # the link is followed each time: a new edition is searched as soon as it is served
    folder = Path(settings.EDITION_DIR).resolve()
    return _engine(settings.SEARCH_ENGINE, folder).search(query)


@lru_cache(maxsize=4)
def _suggestions(folder: Path) -> Suggestions:
    return Suggestions(folder)


@lru_cache(maxsize=4)
def _vocabulary(folder: Path) -> Vocabulary:
    return Vocabulary(folder)


def suggest(typed: str, limit: int = 8) -> list[Suggestion]:
    """What somebody who is typing may be after; SearchUnavailable without the edition's lexicon."""
    return _suggestions(Path(settings.EDITION_DIR).resolve()).find(typed, limit)


def corrections(asked: Query, typed: str) -> list[tuple[str, int]]:
    """(what may have been meant, how many it finds), those that find something, most first.

    `asked` is the query that found nothing; only its words are replaced.
    """
    proposed = propose(typed, _vocabulary(Path(settings.EDITION_DIR).resolve()))
    counted = [
        (words, search(replace(asked, clauses=parse(words).clauses, limit=0, facets=())).total)
        for words in proposed
    ]
    return sorted((pair for pair in counted if pair[1]), key=lambda pair: -pair[1])[
        :MOST_CORRECTIONS
    ]


def rebuild(folder: Path) -> int:
    """Builds the index of every article of the record into `folder`; returns how many it holds."""
    from .documents import documents

    return import_string(settings.SEARCH_ENGINE)(folder).rebuild(documents())
