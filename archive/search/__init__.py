"""The door to search: everybody outside comes through here and names no engine."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from archive import request_clock
from archive.editions.current import cached_per_edition, served
from archive.text.segment import cut

from .contract import (
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
    most_values,
)
from .did_you_mean import SpellingVocabulary, suggest_spellings
from .fallback_queries import fallback_queries
from .progress import with_progress
from .query_parser import Parsed, parse
from .suggest import Suggestion, Suggestions

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
    "fallback_for",
    "is_within_first",
    "most_values",
    "parse",
    "rebuild",
    "search",
    "spelling_corrections",
    "split_into_words",
    "suggest",
]


def _engine(folder: Path, name: str) -> Engine:
    return import_string(name)(folder)


def search(query: Query) -> Results:
    """The answer of the edition that is served; SearchUnavailable when it cannot be asked."""
    with request_clock.timed("search"):
        try:
            results = served().keep(_engine, settings.SEARCH_ENGINE).search(query)
        except SearchUnavailable:
            request_clock.mark_incomplete()
            raise
    if results.incomplete:
        request_clock.mark_incomplete()
    return results


def is_within_first(query: Query, ident: str, most: int) -> bool:
    """Whether an article is among the first `most` hits; `query.limit` are looked at together."""
    for offset in range(0, most, query.limit):
        found = search(replace(query, offset=offset))
        if any(hit.ident == ident for hit in found.hits):
            return True
        if offset + query.limit >= found.total:
            return False
    return False


@cached_per_edition
def fallback_for(parsed: Parsed) -> Parsed | None:
    """What to search for in the place of words that find nothing by themselves; None if they find
    something, or nothing else does.
    """
    if not parsed.clauses or _finds(parsed):
        return None
    return next(filter(_finds, fallback_queries(parsed, search)), None)


def _finds(parsed: Parsed) -> bool:
    return bool(search(Query(parsed.clauses, limit=0)).total)


def suggest(typed: str, limit: int = 8) -> list[Suggestion]:
    """What somebody who is typing may be after; SearchUnavailable without the edition's lexicon."""
    return served().keep(Suggestions).find(typed, limit)


def spelling_corrections(asked: Query, typed: str) -> list[tuple[str, int]]:
    """(what may have been meant, how many it finds), for a query that found nothing: words that
    sound or look alike, those that find most first; only what finds something.
    """
    alike = suggest_spellings(typed, served().keep(SpellingVocabulary))
    counted = [(said, _count(asked, said)) for said in dict.fromkeys(alike)]
    return sorted((pair for pair in counted if pair[1]), key=lambda pair: -pair[1])[
        :MOST_CORRECTIONS
    ]


def split_into_words(asked: Query) -> tuple[str, int]:
    """The words of the query, each for itself (职工维权热线 → 职工 维权 热线), and how many articles
    have all of them; what is to be without stays without.
    """
    parts = [
        ("-" if clause.negated else "") + word
        for clause in asked.clauses
        for term in clause.terms
        for word in ([term.text] if clause.negated else filter(str.isalnum, cut(term.text)))
    ]
    # of single characters alone nothing can be hoped for
    if not any(len(part) > 1 for part in parts):
        return "", 0
    apart = " ".join(dict.fromkeys(parts))
    return apart, _count(asked, apart)


def _count(asked: Query, typed: str) -> int:
    clauses = parse(typed).clauses
    if not clauses or clauses == asked.clauses:
        return 0
    return search(replace(asked, clauses=clauses, limit=0, facets=())).total


def rebuild(folder: Path, say: Callable[[str], None] = print) -> int:
    """Builds the index of every article of the record into `folder`; returns how many it holds."""
    from .documents import count, documents

    coming = with_progress(documents(), count(), "建立检索索引", say)
    return import_string(settings.SEARCH_ENGINE)(folder).rebuild(coming)
