"""Flatten the image of a page that is bent or was photographed aslant, by its lines of text.

Lines of text show which way is across wherever they are, and the edges at which they begin and end
show which way is down; of vertical text, the other way round. Two smooth displacements make all of
these level and upright.
"""

import math
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.polynomial import chebyshev

from archive.text.boxes import Box, between

# degrees of the displacements: along a line that bends, and across; those of edges bend less
_LINES, _EDGES = (6, 3), (1, 1)
# lines at least, and at most, as each is compared with each; how much longer than thick one must
# be to show a direction
_MIN_LINES, _MAX_LINES, _MIN_LENGTH = 60, 2000, 4.0
# in the thickness of lines: how far apart two may begin or end at one edge, across it and along it;
# and what the slant of the edge adds
_ASIDE, _APART, _SLANT = 0.3, 5.0, 0.15
# shares by which lines at one edge may differ in thickness
_ALIKE = 0.3
# how often outliers are weighed anew, and the weight of a smooth displacement
_ROUNDS, _SMOOTH = 6, 1e-4
# in the size of body text: the displacements worth flattening, by lines and by their edges, which
# are less exact; of the lines that are displaced most, without the one in twenty beyond
_BENT_LINES, _BENT_EDGES, _BEND_PERCENTILES = 0.3, 0.8, 95
# pixels between the points whose places are reckoned; rounds in which one is found
_STEP, _TRIES = 16, 20
# points along the side of a box
_POINTS = 5


def estimate_warp(
    quads: Sequence[Any], body: float, width: int, height: int, angle: float
) -> "PageWarp | None":
    """Return how the page with these lines is bent, besides its skew by `angle` degrees.

    None if it hardly is, or if its lines do not show it.
    """
    if not _MIN_LINES <= len(quads) <= _MAX_LINES or not body:
        return None
    warp = PageWarp(quads, width, height, angle)
    aside, level = (size / body for size in warp.displaced(quads))
    by_lines, by_edges = (level, aside) if warp.lying else (aside, level)
    if by_edges < _BENT_EDGES:
        warp.leave_edges()
    return warp if by_lines > _BENT_LINES or by_edges >= _BENT_EDGES else None


class PageWarp:
    """Places on the image of a bent page, and on the flat one."""

    def __init__(self, quads: Sequence[Any], width: int, height: int, angle: float = 0.0):
        self._size = np.array((width, height), float)
        self._turn = math.tan(math.radians(angle))
        across, down = _directions(quads)
        middles = np.array([quad.mean(axis=0) for quad in quads])
        self._least, self._most = middles.min(axis=0), middles.max(axis=0)
        # whether most lines are horizontal
        self.lying = sum(_is_lying(quad) for quad in quads) * 2 >= len(quads)
        self._down = self._fitted(across, 0, _LINES if self.lying else _EDGES)
        self._across = self._fitted(down, 1, _EDGES if self.lying else _LINES)

    def displaced(self, quads: Sequence[Any]) -> tuple[float, float]:
        """Return how far lines are displaced besides skew: (across, down), in pixels."""
        middles = np.array([quad.mean(axis=0) for quad in quads])
        x, y = (middles - self._size / 2).T
        off = self.points(middles) - middles - np.stack((self._turn * y, -self._turn * x), axis=1)
        off = np.abs(off - np.median(off, axis=0))
        across, down = np.percentile(off, _BEND_PERCENTILES, axis=0)
        return float(across), float(down)

    def leave_edges(self) -> None:
        """Let the edges of lines be only as skew as the page is."""
        shape = (_EDGES[0] + 1, _EDGES[1] + 1)
        skew = np.zeros(shape)
        size = self._size[1 if self.lying else 0]
        skew[1, 0] = (1 if self.lying else -1) * self._turn * size / 2
        if self.lying:
            self._across = skew
        else:
            self._down = skew

    def points(self, points: Any) -> Any:
        """Return where points of the image are on the flat page."""
        u, v = self._relative(points).T
        return points + np.stack(
            (chebyshev.chebval2d(v, u, self._across), chebyshev.chebval2d(u, v, self._down)), axis=1
        )

    def image(self, grey: Any) -> Any:
        """Return the image of the flat page."""
        height, width = grey.shape
        grid = self._bent_grid()
        rows, columns = grid.shape[:2]
        size = columns * _STEP, rows * _STEP
        xs, ys = (cv2.resize(grid[..., n], size)[:height, :width] for n in (0, 1))
        return cv2.remap(grey, xs, ys, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)

    def box(self, box: Box) -> Box:
        """Return the box around a box of the flat page as it is on the image."""
        shares = np.linspace(0, 1, _POINTS)
        xs, ys = box.x + shares * box.width, box.y + shares * box.height
        points = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
        left, top = (places := self._bent(points)).min(axis=0)
        right, bottom = places.max(axis=0)
        return between(*map(float, (left, top, right, bottom)))

    def _relative(self, points: Any) -> Any:
        """Return points as coordinates from -1 to 1, but no farther out than lines are."""
        return np.clip(points, self._least, self._most) * (2 / self._size) - 1

    def _bent(self, points: Any) -> Any:
        """Return where points of the flat page are on the image."""
        places = points
        for _ in range(_TRIES):
            places = places + points - self.points(places)
        return places

    def _bent_grid(self) -> Any:
        columns, rows = np.ceil(self._size / _STEP).astype(int)
        xs, ys = ((np.arange(count) + 0.5) * _STEP - 0.5 for count in (columns, rows))
        points = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
        return self._bent(points).reshape(rows, columns, 2).astype(np.float32)

    def _fitted(self, samples: Any, along: int, degrees: tuple[int, int]) -> Any:
        """Return the displacement that levels directions, as coefficients of `chebval2d`.

        A sample is (x, y, slope, weight); slopes are of y in x, or, with `along` 1, of x in y. The
        displacement d of a place is such that the slope of d along a line, and across it as far as
        the line is aslant, undoes the line's own: d_x + slope (1 + d_y) = 0.
        """
        bending, other = degrees
        shape = (bending + 1, other + 1)
        if not len(samples):
            return np.zeros(shape)
        points, slopes, weights = samples[:, :2], samples[:, 2], samples[:, 3]
        places = self._relative(points)
        u, v = places[:, along], places[:, 1 - along]
        across, back = 2 / self._size[along], 2 / self._size[1 - along]
        a, b = _values(u, bending), chebyshev.chebvander(v, other)
        slanted = slopes[:, None, None] * _slopes(v, other)[:, None, :] * back
        terms = _slopes(u, bending)[:, :, None] * across * b[:, None, :] + a[:, :, None] * slanted
        # nothing is displaced in the middle: the first degree is left out
        terms = terms[:, 1:].reshape(len(samples), -1)
        orders = np.add.outer(np.arange(1, shape[0]), np.arange(shape[1])).ravel()
        smooth = np.diag(math.sqrt(_SMOOTH * weights.sum()) * orders**2 * across)
        sure = np.ones(len(samples))
        found = np.zeros(terms.shape[1])
        for _ in range(_ROUNDS):
            root = np.sqrt(weights * sure)
            left = np.vstack((terms * root[:, None], smooth))
            right = np.concatenate((-slopes * root, np.zeros(len(smooth))))
            found = np.linalg.lstsq(left, right, rcond=None)[0]
            rest = terms @ found + slopes
            usual = max(float(np.median(np.abs(rest))), 1e-4)
            sure = 1 / (1 + (rest / (3 * usual)) ** 2)
        result = np.zeros(shape)
        result[1:] = found.reshape(shape[0] - 1, shape[1])
        result[0] = -chebyshev.chebval(0, result)
        return result


