"""The network of those who are named, or sign, together with one."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

from archive.charts.chart_items import ChartItem
from archive.charts.network import Network, network
from archive.insight.names_together import LATEST, Key, NamesTogether
from archive.web.facets import list_url

from .picture import Chart

# facet → how its nodes and their ties to the middle are drawn
_KINDS = {"named": "person", "organisation": "organisation", "person": "author"}


@dataclass(frozen=True)
class DrawnTogether:
    network: Network
    # whether there are nodes of these kinds
    kinds: set[str]
    # (label, kind, item that leads to the articles with both)
    companions: list[tuple[ChartItem, str]]
    # (one, other, item that leads to the articles with both)
    ties: list[tuple[str, str, ChartItem]]
    # how many of the latest articles are counted, and from which day on; "" if all are
    latest: int
    since: str


def picture(label: str, together: NamesTogether) -> Chart | None:
    """The network of the companions of one with this label; None without any."""
    around = [
        (ChartItem(_key(c.key), c.label, c.count, list_url(c.query)), _KINDS[c.key[0]])
        for c in together.companions
    ]
    ties: dict[tuple[int, int], ChartItem] = {}
    for tie in together.ties:
        one, other = around[tie.first][0], around[tie.second][0]
        names = gettext("%(a)s、%(b)s") % {"a": one.label, "b": other.label}
        key = f"{one.key}+{other.key}"
        ties[tie.first, tie.second] = ChartItem(key, names, tie.count, list_url(tie.query))
    if not around:
        return None
    drawn = DrawnTogether(
        network(ChartItem("centre", label, 0), around, ties),
        {kind for _, kind in around},
        around,
        list(_named_ties(around, ties)),
        LATEST,
        together.since.isoformat() if together.since else "",
    )
    return Chart("network", gettext("和谁一起出现"), drawn)


def _key(key: Key) -> str:
    return "=".join(key)


def _named_ties(
    around: list[tuple[ChartItem, str]], ties: dict[tuple[int, int], ChartItem]
) -> Iterable[tuple[str, str, ChartItem]]:
    for (a, b), item in ties.items():
        yield around[a][0].label, around[b][0].label, item
