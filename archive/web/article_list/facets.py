"""The facets of a list: every value with its count and the URL that selects or deselects it.

Counts of a facet ignore the values chosen in it: a count shows what one more value would add;
if something is chosen, values with a count of zero are listed, too. If the article must have all
chosen values, counts respect them, so that a count shows what another value would leave. While the
search engine cannot count, the values are listed without counts.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext

from archive import search
from archive.editions import totals
from archive.editions.cached_lists import topics_by_group
from archive.facets.choices import Value
from archive.facets.table import BY_NAME, COMBINABLE
from archive.filters.articles import ArticleFilter
from archive.filters.parameter_filter_set import ParameterFilterSet
from archive.filters.parameters import QueryParams
from archive.models import Place, Tag
from archive.site_urls import fast_reverse

# without a chosen province, cities and counties are listed only up to this number
MAX_WITHOUT_PROVINCE = 12
# maximum number of values of a facet beside a list (the number of provinces); its own page has all
MAX_VALUES = 34

Counts = Mapping[str, Mapping[str, int]]
# value → articles; None if they cannot be counted
ValueCounts = Mapping[str, int | None]


@dataclass(frozen=True)
class Option:
    # unique on the page
    key: str
    value: str
    label: str
    # None if the search engine cannot count
    count: int | None
    chosen: bool
    # the list with this value selected, or deselected if it is chosen
    url: str
    narrower: tuple["Option", ...] = ()


@dataclass(frozen=True)
class FacetOperator:
    """How several values combine, any or all of them, with the URL of the list that does so."""

    key: str
    label: str
    url: str
    is_here: bool


@dataclass(frozen=True)
class FacetOptions:
    name: str
    label: str
    options: tuple[Option, ...]
    # empty if nothing is chosen, or an article has one value only
    operators: tuple[FacetOperator, ...] = ()
    # URL of the page with all values
    url: str = ""
    # whether it stands apart, collapsed; without options it only leads to the page with all values
    is_collapsed: bool = False


@dataclass(frozen=True)
class FilterChip:
    """A chosen value, and the URL of the list without it."""

    label: str
    value: str
    url: str
    # whether articles must have both this value and the one before
    joined: bool = False


def list_url(query: QueryParams) -> str:
    """Return the URL of the article list with these parameters."""
    return fast_reverse("articles") + str(query)


def facets(selection: ArticleFilter, counts: Counts) -> list[FacetOptions]:
    """Return all facets with values, in the order of the page; the number of queries is constant.

    `counts` is empty if the search engine cannot count.
    """
    every = (
        build_facet(selection, name, _counts_of(selection, name, counts)) for name in search.FACETS
    )
    rest = selection.query.without("page", "sort")
    return [
        replace(
            facet,
            url=fast_reverse("facet", facet.name) + str(rest),
            is_collapsed=not BY_NAME[facet.name].counted_in_lists,
        )
        for facet in every
        if facet.options or (not BY_NAME[facet.name].counted_in_lists and facet.name not in counts)
    ]


def _counts_of(selection: ArticleFilter, name: str, counts: Counts) -> ValueCounts:
    if name in counts:
        return with_zero_counts(selection, name, counts[name])
    if BY_NAME[name].counted_in_lists:
        return without_counts(_values_without_counts(selection, name))
    return without_counts(selection.chosen(name))


def with_zero_counts(
    selection: ArticleFilter, name: str, counts: Mapping[str, int]
) -> Mapping[str, int]:
    """Return the counts, plus 0 for the archive's other values if more can be chosen."""
    # not for open-ended facets such as people: there are too many, and they are looked up by name
    if not selection.chosen(name) or selection.needs_all_of(name) or BY_NAME[name].open_ended:
        return counts
    return dict.fromkeys(archive_counts(name), 0) | dict(counts)


def without_counts(values: Iterable[Value]) -> ValueCounts:
    return dict.fromkeys((value.value for value in values), None)


def _values_without_counts(selection: ArticleFilter, name: str) -> list[Value]:
    """Return the values to choose from without counts; cities and counties only of a chosen place.

    For places, those with articles in the archive, most articles first.
    """
    is_inside = name in (Place.Level.CITY, Place.Level.COUNTY)
    if is_inside and not (_chosen_above(selection, name) or selection.chosen(name)):
        return []
    values: list[Value] = selection.filters[name].field.vocabulary.most_frequent()
    digits = {"province": 2, "city": 4, "county": 6}.get(name)
    if digits is None:
        return values
    counts = totals.by_place(digits)

    def count(value: Value) -> int:
        return counts.get(str(value.argument)[:digits], 0)

    return sorted(filter(count, values), key=count, reverse=True)


def archive_counts(name: str) -> Mapping[str, int]:
    """Return the counts of a facet in the whole archive, which the engine caches."""
    return search.search(search.Query(limit=0, facets=(name,))).facets[name]


def build_facet(selection: ArticleFilter, name: str, counts: ValueCounts) -> FacetOptions:
    """Return a facet with the values of `counts` in order."""
    if name in Place.Level.values:
        return _places(selection, name, counts)
    if name == "topic":
        return _topics(selection, counts)
    return plain_facet(selection, name, counts, MAX_VALUES)


