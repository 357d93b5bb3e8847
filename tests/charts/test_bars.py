"""Bars are as tall as their numbers, and the sure part never taller than the whole."""

from itertools import pairwise

import pytest

from archive.charts import bars, shares, stairs
from archive.charts.items import Item
from archive.charts.shades import steps


def row(*counts, tallest=None):
    periods = [
        (Item(str(n), str(n), possible), f"{n}月", certain)
        for n, (possible, certain) in enumerate(counts)
    ]
    return bars.bars(periods, tallest or max(possible for possible, _ in counts))


def test_heights_are_proportional():
    made = row((400, 400), (200, 100), (100, 0), (0, 0))
    assert [bar.possible_height for bar in made] == [bars.TALL, bars.TALL / 2, bars.TALL / 4, 0]
    assert [bar.certain_height for bar in made] == [bars.TALL, bars.TALL / 4, 0, 0]
    assert [bar.open_height for bar in made] == [0, bars.TALL / 4, bars.TALL / 4, 0]
    assert [bar.uncertain for bar in made] == [0, 100, 100, 0]
    assert all(bar.top + bar.possible_height == pytest.approx(bars.FLOOR) for bar in made)


def test_the_tallest_leaves_room_for_its_number_and_the_smallest_is_seen():
    tall, small = row((100_000, 100_000), (1, 1))
    assert tall.top == bars.ABOVE
    assert small.possible_height == bars.LEAST


def test_rows_are_compared_by_the_tallest_of_all():
    (bar,) = row((5, 5), tallest=10)
    assert bar.possible_height == bars.TALL / 2


@pytest.mark.parametrize("many", [1, 5, 6, 10, 12])
def test_bars_stand_side_by_side_within_the_row(many):
    made = row(*[(1, 1)] * many)
    assert all(a.x + a.width == pytest.approx(b.x, abs=0.01) for a, b in pairwise(made))
    assert made[-1].x + made[-1].width <= 100.01


def test_a_share_is_that_part_of_the_track():
    half, more, none = shares.shares([(Item("a", "甲", n), 0) for n in (10, 30, 0)], 20)
    assert (half.width, half.percent) == (shares.LONG / 2, "50%")
    assert more.width == shares.LONG
    assert (none.width, none.percent) == (0, "0%")
    assert half.y + half.height == more.y
    assert half.track + half.long < 100
    (little,) = shares.shares([(Item("a", "甲", 1), 0)], 1000)
    assert little.percent == "不到1%"


def test_stairs_have_each_pair_once_and_a_name_behind_each_step():
    items = [Item(key, key, 5) for key in "abcd"]
    made = stairs.stairs(items, {("a", "c"): 3, ("c", "d"): 1}, {("a", "c"): "/a/"}, steps(3))
    cells = [cell for row in made.rows for cell in row.cells]
    pairs = {(cell.across.key, cell.down.key): cell for cell in cells}
    assert len(pairs) == len(cells) == 6
    assert pairs["a", "c"].count == 3
    assert pairs["a", "c"].url == "/a/"
    assert pairs["a", "b"].url == ""
    assert [(cell.count, cell.across.key) for cell in made.pairs] == [(3, "a"), (1, "c")]
    assert len({(cell.x, cell.y) for cell in cells}) == 6
    for row in made.rows:
        assert all(cell.x + cell.side <= row.x + 0.001 for cell in row.cells)
        assert row.x + row.room <= made.width
