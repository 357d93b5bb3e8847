"""What to loosen where nothing is found: each condition, with what there would be without it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from archive import search
from archive.filters.articles import ArticleFilter
from archive.filters.choices import Value
from archive.filters.parameters import QueryParams
from archive.search import Parsed

from .facets import list_url

# conditions that are counted: every parameter, and some words of the query
MOST = 16


@dataclass(frozen=True)
class RelaxedFilter:
    """A list without the condition, or of that alone."""

    label: str
    value: str
    count: int
    url: str


@dataclass(frozen=True)
class RelaxedFilters:
    """What each condition costs, that of which most is to be had first; nothing that is empty."""

    without: list[RelaxedFilter]
    # only where one condition less is not enough
    alone: list[RelaxedFilter]


def relaxed_filters(selection: ArticleFilter) -> RelaxedFilters:
    """At most 2 × MOST counts are taken."""
    conditions = list(islice(_conditions(selection), MOST))
    without = _counted(one.without() for one in conditions)
    return RelaxedFilters(without, [] if without else _counted(one.alone() for one in conditions))


def _counted(lists) -> list[RelaxedFilter]:
    found = [
        RelaxedFilter(label, value, search.search(replace(asked, limit=0)).total, list_url(query))
        for label, value, asked, query in lists
    ]
    return sorted((one for one in found if one.count), key=lambda one: -one.count)


@dataclass(frozen=True)
class _Parameter:
    """Everything that one parameter asks for."""

    selection: ArticleFilter
    name: str
    value: str

    def without(self):
        query = self.selection.query.without(self.name, "page")
        # an order by relevance goes with the words it is relevant to
        query = query.without("sort") if self.name == "q" else query
        return self._said(self.selection.search_query(without=[self.name]), query)

    def alone(self):
        others = {*self.selection.conditions} - {self.name}
        query = self.selection.query.without(*others, "all", "sort", "page")
        return self._said(self.selection.search_query(without=others), query)

    def _said(self, asked: search.Query, query: QueryParams):
        return self.selection.filters[self.name].label, self.value, asked, query


@dataclass(frozen=True)
class _Value:
    """One of several values that are needed together."""

    selection: ArticleFilter
    name: str
    value: Value

    def without(self):
        return self._said(self.selection.query.without_values(self.name, [self.value.value]))

    def alone(self):
        return self._said(QueryParams([(self.name, self.value.value)]))

    def _said(self, query: QueryParams):
        query = query.without("page")
        asked = ArticleFilter.from_query(query).search_query()
        return self.selection.filters[self.name].label, self.value.label, asked, query


@dataclass(frozen=True)
class _Words:
    """Part of what was typed; `rest` is the rest."""

    selection: ArticleFilter
    part: Parsed
    rest: Parsed

    def without(self):
        query = self.selection.query.without("q", "page").with_value("q", self.rest.canonical)
        return self._said(self.selection.search_query(parsed=self.rest), query)

    def alone(self):
        asked = self.selection.search_query(
            without={*self.selection.conditions} - {"q"}, parsed=self.part
        )
        return self._said(asked, QueryParams([("q", self.part.canonical)]))

    def _said(self, asked: search.Query, query: QueryParams):
        return "词", self.part.canonical, asked, query


def _conditions(selection: ArticleFilter) -> Iterator[_Parameter | _Value | _Words]:
    conditions: list[_Parameter | _Value] = []
    for name in selection.conditions:
        if selection.needs_all_of(name):
            conditions += [_Value(selection, name, value) for value in selection.chosen(name)]
        else:
            said = "、".join(selection.labels_of(name))
            conditions.append(_Parameter(selection, name, said))
    # without the only one all there is would be left, which is no answer
    if len(conditions) > 1:
        yield from conditions
    for part, rest in selection.parsed.parted():
        yield _Words(selection, part, rest)
