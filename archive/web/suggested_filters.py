"""The next step from a selection: the few values that narrow it best, where all facets do not fit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from archive.filters.articles import ArticleFilter

from .facets import Counts, Facet, Option, everywhere, facet_of, list_url

# so many facets are offered, the first that narrow; of places only the widest that does
ROWS = 2
_ORDER = (("topic",), ("province", "city", "county"), ("year",), ("newspaper",), ("genre",))
# values in a row
_MOST = 34
# The two things that most people start from. Who has chosen the one alone is told of every value
# of the other that the archive has, though there be nothing of it here.
_PAIR = {"province": "topic", "topic": "province"}


def suggested_filters(
    selection: ArticleFilter, counts: Counts, total: int, shown: Iterable[Facet] = ()
) -> list[Facet]:
    """The facets that narrow the selection best, each as one row of values.

    Facets that are shown already need not be asked for again.
    """
    return _Rows(selection, counts, total, {facet.name: facet for facet in shown}).best(_ORDER)


def suggested_filters_beside(selection: ArticleFilter, counts: Counts, total: int) -> list[Facet]:
    """The same for the page of a topic, place or person, which shows itself what lies within that."""
    order = [names for names in _ORDER if not any(map(selection.chosen, names))]
    return _Rows(selection, counts, total, {}).best(order)


@dataclass(frozen=True)
class _Rows:
    selection: ArticleFilter
    counts: Counts
    total: int
    shown: Mapping[str, Facet]

    def best(self, order: Iterable[tuple[str, ...]]) -> list[Facet]:
        if not self.total:
            return []
        rows = (self._first(names) for names in order)
        return list(islice((row for row in rows if row), ROWS))

    def _first(self, names: tuple[str, ...]) -> Facet | None:
        for name in names:
            if options := self._options(name):
                label = self.selection.filters[name].label
                return Facet(name, label, tuple(options[:_MOST]))
        return None

    def _options(self, name: str) -> list[Option]:
        if self.selection.chosen(name):
            return self._within(name)
        if name == self._other:
            return self._all(name)
        if all(count == self.total for count in self.counts[name].values()):
            return []
        facet = self.shown.get(name) or facet_of(self.selection, name, self.counts[name])
        options = _narrowest(facet.options)
        return options if name == "year" else sorted(options, key=lambda one: -one.count)

    @property
    def _other(self) -> str | None:
        """What is still to choose of the pair, where nothing else is chosen."""
        names = self.selection.conditions
        return _PAIR.get(names[0]) if len(names) == 1 else None

    def _all(self, name: str) -> list[Option]:
        """Every value that the archive has: those found here, then the most frequent elsewhere."""
        there = everywhere(name)
        counts = dict.fromkeys(there, 0) | dict(self.counts[name])
        options = _narrowest(facet_of(self.selection, name, counts).options)
        return sorted(options, key=lambda one: (-one.count, -there[one.value]))

    def _within(self, name: str) -> list[Option]:
        """The narrower values of the only one chosen, each in its stead; those that go with all that
        are chosen, where all are needed.
        """
        if self.selection.needs_all_of(name):
            facet = self.shown.get(name) or facet_of(self.selection, name, self.counts[name])
            beside = [o for o in _narrowest(facet.options) if not o.chosen and o.count]
            return sorted(beside, key=lambda one: -one.count)
        if name != "topic" or len(self.selection.chosen(name)) > 1:
            return []
        base = self.selection.query.without(name, "page")
        facet = self.shown.get(name) or facet_of(self.selection, name, self.counts[name])
        return [
            replace(narrow, url=list_url(base.with_value(name, narrow.value)))
            for option in facet.options
            if option.chosen
            for narrow in option.narrower
            if narrow.count
        ]


def _narrowest(options: tuple[Option, ...]) -> list[Option]:
    return [narrow for option in options for narrow in (option.narrower or (option,))]
