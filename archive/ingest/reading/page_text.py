"""Turn columns in reading order into the lines of a page's text, with indents and blank lines."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise
from statistics import median

from archive.catalogue.geometry import Direction, PageGeometry
from archive.ingest.importers.printed_text import PagePrint, PrintedText, origin
from archive.ingest.page_lines import PageLine, text_of
from archive.text.boxes import Box, inside_page

from .printed_page import PrintedLine
from .reading_order import LineColumn

# Minimum width of an indent, in units of the type size.
_MIN_INDENT = 1.4
# Maximum width of an indent, in the same unit.
_MAX_INDENT = 2.7
# Sizes that differ by at most this share count as the same type size.
_SAME_SIZE = 0.05
# The same on a scan, where sizes are less exact.
_SAME_ON_SCAN = 0.15
# A gap larger than usual by this becomes a blank line, in units of the type size.
_LARGER_GAP = 0.5
INDENT = "\u3000\u3000"


def page_lines(
    columns: Sequence[LineColumn], width: float, height: float
) -> tuple[list[PageLine], list[PrintedText | None]]:
    """Return (lines of the page's text, printed line of each); both are empty for blank lines."""
    sizes = _types([line for column in columns for line in column.lines])
    edges = _left_edges([line for column in columns for line in column.lines])
    lines: list[PageLine] = []
    prints: list[PrintedText | None] = []
    previous: PrintedLine | None = None
    for column in columns:
        usual = _usual_gap(column.lines)
        for n, line in enumerate(column.lines):
            apart = previous is not None and (
                (n == 0 and column.begins)
                or sizes[id(previous)] != sizes[id(line)]
                or (n > 0 and _gap(previous, line) > usual + _LARGER_GAP * line.size)
            )
            if apart:
                lines.append(PageLine(""))
                prints.append(None)
            indent = INDENT if _is_indented(line, column.lines, edges) else ""
            box = _relative(line.place or line.box, width, height)
            along = height if line.vertical else width
            lines.append(
                PageLine(
                    indent + line.text,
                    box,
                    sizes[id(line)] / height,
                    line.bold,
                    line.vertical,
                    line.confidence,
                )
            )
            steps = tuple(max(end - begin, 0.0) / along for begin, end in line.edges)
            direction: Direction = "vertical" if line.vertical else "horizontal"
            prints.append(
                PrintedText(line.text, box, len(prints), direction, line.confidence, steps)
            )
            previous = line
    return lines, prints


def page_geometry(
    lines: Sequence[PageLine], prints: Sequence[PrintedText | None], sha256: str
) -> PageGeometry | None:
    """Return the geometry of the page's text; None if no position is known."""
    page = PagePrint()
    at = 0
    for line, line_print in zip(lines, prints, strict=True):
        if line_print is not None:
            page.add(at, line.text, origin(line.text, [line_print]))
        at += len(line.text) + 1
    return page.geometry(sha256, len(text_of(lines)))


def _relative(box: Box, width: float, height: float) -> Box:
    return inside_page(Box(box.x / width, box.y / height, box.width / width, box.height / height))


def _types(lines: Sequence[PrintedLine]) -> dict[int, float]:
    """Return the size of each line by its id, with measured sizes of the same type unified.

    The most frequent size comes first, so that measurements of it are not divided.
    """
    result: dict[int, float] = {}
    remaining = sorted(lines, key=lambda line: line.size)
    while remaining:
        share = 1 + (_SAME_ON_SCAN if remaining[0].place else _SAME_SIZE)
        letters = [0, *accumulate(len(line.text) or 1 for line in remaining)]
        sizes = [line.size for line in remaining]
        windows = [
            (bisect_left(sizes, size / share), bisect_right(sizes, size * share)) for size in sizes
        ]
        start, end = max(windows, key=lambda window: letters[window[1]] - letters[window[0]])
        size = median(line.size for line in remaining[start:end] for _ in line.text or " ")
        result |= {id(line): size for line in remaining[start:end]}
        remaining = remaining[:start] + remaining[end:]
    return result


def _gap(line: PrintedLine, below: PrintedLine) -> float:
    if below.vertical:
        return line.box.x - below.box.right
    return below.box.y - line.box.bottom


def _usual_gap(lines: Sequence[PrintedLine]) -> float:
    gaps = [_gap(line, below) for line, below in pairwise(lines)]
    return max(median(gaps), 0.0) if gaps else 0.0


def _left_edges(lines: Sequence[PrintedLine]) -> list[tuple[float, bool, int]]:
    """Return (position, whether vertical, number of lines) of edges where several lines begin."""
    result = []
    for vertical in (False, True):
        group: list[PrintedLine] = []
        for line in sorted(
            (line for line in lines if line.vertical is vertical), key=lambda line: line.begin
        ):
            if group and line.begin - group[0].begin > 0.5 * group[0].size:
                result.append((group[0].begin, vertical, len(group)))
                group = []
            group.append(line)
        if group:
            result.append((group[0].begin, vertical, len(group)))
    return [edge for edge in result if edge[2] > 2]


def _is_indented(
    line: PrintedLine, column: Sequence[PrintedLine], edges: Sequence[tuple[float, bool, int]]
) -> bool:
    alike = [
        neighbour
        for neighbour in column
        if neighbour.vertical == line.vertical
        and abs(neighbour.size - line.size) <= 0.2 * line.size
    ]
    left = min(neighbour.begin for neighbour in alike)
    if len(alike) < 3:
        near = (
            edge
            for edge, vertical, _ in edges
            if vertical == line.vertical and 0 <= line.begin - edge <= _MAX_INDENT * line.size
        )
        left = min(left, min(near, default=left))
    return _MIN_INDENT <= (line.begin - left) / line.size <= _MAX_INDENT
