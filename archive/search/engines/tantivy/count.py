"""Count the matches of a query in a tantivy index: the exact total, and values of facets."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from functools import lru_cache
from typing import NamedTuple, TypeVar

import tantivy

from archive import request_clock
from archive.search.contract import Clause, Query, Term, most_values
from archive.search.tokens import cover, encoded

from .facets import DIRECT, Tables
from .precounts import Counts, Precounts, term_of
from .query import matching

# Counting fewer documents is faster than handing them to another thread. Above this number, people
# are counted in a search of their own, in parallel with the rest.
MANY = 20_000
# number of queries whose counts are cached: the next page, the next hit or another order reuse them
REMEMBERED = 64


Result = TypeVar("Result")


def within_deadline(started: Future[Result]) -> Result:
    """Return the result; OutOfTime at the deadline of the request, for which it is cancelled.

    What has begun runs to its end, in its own thread.
    """
    try:
        return started.result(request_clock.remaining())
    except (TimeoutError, CancelledError) as error:
        started.cancel()
        raise request_clock.OutOfTime("search") from error


class CountedQuery(NamedTuple):
    """The parts of a query that its counts depend on."""

    clauses: tuple[Clause, ...]
    filters: tuple[tuple[str, tuple[str, ...]], ...]
    all_of: tuple[str, ...]
    since: int | None
    until: int | None
    facets: tuple[str, ...]


class Counter:
    def __init__(self, searcher: tantivy.Searcher, tables: Tables, known: Precounts):
        self._searcher, self._tables, self._precounts = searcher, tables, known
        # tantivy releases the GIL
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="search")
        self._remembered = lru_cache(REMEMBERED)(self._started)

    def start(self, query: Query) -> tuple[Future[Counts], ...]:
        """Start counting; `result` returns the counts."""
        filters = tuple((name, tuple(values)) for name, values in query.filters.items())
        asked = CountedQuery(
            query.clauses, filters, query.all_of, query.since, query.until, query.facets
        )
        return self._remembered(asked)

    @staticmethod
    def result(started: tuple[Future[Counts], ...]) -> Counts:
        """Return the counts together; OutOfTime at the request's deadline."""
        try:
            counts = [within_deadline(each) for each in started]
        except request_clock.OutOfTime:
            for each in started:
                each.cancel()
            raise
        facets = {name: values for each in counts for name, values in each.facets.items()}
        return Counts(counts[0].total, facets)

    def forget(self) -> None:
        self._remembered.cache_clear()

    def close(self) -> None:
        self._pool.shutdown(wait=False)
        self._precounts.close()

    def count(
        self,
        query: Query,
        names: Iterable[str],
        chosen: Sequence[str] = (),
        alone: bool = False,
    ) -> Counts:
        """Count without precounts; `chosen` values are included even if they are rare; `alone`,
        others need not be.
        """
        asked = self._tables.asking(names, self._searcher.num_segments < 2, tuple(chosen), alone)
        answer = self._searcher.aggregate(matching(query), asked)
        by_facet = ((name, self._tables.counts(name, answer)) for name in names)
        facets = {name: most_frequent(name, counts, chosen) for name, counts in by_facet}
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
        counts: list[tuple] = [(query, names) for names in shares if names] or [(query, [])]
        counts += [
            (query.counted_by(name), [name], query.filters[name])
            for name in query.facets
            if name in query.filters
        ]
        if sum(self._most(query) for query, *_ in counts) > MANY:
            return tuple(self._pool.submit(self._count, *arguments) for arguments in counts)
        return tuple(_completed(self._count(*arguments)) for arguments in counts)

    def _count(self, query: Query, names: list[str], chosen: Sequence[str] = ()) -> Counts:
        total = self._precounts.total(term_of(query))
        if total is not None and not names:
            return Counts(total, {})
        precounted = self._precounts.counts(term_of(query))
        if precounted and all(
            len(stored := precounted.facets[name]) < most_values(name) or {*chosen} <= {*stored}
            for name in names
        ):
            return Counts(precounted.total, {name: precounted.facets[name] for name in names})
        return self.count(query, names, chosen)

    def _most(self, query: Query) -> int:
        """Return an upper bound of the number of documents to count."""
        return 0 if term_of(query) in self._precounts else self.most(query)

    def most(self, query: Query) -> int:
        """Return an upper bound of the number of documents that match."""
        limits = [self._searcher.num_docs]
        for clause in query.clauses:
            if not clause.negated:
                limits.append(sum(map(self._documents, clause.terms)))
        for name, values in query.filters.items():
            each = [self._searcher.doc_freq(name, value) for value in values]
            limits.append(min(each, default=0) if name in query.all_of else sum(each))
        return min(limits)

    def _documents(self, term: Term) -> int:
        """Return an upper bound of the number of documents with the term: those with its rarest
        part.
        """
        field = "text" if term.field == "any" else term.field
        if len(term.text) == 1:
            return self._searcher.doc_freq(f"{field}_characters", encoded(term.text))
        parts = (encoded(pair) for _, pair in cover(term.text))
        return min(self._searcher.doc_freq(f"{field}_pairs", part) for part in parts)


def _needed(query: Query) -> list[Term]:
    return [term for clause in query.clauses if not clause.negated for term in clause.terms]


def _is_phrase(term: Term) -> bool:
    """Return whether matching the term takes longer than counting the matches."""
    return len(term.text) > 2 or bool(term.near)


def _completed(counts: Counts) -> Future[Counts]:
    future: Future[Counts] = Future()
    future.set_result(counts)
    return future


def most_frequent(name: str, counts: Mapping[str, int], chosen=()) -> Mapping[str, int]:
    most = most_values(name)
    if len(counts) <= most:
        return counts
    ranked = sorted(counts.items(), key=lambda pair: -pair[1])
    return dict(ranked[:most]) | {value: counts[value] for value in chosen if value in counts}
