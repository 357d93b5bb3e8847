"""What every picture of a selection has in common, and how its parts become filters."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from archive.charts.chart_items import ChartItem
from archive.charts.horizontal_bars import HorizontalBar, height
from archive.filters.articles import ArticleFilter
from archive.filters.parameters import QueryParams
from archive.web.facets import list_url

# of fewer there is no picture: a list shows them better
FEWEST_ARTICLES = 5

# facet → value → articles
Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Chart:
    """A picture ready to be set: `name` is its template's and its id's, `drawn` what that shows."""

    name: str
    title: str
    drawn: Any

    @property
    def template(self) -> str:
        return f"charts/_{self.name}.html"


@dataclass(frozen=True)
class ChartLines:
    """Level bars, and the height of all of them in em."""

    shares: list[HorizontalBar]

    @property
    def height(self) -> float:
        return height(self.shares)


def filter_item(
    selection: ArticleFilter,
    name: str,
    value: str,
    label: str,
    count: int,
    beside: QueryParams | None = None,
) -> ChartItem:
    """A value that the list is filtered by when it is pressed, and no more when pressed again.

    `beside` is what else stays in the address; everything, without it.
    """
    chosen = any(given.value == value for given in selection.chosen(name))
    base = selection.query.without("page") if beside is None else beside
    toggled = base.without_values(name, [value]) if chosen else base.with_value(name, value)
    return ChartItem(value, label, count, list_url(toggled) if count or chosen else "", chosen)
