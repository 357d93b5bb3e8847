"""The facets of a selection of articles: every value with its count and the address it leads to.

A facet's own choice does not narrow its own counts, so that a second value shows what it would add.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from archive.filters import ArticleFilter
from archive.models import Article, Place, Tag
from archive.parameters import Query

# cities and counties show without a province chosen when there are no more of them than this
FEW = 12
# of people there can be thousands; the index of people has them all
MOST_PEOPLE = 30


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    chosen: bool
    # the list with this value taken up, or dropped where it is chosen
    url: str
    narrower: tuple["Option", ...] = ()


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Chip:
    """Something chosen, and the list without it."""

    label: str
    value: str
    url: str


def list_url(query: Query) -> str:
    return reverse("articles") + str(query)


def facets(selection: ArticleFilter) -> list[Facet]:
    """All facets worth showing, in the order of the page; the number of queries is fixed."""
    every = (
        *(_places(selection, level) for level in Place.Level.values),
        _topics(selection),
        _newspapers(selection),
        _years(selection),
        _genres(selection),
        _people(selection),
    )
    return [facet for facet in every if facet.options]


def chips(selection: ArticleFilter) -> list[Chip]:
    """What the reader has chosen, in the order of the filters."""
    base, found = selection.query.without("page"), []
    for name, kept in selection.filters.items():
        given = selection.chosen(name)
        if not given or name in ("sort", "page"):
            continue
        if name == "q":
            # an order by relevance goes with the words it is relevant to
            url = list_url(base.without("q", "sort"))
            found.append(Chip(kept.label, given, url))
        else:
            found += [
                Chip(kept.label, one.label, list_url(base.without_values(name, [one.value])))
                for one in (given if isinstance(given, list) else [given])
            ]
    return found


def _facet(selection, name: str, counted: Iterable[tuple[str, str, int]]) -> Facet:
    """The values counted, and those chosen that nothing has."""
    rows = list(counted)
    seen = {value for value, _, _ in rows}
    rows += [(v.value, v.label, 0) for v in selection.chosen(name) if v.value not in seen]
    options = tuple(_option(selection, name, *row) for row in rows)
    return Facet(name, selection.filters[name].label, options)


def _option(selection, name: str, value: str, label: str, count: int, narrower=()) -> Option:
    chosen = any(v.value == value for v in selection.chosen(name))
    base = selection.query.without("page")
    toggled = base.without_values(name, [value]) if chosen else base.with_value(name, value)
    return Option(value, label, count, chosen, list_url(toggled), narrower)


def _places(selection, level: str) -> Facet:
    """Provinces; cities and counties inside what is chosen above them, or all if they are few."""
    digits = {"province": 2, "city": 4, "county": 6}[level]
    counts = selection.without(level).counts_by_place(digits)
    by_code = {prefix.ljust(6, "0"): n for prefix, n in counts.items()}
    # a province covered as a whole counts among the cities as xx0000
    rows = [(p, by_code[p.code]) for p in Place.objects.named(by_code) if p.level == level]
    inside = tuple(_prefix(value.argument) for value in _chosen_above(selection, level))
    if inside:
        rows = [(place, n) for place, n in rows if place.code.startswith(inside)]
    elif level != "province" and len(rows) > FEW:
        rows = []
    rows.sort(key=lambda row: (-row[1], row[0].code))
    if level == "province":
        return _facet(selection, level, [(p.slug, p.short_name, n) for p, n in rows])
    return _facet(selection, level, [(p.code, p.name, n) for p, n in rows])


def _chosen_above(selection, level: str) -> list:
    above = {"province": (), "city": ("province",), "county": ("city", "province")}[level]
    return next((selection.chosen(name) for name in above if selection.chosen(name)), [])


def _prefix(code: str) -> str:
    """What the codes of all places inside have in common."""
    return code[:2] if code.endswith("0000") else code[:4]


def _topics(selection) -> Facet:
    counts = selection.without("topic").counts_by_topic()

    def option(tag: Tag, narrower=()) -> Option:
        count = counts.get(tag.pk, 0)
        return _option(selection, "topic", tag.slug, tag.pref_label, count, narrower)

    def shown(options) -> tuple[Option, ...]:
        return tuple(o for o in options if o.count or o.chosen or o.narrower)

    groups = shown(
        option(tag, shown(option(narrower) for narrower in tag.narrower.all()))
        for tag in Tag.objects.by_group()
    )
    return Facet("topic", selection.filters["topic"].label, groups)


def _newspapers(selection) -> Facet:
    return _facet(selection, "newspaper", selection.without("newspaper").counts_by_newspaper())


def _years(selection) -> Facet:
    counts = selection.without("year").counts_by_year()
    return _facet(selection, "year", ((str(year), f"{year}年", n) for year, n in counts.items()))


def _genres(selection) -> Facet:
    counts = selection.without("genre").counts_by_genre()
    return _facet(
        selection, "genre", ((genre, Article.Genre(genre).label, n) for genre, n in counts)
    )


def _people(selection) -> Facet:
    counts = selection.without("person").counts_by_person()
    chosen = {value.value for value in selection.chosen("person")}
    # all are read, so that someone chosen keeps a true count however few articles there are
    rows = [row for n, row in enumerate(counts) if n < MOST_PEOPLE or row[0] in chosen]
    return _facet(selection, "person", rows)
