"""Flatten the image of a page that is bent or was photographed at an angle, using its text lines.

Horizontal lines show the local horizontal direction, and the edges at which they begin and end show
the vertical direction; for vertical text it is the other way round. Two smooth displacement fields
straighten both.
"""

import math
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.polynomial import chebyshev

from archive.text.boxes import Box, between

# Degrees of the displacement polynomials along and across the lines.
_LINES = (6, 3)
# The same for the edges of columns, which bend less.
_EDGES = (1, 1)
# Minimum number of lines for estimating a warp.
_MIN_LINES = 60
# Maximum number of lines, as each is compared with every other.
_MAX_LINES = 2000
# Minimum length of a line that shows a direction, in units of its thickness.
_MIN_LENGTH = 4.0
# Maximum offset along the line between two line ends at one edge, in units of their thickness.
_ASIDE = 0.3
# Maximum distance between them across the line, in the same unit.
_APART = 5.0
# Additional offset per unit of distance, for slanted edges.
_SLANT = 0.15
# Maximum relative difference in thickness of lines at one edge.
_SAME_THICKNESS = 0.3
# Rounds of reweighting outliers.
_ROUNDS = 6
# Weight of the smoothness of the displacement.
_SMOOTH = 1e-4
# Minimum displacement of lines that is worth flattening, in units of the body text's size.
_BENT_LINES = 0.3
# The same for edges of columns, which are less exact.
_BENT_EDGES = 0.8
# The percentile of lines' displacements that is compared with these, to exclude outliers.
_BEND_PERCENTILES = 95
# Pixels between the grid points at which the displacement is computed.
_STEP = 16
# Iterations for inverting the displacement of a point.
_TRIES = 20
# Number of points along each side of a box.
_POINTS = 5


def estimate_warp(
    quads: Sequence[Any], body: float, width: int, height: int, angle: float
) -> "PageWarp | None":
    """Return the warp of the page with these lines, besides its skew by `angle` degrees.

    None if the page is hardly bent, or if its lines do not show how.
    """
    if not _MIN_LINES <= len(quads) <= _MAX_LINES or not body:
        return None
    warp = PageWarp(quads, width, height, angle)
    aside, level = (size / body for size in warp.displacement(quads))
    by_lines, by_edges = (level, aside) if warp.horizontal else (aside, level)
    if by_edges < _BENT_EDGES:
        warp.ignore_edges()
    return warp if by_lines > _BENT_LINES or by_edges >= _BENT_EDGES else None


class PageWarp:
    """Mapping between points on the image of a bent page and on the flat page."""

    def __init__(self, quads: Sequence[Any], width: int, height: int, angle: float = 0.0):
        self._size = np.array((width, height), float)
        self._turn = math.tan(math.radians(angle))
        across, down = _directions(quads)
        middles = np.array([quad.mean(axis=0) for quad in quads])
        self._least, self._most = middles.min(axis=0), middles.max(axis=0)
        # Whether most lines are horizontal.
        self.horizontal = sum(_is_horizontal(quad) for quad in quads) * 2 >= len(quads)
        self._down = self._fit_displacement(across, 0, _LINES if self.horizontal else _EDGES)
        self._across = self._fit_displacement(down, 1, _EDGES if self.horizontal else _LINES)

    def displacement(self, quads: Sequence[Any]) -> tuple[float, float]:
        """Return how far lines are displaced besides skew: (across, down), in pixels."""
        middles = np.array([quad.mean(axis=0) for quad in quads])
        x, y = (middles - self._size / 2).T
        off = self.points(middles) - middles - np.stack((self._turn * y, -self._turn * x), axis=1)
        off = np.abs(off - np.median(off, axis=0))
        across, down = np.percentile(off, _BEND_PERCENTILES, axis=0)
        return float(across), float(down)

    def ignore_edges(self) -> None:
        """Replace the displacement of the edges of lines by the page's skew."""
        shape = (_EDGES[0] + 1, _EDGES[1] + 1)
        skew = np.zeros(shape)
        size = self._size[1 if self.horizontal else 0]
        skew[1, 0] = (1 if self.horizontal else -1) * self._turn * size / 2
        if self.horizontal:
            self._across = skew
        else:
            self._down = skew

    def points(self, points: Any) -> Any:
        """Return the positions on the flat page of points on the image."""
        u, v = self._relative(points).T
        return points + np.stack(
            (chebyshev.chebval2d(v, u, self._across), chebyshev.chebval2d(u, v, self._down)), axis=1
        )

    def image(self, grey: Any) -> Any:
        """Return the image of the flat page."""
        height, width = grey.shape
        grid = self._image_grid()
        rows, columns = grid.shape[:2]
        size = columns * _STEP, rows * _STEP
        xs, ys = (cv2.resize(grid[..., n], size)[:height, :width] for n in (0, 1))
        return cv2.remap(grey, xs, ys, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)

    def box(self, box: Box) -> Box:
        """Return the bounding box on the image of a box on the flat page."""
        shares = np.linspace(0, 1, _POINTS)
        xs, ys = box.x + shares * box.width, box.y + shares * box.height
        points = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
        left, top = (positions := self._on_image(points)).min(axis=0)
        right, bottom = positions.max(axis=0)
        return between(*map(float, (left, top, right, bottom)))

    def _relative(self, points: Any) -> Any:
        """Return points as coordinates from -1 to 1, clipped to the area that has lines."""
        return np.clip(points, self._least, self._most) * (2 / self._size) - 1

    def _on_image(self, points: Any) -> Any:
        """Return the positions on the image of points on the flat page."""
        positions = points
        for _ in range(_TRIES):
            positions = positions + points - self.points(positions)
        return positions

    def _image_grid(self) -> Any:
        columns, rows = np.ceil(self._size / _STEP).astype(int)
        xs, ys = ((np.arange(count) + 0.5) * _STEP - 0.5 for count in (columns, rows))
        points = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
        return self._on_image(points).reshape(rows, columns, 2).astype(np.float32)

    def _fit_displacement(self, samples: Any, along: int, degrees: tuple[int, int]) -> Any:
        """Return the displacement that levels directions, as coefficients of `chebval2d`.

        A sample is (x, y, slope, weight); slopes are of y in x, or, if `along` is 1, of x in y. The
        displacement d cancels the slope of each line: d_x + slope (1 + d_y) = 0.
        """
        bending, crossing = degrees
        shape = (bending + 1, crossing + 1)
        if not len(samples):
            return np.zeros(shape)
        points, slopes, weights = samples[:, :2], samples[:, 2], samples[:, 3]
        positions = self._relative(points)
        u, v = positions[:, along], positions[:, 1 - along]
        across, back = 2 / self._size[along], 2 / self._size[1 - along]
        a, b = _centred_values(u, bending), chebyshev.chebvander(v, crossing)
        slanted = slopes[:, None, None] * _slopes(v, crossing)[:, None, :] * back
        terms = _slopes(u, bending)[:, :, None] * across * b[:, None, :] + a[:, :, None] * slanted
        # The displacement is 0 in the middle: the constant term is omitted.
        terms = terms[:, 1:].reshape(len(samples), -1)
        orders = np.add.outer(np.arange(1, shape[0]), np.arange(shape[1])).ravel()
        smooth = np.diag(math.sqrt(_SMOOTH * weights.sum()) * orders**2 * across)
        reliability = np.ones(len(samples))
        coefficients = np.zeros(terms.shape[1])
        for _ in range(_ROUNDS):
            root = np.sqrt(weights * reliability)
            left = np.vstack((terms * root[:, None], smooth))
            right = np.concatenate((-slopes * root, np.zeros(len(smooth))))
            coefficients = np.linalg.lstsq(left, right, rcond=None)[0]
            residuals = terms @ coefficients + slopes
            usual = max(float(np.median(np.abs(residuals))), 1e-4)
            reliability = 1 / (1 + (residuals / (3 * usual)) ** 2)
        result = np.zeros(shape)
        result[1:] = coefficients.reshape(shape[0] - 1, shape[1])
        result[0] = -chebyshev.chebval(0, result)
        return result


