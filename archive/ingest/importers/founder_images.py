"""Read the picture of a 方正 node page, its PDF, and the areas of its image map as zones."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from archive.command_messages import message
from archive.images.open_image import UnreadableImage, image_size
from archive.text.boxes import Box, between, inside_page

from .html_lines import select_elements
from .image_files import largest
from .parsed_issue import ImportRefused, ParsedImage
from .saved_website import WebPage, without_query
from .source_files import Element, as_saved, bare_name, inside

# The picture's URL in the markup that the editing system writes into a page.
_PICTURE = re.compile(r"<founder-pagepicurl>\s*([^<>\s]+)\s*</founder-pagepicurl>", re.IGNORECASE)
_NUMBERS = re.compile(r"-?\d{1,6}(?:\.\d+)?")
# Areas may extend beyond the picture by this share of its size.
_BEYOND = 0.02


class FounderImages(NamedTuple):
    """The image of a node page or its missing file, the zones of its areas by link, remarks."""

    images: tuple[ParsedImage, ...]
    missing: tuple[str, ...]
    zones: dict[str, tuple[Box, ...]]
    remarks: tuple[str, ...]


def founder_images(page: WebPage) -> FounderImages:
    """Return the image of a node page and its zones."""
    remarks: list[str] = []
    picture = next(iter(select_elements(page.tree, "//img[@usemap]")), None)
    sources = [picture.get("src", "")] if picture is not None and picture.get("src") else []
    sources += [match[1] for match in _PICTURE.finditer(page.text)]
    pictures = list(filter(None, (_saved(page, reference) for reference in sources)))
    pdfs = list(_pdfs(page))
    candidates = [ParsedImage(path) for path in dict.fromkeys(pictures)]
    candidates += (
        ParsedImage(path, 1) for path in filter(None, (_saved(page, pdf) for pdf in pdfs))
    )
    image, problems = largest(candidates)
    remarks += (
        message("%(path)s: 版面图 %(problem)s，未导入", path=page.path, problem=problem)
        for problem in problems
    )
    missing = () if candidates else (*sources, *pdfs)
    areas = select_elements(page.tree, "//area[@href][@coords or @xy]")
    size = _size(picture, pictures[0] if pictures else None) if areas else None
    zones: dict[str, tuple[Box, ...]] = {}
    if size is not None:
        zones, beyond = _zones(areas, *size)
        if beyond:
            remarks.append(
                message(
                    "%(path)s: 有 %(beyond)s 块热区越出版面图，未导入",
                    path=page.path,
                    beyond=beyond,
                )
            )
    elif areas:
        remarks.append(message("%(path)s: 版面图的大小未知，未导入文章的区域", path=page.path))
    return FounderImages((image,) if image else (), missing, zones, tuple(remarks))


def _zones(
    areas: list[Element], width: float, height: float
) -> tuple[dict[str, tuple[Box, ...]], int]:
    """Return (boxes of the areas by link, number of areas outside the picture)."""
    zones: dict[str, tuple[Box, ...]] = {}
    beyond = 0
    for area in areas:
        box = _box(area, width, height)
        if box is None:
            beyond += 1
        elif box.area:
            reference = without_query(area.get("href", ""))
            zones[reference] = (*zones.get(reference, ()), box)
    return zones, beyond


def _saved(page: WebPage, reference: str) -> Path | None:
    """Return the file saved for an address, with or without its query; None if it is missing."""
    for candidate in (reference, without_query(reference)):
        try:
            path = inside(page.root, page.path.parent, candidate, str(page.path))
        except ImportRefused:
            continue
        path = as_saved(page.root, path)
        if path.is_file():
            return path
    return None


def _pdfs(page: WebPage) -> Iterator[str]:
    """Yield the address of the page's PDF: the only one, or the one after the link to the page."""
    links = [str(link.get("href", "")) for link in select_elements(page.tree, "//a[@href]")]
    is_pdf = [without_query(href).lower().endswith(".pdf") for href in links]
    addresses = dict.fromkeys(href for href, pdf in zip(links, is_pdf, strict=True) if pdf)
    if len(addresses) == 1:
        yield from addresses
        return
    own, last = bare_name(page.path), ""
    for href, pdf in zip(links, is_pdf, strict=True):
        if pdf and last == own:
            yield href
            return
        if not pdf:
            last = without_query(href).rpartition("/")[2]


def _size(picture: Element | None, path: Path | None) -> tuple[float, float] | None:
    """Return (width, height) of the picture as the page shows it, to which the areas refer."""
    width = _number(picture.get("width", "")) if picture is not None else 0.0
    height = _number(picture.get("height", "")) if picture is not None else 0.0
    if width and height:
        return width, height
    try:
        natural = image_size(path) if path else None
    except (UnreadableImage, OSError):
        natural = None
    if natural is None:
        return None
    if width or height:
        # The browser keeps the proportions.
        scale = width / natural.width if width else height / natural.height
        return natural.width * scale, natural.height * scale
    return float(natural.width), float(natural.height)


def _number(text: str) -> float:
    match = re.fullmatch(r"\s*(\d{1,5}(?:\.\d+)?)\s*(?:px)?\s*", text)
    return float(match[1]) if match else 0.0


def _box(area: Element, width: float, height: float) -> Box | None:
    """Return the box of an area, empty if it has no extent; None if it is outside the picture."""
    numbers = list(map(float, _NUMBERS.findall(area.get("coords") or area.get("xy") or "")))
    xs, ys = numbers[::2], numbers[1::2]
    if len(xs) < 2 or len(xs) != len(ys):
        return Box(0, 0, 0, 0)
    if max(xs) > width * (1 + _BEYOND) or max(ys) > height * (1 + _BEYOND):
        return None
    return inside_page(
        between(min(xs) / width, min(ys) / height, max(xs) / width, max(ys) / height)
    )
