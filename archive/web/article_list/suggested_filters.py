"""Suggested filters: the few facets that narrow a list best, for where there is no room for all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby, islice
from operator import attrgetter

from archive.facets.table import BY_NAME, FACETS
from archive.filters.articles import ArticleFilter

from .facets import Counts, FacetOptions, Option, archive_counts, build_facet, list_url

# number of facets offered: the first in _ORDER that narrow the list, and one level of places
ROWS = 2
_RANKED = sorted(FACETS, key=attrgetter("suggestion_rank"))
_ORDER = tuple(
    tuple(facet.name for facet in facets)
    for rank, facets in groupby(_RANKED, key=attrgetter("suggestion_rank"))
    if rank
)
# values of a facet
_MAX_VALUES = 34
# The facets that most people start with. If one of them is the only condition, all values of the
# other are offered, including those with a count of zero.
_PAIR = {"province": "topic", "topic": "province"}


def suggested_filters(
    selection: ArticleFilter, counts: Counts, total: int, computed: Iterable[FacetOptions] = ()
) -> list[FacetOptions]:
    """Return the facets that narrow the list best, as a row of values each.

    Facets in `computed` are not computed again.
    """
    return _Rows(selection, counts, total, {facet.name: facet for facet in computed}).best(_ORDER)


def suggested_filters_beside(
    selection: ArticleFilter, counts: Counts, total: int
) -> list[FacetOptions]:
    """Return the same for the page of a topic, place or person, without facets of its own kind."""
    order = [names for names in _ORDER if not any(map(selection.chosen, names))]
    return _Rows(selection, counts, total, {}).best(order)


@dataclass(frozen=True)
class _Rows:
    selection: ArticleFilter
    counts: Counts
    total: int
    computed: Mapping[str, FacetOptions]

    def best(self, order: Iterable[tuple[str, ...]]) -> list[FacetOptions]:
        if not self.total:
            return []
        rows = (self._first(names) for names in order)
        return list(islice((row for row in rows if row), ROWS))

    def _first(self, names: tuple[str, ...]) -> FacetOptions | None:
        for name in names:
            if options := self._options(name):
                label = self.selection.filters[name].label
                return FacetOptions(name, label, tuple(options[:_MAX_VALUES]))
        return None

    def _options(self, name: str) -> list[Option]:
        if self.selection.chosen(name):
            return self._within(name)
        if name == self._other:
            return self._all(name)
        if all(count == self.total for count in self.counts[name].values()):
            return []
        facet = self.computed.get(name) or build_facet(self.selection, name, self.counts[name])
        options = _narrowest(facet.options)
        return options if BY_NAME[name].highest_first else sorted(options, key=_by_count)

    @property
    def _other(self) -> str | None:
        """The other facet of the pair, if one of them is the only condition."""
        names = self.selection.conditions
        return _PAIR.get(names[0]) if len(names) == 1 else None

    def _all(self, name: str) -> list[Option]:
        """Return all values in the archive by their count in this list, then in the archive."""
        totals = archive_counts(name)
        counts = dict.fromkeys(totals, 0) | dict(self.counts[name])
        options = _narrowest(build_facet(self.selection, name, counts).options)
        return sorted(options, key=lambda option: (_by_count(option), -totals[option.value]))

    def _within(self, name: str) -> list[Option]:
        """Return narrower topics of the only chosen one, each replacing it; if articles must have
        all chosen values, other values that occur together with them.
        """
        if self.selection.needs_all_of(name):
            facet = self.computed.get(name) or build_facet(self.selection, name, self.counts[name])
            others = [o for o in _narrowest(facet.options) if not o.chosen and o.count]
            return sorted(others, key=_by_count)
        if name != "topic" or len(self.selection.chosen(name)) > 1:
            return []
        base = self.selection.query.without(name, "page")
        facet = self.computed.get(name) or build_facet(self.selection, name, self.counts[name])
        return [
            replace(narrow, url=list_url(base.with_value(name, narrow.value)))
            for option in facet.options
            if option.chosen
            for narrow in option.narrower
            if narrow.count
        ]


def _by_count(option: Option) -> int:
    return -(option.count or 0)


def _narrowest(options: tuple[Option, ...]) -> list[Option]:
    """Return the options, those with narrower ones replaced by them."""
    return [narrow for option in options for narrow in (option.narrower or (option,))]
