"""Measure the layout of each printed line in its column: its indent, the room at its end, the gap.

All measures are in units of body text, along and across the line, so that horizontal and vertical
setting give the same values.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from archive.ingest.page_lines import PageLine
from archive.text.boxes import Box

# Lines at most this many positions before and after may be in the same column.
_REACH = 12
# Minimum overlap of lines in one column, as a share of the shorter one.
_SHARED = 0.5
# Maximum ratio of their sizes.
_SAME_SIZE = 1.2
# Minimum number of letters in a line for measuring the width of a letter.
_MIN_LETTERS = 6
# Maximum share of Latin letters and digits in a line for measuring it.
_MAX_NARROW = 0.3
# Punctuation at the start of a line, with no ink in its outer half.
_OUTER = re.compile(r"[“‘「『《（【〔]")
# The same at the end of a line.
_OUTER_END = re.compile(r"[”’」』》）】〕。，、；：！？]$")
# Lines further apart than this many letters are not consecutive.
_FAR = 6.0


@dataclass(frozen=True)
class LineLayout:
    """The layout of a line; measures are in letters of body text.

    `indent` and `room` are the blank space before and after it in its column of width `column`;
    `above` is the distance to the previous line, None if that is not directly above. `top` is its
    position on the page from 0 to 1, `lines` the number of printed lines; `upright` is true if it
    runs perpendicular to the page's other lines.
    """

    indent: float
    room: float
    column: float
    length: float
    above: float | None
    top: float
    upright: bool = False
    lines: int = 1

    @property
    def centred(self) -> bool:
        return self.indent > 0.8 and abs(self.indent - self.room) < max(1.2, 0.3 * self.indent)


@dataclass(frozen=True)
class _Place:
    """A line's extent along its direction and across it, in letters of body text."""

    begin: float
    end: float
    front: float
    back: float
    size: float
    vertical: bool


def layouts(lines: Sequence[PageLine]) -> list[LineLayout | None]:
    """Return the layout of each line, in reading order; None for lines without a box."""
    across, down = _letter(lines)
    if not across or not down:
        return [None] * len(lines)
    sizes = relative_sizes(lines)
    most = sum(len(line.text) for line in lines if line.vertical) * 2 > sum(
        len(line.text) for line in lines
    )
    places = [
        _place(line, across, down, size or 1.0) for line, size in zip(lines, sizes, strict=True)
    ]
    result: list[LineLayout | None] = []
    before: _Place | None = None
    for n, (line, place) in enumerate(zip(lines, places, strict=True)):
        if place is None or line.box is None:
            result.append(None)
            continue
        left, right = _column(n, place, places)
        result.append(
            LineLayout(
                indent=place.begin - left,
                room=right - place.end,
                column=right - left,
                length=place.end - place.begin,
                above=_above(before, place),
                top=line.box.y,
                upright=line.vertical != most,
            )
        )
        before = place
    return result


def relative_sizes(lines: Sequence[PageLine]) -> list[float | None]:
    """Return the size of each line's type relative to body text; None if it is unknown.

    The height of a scanned line depends on its characters; the distance between them is more
    reliable.
    """
    sizes = [line.size for line in lines if line.size for _ in line.text]
    body = median(sizes) if sizes else 0.0
    across, down = _letter(lines)
    result: list[float | None] = []
    for line in lines:
        size = line.size / body if line.size and body else None
        text = line.text.strip()
        letters = _width(text)
        if size is not None and line.box is not None and line.confidence < 1 and across and down:
            pitch = line.box.height / down if line.vertical else line.box.width / across
            narrow = sum(char.isascii() for char in text)
            if letters and narrow <= _MAX_NARROW * len(text):
                # Punctuation at either end has no ink in its outer half.
                outer = _OUTER.match(text), _OUTER_END.search(text)
                pitch /= letters - 0.5 * sum(map(bool, outer)) if letters > 1 else letters
                size = pitch if letters >= _MIN_LETTERS else min(size, pitch)
        result.append(size)
    return result


def _width(text: str) -> float:
    return sum(0.5 if char.isascii() else 1.0 for char in text)


def _letter(lines: Sequence[PageLine]) -> tuple[float, float]:
    """Return (width, height) of a letter of body text, as shares of the page; 0 if unknown."""
    wide: list[float] = []
    high: list[float] = []
    for line in lines:
        letters = _width(line.text.strip())
        if line.box is None or letters < _MIN_LETTERS:
            continue
        along = line.box.height if line.vertical else line.box.width
        (high if line.vertical else wide).append(along / letters)
    heights = [line.size for line in lines if line.size]
    across = median(wide) if wide else 0.0
    down = median(high) if high else median(heights) if heights else 0.0
    if not across and high:
        widths = [line.box.width for line in lines if line.box is not None and line.vertical]
        across = median(widths)
    return across, down


def _place(line: PageLine, across: float, down: float, size: float) -> _Place | None:
    box: Box | None = line.box
    if box is None:
        return None
    if line.vertical:
        front, back = -box.right / across, -box.x / across
        return _Place(box.y / down, box.bottom / down, front, back, size, True)
    return _Place(box.x / across, box.right / across, box.y / down, box.bottom / down, size, False)


def _column(n: int, place: _Place, places: Sequence[_Place | None]) -> tuple[float, float]:
    """Return (begin, end) of the column of line `n`, from adjacent lines above and below it."""
    begins, ends = [place.begin], [place.end]
    for step in (-1, 1):
        low = high = place
        for k in range(n + step, n + step * (_REACH + 1), step):
            neighbour = places[k] if 0 <= k < len(places) else None
            if neighbour is None or neighbour.vertical != place.vertical:
                break
            near = neighbour.front - high.back < _FAR and low.front - neighbour.back < _FAR
            shared = min(place.end, neighbour.end) - max(place.begin, neighbour.begin)
            if not near or shared < _SHARED * min(
                place.end - place.begin, neighbour.end - neighbour.begin
            ):
                break
            low, high = min(low, neighbour, key=_front), max(high, neighbour, key=_back)
            ratio = max(place.size, neighbour.size) / max(0.01, min(place.size, neighbour.size))
            if ratio <= _SAME_SIZE or place.size > neighbour.size:
                begins.append(neighbour.begin)
                ends.append(neighbour.end)
    return min(begins), max(ends)


def _front(place: _Place) -> float:
    return place.front


def _back(place: _Place) -> float:
    return place.back


def _above(before: _Place | None, place: _Place) -> float | None:
    """Return the distance to the previous line; None if that is not directly above."""
    if before is None or before.vertical != place.vertical:
        return None
    gap = place.front - before.back
    shared = min(place.end, before.end) - max(place.begin, before.begin)
    if not -1.0 < gap < _FAR or shared <= 0:
        return None
    return gap