def _values(x: Any, degree: int) -> Any:
    """Return the polynomials at places, without their values in the middle."""
    return chebyshev.chebvander(x, degree) - chebyshev.chebvander(np.zeros(1), degree)


def _slopes(x: Any, degree: int) -> Any:
    return chebyshev.chebval(x, chebyshev.chebder(np.eye(degree + 1))).T


def _is_lying(quad: Any) -> bool:
    width, height = _sides(quad)
    return width >= height


def _sides(quad: Any) -> tuple[float, float]:
    """Return (width, height) of a quadrilateral."""
    a, b, c, d = quad
    width = np.linalg.norm(b - a) + np.linalg.norm(c - d)
    return float(width) / 2, float(np.linalg.norm(d - a) + np.linalg.norm(c - b)) / 2


def _directions(quads: Sequence[Any]) -> tuple[Any, Any]:
    """Return (which way is across, which way is down), as samples of PageWarp._fitted."""
    lying: list[Any] = []
    standing: list[Any] = []
    for quad in quads:
        a, b, c, d = quad
        width, height = _sides(quad)
        if width > _MIN_LENGTH * height:
            lying.append((*(a + d) / 2, *(b + c) / 2, height))
        elif height > _MIN_LENGTH * width:
            standing.append((*(a + b) / 2, *(c + d) / 2, width))
    across, edges_down = _of_lines(lying, 0)
    down, edges_across = _of_lines(standing, 1)
    return np.vstack((across, edges_across)), np.vstack((down, edges_down))


def _of_lines(lines: Sequence[Any], along: int) -> tuple[Any, Any]:
    """Return (the directions of lines, those of the edges at which they begin and end).

    A line is (its begin, its end, its thickness).
    """
    none = np.zeros((0, 4))
    if not lines:
        return none, none
    ends = np.array(lines, float)
    begin, end, thick = ends[:, :2], ends[:, 2:4], ends[:, 4]
    step = end - begin
    length = step[:, along]
    directions = np.column_stack(
        ((begin + end) / 2, step[:, 1 - along] / length, length / length.sum())
    )
    edges = [none]
    for points in (begin, end):
        # from each line to each other
        gap = points[None, :, :] - points[:, None, :]
        away, aside = gap[..., 1 - along] / thick, gap[..., along] / thick
        alike = np.abs(thick[None, :] / thick[:, None] - 1) < _ALIKE
        near = (away > 0.5) & (away < _APART) & (np.abs(aside) < _ASIDE + _SLANT * away) & alike
        one, other = np.nonzero(near)
        if len(one):
            apart = gap[one, other, 1 - along]
            edges.append(
                np.column_stack(
                    (
                        (points[one] + points[other]) / 2,
                        gap[one, other, along] / apart,
                        (apart / thick[one]) ** 2,
                    )
                )
            )
    found = np.vstack(edges)
    if len(found):
        found[:, 3] /= found[:, 3].sum()
    return directions, found
