"""Typeset the sample newspaper in a browser: page texts, images, and the box of each character."""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

from archive.catalogue.geometry import CharacterRun, PageGeometry
from archive.text.boxes import Box, union

HERE = Path(__file__).parent
SOURCE = HERE / "source"
# pixels of the screenshots for one of CSS
SCALE = 1.6


@dataclass
class Part:
    """A headline, block, picture or other part of a page, and its span in the page's text.

    `attributes` are those of its element: ident, deck, block, apart, …; `columns` are the boxes
    that its characters fill, one a column.
    """

    attributes: dict[str, str]
    start: int
    end: int
    columns: list[Box]
    box: Box | None = None


@dataclass
class TypesetPage:
    """A page as it was set. `characters` has the box of each of the text's; None for line ends.

    `printed` is the text without the misreadings that the source asks for.
    """

    issue: str
    page: str
    name: str
    direction: str
    articles: list[dict[str, str]]
    text: str = ""
    printed: str = ""
    characters: list[Box | None] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    png: bytes = b""
    pdf: bytes = b""

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def geometry(self) -> PageGeometry:
        runs = tuple(self._run(start, end) for start, end in self._lines())
        return PageGeometry(self.sha256, len(self.text), runs, self.direction)

    def _lines(self) -> Iterator[tuple[int, int]]:
        """The spans of one printed line."""
        start = 0
        for n in range(1, len(self.text) + 1):
            before = self.characters[n - 1]
            next_box = self.characters[n] if n < len(self.text) else None
            if before and not (next_box and self._goes_on(before, next_box)):
                yield start, n
            if not before or not (next_box and self._goes_on(before, next_box)):
                start = n

    def _goes_on(self, before: Box, after: Box) -> bool:
        if self.direction == "vertical":
            return abs(after.x - before.x) < before.width / 2 and after.y >= before.y
        return abs(after.y - before.y) < before.height / 2 and after.x >= before.x

    def _run(self, start: int, end: int) -> CharacterRun:
        boxes = [box for box in self.characters[start:end] if box]
        side = "y" if self.direction == "vertical" else "x"
        edges = [getattr(box, side) for box in boxes]
        bounds = union(boxes)
        edges.append(bounds.bottom if side == "y" else bounds.right)
        steps = tuple(b - a for a, b in pairwise(edges))
        return CharacterRun(start, end, bounds, steps)


def sources() -> list[Path]:
    return sorted(SOURCE.glob("*.html"))


def typeset(browser: Any, source: Path) -> TypesetPage:
    """Typeset one page in Playwright's browser."""
    tab = browser.new_page(viewport={"width": 720, "height": 1020}, device_scale_factor=SCALE)
    try:
        tab.goto(source.as_uri())
        tab.evaluate("document.fonts.ready")
        measured = tab.evaluate((HERE / "measure.js").read_text(encoding="utf-8"))
        png = tab.screenshot()
        pdf = tab.pdf(prefer_css_page_size=True, print_background=True)
    finally:
        tab.close()
    page = TypesetPage(
        issue=source.stem.rpartition("-")[0],
        page=measured["page"],
        name=measured["name"],
        direction="vertical" if measured["vertical"] else "horizontal",
        articles=measured["articles"],
        png=png,
        pdf=pdf,
    )
    width, height = measured["width"], measured["height"]

    def box(pixels: dict[str, float]) -> Box:
        return Box(
            pixels["x"] / width,
            pixels["y"] / height,
            pixels["width"] / width,
            pixels["height"] / height,
        )

    for part in measured["parts"]:
        if page.text and part["characters"]:
            _add(page, "\n", "\n", None)
        start = len(page.text)
        for character in part["characters"]:
            _add(page, character["scanned"], character["printed"], box(character))
        result = {key: value for key, value in part.items() if isinstance(value, str)}
        picture = box(part["box"]) if "box" in part else None
        columns = [box(column) for column in part["columns"]]
        page.parts.append(Part(result, start, len(page.text), columns, picture))
    return page


def _add(page: TypesetPage, scanned: str, corrected: str, box: Box | None) -> None:
    page.text += scanned
    page.printed += corrected
    page.characters.append(box)


def jpeg(png: bytes) -> tuple[bytes, int, int]:
    """A small JPEG of a screenshot, and its size in pixels."""
    from PIL import Image

    image = Image.open(io.BytesIO(png)).convert("RGB")
    file = io.BytesIO()
    image.save(file, "JPEG", quality=50, optimize=True)
    return file.getvalue(), image.width, image.height
