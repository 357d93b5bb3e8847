"""Zones: an article's lines become the blocks that it fills in the page's columns."""

import random
from itertools import combinations

import pytest

from archive.catalogue.geometry import CharacterRun
from archive.catalogue.zones import placement, zones
from archive.text.boxes import Box, intersection, iou, union

from .pages import column, line, page


def test_lines_and_paragraphs_of_a_column_are_one_zone():
    # the second paragraph's first line is indented, the first one's last line is short
    runs, end = column(0, 0.1, 0.1, [20, 20, 2])
    middle_runs, end = column(end, 0.12, 0.19, [18], gap=0)
    last_runs, end = column(end, 0.1, 0.215, [20, 9])
    geometry = page([*runs, *middle_runs, *last_runs])
    assert zones([(0, end)], geometry) == [pytest.approx((0.1, 0.1, 0.2, 0.16))]


def test_each_column_has_its_zone_in_reading_order():
    runs, end = column(0, 0.1, 0.5, [20] * 4)
    middle_runs, end = column(end, 0.33, 0.2, [20] * 16)
    last_runs, end = column(end, 0.56, 0.2, [20, 20, 7])
    results = zones([(0, end)], page([*runs, *middle_runs, *last_runs]))
    assert [box.x for box in results] == pytest.approx([0.1, 0.33, 0.56])
    assert results[2] == pytest.approx((0.56, 0.2, 0.2, 0.07))


def test_another_article_in_a_gap_splits_the_zone():
    first, at = column(0, 0.1, 0.1, [20, 20])
    other_runs, end = column(at, 0.1, 0.15, [20])
    last, _ = column(end, 0.1, 0.175, [20, 20])
    geometry = page([*first, *other_runs, *last])
    matches = zones([(0, at - 1), (end, end + 41)], geometry)
    assert len(matches) == 2
    assert not any(intersection(box, other_runs[0].box) for box in matches)
    assert len(zones([(0, end + 41)], geometry)) == 1


def test_a_wide_gap_splits_the_zone():
    first, at = column(0, 0.1, 0.1, [20, 20])
    last, end = column(at, 0.1, 0.4, [20, 20])
    assert len(zones([(0, end)], page([*first, *last]))) == 2


def test_pieces_of_one_line_are_one_zone():
    runs = [line(0, 4, 0.1, 0.1, 0.04, 0.02), line(5, 9, 0.15, 0.101, 0.04, 0.02)]
    assert zones([(0, 9)], page(runs)) == [pytest.approx((0.1, 0.1, 0.09, 0.021))]


def test_vertical_columns_go_from_right_to_left():
    # two tiers of vertical lines: the upper one first, each from the right
    upper = [line(n * 11, n * 11 + 10, 0.9 - n * 0.03, 0.1, 0.025, 0.3) for n in range(5)]
    lower = [line(55 + n * 11, 65 + n * 11, 0.9 - n * 0.03, 0.5, 0.025, 0.3) for n in range(3)]
    results = zones([(0, 90)], page([*upper, *lower], "vertical"))
    assert results == [
        pytest.approx((0.78, 0.1, 0.145, 0.3)),
        pytest.approx((0.84, 0.5, 0.085, 0.3)),
    ]


def test_part_of_a_line_has_a_zone_of_its_part():
    runs, _ = column(0, 0.1, 0.1, [20, 20])
    assert zones([(0, 5)], page(runs)) == [pytest.approx((0.1, 0.1, 0.05, 0.02))]


def test_each_part_of_an_article_has_its_zones():
    title, at = column(0, 0.1, 0.1, [8], height=0.04, breadth=0.03)
    first, middle = column(at, 0.1, 0.16, [20, 20])
    second, end = column(middle, 0.1, 0.21, [20, 20])
    third, end = column(end, 0.33, 0.16, [20, 3])
    geometry = page([*title, *first, *second, *third])
    placed = placement(
        [("headline", [(0, 8)])],
        [("p1", [(at, middle)]), ("p2", [(middle, end)])],
        [Box(0, 0, 1, 1)],
        [Box(0.6, 0.1, 0.2, 0.2)],
        geometry,
    )
    assert [zone.part for zone in placed.zones] == ["headline", "p1", "p2", "p2", "picture-1"]
    assert placed.outline == [
        pytest.approx((0.1, 0.1, 0.24, 0.04)),
        pytest.approx((0.1, 0.16, 0.2, 0.095)),
        pytest.approx((0.33, 0.16, 0.2, 0.045)),
        (0.6, 0.1, 0.2, 0.2),
    ]


def test_explicit_zones_are_used_without_geometry():
    boxes = [Box(0.1, 0.1, 0.2, 0.2)]
    empty = page([line(0, 4, 0.5, 0.5, 0.1, 0.1)], length=90)
    for geometry in (None, empty):
        placed = placement([], [("p1", [(20, 40)])], boxes, [], geometry)
        assert placed.zones == [("article", boxes[0])]
        assert placed.outline == boxes


def typeset(rng, direction):
    """(runs, [(span of an article, its print: a box a column)]): articles poured into columns."""
    columns = rng.randint(3, 6)
    breadth, gutter = 0.9 / columns, 0.012
    characters = 16
    height = rng.uniform(0.008, 0.012)
    lead = height * rng.uniform(0.2, 0.8)
    tops = [0.05 + (0.2 if rng.random() < 0.3 else 0) for _ in range(columns)]
    x, y, at = 0, tops[0], 0
    runs, articles = [], []
    while x < columns:
        start, own = at, {}
        for _ in range(rng.randint(1, 6)):
            lines = rng.randint(1, 9)
            for nth in range(lines):
                if y + height > 0.95:
                    x, y = x + 1, tops[min(x + 1, columns - 1)]
                if x == columns:
                    break
                indent = 2 if nth == 0 else 0
                last = characters if nth < lines - 1 else rng.randint(indent + 1, characters)
                size = (breadth - gutter) / characters
                left = 0.05 + x * breadth + indent * size
                box = Box(left, y, (last - indent) * size, height)
                if direction == "vertical":
                    # the page turned: lines go down, and follow one another to the left
                    box = Box(1 - box.bottom, box.x, box.height, box.width)
                runs.append(CharacterRun(at, at + last - indent, box))
                own.setdefault(x, []).append(box)
                at += last - indent + 1
                y += height + lead
            if x == columns:
                break
        if at > start:
            articles.append(((start, at), [union(boxes) for boxes in own.values()]))
        y += height * rng.uniform(1, 2)
    return runs, articles


@pytest.mark.parametrize("direction", ["horizontal", "vertical"])
@pytest.mark.parametrize("seed", range(25))
def test_zones_cover_their_article_and_no_other(direction, seed):
    rng = random.Random(seed)
    runs, articles = typeset(rng, direction)
    geometry = page(runs, direction)
    own = [zones([span], geometry) for span, _ in articles]
    for (_, print_boxes), result in zip(articles, own, strict=True):
        # a zone a column, in reading order
        assert len(result) == len(print_boxes)
        for zone, box in zip(result, print_boxes, strict=True):
            assert iou(zone, box) > 0.999
    for article_zones, other_zones in combinations(own, 2):
        assert all(iou(a, b) < 1e-9 for a in article_zones for b in other_zones)
