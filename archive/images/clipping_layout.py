"""The layout of a clipping: how an article's zones are cut from its page and joined.

Adjacent zones with no other article between them are cut out together. Separate cutouts follow in
reading order: below, or to the left if the text is vertical.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from archive.text.boxes import Box, between, covered_area, intersection, union

# margin around a cutout, as a fraction of the page's width
MARGIN = 0.006
# maximum overlap of a cutout with other print, as a fraction of the page's width
_MAX_OVERLAP = 0.004
# minimum share of a cutout that zones must cover
_MIN_COVERAGE = 0.45
# maximum pixels of the longest side, and of the whole clipping
MAX_SIDE, MAX_PIXELS = 4_000, 5_000_000


class Cutout(NamedTuple):
    """A part of the page, and its position in the clipping in pixels."""

    source: Box
    left: int
    top: int
    width: int
    height: int


class ClippingLayout:
    """The layout of a clipping; `width` and `height` are its pixels.

    `zones` are the article's in reading order, at least one; `others` those of other articles;
    `page_size` is the size of the page's image in pixels, `max_side` the maximum side of the
    clipping.
    """

    def __init__(
        self,
        zones: Sequence[Box],
        other_zones: Sequence[Box],
        page_size: tuple[int, int],
        is_vertical: bool = False,
        max_side: int = MAX_SIDE,
        margin: float = MARGIN,
    ):
        self._page_width, self._page_height = page_size
        self._is_vertical = is_vertical
        self._max_side, self._margin = max_side, margin
        self._cutouts = [
            self._with_margin(cutout, other_zones) for cutout in _cutouts(zones, other_zones)
        ]
        self.placements = self._place_all()

    @cached_property
    def width(self) -> int:
        return max(piece.left + piece.width for piece in self.placements)

    @cached_property
    def height(self) -> int:
        return max(piece.top + piece.height for piece in self.placements)

    def place(self, box: Box) -> Box | None:
        """Return a box on the page, in pixels of the clipping; None if it is not in it."""
        x, y = box.x + box.width / 2, box.y + box.height / 2
        for source, left, top, width, height in self.placements:
            if source.x <= x <= source.right and source.y <= y <= source.bottom:
                visible = intersection(box, source) or box
                across, down = width / source.width, height / source.height
                return Box(
                    left + (visible.x - source.x) * across,
                    top + (visible.y - source.y) * down,
                    visible.width * across,
                    visible.height * down,
                )
        return None

    def _with_margin(self, cutout: Box, other_zones: Sequence[Box]) -> Box:
        """Return the cutout with a margin at each side, unless it would show other print."""
        across = self._margin
        down = across * self._page_width / self._page_height
        for left, top, right, bottom in (
            (across, 0, 0, 0),
            (0, down, 0, 0),
            (0, 0, across, 0),
            (0, 0, 0, down),
        ):
            wider = between(
                max(0.0, cutout.x - left),
                max(0.0, cutout.y - top),
                min(1.0, cutout.right + right),
                min(1.0, cutout.bottom + bottom),
            )
            if not _shows_more(wider, cutout, other_zones):
                cutout = wider
        return cutout

    def _place_all(self) -> list[Cutout]:
        sizes = [(c.width * self._page_width, c.height * self._page_height) for c in self._cutouts]
        gap = 2 * self._margin * self._page_width
        between_all = gap * (len(sizes) - 1)
        if self._is_vertical:
            total = sum(width for width, _ in sizes) + between_all, max(h for _, h in sizes)
        else:
            total = max(width for width, _ in sizes), sum(h for _, h in sizes) + between_all
        pixels = total[0] * total[1]
        scale = min(1.0, self._max_side / max(total), (MAX_PIXELS / pixels) ** 0.5)
        placements = []
        at = total[0] if self._is_vertical else 0.0
        for cutout, (width, height) in zip(self._cutouts, sizes, strict=True):
            size = max(1, round(width * scale)), max(1, round(height * scale))
            if self._is_vertical:
                placements.append(Cutout(cutout, round((at - width) * scale), 0, *size))
                at -= width + gap
            else:
                placements.append(Cutout(cutout, 0, round(at * scale), *size))
                at += height + gap
        return placements


def _shows_more(wider: Box, cutout: Box, other_zones: Sequence[Box]) -> bool:
    """Return whether a wider cut shows more of other print than the cut does."""
    for zone in other_zones:
        before, after = intersection(cutout, zone), intersection(wider, zone)
        if after and after.area > (before.area if before else 0.0):
            return True
    return False


def _cutouts(zones: Sequence[Box], other_zones: Sequence[Box]) -> list[Box]:
    """Return the fewest boxes around consecutive zones that show no other articles."""
    # for the first n zones: the number of boxes, and the first zone of the last box
    best: list[tuple[int, int]] = [(0, 0)]
    for end in range(1, len(zones) + 1):
        best.append(
            min(
                (best[start][0] + 1, start)
                for start in range(end)
                if start == end - 1 or _can_be_cut(zones[start:end], other_zones)
            )
        )
    cuts: list[Box] = []
    end = len(zones)
    while end:
        start = best[end][1]
        cuts.insert(0, union(zones[start:end]))
        end = start
    return cuts


def _can_be_cut(zones: Sequence[Box], other_zones: Sequence[Box]) -> bool:
    outline = union(zones)
    if covered_area(zones) < _MIN_COVERAGE * outline.area:
        return False
    common = (intersection(outline, zone) for zone in other_zones)
    return not any(box and min(box.width, box.height) > _MAX_OVERLAP for box in common)
