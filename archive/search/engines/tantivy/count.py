"""Counts what a query finds in an open tantivy index: the exact total, and values of facets."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from typing import NamedTuple

import tantivy

from archive.search.contract import Clause, Query, Term, most_values
from archive.search.tokens import cover, encoded

from .facets import DIRECT, Tables
from .precounts import Counts, Precounts, term_of
from .query import matching

# Counting fewer documents takes less time than having another thread do it; counting people among
# more takes longer than finding them once more, to be counted beside all the rest.
MANY = 20_000
# queries whose counts are kept: the next page, the next hit, another order have the same
REMEMBERED = 64


class CountedQuery(NamedTuple):
    """What of a query its counts depend on."""

    clauses: tuple[Clause, ...]
    filters: tuple[tuple[str, tuple[str, ...]], ...]
    all_of: tuple[str, ...]
    since: int | None
    until: int | None
    facets: tuple[str, ...]


class Counter:
    def __init__(self, searcher: tantivy.Searcher, tables: Tables, known: Precounts):
        self._searcher, self._tables, self._known = searcher, tables, known
        # tantivy lets go of the interpreter's lock
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="search")
        self._remembered = lru_cache(REMEMBERED)(self._started)

    def start(self, query: Query) -> tuple[Future[Counts], ...]:
        """Counts under way, for `result`."""
        filters = tuple((name, tuple(values)) for name, values in query.filters.items())
        asked = CountedQuery(
            query.clauses, filters, query.all_of, query.since, query.until, query.facets
        )
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

    def _started(self, asked: CountedQuery) -> tuple[Future[Counts], ...]:
        query = Query(**asked._asdict() | {"filters": dict(asked.filters)})
        free = [name for name in query.facets if name not in query.filters]
        shares = [free]
        if self._most(query) > MANY and not any(_is_phrase(term) for term in _needed(query)):
            shares = [
                [name for name in free if name not in DIRECT],
                [name for name in free if name in DIRECT],
            ]
        each: list[tuple] = [(query, names) for names in shares if names] or [(query, [])]
        each += [
            (query.counted_by(name), [name], query.filters[name])
            for name in query.facets
            if name in query.filters
        ]
        if sum(self._most(one) for one, *_ in each) > MANY:
            return tuple(self._pool.submit(self._count, *one) for one in each)
        return tuple(_done(self._count(*one)) for one in each)

    def _count(self, query: Query, names: list[str], chosen: Sequence[str] = ()) -> Counts:
        total = self._known.total(term_of(query))
        if total is not None and not names:
            return Counts(total, {})
        known = self._known.counts(term_of(query))
        if known and all(
            len(known.facets[name]) < most_values(name) or {*chosen} <= {*known.facets[name]}
            for name in names
        ):
            return Counts(known.total, {name: known.facets[name] for name in names})
        return self.count(query, names, chosen)

    def _most(self, query: Query) -> int:
        """About the most that can be found and is yet to be counted."""
        if term_of(query) in self._known:
            return 0
        found = [self._searcher.num_docs]
        for clause in query.clauses:
            if not clause.negated:
                found.append(sum(map(self._documents, clause.terms)))
        for name, values in query.filters.items():
            each = [self._searcher.doc_freq(name, value) for value in values]
            found.append(min(each, default=0) if name in query.all_of else sum(each))
        return min(found)

    def _documents(self, term: Term) -> int:
        """About how many can have the term: those that have its rarest part."""
        field = "text" if term.field == "any" else term.field
        if len(term.text) == 1:
            return self._searcher.doc_freq(f"{field}_characters", encoded(term.text))
        parts = (encoded(pair) for _, pair in cover(term.text))
        return min(self._searcher.doc_freq(f"{field}_pairs", part) for part in parts)


def _needed(query: Query) -> list[Term]:
    return [term for clause in query.clauses if not clause.negated for term in clause.terms]


def _is_phrase(term: Term) -> bool:
    """Whether finding it takes longer than counting what is found."""
    return len(term.text) > 2


def _done(counts: Counts) -> Future[Counts]:
    future: Future[Counts] = Future()
    future.set_result(counts)
    return future


def most_frequent(name: str, counts: Mapping[str, int], chosen=()) -> Mapping[str, int]:
    most = most_values(name)
    if len(counts) <= most:
        return counts
    ranked = sorted(counts.items(), key=lambda pair: -pair[1])
    return dict(ranked[:most]) | {value: counts[value] for value in chosen if value in counts}
