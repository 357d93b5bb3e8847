"""Who is named with whom: the people and organisations that articles name together, and those who
sign together.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from archive import search
from archive.facets.table import BY_NAME
from archive.filters.articles import ArticleFilter
from archive.filters.parameters import QueryParams

# the facets of people and of organisations that articles name, and of those who sign them
NAMED = ("named", "organisation")
SIGNED = ("person",)
# companions that are counted; each takes a search
MOST_NAMED, MOST_SIGNED = 28, 11
# with at least this many companions in several articles, those in a single one are left out
FEW = 8
# ties between companions: the strongest, of one that not more articles name
MOST_TIES, MOST_ARTICLES = 90, 10_000

# a parameter of the list of articles and its value
Key = tuple[str, str]


@dataclass(frozen=True)
class Companion:
    """One that articles name together with another, and the number of those articles."""

    key: Key
    label: str
    count: int
    # the parameters of the list of those articles
    query: QueryParams


@dataclass(frozen=True)
class Tie:
    """Two companions that are in the same of these articles; indexes of `companions`."""

    first: int
    second: int
    count: int
    query: QueryParams


@dataclass(frozen=True)
class NamesTogether:
    """The companions of one, most articles first, and the ties among them."""

    companions: tuple[Companion, ...] = ()
    ties: tuple[Tie, ...] = ()


def named_together(centre: Key) -> NamesTogether:
    """Return whom and what the articles name that name this; SearchUnavailable."""
    return _together(centre, NAMED, MOST_NAMED)


def signed_together(author: str) -> NamesTogether:
    """Return who signed articles together with this author, by slug; SearchUnavailable."""
    return _together(("person", author), SIGNED, MOST_SIGNED)


def query_of(*keys: Key) -> QueryParams:
    """Return the parameters of the list of articles that have all of these values."""
    names = [name for name, _ in keys]
    repeated = {name for name in names if names.count(name) > 1}
    pairs = [*keys, *(("all", name) for name in repeated)]
    return QueryParams(pairs).sorted_by(ArticleFilter.base_filters)


def _together(centre: Key, facets: tuple[str, ...], most: int) -> NamesTogether:
    total, counts = _counts((centre,), facets)
    counted = [pair for pair in counts if pair[0] != centre]
    ranked = sorted(counted, key=lambda pair: (-pair[1], pair[0]))
    several = [pair for pair in ranked if pair[1] > 1]
    chosen = dict((several if len(several) >= FEW else ranked)[:most])
    labels = _labels(chosen, facets)
    companions = tuple(
        Companion(key, labels[key], count, query_of(centre, key))
        for key, count in chosen.items()
        if key in labels
    )
    ties = _ties(centre, companions, facets) if total <= MOST_ARTICLES else ()
    return NamesTogether(companions, ties)


def _counts(keys: Iterable[Key], facets: tuple[str, ...]) -> tuple[int, list[tuple[Key, int]]]:
    """Return the number of articles that have all of these, and their most frequent values."""
    filters: dict[str, tuple[str, ...]] = {}
    for name, value in keys:
        filters[name] = (*filters.get(name, ()), value)
    query = search.Query(filters=filters, all_of=facets, limit=0, facets=facets)
    results = search.search(query)
    counts = ((name, results.facets[name]) for name in facets)
    return results.total, [((name, value), n) for name, of in counts for value, n in of.items()]


def _labels(keys: Iterable[Key], facets: tuple[str, ...]) -> dict[Key, str]:
    keys = list(keys)
    labels = {}
    for facet in facets:
        values = [value for name, value in keys if name == facet]
        for value in BY_NAME[facet].vocabulary.look_up(values).values():
            labels[facet, value.value] = value.label
    return labels


def _ties(
    centre: Key, companions: tuple[Companion, ...], facets: tuple[str, ...]
) -> tuple[Tie, ...]:
    """Return the strongest ties; among many, those of one article are left out, and weak ones may
    be missing.
    """
    places = {companion.key: n for n, companion in enumerate(companions)}
    counts: dict[tuple[int, int], int] = {}
    for n, companion in enumerate(companions):
        for key, count in _counts((centre, companion.key), facets)[1]:
            other = places.get(key)
            if other is not None and other != n:
                counts[min(n, other), max(n, other)] = count
    if len(companions) > FEW:
        # many are named together in one article
        counts = {pair: count for pair, count in counts.items() if count > 1}
    strongest = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_TIES]
    return tuple(
        Tie(a, b, count, query_of(centre, companions[a].key, companions[b].key))
        for (a, b), count in strongest
    )
