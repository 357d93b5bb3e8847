"""Lines over time: values of several series by period, against columns of what is held."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

# in em: the room above the lines, the lines, and the room below for the names of periods
ABOVE, TALL, BELOW = 1.4, 13.0, 1.7
SMALL = 5.5
# horizontal and vertical units of the paths, which are stretched to the chart
UNITS = 1000
# names of periods that fit below a narrow chart
MAX_NAMES = 7
# horizontal lines of the scale
MAX_TICKS = 5
# a chart's own share of its width that a period's name next to the edge needs, in per cent
EDGE = 6


class ChartColumn(NamedTuple):
    """A period: its short name, the articles held, and whether anything of it is held at all."""

    name: str
    held: int
    is_held: bool


class ValueRange(NamedTuple):
    """What is certain of a period, and what is possible."""

    low: float
    high: float


@dataclass(frozen=True)
class HoldingColumn:
    """The column of a period: x and width in per cent, y and height in em; hatched if not held."""

    x: float
    width: float
    y: float
    height: float
    is_held: bool


@dataclass(frozen=True)
class Tick:
    y: float
    label: str


@dataclass(frozen=True)
class AxisName:
    """The name of a period: `anchor` is start, middle or end."""

    x: float
    label: str
    anchor: str


@dataclass(frozen=True)
class PointMarker:
    """A point: x in per cent, y in em; `column` is the number of its period, from 0."""

    x: float
    y: float
    column: int


@dataclass(frozen=True)
class ChartLine:
    """A series: paths in UNITS of the plot, "" for none."""

    number: int
    path: str
    band: str
    markers: tuple[PointMarker, ...]


@dataclass(frozen=True)
class LineChart:
    holdings: tuple[HoldingColumn, ...]
    ticks: tuple[Tick, ...]
    names: tuple[AxisName, ...]
    lines: tuple[ChartLine, ...]
    # in em
    tall: float
    above: float = ABOVE
    units: int = UNITS

    @property
    def height(self) -> float:
        return round(self.above + self.tall + BELOW, 2)

    @property
    def floor(self) -> float:
        return round(self.above + self.tall, 2)


def line_chart(
    columns: Sequence[ChartColumn],
    lines: Iterable[Sequence[ValueRange | None]],
    most: float,
    most_held: int,
    tall: float = TALL,
) -> LineChart:
    """Return the chart of `lines`, each with a value for every column, None where there is none.

    `most` is the highest value of all charts on this scale, `most_held` the highest number held.
    """
    steps = scale(most, MAX_TICKS if tall == TALL else 2)
    top = steps[-1]
    width = 100 / len(columns) if columns else 100.0

    def height(value: float) -> float:
        return ABOVE + tall * (1 - value / top)

    def holding(number: int, column: ChartColumn) -> HoldingColumn:
        share = column.held / most_held if most_held and column.is_held else 1.0
        high = tall * share
        return HoldingColumn(
            round(number * width, 3),
            round(width, 3),
            round(ABOVE + tall - high, 3),
            round(high, 3),
            column.is_held,
        )

    return LineChart(
        tuple(holding(number, column) for number, column in enumerate(columns)),
        tuple(Tick(round(height(step), 3), _number(step)) for step in steps[1:]),
        tuple(_names(columns, width)),
        tuple(
            ChartLine(
                number,
                " ".join(_path(run, len(columns), top) for run in _runs(values) if len(run) > 1),
                " ".join(
                    _band(run, len(columns), top)
                    for run in _runs(values)
                    if any(value.high > value.low for _, value in run)
                ),
                tuple(
                    PointMarker(round((n + 0.5) * width, 3), round(height(value.low), 3), n)
                    for n, value in enumerate(values)
                    if value is not None
                ),
            )
            for number, values in enumerate(lines, 1)
        ),
        tall,
    )


def scale(most: float, steps: int) -> list[float]:
    """Return round numbers from 0 to at least `most`, at most `steps` besides 0."""
    if most <= 0:
        return [0.0, 1.0]
    rough = most / steps
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * part for part in (1, 2, 2.5, 5, 10) if power * part >= rough * (1 - 1e-9))
    count = math.ceil(most / step - 1e-9)
    return [round(step * n, 10) for n in range(count + 1)]


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:g}"


def _names(columns: Sequence[ChartColumn], width: float) -> Iterator[AxisName]:
    interval = max(1, math.ceil(len(columns) / MAX_NAMES))
    for number in range(0, len(columns), interval):
        middle = (number + 0.5) * width
        if len(columns) > 1 and middle < EDGE:
            yield AxisName(0.0, columns[number].name, "start")
        elif len(columns) > 1 and middle > 100 - EDGE:
            yield AxisName(100.0, columns[number].name, "end")
        else:
            yield AxisName(round(middle, 3), columns[number].name, "middle")


# neighbouring columns with values, numbered from 0
Run = list[tuple[int, ValueRange]]


def _runs(values: Sequence[ValueRange | None]) -> list[Run]:
    numbered = groupby(enumerate(values), key=lambda pair: pair[1] is not None)
    return [
        [(n, value) for n, value in group if value is not None]
        for has_values, group in numbered
        if has_values
    ]


def _path(run: Run, columns: int, top: float) -> str:
    points = (_point(n + 0.5, value.low, columns, top) for n, value in run)
    return "M" + "L".join(points)


def _band(run: Run, columns: int, top: float) -> str:
    """Return the area between the certain and the possible; half a column for one period."""
    if len(run) == 1:
        ((n, value),) = run
        spread = [(n + 0.25, value), (n + 0.75, value)]
    else:
        spread = [(n + 0.5, value) for n, value in run]
    upper = [_point(x, value.high, columns, top) for x, value in spread]
    lower = [_point(x, value.low, columns, top) for x, value in reversed(spread)]
    return "M" + "L".join([*upper, *lower]) + "Z"


def _point(x: float, value: float, columns: int, top: float) -> str:
    return f"{x / columns * UNITS:.1f},{(1 - value / top) * UNITS:.1f}"
