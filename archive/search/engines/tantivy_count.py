"""Counts what a query finds in an open tantivy index: the exact total, and values of facets."""

from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from typing import NamedTuple

import tantivy
from tantivy import Occur
from tantivy import Query as Q

from archive.search.base import FACETS, MOST_VALUES, Clause, Query
from archive.search.tokens import encoded

from .tantivy_facets import DIRECT, SHARES, Tables
from .tantivy_query import matching

# from so many documents on it pays to find them once for each share of the facets, side by side
MANY = 20_000
# queries whose counts are kept: the next page, the next hit, another order have the same
REMEMBERED = 64


class Counts(NamedTuple):
    total: int
    # facet → value → documents
    facets: Mapping[str, Mapping[str, int]]


class Asked(NamedTuple):
    """What of a query its counts depend on."""

    clauses: tuple[Clause, ...]
    filters: tuple[tuple[str, tuple[str, ...]], ...]
    since: int | None
    until: int | None
    facets: tuple[str, ...]


class Counter:
    def __init__(
        self, searcher: tantivy.Searcher, tables: Tables, everything: Counts | None = None
    ):
        self._searcher, self._tables = searcher, tables
        # the counts of all documents
        self.everything = everything or self._counted(Query(), FACETS)
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

    def _started(self, asked: Asked) -> tuple[Future[Counts], ...]:
        query = Query(**asked._asdict() | {"filters": dict(asked.filters)})
        free = [name for name in query.facets if name not in query.filters]
        shares = [free]
        if self._frequency(query) > MANY:
            shares = [[name for name in share if name in free] for share in SHARES]
        each = [(query, names) for names in shares if names] or [(query, [])]
        # a facet's own choice does not narrow its own counts
        narrowed = [name for name in query.facets if name in query.filters]
        each += [(query.without_filter(name), [name]) for name in narrowed]
        return tuple(self._pool.submit(self._count, query, names) for query, names in each)

    def _count(self, query: Query, names: list[str]) -> Counts:
        if not query.clauses and not query.filtered:
            counts = self.everything
        elif self._frequency(query) > self.everything.total / 2 and not {*DIRECT} & {*names}:
            counts = self._by_the_others(query, names)
        else:
            counts = self._counted(query, names)
        return Counts(counts.total, {name: most_frequent(counts.facets[name]) for name in names})

    def _by_the_others(self, query: Query, names: list[str]) -> Counts:
        """What most documents are found by is counted sooner by those that are not found."""
        others = self._counted(query, names, others=True)
        facets = {}
        for name in names:
            without = others.facets[name]
            every = self.everything.facets[name].items()
            left = {value: count - without.get(value, 0) for value, count in every}
            facets[name] = {value: count for value, count in left.items() if count}
        return Counts(self.everything.total - others.total, facets)

    def _counted(self, query: Query, names: Iterable[str], others: bool = False) -> Counts:
        asked = self._tables.asking(names, self._searcher.num_segments < 2)
        found = matching(query)
        if others:
            found = Q.boolean_query([(Occur.Must, Q.all_query()), (Occur.MustNot, found)])
        answer = self._searcher.aggregate(found, asked)
        facets = {name: self._tables.counts(name, answer) for name in names}
        return Counts(self._tables.total(answer), facets)

    def _frequency(self, query: Query) -> int:
        """About how many a query of one short term alone finds; 0 for any other."""
        if len(query.clauses) != 1 or query.clauses[0].negated or query.filtered:
            return 0
        term, *more = query.clauses[0].terms
        kind = {1: "characters", 2: "pairs"}.get(len(term.text))
        if more or not kind:
            return 0
        field = "text" if term.field == "any" else term.field
        return self._searcher.doc_freq(f"{field}_{kind}", encoded(term.text))


def most_frequent(counts: Mapping[str, int]) -> Mapping[str, int]:
    if len(counts) <= MOST_VALUES:
        return counts
    return dict(sorted(counts.items(), key=lambda pair: -pair[1])[:MOST_VALUES])
