"""Bars are as tall as their numbers, and the certain part is never taller than the whole."""

from itertools import pairwise

import pytest

from archive.charts import cooccurrence_matrix, horizontal_bars, stacked_bars
from archive.charts.chart_items import ChartItem, color_steps
from archive.charts.date_histogram import UnitCounts


def row(*counts, tallest=None):
    """Each count is that of all articles, then of those of a stated and of an inferred date."""
    periods = [
        stacked_bars.BarPeriod(
            ChartItem(str(n), str(n), parts[0]),
            f"{n}月",
            UnitCounts(*parts, *(0,) * (3 - len(parts))),
            parts[0],
        )
        for n, parts in enumerate(counts)
    ]
    return stacked_bars.stacked_bars(periods, tallest or max(parts[0] for parts in counts))


def test_heights_are_proportional():
    result = row((400, 400), (200, 100), (100, 0, 100), (100,), (400, 100, 200), (0,))
    assert [{part.kind: part.height for part in bar.parts} for bar in result] == [
        {"certain": stacked_bars.TALL},
        {"certain": stacked_bars.TALL / 4, "may-be": stacked_bars.TALL / 4},
        {"inferred": stacked_bars.TALL / 4},
        {"may-be": stacked_bars.TALL / 4},
        {
            "certain": stacked_bars.TALL / 4,
            "inferred": stacked_bars.TALL / 2,
            "may-be": stacked_bars.TALL / 4,
        },
        {},
    ]
    assert [bar.possible for bar in result] == [0, 100, 0, 100, 100, 0]
    for bar in result:
        for above, below in pairwise(reversed(bar.parts)):
            assert above.y + above.height == pytest.approx(below.y)
        assert not bar.parts or bar.parts[0].y + bar.parts[0].height == pytest.approx(
            stacked_bars.FLOOR
        )


def test_the_tallest_leaves_room_for_its_number_and_the_smallest_is_seen():
    tall, small = row((100_000, 100_000), (1, 1))
    assert tall.top == stacked_bars.ABOVE
    assert small.parts[0].height == stacked_bars.MIN_HEIGHT


def test_rows_are_compared_by_the_tallest_of_all():
    (bar,) = row((5, 5), tallest=10)
    assert bar.parts[0].height == stacked_bars.TALL / 2


def test_a_period_without_holdings_differs_from_one_without_articles():
    item, no_counts = ChartItem("2022", "2022", 0), UnitCounts(0, 0, 0)
    gap, zero, part = stacked_bars.stacked_bars(
        [
            stacked_bars.BarPeriod(item, "2022年", no_counts, None),
            stacked_bars.BarPeriod(item, "2022年", no_counts, 7),
            stacked_bars.BarPeriod(
                ChartItem("2021-06", "6", 3), "2021年6月", UnitCounts(3, 1, 0), 12
            ),
        ],
        3,
    )
    assert (gap.is_held, zero.is_held) == (False, True)
    assert (zero.percent, part.percent) == ("0%", "25%")
    assert part.description == "，2021年6月，日期确定 1 篇，只知大概 2 篇"


@pytest.mark.parametrize("count", [1, 5, 6, 10, 12])
def test_bars_are_side_by_side_within_the_row(count):
    bars = row(*[(1, 1)] * count)
    assert all(a.x + a.width == pytest.approx(b.x, abs=0.01) for a, b in pairwise(bars))
    assert bars[-1].x + bars[-1].width <= 100.01


def test_the_length_of_a_bar_is_its_share_of_the_track():
    half, more, none = horizontal_bars.horizontal_bars(
        [(ChartItem("a", "甲", n), 0) for n in (10, 30, 0)], 20
    )
    assert (half.width, half.percent) == (horizontal_bars.LONG / 2, "50%")
    assert more.width == horizontal_bars.LONG
    assert (none.width, none.percent) == (0, "0%")
    assert half.y + half.height == more.y
    assert half.track + half.long < 100
    (little,) = horizontal_bars.horizontal_bars([(ChartItem("a", "甲", 1), 0)], 1000)
    assert little.percent == "不到 1%"


def test_the_cooccurrence_matrix_has_each_pair_once_and_a_name_per_row():
    items = [ChartItem(key, key, 5) for key in "abcd"]
    matrix = cooccurrence_matrix.cooccurrence_matrix(
        items, {("a", "c"): 3, ("c", "d"): 1}, {("a", "c"): "/a/"}, color_steps(3)
    )
    cells = [cell for row in matrix.rows for cell in row.cells]
    pairs = {(cell.across.key, cell.down.key): cell for cell in cells}
    assert len(pairs) == len(cells) == 6
    assert pairs["a", "c"].item == ChartItem("a+c", "a、c", 3, "/a/")
    assert pairs["a", "b"].item.url == ""
    assert [(cell.item.count, cell.across.key) for cell in matrix.pairs] == [(3, "a"), (1, "c")]
    assert len({(cell.x, cell.y) for cell in cells}) == 6
    for row in matrix.rows:
        assert all(cell.x + cell.side <= row.x + 0.001 for cell in row.cells)
        assert row.x + row.room <= matrix.width