def chips(selection: ParameterFilterSet) -> list[FilterChip]:
    """Return the chosen values, in the order of the filters."""
    base = selection.query.without("page")
    chosen: list[FilterChip] = []
    for name in selection.conditions:
        values, label = selection.chosen(name), selection.filters[name].label
        if name == "q":
            # without words there is no relevance to sort by
            ranked = ("sort",) if selection.chosen("sort") == "relevance" else ()
            chosen.append(FilterChip(label, values, selection.url(base.without("q", *ranked))))
        else:
            joined = selection.needs_all_of(name)
            chosen += [
                FilterChip(
                    label,
                    value.label,
                    selection.url(base.without_values(name, [value.value])),
                    joined and n > 0,
                )
                for n, value in enumerate(values if isinstance(values, list) else [values])
            ]
    return chosen


def sorts(
    selection: ParameterFilterSet, offered: Sequence[tuple[str, str]]
) -> list[tuple[str, str, bool]]:
    """Return (label, URL, whether it is current) of each (value, label), the default first."""
    base = selection.query.without("sort", "page")
    default = offered[0][0]
    return [
        (
            gettext(label),
            selection.url(base if value == default else base.with_value("sort", value)),
            value == selection.order,
        )
        for value, label in offered
    ]


def plain_facet(
    selection: ParameterFilterSet, name: str, counts: ValueCounts, most: int | None = None
) -> FacetOptions:
    """Return the values by count, highest first, and the chosen ones that no article has.

    Without counts, the values in the order given.
    """
    counted = [(value, count) for value, count in counts.items() if count is not None]
    order = _highest_first if name in BY_NAME and BY_NAME[name].highest_first else _by_count
    ranked = [value for value, _ in sorted(counted, key=order)]
    listed = (ranked or list(counts))[:most]
    chosen = [v.value for v in selection.chosen(name) if v.value not in listed]
    labels = selection.filters[name].field.vocabulary.look_up([*listed, *chosen])
    is_uncounted = None in counts.values()
    option = _options_of(selection, name)
    options = tuple(
        option(value, labels[value].label, counts.get(value, None if is_uncounted else 0))
        for value in (*listed, *chosen)
        if value in labels
    )
    return FacetOptions(name, selection.filters[name].label, options, _operators(selection, name))


def _operators(selection: ParameterFilterSet, name: str) -> tuple[FacetOperator, ...]:
    if name not in COMBINABLE or not selection.chosen(name):
        return ()
    base, joined = selection.query.without("page"), selection.needs_all_of(name)
    return (
        FacetOperator(
            f"{name}-any",
            gettext("符合其一"),
            list_url(base.without_values("all", [name])),
            not joined,
        ),
        FacetOperator(
            f"{name}-all", gettext("同时符合"), list_url(base.with_value("all", name)), joined
        ),
    )


def _by_count(row: tuple[str, int]) -> tuple[int, str]:
    return -row[1], row[0]


def _highest_first(row: tuple[str, int]) -> tuple[int, str]:
    return -int(row[0]), row[0]


def _options_of(selection: ParameterFilterSet, name: str) -> Callable[..., Option]:
    """Return a function that makes an Option of (value, label, count, narrower)."""
    chosen = {v.value for v in selection.chosen(name)}
    base = selection.query.without("page")

    def option(
        value: str, label: str, count: int | None, narrower: tuple[Option, ...] = ()
    ) -> Option:
        is_chosen = value in chosen
        toggled = base.without_values(name, [value]) if is_chosen else base.with_value(name, value)
        url = selection.url(toggled)
        return Option(f"{name}={value}", value, label, count, is_chosen, url, narrower)

    return option


def _places(selection: ParameterFilterSet, level: str, counts: ValueCounts) -> FacetOptions:
    """Return provinces, or the cities or counties inside chosen places or, if few, all."""
    inside = tuple(_prefix(str(value.argument)) for value in _chosen_above(selection, level))
    chosen = {value.value for value in selection.chosen(level)}
    if inside:
        offered = {code for code in counts if code.startswith(inside)}
    elif level != "province" and sum(map(bool, counts.values())) > MAX_WITHOUT_PROVINCE:
        offered = set()
    elif level != "province":
        offered = {code for code, count in counts.items() if count}
    else:
        offered = set(counts)
    # chosen places stay listed with their count, wherever they are
    listed = {c: n for c, n in counts.items() if c in offered | chosen}
    return plain_facet(selection, level, listed, MAX_VALUES)


def _chosen_above(selection: ParameterFilterSet, level: str) -> list[Value]:
    """Return the chosen places of the nearest higher level."""
    above = {"province": (), "city": ("province",), "county": ("city", "province")}[level]
    return next((selection.chosen(name) for name in above if selection.chosen(name)), [])


def _prefix(code: str) -> str:
    """Return the common prefix of the codes of all places inside."""
    return code[:2] if code.endswith("0000") else code[:4]


def _topics(selection: ParameterFilterSet, counts: ValueCounts) -> FacetOptions:
    make_option = _options_of(selection, "topic")

    def option(tag: Tag, narrower: tuple[Option, ...] = ()) -> Option:
        return make_option(tag.slug, tag.shown_label, counts.get(tag.slug, 0), narrower)

    def worth_listing(options: Iterable[Option]) -> tuple[Option, ...]:
        return tuple(o for o in options if o.value in counts or o.chosen or o.narrower)

    groups = worth_listing(
        option(tag, worth_listing(option(narrower) for narrower in tag.narrower.all()))
        for tag in topics_by_group()
    )
    label = selection.filters["topic"].label
    return FacetOptions("topic", label, groups, _operators(selection, "topic"))
