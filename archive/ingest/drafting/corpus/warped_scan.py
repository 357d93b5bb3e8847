"""Distort clean page images like bound volumes and like photographs taken at an angle."""

import math
import random
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from archive.text.boxes import Box, between

# Cells of the mesh in each direction.
_CELLS = 64
# Iterations for inverting the distortion of a point.
_ROUNDS = 16
# Number of points along each side of a box.
_POINTS = 5
# Ratio of height to width of a typical page; the camera is further away from taller ones.
_HEIGHT = 1.4
# Scale of bound pages, so that they fit on the image.
_BOUND_SCALE = 0.88
# Scale of photographed pages.
_PHOTOGRAPH_SCALE = 0.85
# Grey level of the surroundings of a page.
_TABLE = 70


@dataclass(frozen=True)
class WarpedPage(ABC):
    """The mapping from points of a page to its distorted image, which has the size of the page.

    `height` is that of the page in units of its width, `degrees` its clockwise rotation.
    """

    height: float
    degrees: float

    @abstractmethod
    def _distorted(self, x: float, y: float) -> tuple[float, float]:
        """Return a point as distorted before rotation, from the middle, in units of the width."""

    @property
    def _distance(self) -> float:
        return max(1.0, self.height / _HEIGHT)

    def position(self, x: float, y: float) -> tuple[float, float]:
        """Return the position of a point on the image; both as shares of width and height."""
        x, y = self._distorted(x - 0.5, (y - 0.5) * self.height)
        turn = math.radians(self.degrees)
        across = x * math.cos(turn) - y * math.sin(turn)
        down = x * math.sin(turn) + y * math.cos(turn)
        return across + 0.5, down / self.height + 0.5

    def box(self, box: Box) -> Box:
        """Return the bounding box of a box of the page on the image."""
        shares = [n / (_POINTS - 1) for n in range(_POINTS)]
        points = [
            self.position(box.x + a * box.width, box.y + b * box.height)
            for a in shares
            for b in shares
        ]
        xs, ys = zip(*points, strict=True)
        return between(min(xs), min(ys), max(xs), max(ys))

    def write(self, clean: Path, bent: Path) -> None:
        """Write the distorted image of the page as PNG; its surroundings are dark."""
        with Image.open(clean) as image:
            page = image.convert("L")
            resolution = image.info.get("dpi", (200, 200))
        width, height = page.size
        xs = [round(width * n / _CELLS) for n in range(_CELLS + 1)]
        ys = [round(height * n / _CELLS) for n in range(_CELLS + 1)]
        sources = [[self._source(x / width, y / height) for y in ys] for x in xs]
        mesh = []
        for i in range(_CELLS):
            for j in range(_CELLS):
                corners = sources[i][j], sources[i][j + 1], sources[i + 1][j + 1], sources[i + 1][j]
                quad = tuple(side for x, y in corners for side in (x * width, y * height))
                mesh.append(((xs[i], ys[j], xs[i + 1], ys[j + 1]), quad))
        page = page.transform(
            page.size, Image.Transform.MESH, mesh, Image.Resampling.BICUBIC, fillcolor=_TABLE
        )
        page.save(bent, dpi=resolution)

    def _source(self, x: float, y: float) -> tuple[float, float]:
        """Return the point of the page at a position on the image."""
        u, v = x, y
        for _ in range(_ROUNDS):
            a, b = self.position(u, v)
            u, v = u + x - a, v + y - b
        return u, v


@dataclass(frozen=True)
class BoundPage(WarpedPage):
    """A page that rises to the spine at its left or right edge, seen from above its middle.

    `rise` is how much nearer to the camera it is at the spine, as a share of the distance;
    `breadth` is the distance from the spine at which it is nearly flat, in units of its width.
    """

    left: bool
    rise: float
    breadth: float

    def _distorted(self, x: float, y: float) -> tuple[float, float]:
        away = max(0.0, 0.5 + (x if self.left else -x)) / self.breadth
        nearer = _BOUND_SCALE / (1 - self.rise / self._distance * math.exp(-(away**1.5)))
        # Steep parts are foreshortened.
        shift = 0.5 * self.rise * math.exp(-away)
        return (x + (shift if self.left else -shift)) * nearer, y * nearer


@dataclass(frozen=True)
class PhotographedPage(WarpedPage):
    """A page seen at an angle, with a raised fold across its middle.

    `across` and `down` are how much further away its right and lower edges are, `fold` how much
    nearer the fold is, as shares of the distance.
    """

    across: float
    down: float
    fold: float

    def _distorted(self, x: float, y: float) -> tuple[float, float]:
        far = self._distance
        nearer = self.fold * math.exp(-((y / (0.15 * self.height)) ** 2))
        scale = _PHOTOGRAPH_SCALE / (1 + (self.across * x + self.down * y) / far - nearer / far)
        return x * scale, y * scale


def bound(height: float, rng: random.Random) -> BoundPage:
    """Return a randomly bent page."""
    return BoundPage(
        height,
        degrees=rng.uniform(-1, 1),
        left=rng.random() < 0.5,
        rise=rng.uniform(0.03, 0.09),
        breadth=rng.uniform(0.12, 0.3),
    )


def photographed(height: float, rng: random.Random) -> PhotographedPage:
    """Return a page photographed at a random angle."""

    def slant() -> float:
        return rng.choice((-1, 1)) * rng.uniform(0.04, 0.2)

    return PhotographedPage(
        height,
        degrees=rng.uniform(-2, 2),
        across=slant(),
        down=slant(),
        fold=rng.uniform(0, 0.02),
    )
