"""Sets a headline in lines: as large as fits, broken at its printed blanks and between its words."""

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from archive.text.line_breaks import line_breaks

MOST_LINES = 4
CUT = "……"

# the width of a text in pixels, at a size
Measure = Callable[[str, int], float]


class Lines(NamedTuple):
    size: int
    lines: list[str]


def set_lines(
    text: str, sizes: tuple[int, ...], width: int, height: int, measure: Measure
) -> Lines:
    """At the largest of `sizes`, largest first, in which it fits into so many pixels.

    Parts between blanks have a line each where that is to be had; what is too long for the smallest
    size ends in ……
    """
    text = " ".join(text.split())
    parts = text.split(" ")
    if len(parts) > 1:
        for size in sizes:
            if _fits(parts, size, width, height, measure):
                return Lines(size, parts)
    for size in sizes:
        for tried in (parts, [text]):
            lines = [line for part in tried for line in _balanced(part, size, width, measure)]
            if _fits(lines, size, width, height, measure):
                return Lines(size, lines)
    size, lines = sizes[-1], _wrapped(text, sizes[-1], width, measure)
    return Lines(size, _cut(lines, size, width, _most(size, height), measure))


def lead(size: int) -> int:
    """From one line to the next."""
    return round(size * 1.36)


def _most(size: int, height: int) -> int:
    return min(MOST_LINES, height // lead(size))


def _fits(lines: list[str], size: int, width: int, height: int, measure: Measure) -> bool:
    is_few = len(lines) <= _most(size, height)
    return is_few and all(measure(line, size) <= width for line in lines)


def one_line(text: str, size: int, width: int, measure: Measure) -> str:
    """`text`, or so much of it as fits into one line."""
    if measure(text, size) <= width:
        return text
    while text and measure(text + CUT, size) > width:
        text = text[:-1]
    return text + CUT


def _cut(lines: list[str], size: int, width: int, most: int, measure: Measure) -> list[str]:
    if len(lines) > most:
        # too long for its line, and so cut at its end
        lines = [*lines[: most - 1], "".join(lines[most - 1 :])]
    return [one_line(line, size, width, measure) for line in lines]


def _balanced(text: str, size: int, width: int, measure: Measure) -> list[str]:
    """Lines of about the same width, and no more of them than need be."""
    lines = _wrapped(text, size, width, measure)
    narrower = width - size
    while len(lines) > 1 and narrower > 0:
        tried = _wrapped(text, size, narrower, measure)
        if len(tried) > len(lines) or any(measure(line, size) > narrower for line in tried):
            break
        lines, narrower = tried, narrower - size
    return lines


def _wrapped(text: str, size: int, width: int, measure: Measure) -> list[str]:
    """Each line as full as may be; a piece that no line holds has one for itself."""
    lines = [""]
    for piece in _pieces(text):
        if lines[-1] and measure((lines[-1] + piece).rstrip(), size) > width:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]


def _pieces(text: str) -> list[str]:
    """What stays in one line; a blank ends the piece before it."""
    blanks = [at + 1 for at, character in enumerate(text) if character == " "]
    places = sorted({0, *line_breaks(text), *blanks, len(text)})
    return [text[start:end] for start, end in pairwise(places)]
