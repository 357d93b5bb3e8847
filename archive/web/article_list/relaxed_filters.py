"""Relax the filters of a search without results: for each condition, the count without it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from django.utils.translation import gettext

from archive import search
from archive.facets.choices import Value
from archive.filters.articles import ArticleFilter
from archive.filters.database_fallback import search_with_database_fallback
from archive.filters.parameters import QueryParams
from archive.search import ParsedQuery

from .facets import list_url

# maximum number of conditions counted: the parameters, and parts of the query
MAX_CONDITIONS = 16

# (label, value, search query, URL parameters)
_Alternative = tuple[str, str, search.Query, QueryParams]


@dataclass(frozen=True)
class RelaxedFilter:
    """The list without a condition, or with that condition only."""

    label: str
    value: str
    count: int
    url: str


@dataclass(frozen=True)
class RelaxedFilters:
    """For each condition, the count without it, highest first; zero counts omitted."""

    without: list[RelaxedFilter]
    # the counts of each condition by itself, if `without` is empty
    alone: list[RelaxedFilter]


def relaxed_filters(selection: ArticleFilter) -> RelaxedFilters:
    """Return alternatives to a search without results, by at most 2 × MAX_CONDITIONS searches."""
    conditions = list(islice(_conditions(selection), MAX_CONDITIONS))
    without = _counted(condition.without() for condition in conditions)
    alone = [] if without else _counted(condition.alone() for condition in conditions)
    return RelaxedFilters(without, alone)


def _counted(alternatives: Iterable[_Alternative]) -> list[RelaxedFilter]:
    counted = [
        RelaxedFilter(label, value, _count(query, params), list_url(params))
        for label, value, query, params in alternatives
    ]
    return sorted((x for x in counted if x.count), key=lambda x: -x.count)


def _count(query: search.Query, params: QueryParams) -> int:
    """Return the number of articles in the list with these parameters; `query` searches it."""
    query = replace(query, limit=0)
    return search_with_database_fallback(query, lambda: ArticleFilter.from_query(params).qs).total


@dataclass(frozen=True)
class _Parameter:
    """All values of one parameter."""

    selection: ArticleFilter
    name: str
    value: str

    def without(self) -> _Alternative:
        query = self.selection.query.without(self.name, "page")
        # without words there is no relevance to sort by
        query = query.without("sort") if self.name == "q" else query
        return self._alternative(self.selection.search_query(without=[self.name]), query)

    def alone(self) -> _Alternative:
        others = {*self.selection.conditions} - {self.name}
        query = self.selection.query.without(*others, "all", "sort", "page")
        return self._alternative(self.selection.search_query(without=others), query)

    def _alternative(self, searched: search.Query, query: QueryParams) -> _Alternative:
        return self.selection.filters[self.name].label, self.value, searched, query


@dataclass(frozen=True)
class _Value:
    """One of several values that articles must have together."""

    selection: ArticleFilter
    name: str
    value: Value

    def without(self) -> _Alternative:
        return self._alternative(self.selection.query.without_values(self.name, [self.value.value]))

    def alone(self) -> _Alternative:
        return self._alternative(QueryParams([(self.name, self.value.value)]))

    def _alternative(self, query: QueryParams) -> _Alternative:
        query = query.without("page")
        searched = ArticleFilter.from_query(query).search_query()
        return self.selection.filters[self.name].label, self.value.label, searched, query


@dataclass(frozen=True)
class _Words:
    """Part of the query; `rest` is the rest of it."""

    selection: ArticleFilter
    part: ParsedQuery
    rest: ParsedQuery

    def without(self) -> _Alternative:
        query = self.selection.query.without("q", "page").with_value("q", self.rest.canonical)
        return self._alternative(self.selection.search_query(parsed=self.rest), query)

    def alone(self) -> _Alternative:
        searched = self.selection.search_query(
            without={*self.selection.conditions} - {"q"}, parsed=self.part
        )
        return self._alternative(searched, QueryParams([("q", self.part.canonical)]))

    def _alternative(self, searched: search.Query, query: QueryParams) -> _Alternative:
        return gettext("词"), self.part.canonical, searched, query


def _conditions(selection: ArticleFilter) -> Iterator[_Parameter | _Value | _Words]:
    conditions: list[_Parameter | _Value] = []
    for name in selection.conditions:
        if selection.needs_all_of(name):
            conditions += [_Value(selection, name, value) for value in selection.chosen(name)]
        else:
            values = gettext("、").join(selection.labels_of(name))
            conditions.append(_Parameter(selection, name, values))
    # relaxing the only condition would leave the whole archive, which does not help
    if len(conditions) > 1:
        yield from conditions
    for part, rest in selection.parsed.without_each_part():
        yield _Words(selection, part, rest)
