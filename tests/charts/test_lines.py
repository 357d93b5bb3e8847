"""Lines over time: scales, gaps, the area between the certain and the possible."""

import pytest

from archive.charts.line_chart import ChartColumn, ValueRange, line_chart, scale

COLUMNS = [ChartColumn(str(1950 + n), 10 * n, n != 2) for n in range(5)]


@pytest.mark.parametrize(
    ("most", "steps", "expected"),
    [
        (0, 5, [0, 1]),
        (5, 5, [0, 1, 2, 3, 4, 5]),
        (7, 5, [0, 2, 4, 6, 8]),
        (100, 5, [0, 20, 40, 60, 80, 100]),
        (0.3, 3, [0, 0.1, 0.2, 0.3]),
        (1_234, 5, [0, 250, 500, 750, 1000, 1250]),
    ],
)
def test_a_scale_has_few_round_steps_and_reaches_the_highest_value(most, steps, expected):
    assert scale(most, steps) == expected


def test_a_line_breaks_where_nothing_is_held():
    values = [ValueRange(1, 1), ValueRange(2, 2), None, ValueRange(3, 3), ValueRange(4, 4)]
    chart = line_chart(COLUMNS, [values], most=4, most_held=40)
    (line,) = chart.lines
    assert line.path.count("M") == 2
    assert [marker.column for marker in line.markers] == [0, 1, 3, 4]
    assert line.band == ""
    assert [holding.is_held for holding in chart.holdings] == [True, True, False, True, True]
    # what is not held is hatched over the whole height
    assert chart.holdings[2].height == chart.tall


def test_the_area_lies_between_the_certain_and_the_possible():
    values = [None, ValueRange(1, 4), None, ValueRange(0, 2), ValueRange(0, 0)]
    chart = line_chart(COLUMNS, [values], most=4, most_held=40)
    (line,) = chart.lines
    alone, together = line.band.split(" ")
    assert alone == "M250.0,0.0L350.0,0.0L350.0,750.0L250.0,750.0Z"
    assert together == "M700.0,500.0L900.0,1000.0L900.0,1000.0L700.0,1000.0Z"


def test_the_names_of_many_periods_are_thinned_out():
    columns = [ChartColumn(str(1900 + n), 1, True) for n in range(100)]
    names = line_chart(columns, [], most=0, most_held=1).names
    assert len(names) <= 7
    assert names[0].anchor == "start"


def test_without_periods_nothing_is_drawn():
    assert line_chart([], [[]], most=0, most_held=0).holdings == ()
