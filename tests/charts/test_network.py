"""A network has all names around the centre, far enough apart to read and press, and all ties."""

from itertools import pairwise

import pytest

from archive.charts.chart_items import ChartItem
from archive.charts.network import MAX_NODES, NAME, ROW, WEIGHTS, WIDTH, network


def make_network(count, ties=()):
    around = [(ChartItem(str(n), f"甲{n}", count - n, f"/?n={n}"), "person") for n in range(count)]
    items = {pair: ChartItem("+".join(map(str, pair)), "", 1, "/?t") for pair in ties}
    return network(ChartItem("c", "中", 0), around, items)


@pytest.mark.parametrize("count", [1, 2, 3, 7, 28, 59])
def test_labels_have_rows_of_their_own_within_the_drawing(count):
    diagram = make_network(count)
    assert [node.item.key for node in diagram.nodes] == [str(n) for n in range(count)]
    assert len(diagram.spokes) == count
    for side in ("start", "end"):
        rows = sorted(node.y for node in diagram.nodes if node.side == side)
        assert all(b - a >= ROW - 0.02 for a, b in pairwise(rows))
    for node in diagram.nodes:
        assert node.top >= 0
        assert node.top + node.height <= diagram.height + 0.02
        assert node.left >= 0
        assert node.left + node.width <= WIDTH + 0.02
        # on its side of the middle
        assert (node.x > WIDTH / 2) == (node.side == "start")
        assert node.width >= NAME


def test_the_number_of_nodes_is_limited():
    diagram = make_network(90, [(0, 89), (0, 1)])
    assert len(diagram.nodes) + 1 == MAX_NODES
    assert len(diagram.chords) == 1


def test_tied_names_are_adjacent():
    diagram = make_network(12, [(0, 11), (3, 7)])
    for a, b in ((0, 11), (3, 7)):
        node, other_node = diagram.nodes[a], diagram.nodes[b]
        assert abs(node.y - other_node.y) <= ROW + 0.02
    ends = {(edge.x1, edge.y1, edge.x2, edge.y2) for edge in diagram.chords}
    assert (
        *(diagram.nodes[0].x, diagram.nodes[0].y),
        diagram.nodes[11].x,
        diagram.nodes[11].y,
    ) in ends


def test_lines_are_thicker_with_more_articles():
    diagram = make_network(9)
    weights = [edge.weight for edge in diagram.spokes]
    assert weights == sorted(weights, reverse=True)
    assert (weights[0], weights[-1]) == (WEIGHTS, 1)
    assert {edge.weight for edge in make_network(1).spokes} == {1}


def test_long_names_are_cut():
    diagram = network(ChartItem("c", "中", 0), [(ChartItem("a", "长" * 30, 1, "/"), "person")], {})
    assert diagram.nodes[0].label.endswith("…")
    assert diagram.nodes[0].item.label == "长" * 30


def test_latin_letters_take_half_the_room():
    labels = ("Ouyang Xiaoming 欧阳晓", "长" * 12, "L" * 23)
    around = [(ChartItem(label, label, 1, "/"), "person") for label in labels]
    short_labels = {
        node.item.key: node.label for node in network(ChartItem("c", "中", 0), around, {}).nodes
    }
    assert short_labels[labels[0]] == labels[0]
    assert short_labels[labels[1]] == "长" * 10 + "…"
    assert short_labels[labels[2]] == "L" * 20 + "…"
