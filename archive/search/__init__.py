"""The door to search: everybody outside comes through here and names no engine."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from archive import clock
from archive.edition import served

from .base import (
    COUNTED,
    FACETS,
    SPAN,
    Clause,
    Engine,
    Hit,
    Query,
    Results,
    SearchUnavailable,
    Term,
)
from .correct import Vocabulary, propose
from .progress import told
from .query import Parsed, parse
from .suggest import Suggestion, Suggestions
from .tokens import words

MOST_CORRECTIONS = 3

__all__ = [
    "COUNTED",
    "FACETS",
    "SPAN",
    "Clause",
    "Hit",
    "Parsed",
    "Query",
    "Results",
    "SearchUnavailable",
    "Suggestion",
    "Term",
    "corrections",
    "holds",
    "parse",
    "rebuild",
    "search",
    "suggest",
]


def _engine(folder: Path, name: str) -> Engine:
    return import_string(name)(folder)


def search(query: Query) -> Results:
    """The answer of the edition that is served; SearchUnavailable when it cannot be asked."""
    with clock.spending("search"):
        try:
            results = served().keep(_engine, settings.SEARCH_ENGINE).search(query)
        except SearchUnavailable:
            clock.lack()
            raise
    if results.incomplete:
        clock.lack()
    return results


def holds(query: Query, ident: str, most: int) -> bool:
    """Whether an article is among the first `most` hits; `query.limit` are looked at together."""
    for offset in range(0, most, query.limit):
        found = search(replace(query, offset=offset))
        if any(hit.ident == ident for hit in found.hits):
            return True
        if offset + query.limit >= found.total:
            return False
    return False


def suggest(typed: str, limit: int = 8) -> list[Suggestion]:
    """What somebody who is typing may be after; SearchUnavailable without the edition's lexicon."""
    return served().keep(Suggestions).find(typed, limit)


def corrections(asked: Query, typed: str) -> list[tuple[str, int]]:
    """(what may have been meant, how many it finds), for a query that found nothing.

    First the same words apart (职工维权热线 → 职工 维权 热线), then words that sound or look alike,
    those that find most first; only what finds something.
    """
    apart = _apart(asked)
    alike = propose(typed, served().keep(Vocabulary))
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
