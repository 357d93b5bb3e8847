"""Co-occurrence of names: the people and organisations that articles name together, and those who
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
NAME_FACETS = ("named", "organisation")
SIGNED = ("person",)
# maximum number of companions shown
MAX_NAMED, MAX_SIGNED = 28, 11
# number of articles that are counted, the latest ones
LATEST = 1000
# if at least this many companions are in several articles, those in a single one are left out
FEW = 8
# maximum number of ties between companions, the strongest
MAX_TIES = 90

# a parameter of the list of articles and its value
Key = tuple[str, str]


@dataclass(frozen=True)
class Companion:
    """A name that articles have together with the central one, and the number of those articles."""

    key: Key
    label: str
    count: int
    # URL parameters of the list of those articles
    query: QueryParams


@dataclass(frozen=True)
class Tie:
    """Two companions, as indexes of `companions`, and the number of articles with both."""

    first: int
    second: int
    count: int
    query: QueryParams


@dataclass(frozen=True)
class NameCooccurrence:
    """The companions of a name, most articles first, and the ties among them."""

    companions: tuple[Companion, ...] = ()
    ties: tuple[Tie, ...] = ()
    # if only the latest articles are counted, the first day of these; the linked lists begin there
    since: date | None = None


def cooccurring_names(centre: Key, author: str = "") -> NameCooccurrence:
    """Return the names in the articles that name `centre`, and the co-signers of the author with
    this slug. Raises SearchUnavailable.
    """
    names = _cooccurrence(centre, NAME_FACETS, MAX_NAMED, named_in)
    if not author:
        return names
    return _merged(names, _cooccurrence(("person", author), SIGNED, MAX_SIGNED, signers_of))


def _merged(*parts: NameCooccurrence) -> NameCooccurrence:
    """Merge several results in order."""
    companions: list[Companion] = []
    ties: list[Tie] = []
    for together in parts:
        first = len(companions)
        companions += together.companions
        ties += (
            replace(tie, first=first + tie.first, second=first + tie.second)
            for tie in together.ties
        )
    days = [together.since for together in parts if together.since]
    return NameCooccurrence(tuple(companions), tuple(ties), max(days, default=None))


def articles_query(*keys: Key, since: date | None = None) -> QueryParams:
    """Return the URL parameters of the list of articles with all of these values."""
    names = [name for name, _ in keys]
    repeated = {name for name in names if names.count(name) > 1}
    pairs = [*keys, *(("all", name) for name in repeated)]
    if since:
        pairs.append(("from", since.isoformat()))
    return QueryParams(pairs).sorted_by(ArticleFilter.base_filters)


def _cooccurrence(
    centre: Key,
    facets: tuple[str, ...],
    most: int,
    keys_of: Callable[[list[str]], Mapping[int, set[Key]]],
) -> NameCooccurrence:
    """Count the values that `keys_of(idents)` returns for the latest articles with `centre`."""
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
    selected = dict((several if len(several) >= FEW else ranked)[:most])
    labels = _labels(selected, facets)
    companions = tuple(
        Companion(key, labels[key], count, articles_query(centre, key, since=since))
        for key, count in selected.items()
        if key in labels
    )
    return NameCooccurrence(companions, _ties(centre, companions, articles, since), since)


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
    """Return the strongest ties; if there are many companions, none of a single article."""
    places = {companion.key: n for n, companion in enumerate(companions)}
    counts = Counter(
        pair
        for keys in articles
        for pair in combinations(sorted(places[key] for key in keys if key in places), 2)
    )
    # a single article can name dozens, which would tie each to all others
    least = 2 if len(companions) > FEW else 1
    strong = (pair for pair in counts.items() if pair[1] >= least)
    strongest = sorted(strong, key=lambda pair: (-pair[1], pair[0]))[:MAX_TIES]
    return tuple(
        Tie(a, b, count, articles_query(centre, companions[a].key, companions[b].key, since=since))
        for (a, b), count in strongest
    )
