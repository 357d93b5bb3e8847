"""The facets of a selection of articles: every value with its count and the address it leads to.

A facet's own choice does not narrow its own counts, so that a second value shows what it would add;
where something is chosen, even values that would add nothing are there to be chosen beside it. Where
all values are needed it does, so that a second value shows what it would leave.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from archive import search
from archive.fast_reverse import fast_reverse
from archive.filters.articles import COMBINABLE, ArticleFilter
from archive.filters.parameters import QueryParams
from archive.filters.selection import Selection
from archive.models import Place, Tag
from archive.models.page_queries import topics_by_group

# cities and counties show without a province chosen when there are no more of them than this
FEW = 12
# values of a facet beside a list, as many as there are provinces; its own page has them all
MOST = 34

Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Option:
    # tells it from every other of the page
    key: str
    value: str
    label: str
    count: int
    chosen: bool
    # the list with this value taken up, or dropped where it is chosen
    url: str
    narrower: tuple["Option", ...] = ()


@dataclass(frozen=True)
class FacetOperator:
    """One of the two ways in which several values of a facet are joined, and the list with it."""

    key: str
    label: str
    url: str
    is_here: bool


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    options: tuple[Option, ...]
    # none where nothing is chosen, or an article can have one value only
    joins: tuple[FacetOperator, ...] = ()
    # where all its values are
    url: str = ""


@dataclass(frozen=True)
class Chip:
    """Something chosen, and the list without it."""

    label: str
    value: str
    url: str
    # needed together with the one before it
    joined: bool = False


def list_url(query: QueryParams) -> str:
    return fast_reverse("articles") + str(query)


def facets(selection: ArticleFilter, counts: Counts) -> list[Facet]:
    """All facets worth showing, in the order of the page; the number of queries is fixed."""
    every = (
        facet_of(selection, name, beside_chosen(selection, name, counts[name]))
        for name in search.FACETS
    )
    rest = selection.query.without("page", "sort")
    return [
        replace(facet, url=fast_reverse("facet", facet.name) + str(rest))
        for facet in every
        if facet.options
    ]


def beside_chosen(
    selection: ArticleFilter, name: str, counts: Mapping[str, int]
) -> Mapping[str, int]:
    """The counts, and 0 for what the archive has besides, if there is a choice to add it to."""
    # people are without number, and are asked for by name
    if not selection.chosen(name) or selection.needs_all_of(name) or name == "person":
        return counts
    return dict.fromkeys(everywhere(name), 0) | dict(counts)


def everywhere(name: str) -> Mapping[str, int]:
    """The counts of a facet of the whole archive, which the engine remembers."""
    return search.search(search.Query(limit=0, facets=(name,))).facets[name]


def facet_of(selection: ArticleFilter, name: str, counts: Mapping[str, int]) -> Facet:
    """One facet with its values in order; `counts` says which there are."""
    if name in Place.Level.values:
        return _places(selection, name, counts)
    if name == "topic":
        return _topics(selection, counts)
    return plain_facet(selection, name, counts, MOST)


def chips(selection: Selection) -> list[Chip]:
    """What the reader has chosen, in the order of the filters."""
    base, found = selection.query.without("page"), []
    for name in selection.conditions:
        given, label = selection.chosen(name), selection.filters[name].label
        if name == "q":
            # an order by relevance goes with the words it is relevant to
            ranked = ("sort",) if selection.chosen("sort") == "relevance" else ()
            found.append(Chip(label, given, selection.url(base.without("q", *ranked))))
        else:
            joined = selection.needs_all_of(name)
            found += [
                Chip(
                    label,
                    one.label,
                    selection.url(base.without_values(name, [one.value])),
                    joined and n > 0,
                )
                for n, one in enumerate(given if isinstance(given, list) else [given])
            ]
    return found


def sorts(selection: Selection, offered: Sequence[tuple[str, str]]) -> list[tuple[str, str, bool]]:
    """(label, address, whether it is here) of each (value, label), of which the first is the usual."""
    base = selection.query.without("sort", "page")
    usual = offered[0][0]
    return [
        (
            label,
            selection.url(base if value == usual else base.with_value("sort", value)),
            value == selection.order,
        )
        for value, label in offered
    ]


def plain_facet(
    selection: Selection, name: str, counts: Mapping[str, int], most: int | None = None
) -> Facet:
    """The values counted, most frequent first, and those chosen that nothing has."""
    ranked = sorted(counts.items(), key=_ORDERS.get(name, _by_count))
    shown = [value for value, _ in ranked[:most]]
    chosen = [v.value for v in selection.chosen(name) if v.value not in shown]
    labels = selection.filters[name].field.vocabulary.look_up([*shown, *chosen])
    option = _options_of(selection, name)
    options = tuple(
        option(value, labels[value].label, counts.get(value, 0))
        for value in (*shown, *chosen)
        if value in labels
    )
    return Facet(name, selection.filters[name].label, options, _joins(selection, name))


def _joins(selection, name: str) -> tuple[FacetOperator, ...]:
    if name not in COMBINABLE or not selection.chosen(name):
        return ()
    base, joined = selection.query.without("page"), selection.needs_all_of(name)
    return (
        FacetOperator(
            f"{name}-any", "符合其一", list_url(base.without_values("all", [name])), not joined
        ),
        FacetOperator(f"{name}-all", "同时符合", list_url(base.with_value("all", name)), joined),
    )


def _by_count(row: tuple[str, int]):
    return -row[1], row[0]


def _latest_first(row: tuple[str, int]):
    return -int(row[0])


_ORDERS = {"year": _latest_first}


def _options_of(selection, name: str) -> Callable[..., Option]:
    """What makes (value, label, count, narrower) of the facet an option."""
    chosen = {v.value for v in selection.chosen(name)}
    base = selection.query.without("page")

    def option(value: str, label: str, count: int, narrower: tuple[Option, ...] = ()) -> Option:
        here = value in chosen
        toggled = base.without_values(name, [value]) if here else base.with_value(name, value)
        url = selection.url(toggled)
        return Option(f"{name}={value}", value, label, count, here, url, narrower)

    return option


def _places(selection, level: str, counts: Mapping[str, int]) -> Facet:
    """Provinces; cities and counties inside what is chosen above them, or all if they are few."""
    inside = tuple(_prefix(value.argument) for value in _chosen_above(selection, level))
    chosen = {value.value for value in selection.chosen(level)}
    if inside:
        offered = {code for code in counts if code.startswith(inside)}
    elif level != "province" and sum(map(bool, counts.values())) > FEW:
        offered = set()
    elif level != "province":
        offered = {code for code, count in counts.items() if count}
    else:
        offered = set(counts)
    # what is chosen stays, with its true count, wherever it lies
    kept = {c: n for c, n in counts.items() if c in offered | chosen}
    return plain_facet(selection, level, kept, MOST)


def _chosen_above(selection, level: str) -> list:
    above = {"province": (), "city": ("province",), "county": ("city", "province")}[level]
    return next((selection.chosen(name) for name in above if selection.chosen(name)), [])


def _prefix(code: str) -> str:
    """What the codes of all places inside have in common."""
    return code[:2] if code.endswith("0000") else code[:4]


def _topics(selection, counts: Mapping[str, int]) -> Facet:
    made = _options_of(selection, "topic")

    def option(tag: Tag, narrower=()) -> Option:
        return made(tag.slug, tag.pref_label, counts.get(tag.slug, 0), narrower)

    def shown(options) -> tuple[Option, ...]:
        return tuple(o for o in options if o.value in counts or o.chosen or o.narrower)

    groups = shown(
        option(tag, shown(option(narrower) for narrower in tag.narrower.all()))
        for tag in topics_by_group()
    )
    label = selection.filters["topic"].label
    return Facet("topic", label, groups, _joins(selection, "topic"))
