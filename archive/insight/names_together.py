"""Who is named with whom: the people and organisations that articles name together, and those who
sign together.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from archive import search
from archive.facets.table import BY_NAME
from archive.filters.articles import ArticleFilter
from archive.filters.parameters import QueryParams
from archive.models import Article
from archive.models.names import named_in, signers_of

# the facets of people and of organisations that articles name, and of those who sign them
NAMED = ("named", "organisation")
SIGNED = ("person",)
# companions that are shown
MOST_NAMED, MOST_SIGNED = 28, 11
# articles that are read to count them, the latest ones
LATEST = 1000
# with at least this many companions in several articles, those in a single one are left out
FEW = 8
# ties between companions: the strongest
MOST_TIES = 90

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
    # where only the latest articles are counted, the day from which on; their lists begin there
    since: date | None = None


def named_together(centre: Key, author: str = "") -> NamesTogether:
    """Return whom and what the articles name that name this, and who signed articles together with
    the author with this slug; SearchUnavailable.
    """
    named = _together(centre, NAMED, MOST_NAMED, named_in)
    if not author:
        return named
    return _joined(named, _together(("person", author), SIGNED, MOST_SIGNED, signers_of))


def _joined(*found: NamesTogether) -> NamesTogether:
    """Return them as one, in this order."""
    companions: list[Companion] = []
    ties: list[Tie] = []
    for together in found:
        first = len(companions)
        companions += together.companions
        ties += (
            replace(tie, first=first + tie.first, second=first + tie.second)
            for tie in together.ties
        )
    days = [together.since for together in found if together.since]
    return NamesTogether(tuple(companions), tuple(ties), max(days, default=None))


def query_of(*keys: Key, since: date | None = None) -> QueryParams:
    """Return the parameters of the list of articles that have all of these values."""
    names = [name for name, _ in keys]
    repeated = {name for name in names if names.count(name) > 1}
    pairs = [*keys, *(("all", name) for name in repeated)]
    if since:
        pairs.append(("from", since.isoformat()))
    return QueryParams(pairs).sorted_by(ArticleFilter.base_filters)


def _together(
    centre: Key,
    facets: tuple[str, ...],
    most: int,
    keys_of: Callable[[list[str]], Mapping[int, set[Key]]],
) -> NamesTogether:
    """Count in the latest articles with this value, whose other values `keys_of` reads."""
    name, value = centre
    query = search.Query(filters={name: (value,)}, sort="date", limit=LATEST)
    results = search.search(query)
    idents = [hit.ident for hit in results.hits]
    since = None
    if results.total > len(idents):
        since = Article.objects.first_day_of(idents)
    articles = [keys - {centre} for keys in keys_of(idents).values()]
    counts = Counter(key for keys in articles for key in keys)
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    several = [pair for pair in ranked if pair[1] > 1]
    chosen = dict((several if len(several) >= FEW else ranked)[:most])
    labels = _labels(chosen, facets)
    companions = tuple(
        Companion(key, labels[key], count, query_of(centre, key, since=since))
        for key, count in chosen.items()
        if key in labels
    )
    return NamesTogether(companions, _ties(centre, companions, articles, since), since)


def _labels(keys: Iterable[Key], facets: tuple[str, ...]) -> dict[Key, str]:
    keys = list(keys)
    labels = {}
    for facet in facets:
        values = [value for name, value in keys if name == facet]
        for value in BY_NAME[facet].vocabulary.look_up(values).values():
            labels[facet, value.value] = value.label
    return labels


def _ties(
    centre: Key,
    companions: tuple[Companion, ...],
    articles: Iterable[set[Key]],
    since: date | None,
) -> tuple[Tie, ...]:
    """Return the strongest ties; among many, those of one article are left out."""
    places = {companion.key: n for n, companion in enumerate(companions)}
    counts = Counter(
        pair
        for keys in articles
        for pair in combinations(sorted(places[key] for key in keys if key in places), 2)
    )
    # many are named together in one article
    least = 2 if len(companions) > FEW else 1
    strong = (pair for pair in counts.items() if pair[1] >= least)
    strongest = sorted(strong, key=lambda pair: (-pair[1], pair[0]))[:MOST_TIES]
    return tuple(
        Tie(a, b, count, query_of(centre, companions[a].key, companions[b].key, since=since))
        for (a, b), count in strongest
    )
