"""The door to search: everybody outside comes through here and names no engine."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from archive import clock

from .base import FACETS, Clause, Engine, Hit, Query, Results, SearchUnavailable, Term
from .correct import Vocabulary, propose
from .progress import told
from .query import Parsed, parse
from .suggest import Suggestion, Suggestions
from .tokens import words

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


def _edition() -> Path:
    """The folder that is served; the link is followed each time, so a new edition is asked at once."""
    return Path(settings.EDITION_DIR).resolve()


@lru_cache(maxsize=4)
def _engine(name: str, folder: Path) -> Engine:
    return import_string(name)(folder)


def search(query: Query) -> Results:
    """The answer of the edition that is served; SearchUnavailable when it cannot be asked."""
    with clock.spending("search"):
        return _engine(settings.SEARCH_ENGINE, _edition()).search(query)


@lru_cache(maxsize=4)
def _suggestions(folder: Path) -> Suggestions:
    return Suggestions(folder)


@lru_cache(maxsize=4)
def _vocabulary(folder: Path) -> Vocabulary:
    return Vocabulary(folder)


def suggest(typed: str, limit: int = 8) -> list[Suggestion]:
    """What somebody who is typing may be after; SearchUnavailable without the edition's lexicon."""
    return _suggestions(_edition()).find(typed, limit)


def corrections(asked: Query, typed: str) -> list[tuple[str, int]]:
    """(what may have been meant, how many it finds), for a query that found nothing.

    First the same words apart (职工维权热线 → 职工 维权 热线), then words that sound or look alike,
    those that find most first; only what finds something.
    """
    apart = _apart(asked)
    alike = propose(typed, _vocabulary(_edition()))
    counted = [(said, _count(asked, said)) for said in dict.fromkeys((apart, *alike))]
    found = [pair for pair in counted if pair[1]]
    found.sort(key=lambda pair: (pair[0] != apart, -pair[1]))
    return found[:MOST_CORRECTIONS]


def _apart(asked: Query) -> str:
    """The words of the query, each for itself; what is to be without stays without."""
    parts = [
        ("-" if clause.negated else "") + word
        for clause in asked.clauses
        for term in clause.terms
        for word in ([term.text] if clause.negated else words(term.text))
    ]
    return " ".join(dict.fromkeys(parts))


def _count(asked: Query, typed: str) -> int:
    clauses = parse(typed).clauses
    if not clauses or clauses == asked.clauses:
        return 0
    return search(replace(asked, clauses=clauses, limit=0, facets=())).total


def rebuild(folder: Path, say: Callable[[str], None] = print) -> int:
    """Builds the index of every article of the record into `folder`; returns how many it holds."""
    from .documents import count, documents

    coming = told(documents(), count(), "建立检索索引", say)
    return import_string(settings.SEARCH_ENGINE)(folder).rebuild(coming)
