"""The content of a printed page before it is put in reading order: lines, rules, frames, pictures.

Boxes here are in units that are equal horizontally and vertically (points of a PDF, pixels of a
scan), with the origin in the top left corner.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from archive.text.boxes import Box, union


@dataclass(frozen=True)
class PrintedLine:
    """A printed line, or a fragment of one; `size` is the height of its type.

    `edges` has [begin, end) of each character of `text` along the line: from the left, or from the
    top if it is `vertical`. `place` is its box on the original image, if the page was straightened.
    """

    text: str
    box: Box
    size: float
    bold: bool = False
    vertical: bool = False
    confidence: float = 1.0
    edges: tuple[tuple[float, float], ...] = ()
    place: Box | None = None

    @property
    def begin(self) -> float:
        return self.box.y if self.vertical else self.box.x

    @property
    def end(self) -> float:
        return self.box.bottom if self.vertical else self.box.right


@dataclass(frozen=True)
class PrintedPage:
    """The lines of a page in no particular order, and what separates them.

    `rules` are thin boxes, `frames` are boxes drawn around text. `image` is the size of the image
    on which the lines have their `place`, after its rotation by `turns` clockwise quarter turns.
    """

    width: float
    height: float
    lines: Sequence[PrintedLine]
    rules: Sequence[Box] = ()
    frames: Sequence[Box] = ()
    pictures: Sequence[Box] = ()
    image: tuple[float, float] | None = None
    turns: int = 0


def body_size(lines: Iterable[PrintedLine]) -> float:
    """Return the median type size, weighted by characters; 0 if there are none."""
    sizes = [line.size for line in lines for _ in line.text]
    return median(sizes) if sizes else 0.0


def is_cjk(character: str) -> bool:
    """Return whether a character is full-width."""
    return unicodedata.east_asian_width(character) in "WF"


def join(parts: Sequence[PrintedLine], blank: str = "") -> PrintedLine:
    """Return one line joined from consecutive fragments, with `blank` between them."""
    first = parts[0]
    if len(parts) == 1:
        return first
    text = ""
    edges: list[tuple[float, float]] = []
    for part in parts:
        if text and blank:
            edges.append((edges[-1][1], part.edges[0][0] if part.edges else part.begin))
            text += blank
        text += part.text
        edges += part.edges or [(part.begin, part.end)] * len(part.text)
    letters = sum(len(part.text) for part in parts)
    return replace(
        first,
        text=text,
        box=union(part.box for part in parts),
        size=max(part.size for part in parts),
        bold=sum(len(part.text) for part in parts if part.bold) * 2 > letters,
        confidence=sum(part.confidence * len(part.text) for part in parts) / max(letters, 1),
        edges=tuple(edges),
        place=union(part.place for part in parts if part.place) if first.place else None,
    )
