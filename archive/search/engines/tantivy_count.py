"""Counts what a query finds in an open tantivy index: the exact total, and values of facets."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from typing import NamedTuple

import tantivy

from archive.search.base import Clause, Query, Term, most_values
from archive.search.tokens import encoded

from .tantivy_facets import DIRECT, Tables
from .tantivy_known import Counts, Known, term_of
from .tantivy_query import matching

# finding so many documents twice costs less than counting people after all the rest
MANY = 20_000
# queries whose counts are kept: the next page, the next hit, another order have the same
REMEMBERED = 64


class Asked(NamedTuple):
    """What of a query its counts depend on."""

    clauses: tuple[Clause, ...]
    filters: tuple[tuple[str, tuple[str, ...]], ...]
    since: int | None
    until: int | None
    facets: tuple[str, ...]


class Counter:
    def __init__(self, searcher: tantivy.Searcher, tables: Tables, known: Known):
        self._searcher, self._tables, self._known = searcher, tables, known
        # tantivy lets go of the interpreter's lock
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="search")
        self._remembered = lru_cache(REMEMBERED)(self._started)

    def start(self, query: Query) -> tuple[Future[Counts], ...]:
        """Counts under way, for `result`."""
        filters = tuple((name, tuple(values)) for name, values in query.filters.items())
        asked = Asked(query.clauses, filters, query.since, query.until, query.facets)
        return self._remembered(asked)

    @staticmethod
    def result(started: tuple[Future[Counts], ...]) -> Counts:
        counts = [each.result() for each in started]
        facets = {name: values for each in counts for name, values in each.facets.items()}
        return Counts(counts[0].total, facets)

    def forget(self) -> None:
        self._remembered.cache_clear()

    def close(self) -> None:
        self._pool.shutdown(wait=False)
        self._known.close()

    def count(self, query: Query, names: Iterable[str], chosen: Sequence[str] = ()) -> Counts:
        """Counted anew; `chosen` are values that are wanted however rare they are."""
        asked = self._tables.asking(names, self._searcher.num_segments < 2, tuple(chosen))
        answer = self._searcher.aggregate(matching(query), asked)
        found = ((name, self._tables.counts(name, answer)) for name in names)
        facets = {name: most_frequent(name, counts, chosen) for name, counts in found}
        return Counts(self._tables.total(answer), facets)

    def _started(self, asked: Asked) -> tuple[Future[Counts], ...]:
        query = Query(**asked._asdict() | {"filters": dict(asked.filters)})
        free = [name for name in query.facets if name not in query.filters]
        shares = [free]
        if term_of(query) not in self._known and self._frequency(query) > MANY:
            shares = [
                [name for name in free if name not in DIRECT],
                [name for name in free if name in DIRECT],
            ]
        each: list[tuple] = [(query, names) for names in shares if names] or [(query, [])]
        # a facet's own choice does not narrow its own counts
        each += [
            (query.without_filter(name), [name], query.filters[name])
            for name in query.facets
            if name in query.filters
        ]
        return tuple(self._pool.submit(self._count, *one) for one in each)

    def _count(self, query: Query, names: list[str], chosen: Sequence[str] = ()) -> Counts:
        known = self._known.counts(term_of(query))
        if known and all(
            len(known.facets[name]) < most_values(name) or {*chosen} <= {*known.facets[name]}
            for name in names
        ):
            return Counts(known.total, {name: known.facets[name] for name in names})
        return self.count(query, names, chosen)

    def _frequency(self, query: Query) -> int:
        """The most that can be found by short terms, all needed; 0 for any other query."""
        terms = [clause.terms for clause in query.clauses if not clause.negated]
        short = all(len(either) == 1 and len(either[0].text) < 3 for either in terms)
        if query.filtered or not terms or not short:
            return 0
        return min(self._documents(*either) for either in terms)

    def _documents(self, term: Term) -> int:
        """About how many have a short term."""
        field = "text" if term.field == "any" else term.field
        kind = "characters" if len(term.text) == 1 else "pairs"
        return self._searcher.doc_freq(f"{field}_{kind}", encoded(term.text))


def most_frequent(name: str, counts: Mapping[str, int], chosen=()) -> Mapping[str, int]:
    most = most_values(name)
    if len(counts) <= most:
        return counts
    ranked = sorted(counts.items(), key=lambda pair: -pair[1])
    return dict(ranked[:most]) | {value: counts[value] for value in chosen if value in counts}
