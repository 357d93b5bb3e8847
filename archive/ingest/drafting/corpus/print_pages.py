"""Print invented pages in a browser: as PDF with text, clean PNG, and worn scan.

The positions of the printed lines are stored, so that read text can be compared with them.
"""

import hashlib
import json
import random
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2

from archive.ingest.page_lines import PageLine
from archive.text.boxes import Box

from .print_layouts import lay_out
from .source import SourcePage
from .warped_scan import WarpedPage, bound, photographed
from .worn_scan import rotated, wear

_MEASURE = Path(__file__).with_name("measure_print.js")
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
DPI = 200
# Maximum rotation of a worn scan, in degrees.
_MAX_SKEW = 1.5
# Forms of a printed page, and the suffixes of their files.
WAYS = {
    "pdf": ".pdf",
    "png": ".png",
    "worn": ".jpg",
    "bound": "-bound.jpg",
    "photographed": "-photographed.jpg",
}
_WARPS = {"bound": bound, "photographed": photographed}


@dataclass(frozen=True)
class TypesetLine:
    """A printed line: characters [start, end) of the source line `line`, and its box.

    `size` is the height of its type as a share of the page's height.
    """

    line: int
    start: int
    end: int
    box: Box
    size: float
    bold: bool
    vertical: bool


@dataclass
class TypesetPage:
    """A printed page: its lines, and the location of its files."""

    source: SourcePage
    lines: list[TypesetLine]
    folder: Path
    name: str
    width: float
    height: float

    @property
    def degrees(self) -> float:
        return round(random.Random(self.name).uniform(-_MAX_SKEW, _MAX_SKEW), 2)

    def file(self, way: str) -> Path:
        """Return the page's file in this form, one of WAYS, made on first use."""
        path = self.folder / f"{self.name}{WAYS[way]}"
        if way == "png" and not path.exists():
            document = pypdfium2.PdfDocument(self.file("pdf"))
            try:
                image = document[0].render(scale=DPI / 72).to_pil()
            finally:
                document.close()
            image.save(path, dpi=(DPI, DPI))
        elif way == "worn" and not path.exists():
            wear(self.file("png"), path, self.degrees, random.Random(self.name))
        elif way in _WARPS and not path.exists():
            warped = path.with_suffix(".png")
            self.warp(way).write(self.file("png"), warped)
            wear(warped, path, 0, random.Random(self.name))
            warped.unlink()
        return path

    def warp(self, way: str) -> WarpedPage:
        """Return the distortion of the page in this form."""
        return _WARPS[way](self.height / self.width, random.Random(f"{self.name} {way}"))

    def boxes(self, way: str) -> list[Box]:
        """Return the boxes of the lines in this form's file."""
        if way in _WARPS:
            warp = self.warp(way)
            return [warp.box(line.box) for line in self.lines]
        if way != "worn":
            return [line.box for line in self.lines]
        ratio = self.width / self.height
        return [rotated(line.box, self.degrees, ratio) for line in self.lines]


def printed_lines(page: TypesetPage, rng: random.Random) -> list[PageLine]:
    """Return the lines of a page as read perfectly, except for small measurement errors."""
    knows_weight = rng.random() < 0.5
    result = []
    for line in page.lines:
        size = line.size * rng.uniform(0.96, 1.04)
        off = 0.12 * line.size
        moved = (value + rng.uniform(-off, off) for value in line.box)
        text = page.source.lines[line.line].text[line.start : line.end]
        bold = line.bold if knows_weight else None
        result.append(PageLine(text, Box(*moved), size, bold, line.vertical))
    return result


def print_pages(
    pages: Sequence[SourcePage], half: str, folder: Path, seed: int = 0, browser: Any = None
) -> Iterator[TypesetPage]:
    """Yield each page in a layout of that half.

    Files are written to `folder` and reused. `browser` is a Playwright browser; without it Chromium
    is started. Raise RuntimeError if Chromium or Playwright is missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    chromium = _Browser(browser)
    try:
        for n, page in enumerate(pages):
            yield _printed(page, lay_out(page, half, f"{seed} {n}"), folder, chromium)
    finally:
        chromium.close()


class _Browser:
    """Chromium, started when a page is first drawn."""

    def __init__(self, browser: Any = None) -> None:
        self._playwright: Any = None
        self._browser = browser
        self._tab: Any = None

    def draw(self, html: str, pdf: Path) -> dict[str, Any]:
        if self._browser is None:
            try:
                from playwright.sync_api import sync_playwright
            except ImportError as error:
                raise RuntimeError("印版面要 playwright（requirements-test.txt）") from error
            self._playwright = sync_playwright().start()
            executable = next(filter(None, map(shutil.which, _CHROMIUM)), None)
            self._browser = self._playwright.chromium.launch(executable_path=executable)
        if self._tab is None:
            self._tab = self._browser.new_page()
            self._tab.emulate_media(media="print")
        tab = self._tab
        tab.set_content(html)
        tab.evaluate("document.fonts.ready")
        measured = tab.evaluate(_MEASURE.read_text(encoding="utf-8"))
        for side in ("width", "height"):
            measured[side] = round(measured[side] + 0.5)
        width, height = f"{measured['width']}px", f"{measured['height']}px"
        tab.pdf(path=pdf, width=width, height=height, print_background=True, page_ranges="1")
        return measured

    def close(self) -> None:
        if self._tab is not None:
            self._tab.close()
        if self._playwright is not None:
            self._browser.close()
            self._playwright.stop()


def _printed(page: SourcePage, html: str, folder: Path, browser: _Browser) -> TypesetPage:
    key = hashlib.sha256(html.encode()).hexdigest()[:16]
    name = f"{page.style}-{key}"
    measures = folder / f"{name}.json"
    if not measures.exists():
        measured = browser.draw(html, folder / f"{name}.pdf")
        measures.write_text(json.dumps(measured), encoding="utf-8")
    measured = json.loads(measures.read_text(encoding="utf-8"))
    width, height = measured["width"], measured["height"]
    lines = [
        TypesetLine(
            item["line"],
            item["start"],
            item["end"],
            Box(
                item["x"] / width,
                item["y"] / height,
                item["width"] / width,
                item["height"] / height,
            ),
            item["size"] / height,
            item["bold"],
            item["vertical"],
        )
        for item in measured["lines"]
    ]
    return TypesetPage(page, lines, folder, name, width, height)
