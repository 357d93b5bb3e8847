"""Fit a headline into lines, as large as possible, broken at printed spaces and between words."""

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from archive.text.line_breaks import line_breaks

MAX_LINES = 4
ELLIPSIS = "……"

# (text, size) → width in pixels
Measure = Callable[[str, int], float]


class Lines(NamedTuple):
    size: int
    lines: list[str]


def fit_lines(
    text: str, sizes: tuple[int, ...], width: int, height: int, measure: Measure
) -> Lines:
    """Choose the largest of `sizes`, in descending order, at which the text fits.

    Each part between spaces gets its own line if possible; text too long for the smallest size ends
    in ……
    """
    text = " ".join(text.split())
    parts = text.split(" ")
    if len(parts) > 1:
        for size in sizes:
            if _fits(parts, size, width, height, measure):
                return Lines(size, parts)
    for size in sizes:
        for parts_tried in (parts, [text]):
            lines = [line for part in parts_tried for line in _balanced(part, size, width, measure)]
            if _fits(lines, size, width, height, measure):
                return Lines(size, lines)
    size, lines = sizes[-1], wrapped(text, sizes[-1], width, measure)
    return Lines(size, _cut(lines, size, width, _max_lines(size, height), measure))


def line_height(size: int) -> int:
    """Return the distance between baselines."""
    return round(size * 1.36)


def _max_lines(size: int, height: int) -> int:
    return min(MAX_LINES, height // line_height(size))


def _fits(lines: list[str], size: int, width: int, height: int, measure: Measure) -> bool:
    is_short = len(lines) <= _max_lines(size, height)
    return is_short and all(measure(line, size) <= width for line in lines)


def fit_one_line(text: str, size: int, width: float, measure: Measure) -> str:
    """Return the text, shortened to fit into one line."""
    if measure(text, size) <= width:
        return text
    while text and measure(text + ELLIPSIS, size) > width:
        text = text[:-1]
    return text + ELLIPSIS


def _cut(lines: list[str], size: int, width: int, max_lines: int, measure: Measure) -> list[str]:
    if len(lines) > max_lines:
        # shortened here, because the joined parts are too long for the line
        lines = [*lines[: max_lines - 1], "".join(lines[max_lines - 1 :])]
    return [fit_one_line(line, size, width, measure) for line in lines]


def _balanced(text: str, size: int, width: int, measure: Measure) -> list[str]:
    """Wrap into lines of similar width, without adding lines."""
    lines = wrapped(text, size, width, measure)
    narrower = width - size
    while len(lines) > 1 and narrower > 0:
        candidate = wrapped(text, size, narrower, measure)
        if len(candidate) > len(lines) or any(measure(line, size) > narrower for line in candidate):
            break
        lines, narrower = candidate, narrower - size
    return lines


def wrapped(text: str, size: int, width: int, measure: Measure) -> list[str]:
    """Fill each line as far as possible; a segment wider than a line gets one of its own."""
    lines = [""]
    for segment in _segments(text):
        if lines[-1] and measure((lines[-1] + segment).rstrip(), size) > width:
            lines.append("")
        lines[-1] += segment
    return [line.strip() for line in lines]


def _segments(text: str) -> list[str]:
    """Split the text at possible line breaks, which include those after spaces."""
    spaces = [at + 1 for at, character in enumerate(text) if character == " "]
    breaks = sorted({0, *line_breaks(text), *spaces, len(text)})
    return [text[start:end] for start, end in pairwise(breaks)]
