"""Find what separates text on a scan: ink, rules, frames, pictures and gutters."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import cv2
import numpy as np

from archive.text.boxes import Box, between

# Minimum length of a rule, in units of the body text's size.
_RULE = 4.0
# Maximum thickness of a rule, in the same unit.
_THIN = 0.35
# Length of the longest stroke of a character, in the same unit; pieces of rules are longer.
_STROKE = 1.7
# Size of specks of paper within a rule, in the same unit.
_SPECK = 0.08
# Maximum gap between pieces of a broken rule, in the same unit.
_BREAK = 2.0
# Minimum side of a picture, in units of the body text's size.
_PICTURE = 4.0
# Minimum share of ink in a picture's box.
_PICTURE_INK = 0.3
# Minimum width of a gutter within a detected line, in units of the line's type size.
_GUTTER = 0.62
# Minimum height of a gutter, in the same unit.
_BLANK_HEIGHT = 5.0
# Maximum share of ink in a gutter.
_GUTTER_INK = 0.004
# Width of the strips beside a gutter that are checked for text, in units of the line's type size.
_BESIDE = 1.5
# Minimum share of ink in such a strip.
_TEXT_INK = 0.04


def ink(grey: Any, body: float) -> Any:
    """Return a mask of what is printed, whatever the shade of the paper.

    `body` is the size of body text in pixels.
    """
    block = int(max(15, 3 * body)) | 1
    smooth = cv2.GaussianBlur(grey, (0, 0), max(0.5, body / 30))
    return cv2.adaptiveThreshold(
        smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 18
    )


def rules(mask: Any, body: float) -> list[Box]:
    """Return the rules on a page, in pixels."""
    boxes = []
    least, thin = _RULE * body, max(2.0, _THIN * body)
    for upright in (False, True):
        # The remaining runs are longer than any stroke of a character.
        lines = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, _along(_SPECK * body, upright))
        lines = cv2.morphologyEx(lines, cv2.MORPH_OPEN, _along(_STROKE * body, upright))
        lines = cv2.morphologyEx(lines, cv2.MORPH_CLOSE, _along(_BREAK * body, upright))
        count, _, stats, _ = cv2.connectedComponentsWithStats(lines)
        for x, y, width, height, _ in stats[1:count]:
            length, breadth = (height, width) if upright else (width, height)
            if length >= least and breadth <= thin:
                boxes.append(Box(float(x), float(y), float(width), float(height)))
    return boxes


def _along(length: float, upright: bool) -> Any:
    pixels = max(1, round(length))
    return cv2.getStructuringElement(cv2.MORPH_RECT, (1, pixels) if upright else (pixels, 1))


def pictures(mask: Any, text: Sequence[Box], body: float) -> list[Box]:
    """Return the pictures on a page: large dark areas without text."""
    remaining = mask.copy()
    for box in text:
        cv2.rectangle(
            remaining, (int(box.x), int(box.y)), (int(box.right), int(box.bottom)), 0, cv2.FILLED
        )
    size = max(1, int(body / 2))
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (size, size))
    areas = cv2.morphologyEx(remaining, cv2.MORPH_CLOSE, kernel)
    count, _, stats, _ = cv2.connectedComponentsWithStats(areas)
    return [
        Box(float(x), float(y), float(width), float(height))
        for x, y, width, height, area in stats[1:count]
        if min(width, height) >= _PICTURE * body and area >= _PICTURE_INK * width * height
    ]


class Gutters:
    """The gutters at which lines that were detected as one have to be split."""

    def __init__(self, mask: Any):
        self._height, self._width = mask.shape
        self._sums = cv2.integral(mask // 255)
        self._mask = mask

    def parts(self, box: Box, vertical: bool) -> list[Box]:
        """Return the box of a line, split at the gutters that cross it."""
        x0, y0 = max(0, int(box.x)), max(0, int(box.y))
        x1, y1 = min(self._width, int(box.right)), min(self._height, int(box.bottom))
        if x1 <= x0 or y1 <= y0:
            return [box]
        size = (x1 - x0 if vertical else y1 - y0) * 0.8
        inside = self._mask[y0:y1, x0:x1]
        along = inside.any(axis=1 if vertical else 0)
        cuts = []
        for start, end in _runs(~along):
            if start == 0 or end == len(along) or end - start < _GUTTER * size:
                continue
            begin, stop = (y0 + start, y0 + end) if vertical else (x0 + start, x0 + end)
            if self._is_gutter(begin, stop, (x0, x1) if vertical else (y0, y1), size, vertical):
                cuts.append((begin + stop) / 2)
        edges = [box.y if vertical else box.x, *cuts, box.bottom if vertical else box.right]
        return [
            between(box.x, a, box.right, b) if vertical else between(a, box.y, b, box.bottom)
            for a, b in pairwise(edges)
        ]

    def _is_gutter(
        self, begin: int, stop: int, across: tuple[int, int], size: float, vertical: bool
    ) -> bool:
        """Return whether a blank in a line continues above or below it, with text on both sides."""
        inset, beside = int(0.08 * size), int(_BESIDE * size)
        middle = (across[0] + across[1]) / 2
        for up, down in ((0.5, 0.5), (0.9, 0.1), (0.1, 0.9)):
            first = int(middle - up * _BLANK_HEIGHT * size)
            last = int(middle + down * _BLANK_HEIGHT * size)
            if first < 0 or last > (self._width if vertical else self._height):
                continue
            if self._ink(begin + inset, first, stop - inset, last, vertical) > _GUTTER_INK:
                continue
            thirds = [first + (last - first) * n // 3 for n in range(4)]
            if all(
                self._ink(a, start, b, end, vertical) >= _TEXT_INK
                for start, end in pairwise(thirds)
                for a, b in ((begin - beside, begin), (stop, stop + beside))
            ):
                return True
        return False

    def _ink(self, begin: int, first: int, stop: int, last: int, vertical: bool) -> float:
        """Return the share of ink in a rectangle, whose sides are given along and across a line."""
        x0, y0, x1, y1 = (first, begin, last, stop) if vertical else (begin, first, stop, last)
        x0, x1 = max(0, x0), min(self._width, x1)
        y0, y1 = max(0, y0), min(self._height, y1)
        area = (x1 - x0) * (y1 - y0)
        return self._count(x0, y0, x1, y1) / area if x0 < x1 and y0 < y1 else 0.0

    def _count(self, x0: int, y0: int, x1: int, y1: int) -> int:
        sums = self._sums
        return int(sums[y1, x1] - sums[y0, x1] - sums[y1, x0] + sums[y0, x0])


def _runs(flags: Any) -> list[tuple[int, int]]:
    """Return [start, end) of each run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
