"""Bend clean page images as pages in bound volumes, and pages photographed aslant, are bent."""

import math
import random
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from archive.text.boxes import Box, between

# cells of the mesh across and down; rounds in which a point is looked for
_CELLS, _ROUNDS = 64, 16
# points along a side of a box whose places are reckoned
_POINTS = 5
# height of a usual page in its width: for higher ones the camera is farther away
_HEIGHT = 1.4
# shares to which pages are made smaller, so that they are on the image whole
_WHOLE_BOUND, _WHOLE_PHOTOGRAPH = 0.88, 0.85
# the shade around a page
_TABLE = 70


@dataclass(frozen=True)
class WarpedPage(ABC):
    """Where points of a page are on the image of it, which has the size of the page.

    `height` is that of the page in its width, `degrees` how far it is turned clockwise.
    """

    height: float
    degrees: float

    @abstractmethod
    def _seen(self, x: float, y: float) -> tuple[float, float]:
        """Where a point is seen before the page is turned, in the page's width from its middle."""

    @property
    def _distance(self) -> float:
        return max(1.0, self.height / _HEIGHT)

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Where a point is; both as shares of width and height."""
        x, y = self._seen(x - 0.5, (y - 0.5) * self.height)
        turn = math.radians(self.degrees)
        across = x * math.cos(turn) - y * math.sin(turn)
        down = x * math.sin(turn) + y * math.cos(turn)
        return across + 0.5, down / self.height + 0.5

    def box(self, box: Box) -> Box:
        """The box around a box of the page as it is on the image."""
        shares = [n / (_POINTS - 1) for n in range(_POINTS)]
        points = [
            self.place(box.x + a * box.width, box.y + b * box.height)
            for a in shares
            for b in shares
        ]
        xs, ys = zip(*points, strict=True)
        return between(min(xs), min(ys), max(xs), max(ys))

    def write(self, clean: Path, bent: Path) -> None:
        """Write the image of the page as PNG; what is not on the page is dark."""
        with Image.open(clean) as image:
            page = image.convert("L")
            resolution = image.info.get("dpi", (200, 200))
        width, height = page.size
        xs = [round(width * n / _CELLS) for n in range(_CELLS + 1)]
        ys = [round(height * n / _CELLS) for n in range(_CELLS + 1)]
        found = [[self._source(x / width, y / height) for y in ys] for x in xs]
        mesh = []
        for i in range(_CELLS):
            for j in range(_CELLS):
                corners = found[i][j], found[i][j + 1], found[i + 1][j + 1], found[i + 1][j]
                quad = tuple(side for x, y in corners for side in (x * width, y * height))
                mesh.append(((xs[i], ys[j], xs[i + 1], ys[j + 1]), quad))
        page = page.transform(
            page.size, Image.Transform.MESH, mesh, Image.Resampling.BICUBIC, fillcolor=_TABLE
        )
        page.save(bent, dpi=resolution)

    def _source(self, x: float, y: float) -> tuple[float, float]:
        """The point of the page that is at a place of the image."""
        u, v = x, y
        for _ in range(_ROUNDS):
            a, b = self.place(u, v)
            u, v = u + x - a, v + y - b
        return u, v


@dataclass(frozen=True)
class BoundPage(WarpedPage):
    """A page that rises to the spine at its left or right side, seen from above its middle.

    `rise` is how much nearer to the camera it is there, as a share of the distance; `breadth` is
    how far from the spine, in its width, it lies nearly flat.
    """

    left: bool
    rise: float
    breadth: float

    def _seen(self, x: float, y: float) -> tuple[float, float]:
        away = max(0.0, 0.5 + (x if self.left else -x)) / self.breadth
        nearer = _WHOLE_BOUND / (1 - self.rise / self._distance * math.exp(-(away**1.5)))
        # what is steep is foreshortened
        moved = 0.5 * self.rise * math.exp(-away)
        return (x + (moved if self.left else -moved)) * nearer, y * nearer


@dataclass(frozen=True)
class PhotographedPage(WarpedPage):
    """A page seen aslant, with a fold across its middle that does not lie flat.

    `across` and `down` are how much farther away its right and lower side are, `fold` how much
    nearer the fold is, as shares of the distance.
    """

    across: float
    down: float
    fold: float

    def _seen(self, x: float, y: float) -> tuple[float, float]:
        far = self._distance
        nearer = self.fold * math.exp(-((y / (0.15 * self.height)) ** 2))
        scale = _WHOLE_PHOTOGRAPH / (1 + (self.across * x + self.down * y) / far - nearer / far)
        return x * scale, y * scale


def bound(height: float, rng: random.Random) -> BoundPage:
    """A page bent more or less, by chance."""
    return BoundPage(
        height,
        degrees=rng.uniform(-1, 1),
        left=rng.random() < 0.5,
        rise=rng.uniform(0.03, 0.09),
        breadth=rng.uniform(0.12, 0.3),
    )


def photographed(height: float, rng: random.Random) -> PhotographedPage:
    """A page photographed more or less aslant, by chance."""

    def slant() -> float:
        return rng.choice((-1, 1)) * rng.uniform(0.04, 0.2)

    return PhotographedPage(
        height,
        degrees=rng.uniform(-2, 2),
        across=slant(),
        down=slant(),
        fold=rng.uniform(0, 0.02),
    )
