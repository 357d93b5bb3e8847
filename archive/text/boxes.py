"""Rectangles on a page: union, intersection, overlap, pixels."""

import math
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle: `x` and `width` in parts of the page's width, `y` and `height` of its height.

    The origin is the top left corner, so that an image of any size shows the same box. `scaled` to
    a drawing, it is in the drawing's units.
    """

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def area(self) -> float:
        return self.width * self.height


def between(left: float, top: float, right: float, bottom: float) -> Box:
    """Return the box between a left and a right edge, and a top and a bottom edge."""
    return Box(left, top, right - left, bottom - top)


def union(boxes: Iterable[Box]) -> Box:
    """Return the smallest box that encloses all of them; ValueError if the list is empty."""
    all_boxes = list(boxes)
    if not all_boxes:
        raise ValueError("no boxes")
    return between(
        min(box.x for box in all_boxes),
        min(box.y for box in all_boxes),
        max(box.right for box in all_boxes),
        max(box.bottom for box in all_boxes),
    )


def intersection(a: Box, b: Box) -> Box | None:
    """Return the intersection of two boxes; None if they only touch or do not overlap."""
    left, top = max(a.x, b.x), max(a.y, b.y)
    right, bottom = min(a.right, b.right), min(a.bottom, b.bottom)
    return between(left, top, right, bottom) if left < right and top < bottom else None


def iou(a: Box, b: Box) -> float:
    """Return intersection over union of two boxes, from 0 (apart) to 1 (equal)."""
    common = intersection(a, b)
    if common is None:
        return 0.0
    return common.area / (a.area + b.area - common.area)


def covered_area(boxes: Iterable[Box]) -> float:
    """Return the area of the union of boxes."""
    all_boxes = [box for box in boxes if box.area > 0]
    edges = sorted({x for box in all_boxes for x in (box.x, box.right)})
    area = 0.0
    for left, right in pairwise(edges):
        spans = sorted(
            (box.y, box.bottom) for box in all_boxes if box.x <= left and box.right >= right
        )
        reached = -math.inf
        for top, bottom in spans:
            area += (right - left) * max(0.0, bottom - max(top, reached))
            reached = max(reached, bottom)
    return area


def inside_page(box: Box) -> Box:
    """Return the box clipped to the page; its size is 0 if it is outside."""
    left, top = min(max(box.x, 0.0), 1.0), min(max(box.y, 0.0), 1.0)
    right, bottom = min(max(box.right, left), 1.0), min(max(box.bottom, top), 1.0)
    return between(left, top, right, bottom)


def scaled(box: Box, width: float, height: float, digits: int | None = None) -> Box:
    """Return the box on a drawing that is so many units wide and high, its edges rounded."""
    left, right = round(box.x * width, digits), round(box.right * width, digits)
    top, bottom = round(box.y * height, digits), round(box.bottom * height, digits)
    return Box(left, top, round(right - left, digits), round(bottom - top, digits))


def to_pixels(box: Box, width: int, height: int) -> tuple[int, int, int, int]:
    """Return (left, top, width, height) in pixels of the smallest area that contains the box; at
    least 1 × 1.
    """
    left = min(max(math.floor(box.x * width + 1e-6), 0), width - 1)
    top = min(max(math.floor(box.y * height + 1e-6), 0), height - 1)
    right = min(max(math.ceil(box.right * width - 1e-6), left + 1), width)
    bottom = min(max(math.ceil(box.bottom * height - 1e-6), top + 1), height)
    return left, top, right - left, bottom - top
