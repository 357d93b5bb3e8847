"""A network around one in the middle: those tied to it on an oval, with the ties among them.

Rows on either side are far enough apart to be read and pressed. Measures are in em.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import log, sqrt

from .chart_items import ChartItem

MAX_NODES = 60
# height of a row, half the width of the oval, width of a label
ROW, OVAL, NAME = 2.2, 8.0, 12.0
# how far the bend of a line between nodes of one side is from them
BEND = 2.0
# length of a label in the drawing, in em
MAX_LABEL = 11
# of a node, by weight
_RADIUS = (0.3, 0.3, 0.36, 0.43, 0.5)
# from the thinnest line to the thickest
WEIGHTS = 4
WIDTH = 2 * (OVAL + NAME)


@dataclass(frozen=True)
class Node:
    """A node with its position; `kind` decides how it is drawn, `side` where its label stands."""

    item: ChartItem
    kind: str
    x: float
    y: float
    # "start", "end" or "middle", as text-anchor
    side: str
    radius: float
    # the label's x, and the left edge of what can be pressed
    label_x: float
    left: float
    width: float
    height: float = ROW

    @property
    def top(self) -> float:
        return round(self.y - self.height / 2, 2)

    @property
    def label(self) -> str:
        """The name, cut to MAX_LABEL; Latin letters count half."""
        text = self.item.label
        lengths = list(accumulate(0.5 if char.isascii() else 1.0 for char in text))
        if lengths[-1] <= MAX_LABEL:
            return text
        return f"{text[: bisect_right(lengths, MAX_LABEL - 1)]}…"


@dataclass(frozen=True)
class Edge:
    """A tie between two nodes, drawn as a line with a bend, which can be pressed."""

    item: ChartItem
    kind: str
    x1: float
    y1: float
    bend_x: float
    bend_y: float
    x2: float
    y2: float
    # from 1 to WEIGHTS
    weight: int


@dataclass(frozen=True)
class Network:
    centre: Node
    nodes: tuple[Node, ...]
    # those to the middle, of each node, and those among the nodes
    spokes: tuple[Edge, ...]
    chords: tuple[Edge, ...]
    height: float
    width: float = WIDTH


def network(
    centre: ChartItem,
    around: Sequence[tuple[ChartItem, str]],
    ties: Mapping[tuple[int, int], ChartItem],
) -> Network:
    """Return the network of at most MAX_NODES nodes, one of them around the middle at least.

    `around` are (item, kind), whose counts and URLs are those of the ties to the middle; `ties` are
    keyed by their indexes.
    """
    around = around[: MAX_NODES - 1]
    order = _order(len(around), ties)
    right = order[: (len(order) + 1) // 2]
    left_side = order[len(right) :][::-1]
    height = round(max(len(right), len(left_side), 3) * ROW, 2)
    most = max([*(item.count for item, _ in around), *(tie.count for tie in ties.values())])
    middle = (WIDTH / 2, height / 2)
    nodes: dict[int, Node] = {}
    for side, column in (("start", right), ("end", left_side)):
        for row, n in enumerate(column):
            nodes[n] = _node(*around[n], side, (row + 0.5) * height / len(column), height, most)
    hub = Node(centre, "centre", *middle, "middle", _RADIUS[-1], *middle[:1], middle[0] - 1.5, 3.0)
    return Network(
        hub,
        tuple(nodes[n] for n in range(len(around))),
        tuple(_edge(hub, nodes[n], *around[n], most) for n in range(len(around))),
        tuple(
            _edge(nodes[a], nodes[b], tie, "tie", most)
            for (a, b), tie in ties.items()
            if a in nodes and b in nodes
        ),
        height,
    )


def _node(item: ChartItem, kind: str, side: str, y: float, height: float, most: int) -> Node:
    # the oval is a little higher than the rows, so that the first and last are not in the middle
    above = (y - height / 2) / (height / 2 * 1.15)
    offset = OVAL * sqrt(1 - above * above)
    x = WIDTH / 2 + (offset if side == "start" else -offset)
    label_x = x + (0.9 if side == "start" else -0.9)
    left = x - 0.7 if side == "start" else x + 0.7 - NAME - 0.7
    radius = _RADIUS[_weight(item.count, most)]
    numbers = (round(number, 2) for number in (label_x, left, NAME + 0.7))
    return Node(item, kind, round(x, 2), round(y, 2), side, radius, *numbers)


def _edge(a: Node, b: Node, item: ChartItem, kind: str, most: int) -> Edge:
    x, y = (a.x + b.x) / 2, (a.y + b.y) / 2
    if a.side == b.side:
        # towards the middle, away from the labels
        x += (BEND + abs(a.y - b.y) / 10) * (-1 if a.side == "start" else 1)
    bend = round(x, 2), round(y, 2)
    return Edge(item, kind, a.x, a.y, *bend, b.x, b.y, _weight(item.count, most))


def _weight(count: int, most: int) -> int:
    """Return the weight of a count on a logarithmic scale."""
    return 1 + round((WEIGHTS - 1) * log(count) / log(most)) if most > 1 else 1


def _order(count: int, ties: Iterable[tuple[int, int]]) -> list[int]:
    """Return the nodes in an order in which tied ones are near each other."""
    neighbours: dict[int, list[int]] = {n: [] for n in range(count)}
    for a, b in ties:
        if a < count and b < count:
            neighbours[a].append(b)
            neighbours[b].append(a)
    order: dict[int, None] = {}
    for start in range(count):
        waiting = [start]
        while waiting:
            n = waiting.pop()
            if n not in order:
                order[n] = None
                # the most frequent is visited next
                waiting += sorted(neighbours[n], reverse=True)
    return list(order)
