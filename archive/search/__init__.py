"""The public interface of search; no other package names an engine."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from archive import request_state
from archive.editions.current import cached_per_edition, served
from archive.progress import ProgressCallback, with_progress
from archive.text.segment import cut

from .contract import (
    COUNTED,
    DAYS,
    FACETS,
    SPAN,
    CannotUpdate,
    Clause,
    Document,
    Engine,
    Hit,
    Query,
    Results,
    SearchUnavailable,
    Term,
    most_values,
)
from .did_you_mean import SpellingVocabulary, suggest_spellings
from .query_parser import ParsedQuery, parse
from .reworded_queries import reworded_queries
from .similarity_query import SimilarityQuery
from .suggest import Suggestion, Suggestions

MAX_CORRECTIONS = 3

__all__ = [
    "COUNTED",
    "DAYS",
    "FACETS",
    "SPAN",
    "CannotUpdate",
    "Clause",
    "Hit",
    "ParsedQuery",
    "Query",
    "Results",
    "SearchUnavailable",
    "SimilarityQuery",
    "Suggestion",
    "Term",
    "fallback_for",
    "is_within_first",
    "most_values",
    "parse",
    "rebuild",
    "related",
    "search",
    "spelling_corrections",
    "split_into_words",
    "suggest",
    "update",
]


def _engine(folder: Path, name: str) -> Engine:
    return import_string(name)(folder)


def search(query: Query) -> Results:
    """Return the results from the current edition; raise SearchUnavailable."""
    with request_state.timed("search"):
        try:
            results = served().cached(_engine, settings.SEARCH_ENGINE).search(query)
        except SearchUnavailable:
            request_state.mark_incomplete()
            raise
    if results.incomplete:
        request_state.mark_incomplete()
    return results


def related(target: SimilarityQuery, limit: int) -> tuple[Hit, ...]:
    """Return similar articles of the current edition; raise SearchUnavailable without an index."""
    with request_state.timed("search"):
        try:
            return served().cached(_engine, settings.SEARCH_ENGINE).related(target, limit)
        except SearchUnavailable:
            request_state.mark_incomplete()
            raise


def is_within_first(query: Query, ident: str, limit: int) -> bool:
    """Return whether the article is among the first `limit` hits, read in pages."""
    for offset in range(0, limit, query.limit):
        results = search(replace(query, offset=offset))
        if any(hit.ident == ident for hit in results.hits):
            return True
        if offset + query.limit >= results.total:
            return False
    return False


@cached_per_edition
def fallback_for(parsed: ParsedQuery) -> ParsedQuery | None:
    """Return a fallback query that has results, if `parsed` itself has none; else None."""
    if not parsed.clauses or _has_results(parsed):
        return None
    return next(filter(_has_results, reworded_queries(parsed, search)), None)


def _has_results(parsed: ParsedQuery) -> bool:
    return bool(search(Query(parsed.clauses, limit=0)).total)


def suggest(typed: str, limit: int = 8) -> list[Suggestion]:
    """Return suggestions for a partly typed query; SearchUnavailable without a suggestion index."""
    return served().cached(Suggestions).find(typed, limit)


def spelling_corrections(query: Query, typed: str) -> list[tuple[str, int]]:
    """Return (corrected text, number of results) for a query without results, most results first.

    Corrections without results are left out.
    """
    spellings = suggest_spellings(typed, served().cached(SpellingVocabulary))
    counts = [(text, _count(query, text)) for text in dict.fromkeys(spellings)]
    with_results = [pair for pair in counts if pair[1]]
    return sorted(with_results, key=lambda pair: -pair[1])[:MAX_CORRECTIONS]


def split_into_words(query: Query) -> tuple[str, int]:
    """Return (the query split into words, articles with all of them): 职工维权热线 → 职工 维权
    热线.

    Negated terms stay as they are.
    """
    parts = [
        ("-" if clause.negated else "") + word
        for clause in query.clauses
        for term in clause.terms
        for text in filter(None, (term.text, term.near))
        for word in ([text] if clause.negated else filter(str.isalnum, cut(text)))
    ]
    # single characters alone would match almost everything
    if not any(len(part) > 1 for part in parts):
        return "", 0
    text = " ".join(dict.fromkeys(parts))
    return text, _count(query, text)


def _count(query: Query, typed: str) -> int:
    clauses = parse(typed).clauses
    if not clauses or clauses == query.clauses:
        return 0
    return search(replace(query, clauses=clauses, limit=0, facets=())).total


def rebuild(folder: Path, report: ProgressCallback = print) -> int:
    """Index every article of the database into `folder`; return the number of articles."""
    from .documents import count, documents

    reported = with_progress(documents(), count(), "建立检索索引", report)
    return import_string(settings.SEARCH_ENGINE)(folder).rebuild(reported)


def update(
    folder: Path, previous: Path, removed: list[Document], documents: Iterable[Document]
) -> int:
    """Make the index in `folder` from that in `previous`; return the number of articles.

    `removed` are documents as indexed there; `documents` replace some of them. CannotUpdate, before
    anything is made, if the index has to be built whole.
    """
    return import_string(settings.SEARCH_ENGINE)(folder).update(previous, removed, documents)


def replaced(folder: Path) -> int:
    """Return the number of replaced or removed articles that still take up space in the index."""
    return import_string(settings.SEARCH_ENGINE)(folder).replaced()
