"""A triangular co-occurrence matrix: the number of articles shared by any two of several values.

The label of a value is at the end of its row, which is the top of its column.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .chart_items import ChartItem, ColorStep, color_step_of, has_latin_names, short_number

# in em: the side of a cell, and the width of a label after the last cell
CELL, NAME, LATIN_NAME = 2.2, 9.5, 19.0


@dataclass(frozen=True)
class MatrixCell:
    """Two values and their shared articles; measures in em."""

    across: ChartItem
    down: ChartItem
    # the articles with both
    item: ChartItem
    x: float
    y: float
    shade: int
    side: float = CELL

    @property
    def number(self) -> str:
        return short_number(self.item.count)


@dataclass(frozen=True)
class MatrixRow:
    """The row of a value: its cells, followed by its label."""

    item: ChartItem
    x: float
    y: float
    cells: tuple[MatrixCell, ...]
    room: float
    side: float = CELL


@dataclass(frozen=True)
class CooccurrenceMatrix:
    rows: tuple[MatrixRow, ...]
    width: float
    height: float

    @property
    def pairs(self) -> list[MatrixCell]:
        """The cells with a count above 0, highest first."""
        shared = [cell for row in self.rows for cell in row.cells if cell.item.count]
        return sorted(shared, key=lambda cell: -cell.item.count)


def cooccurrence_matrix(
    items: Sequence[ChartItem],
    shared: Mapping[tuple[str, str], int],
    links: Mapping[tuple[str, str], str],
    steps: list[ColorStep],
) -> CooccurrenceMatrix:
    """Return the matrix; `shared` and `links` are keyed by pairs of items' keys, in the order of
    `items`.
    """
    room = LATIN_NAME if has_latin_names(items) else NAME
    rows = []
    for down, item in enumerate(items):
        cells = []
        for across, column_item in enumerate(items[:down]):
            pair = (column_item.key, item.key)
            count = shared.get(pair, 0)
            cells.append(
                MatrixCell(
                    column_item,
                    item,
                    ChartItem(
                        "+".join(pair),
                        f"{column_item.label}、{item.label}",
                        count,
                        links.get(pair, ""),
                    ),
                    round(across * CELL, 2),
                    round(down * CELL, 2),
                    color_step_of(count, steps),
                )
            )
        start = round(down * CELL, 2)
        rows.append(MatrixRow(item, start, start, tuple(cells), room))
    size = round(len(items) * CELL, 2)
    return CooccurrenceMatrix(tuple(rows), round(size + room, 2), size)
