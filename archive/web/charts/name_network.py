"""The network chart of the people and organisations named, or signing, together with one."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

from archive.charts.chart_items import ChartItem
from archive.charts.network import Network, network
from archive.insight.name_cooccurrence import LATEST, Key, NameCooccurrence
from archive.web.article_list.facets import list_url

from .chart import Chart

# facet → kind of its nodes in archive.charts.network, which decides how they are drawn
_KINDS = {"named": "person", "organisation": "organisation", "person": "author"}


@dataclass(frozen=True)
class NetworkDrawing:
    network: Network
    # whether there are nodes of these kinds
    kinds: set[str]
    # (label, kind, item that leads to the articles with both)
    companions: list[tuple[ChartItem, str]]
    # (name, other name, item that leads to the articles with both)
    ties: list[tuple[str, str, ChartItem]]
    # number of the latest articles that are counted, and the day of the earliest; "" if all are
    latest: int
    since: str


def chart(label: str, together: NameCooccurrence) -> Chart | None:
    """Return the network around the one with this label; None if it has no companions."""
    around = [
        (ChartItem(_key(c.key), c.label, c.count, list_url(c.query)), _KINDS[c.key[0]])
        for c in together.companions
    ]
    ties: dict[tuple[int, int], ChartItem] = {}
    for tie in together.ties:
        first, second = around[tie.first][0], around[tie.second][0]
        names = gettext("%(a)s、%(b)s") % {"a": first.label, "b": second.label}
        key = f"{first.key}+{second.key}"
        ties[tie.first, tie.second] = ChartItem(key, names, tie.count, list_url(tie.query))
    if not around:
        return None
    drawing = NetworkDrawing(
        network(ChartItem("centre", label, 0), around, ties),
        {kind for _, kind in around},
        around,
        list(_named_ties(around, ties)),
        LATEST,
        together.since.isoformat() if together.since else "",
    )
    return Chart("network", gettext("和谁一起出现"), drawing)


def _key(key: Key) -> str:
    return "=".join(key)


def _named_ties(
    around: list[tuple[ChartItem, str]], ties: dict[tuple[int, int], ChartItem]
) -> Iterable[tuple[str, str, ChartItem]]:
    for (a, b), item in ties.items():
        yield around[a][0].label, around[b][0].label, item
