"""Count the matches of a query in a tantivy index: the exact total, and values of facets."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from functools import lru_cache
from typing import NamedTuple, TypeVar

import tantivy

from archive import request_state
from archive.search.contract import Clause, Query, Term, most_values
from archive.search.tokens import cover, encoded

from .facets import DIRECT, FacetTables
from .precounts import Counts, Precounts, single_term
from .query import matching

# Above this number of documents, counting in several threads pays off.
MIN_PARALLEL = 20_000
# queries whose counts are cached: the next page, the next hit or another order need them again
CACHE_SIZE = 64


Result = TypeVar("Result")


def within_deadline(future: Future[Result]) -> Result:
    """Return the result; at the request's deadline, cancel it and raise DeadlineExceeded.

    A search that has begun runs to its end in its own thread.
    """
    try:
        return future.result(request_state.remaining())
    except (TimeoutError, CancelledError) as error:
        future.cancel()
        raise request_state.DeadlineExceeded("search") from error


class CountedQuery(NamedTuple):
    """The parts of a query that its counts depend on."""

    clauses: tuple[Clause, ...]
    filters: tuple[tuple[str, tuple[str, ...]], ...]
    all_of: tuple[str, ...]
    since: int | None
    until: int | None
    facets: tuple[str, ...]


class MatchCounter:
    def __init__(self, searcher: tantivy.Searcher, tables: FacetTables, precounts: Precounts):
        self._searcher, self._tables, self._precounts = searcher, tables, precounts
        # tantivy releases the GIL
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="search")
        self._cached_counts = lru_cache(CACHE_SIZE)(self._start_counting)

    def start(self, query: Query) -> tuple[Future[Counts], ...]:
        """Start counting; `result` returns the counts."""
        filters = tuple((name, tuple(values)) for name, values in query.filters.items())
        counted_query = CountedQuery(
            query.clauses, filters, query.all_of, query.since, query.until, query.facets
        )
        return self._cached_counts(counted_query)

    @staticmethod
    def result(started: tuple[Future[Counts], ...]) -> Counts:
        """Return the counts together; DeadlineExceeded at the request's deadline."""
        try:
            counts = [within_deadline(future) for future in started]
        except request_state.DeadlineExceeded:
            for future in started:
                future.cancel()
            raise
        facets = {name: values for future in counts for name, values in future.facets.items()}
        return Counts(counts[0].total, facets)

    def forget(self) -> None:
        self._cached_counts.cache_clear()

    def close(self) -> None:
        self._pool.shutdown(wait=False)
        self._precounts.close()

    def count(
        self,
        query: Query,
        names: Iterable[str],
        chosen: Sequence[str] = (),
        chosen_only: bool = False,
        surplus: int = 0,
    ) -> Counts:
        """Count without precounts; include `chosen` values even if rare, or `chosen_only` these.

        `surplus` more values are counted than are shown.
        """
        aggregations = self._tables.aggregations(
            names, self._searcher.num_segments < 2, tuple(chosen), chosen_only, surplus
        )
        answer = self._searcher.aggregate(matching(query), aggregations)
        by_facet = ((name, self._tables.counts(name, answer)) for name in names)
        facets = {name: most_frequent(name, counts, chosen, surplus) for name, counts in by_facet}
        return Counts(self._tables.total(answer), facets)

    def _start_counting(self, counted_query: CountedQuery) -> tuple[Future[Counts], ...]:
        query = Query(**counted_query._asdict() | {"filters": dict(counted_query.filters)})
        unfiltered = [name for name in query.facets if name not in query.filters]
        groups = [unfiltered]
        if self._max_counted(query) > MIN_PARALLEL and not any(
            _is_slow_to_match(term) for term in _positive_terms(query)
        ):
            groups = [
                [name for name in unfiltered if name not in DIRECT],
                [name for name in unfiltered if name in DIRECT],
            ]
        counts: list[tuple] = [(query, names) for names in groups if names] or [(query, [])]
        counts += [
            (query.counted_by(name), [name], query.filters[name])
            for name in query.facets
            if name in query.filters
        ]
        if sum(self._max_counted(query) for query, *_ in counts) > MIN_PARALLEL:
            return tuple(self._pool.submit(self._count, *arguments) for arguments in counts)
        return tuple(_completed(self._count(*arguments)) for arguments in counts)

    def _count(self, query: Query, names: list[str], chosen: Sequence[str] = ()) -> Counts:
        total = self._precounts.total(single_term(query))
        if total is not None and not names:
            return Counts(total, {})
        precounted = self._precounts.counts(single_term(query))
        if precounted and all(
            name not in precounted.rest or {*chosen} <= {*precounted.facets[name]} for name in names
        ):
            precounted_facets = {name: precounted.facets[name] for name in names}
            facets = {
                name: most_frequent(name, of, chosen) for name, of in precounted_facets.items()
            }
            return Counts(precounted.total, facets)
        return self.count(query, names, chosen)

    def _max_counted(self, query: Query) -> int:
        """Return an upper bound of the number of documents to count."""
        return 0 if single_term(query) in self._precounts else self.max_matches(query)

    def max_matches(self, query: Query) -> int:
        """Return an upper bound of the number of documents that match."""
        limits = [self._searcher.num_docs]
        for clause in query.clauses:
            if not clause.negated:
                limits.append(sum(map(self._documents, clause.terms)))
        for name, values in query.filters.items():
            frequencies = [self._searcher.doc_freq(name, value) for value in values]
            limits.append(min(frequencies, default=0) if name in query.all_of else sum(frequencies))
        return min(limits)

    def _documents(self, term: Term) -> int:
        """Return the number of documents with the term's rarest part, an upper bound."""
        field = "text" if term.field == "any" else term.field
        if len(term.text) == 1:
            return self._searcher.doc_freq(f"{field}_characters", encoded(term.text))
        parts = (encoded(pair) for _, pair in cover(term.text))
        return min(self._searcher.doc_freq(f"{field}_pairs", part) for part in parts)


def _positive_terms(query: Query) -> list[Term]:
    return [term for clause in query.clauses if not clause.negated for term in clause.terms]


def _is_slow_to_match(term: Term) -> bool:
    """Return whether matching the term takes longer than counting the matches."""
    return len(term.text) > 2 or bool(term.near)


def _completed(counts: Counts) -> Future[Counts]:
    future: Future[Counts] = Future()
    future.set_result(counts)
    return future


def most_frequent(
    name: str, counts: Mapping[str, int], chosen: Sequence[str] = (), surplus: int = 0
) -> Mapping[str, int]:
    limit = most_values(name) + surplus
    if len(counts) <= limit:
        return counts
    ranked = sorted(counts.items(), key=lambda pair: -pair[1])
    return dict(ranked[:limit]) | {value: counts[value] for value in chosen if value in counts}