def _centred_values(x: Any, degree: int) -> Any:
    """Return the polynomials at `x`, minus their values in the middle."""
    return chebyshev.chebvander(x, degree) - chebyshev.chebvander(np.zeros(1), degree)


def _slopes(x: Any, degree: int) -> Any:
    return chebyshev.chebval(x, chebyshev.chebder(np.eye(degree + 1))).T


def _is_horizontal(quad: Any) -> bool:
    width, height = _sides(quad)
    return width >= height


def _sides(quad: Any) -> tuple[float, float]:
    """Return (width, height) of a quadrilateral."""
    a, b, c, d = quad
    width = np.linalg.norm(b - a) + np.linalg.norm(c - d)
    return float(width) / 2, float(np.linalg.norm(d - a) + np.linalg.norm(c - b)) / 2


def _directions(quads: Sequence[Any]) -> tuple[Any, Any]:
    """Return (horizontal, vertical) directions, as samples of PageWarp._fit_displacement."""
    horizontal: list[Any] = []
    vertical: list[Any] = []
    for quad in quads:
        a, b, c, d = quad
        width, height = _sides(quad)
        if width > _MIN_LENGTH * height:
            horizontal.append((*(a + d) / 2, *(b + c) / 2, height))
        elif height > _MIN_LENGTH * width:
            vertical.append((*(a + b) / 2, *(c + d) / 2, width))
    across, edges_down = _line_samples(horizontal, 0)
    down, edges_across = _line_samples(vertical, 1)
    return np.vstack((across, edges_across)), np.vstack((down, edges_down))


def _line_samples(lines: Sequence[Any], along: int) -> tuple[Any, Any]:
    """Return (directions of lines, of edges), as samples of PageWarp._fit_displacement.

    A line is (its start, its end, its thickness).
    """
    empty = np.zeros((0, 4))
    if not lines:
        return empty, empty
    ends = np.array(lines, float)
    begin, end, thick = ends[:, :2], ends[:, 2:4], ends[:, 4]
    step = end - begin
    length = step[:, along]
    directions = np.column_stack(
        ((begin + end) / 2, step[:, 1 - along] / length, length / length.sum())
    )
    edges = [empty]
    for points in (begin, end):
        # From each line to every other.
        gap = points[None, :, :] - points[:, None, :]
        away, aside = gap[..., 1 - along] / thick, gap[..., along] / thick
        alike = np.abs(thick[None, :] / thick[:, None] - 1) < _SAME_THICKNESS
        near = (away > 0.5) & (away < _APART) & (np.abs(aside) < _ASIDE + _SLANT * away) & alike
        first, second = np.nonzero(near)
        if len(first):
            apart = gap[first, second, 1 - along]
            edges.append(
                np.column_stack(
                    (
                        (points[first] + points[second]) / 2,
                        gap[first, second, along] / apart,
                        (apart / thick[first]) ** 2,
                    )
                )
            )
    edge_samples = np.vstack(edges)
    if len(edge_samples):
        edge_samples[:, 3] /= edge_samples[:, 3].sum()
    return directions, edge_samples
