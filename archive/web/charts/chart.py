"""What all charts of pages share: the chart, its bars, and links that filter the list."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from archive.charts.chart_items import ChartItem
from archive.charts.horizontal_bars import HorizontalBar, height
from archive.filters.articles import ArticleFilter
from archive.filters.parameters import QueryParams
from archive.web.article_list.facets import list_url

# minimum number of articles for a chart; fewer are better shown as a list
MIN_ARTICLES = 5

# facet → value → articles
Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Chart:
    """A chart: its id, its title, and the data that its template draws."""

    name: str
    title: str
    drawing: Any

    @property
    def template(self) -> str:
        kind = "bars" if isinstance(self.drawing, BarChart) else self.name
        return f"charts/_{kind}.html"


@dataclass(frozen=True)
class BarChart:
    """Horizontal bars, and their total height in em."""

    bars: list[HorizontalBar]

    @property
    def height(self) -> float:
        return height(self.bars)


def filter_item(
    selection: ArticleFilter,
    name: str,
    value: str,
    label: str,
    count: int,
    beside: QueryParams | None = None,
) -> ChartItem:
    """Return a value whose link adds it to the filters, or removes it if it is chosen.

    `beside` has the other parameters of the link, by default all parameters of the list.
    """
    is_chosen = any(choice.value == value for choice in selection.chosen(name))
    base = selection.query.without("page") if beside is None else beside
    toggled = base.without_values(name, [value]) if is_chosen else base.with_value(name, value)
    return ChartItem(
        value, label, count, list_url(toggled) if count or is_chosen else "", is_chosen
    )
