"""The tile map of provinces, with the cities of a chosen province and the counties of a city."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

from archive.charts import tile_map
from archive.charts.chart_items import ChartItem, ColorStep, color_step_of, color_steps
from archive.editions.cached_lists import provinces
from archive.editions.current import cached_per_edition
from archive.filters.articles import ArticleFilter
from archive.models import Place

from .chart import MIN_ARTICLES, Chart, Counts, filter_item


@dataclass(frozen=True)
class ExpandedPlace:
    """The places inside an expanded place, each with its color step."""

    place: Place
    items: list[tuple[ChartItem, int]]


@dataclass(frozen=True)
class Provinces:
    tiles: list[tile_map.Tile]
    steps: list[ColorStep]
    expanded: list[ExpandedPlace]
    height: float = tile_map.HEIGHT


def chart(selection: ArticleFilter, counts: Counts, total: int) -> Chart | None:
    """Return the provinces as links that filter the list."""
    province_counts = counts["province"]
    # counts of a facet ignore the values chosen in it
    is_chosen = any(selection.chosen(level) for level in Place.Level.values)
    if (
        not province_counts
        or (sum(province_counts.values()) if is_chosen else total) < MIN_ARTICLES
    ):
        return None
    units = [
        (
            place.code,
            filter_item(
                selection, "province", slug, place.shown_short_name, province_counts.get(slug, 0)
            ),
        )
        for place in provinces()
        if (slug := place.slug)
    ]
    drawing = _drawing(units, _expanded(selection, counts))
    return Chart("places", gettext("地区"), drawing)


def index(place_counts: Iterable[tuple[Place, int]]) -> Chart:
    """Return all provinces with their counts; those with articles link to their page."""
    units = [
        (place.code, _page_of(place, place.shown_short_name, count))
        for place, count in place_counts
    ]
    return Chart("places", gettext("各省级行政区"), _drawing(units, []))


def inside(children: Iterable[tuple[Place, int]]) -> list[tuple[ChartItem, int]]:
    """Return the places with articles as links to their page, each with its color step."""
    items = [
        _page_of(
            place,
            gettext("%(name)s（至%(ended)s年）") % {"name": place.shown_name, "ended": place.ended}
            if place.ended
            else place.shown_name,
            count,
        )
        for place, count in children
        if count
    ]
    steps = color_steps(max((item.count for item in items), default=0))
    return [(item, color_step_of(item.count, steps)) for item in items]


def _page_of(place: Place, label: str, count: int) -> ChartItem:
    return ChartItem(place.code, label, count, place.get_absolute_url() if count else "")


def _drawing(
    units: list[tuple[str, ChartItem]], expanded: list[tuple[Place, list[ChartItem]]]
) -> Provinces:
    # a place may have a lower count than the places inside it, as facets ignore their own choice
    all_items = (
        item for items in ([u for _, u in units], *(o for _, o in expanded)) for item in items
    )
    steps = color_steps(max(item.count for item in all_items))
    inside = [
        ExpandedPlace(place, [(item, color_step_of(item.count, steps)) for item in items])
        for place, items in expanded
    ]
    return Provinces(tile_map.tile_map(units, steps), steps, inside)


def _expanded(selection: ArticleFilter, counts: Counts) -> list[tuple[Place, list[ChartItem]]]:
    """Return each expanded place, largest first, with the places directly inside it."""
    codes_chosen = [
        value.argument for level in Place.Level.values for value in selection.chosen(level)
    ]
    codes = {f"{code[:2]}0000" for code in codes_chosen}
    codes |= {f"{code[:4]}00" for code in codes_chosen if code[2:] != "0000"}
    if not codes:
        return []
    expanded, children = _places_of(*sorted(codes))
    # a city that is only a heading of the standard is left out: its places go to the province
    inside: dict[str, list[ChartItem]] = {place.code: [] for place in expanded}
    for place in children:
        item = _item(selection, counts, place)
        if item.url or not place.ended:
            city = f"{place.code[:4]}00"
            is_in_city = city in inside and city != place.code
            inside[city if is_in_city else f"{place.code[:2]}0000"].append(item)
    return [(place, inside[place.code]) for place in expanded if inside[place.code]]


@cached_per_edition
def _places_of(*codes: str) -> tuple[list[Place], list[Place]]:
    """Return the places with these codes, and the places directly inside them."""
    expanded = list(Place.objects.with_codes(codes))
    return expanded, list(Place.objects.children_of(*(place.code for place in expanded)))


def _item(selection: ArticleFilter, counts: Counts, place: Place) -> ChartItem:
    count = counts[place.level].get(place.code, 0)
    return filter_item(selection, place.level, place.code, place.shown_name, count)
