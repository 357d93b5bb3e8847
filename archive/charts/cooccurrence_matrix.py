"""A half matrix like stairs: how many articles any two of several values share.

The name of a value stands at the end of its row, which is the top of its column.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .chart_items import Item, compact
from .color_scale import Step, shade

# in em: a cell's side, and the room for a name behind the last step
CELL, NAME = 2.2, 9.5


@dataclass(frozen=True)
class Cell:
    """Two values and what they share; all in em."""

    across: Item
    down: Item
    # what both have
    item: Item
    x: float
    y: float
    shade: int
    side: float = CELL

    @property
    def number(self) -> str:
        return compact(self.item.count)


@dataclass(frozen=True)
class Stair:
    """A value's row: its cells, and its name at the end of them."""

    item: Item
    x: float
    y: float
    cells: tuple[Cell, ...]
    side: float = CELL
    room: float = NAME


@dataclass(frozen=True)
class Stairs:
    rows: tuple[Stair, ...]
    width: float
    height: float

    @property
    def pairs(self) -> list[Cell]:
        """The cells of those that share anything, most first."""
        shared = [cell for row in self.rows for cell in row.cells if cell.item.count]
        return sorted(shared, key=lambda cell: -cell.item.count)


def stairs(
    items: Sequence[Item],
    shared: Mapping[tuple[str, str], int],
    links: Mapping[tuple[str, str], str],
    steps: list[Step],
) -> Stairs:
    """`shared` and `links` are by the keys of two items, the one that comes first first."""
    rows = []
    for down, item in enumerate(items):
        cells = []
        for across, other in enumerate(items[:down]):
            pair = (other.key, item.key)
            count = shared.get(pair, 0)
            cells.append(
                Cell(
                    other,
                    item,
                    Item(
                        "+".join(pair), f"{other.label}、{item.label}", count, links.get(pair, "")
                    ),
                    round(across * CELL, 2),
                    round(down * CELL, 2),
                    shade(count, steps),
                )
            )
        rows.append(Stair(item, round(down * CELL, 2), round(down * CELL, 2), tuple(cells)))
    size = round(len(items) * CELL, 2)
    return Stairs(tuple(rows), round(size + NAME, 2), size)
