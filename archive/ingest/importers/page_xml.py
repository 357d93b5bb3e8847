"""Parse PAGE XML (PRImA, 2013 to 2019) into pages with their articles.

Regions are in the order of their ReadingOrder; omitted ones, and members of an unordered group, by
position. On a page of vertical text, columns and regions are read from right to left.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, groupby, pairwise
from pathlib import Path
from typing import Any, NamedTuple

from archive.catalogue.geometry import Direction
from archive.command_messages import message
from archive.text.boxes import between, inside_page

from . import page_folders, zone_types
from .clean_text import joined
from .images_beside import image_beside
from .import_format import DATE, DATE_REASON, ImportFormat
from .parsed_issue import LOW, ImportRefused, OtherFormat, ParsedItem, ParsedPage, Quality
from .printed_text import UPRIGHT, PrintedText, direction_of
from .source_files import Element, elements, local

_MAX_BYTES = 64 * 2**20
_WITHIN = ("TextRegion", "TableRegion", "TableCell")
_GROUPS = ("OrderedGroup", "UnorderedGroup", "OrderedGroupIndexed", "UnorderedGroupIndexed")
_REFS = ("RegionRef", "RegionRefIndexed")
# Maximum number of points of a stored outline.
_MAX_POINTS = 60
_CROOKED = 0.7


class _PagePiece(NamedTuple):
    """A line or word, its outline in pixels, and the boxes of its characters if given."""

    text: str
    points: list[tuple[int, int]]
    confidence: float | None = None
    glyphs: tuple[tuple[int, int, int, int], ...] = ()


class _PageLine(NamedTuple):
    kind: str
    text: str
    quality: Quality = Quality()

    # Its position: that of its words, or its own.
    pieces: tuple[_PagePiece, ...] = ()
    number: int = 0
    direction: str = ""


@dataclass
class _TextRegion:
    id: str
    kind: str
    box: tuple[int, int, int, int]
    lines: list[_PageLine] = field(default_factory=list)
    # Number of vertical lines minus number of horizontal lines.
    upright: int = 0


def parse_page(path: Path) -> ParsedPage:
    """Return the page in a PAGE XML file.

    Raise ImportRefused, with file and line, if it is none.
    """
    regions, order, attributes = _read(path)
    is_vertical = _is_vertical(regions, attributes)
    size, beside = attributes["size"], attributes["beside"]
    # Of two regions with one ID the first is the referenced one; the other one is kept too.
    by_id = {region.id: region for region in reversed(regions)}
    for ref in order:
        for ident in ref if isinstance(ref, list) else [ref]:
            if ident not in by_id and ident not in attributes["ids"]:
                raise ImportRefused(
                    f"{path}: ReadingOrder", message("没有区域 %(ident)r", ident=ident)
                )
    regions_in_order: list[_TextRegion] = []
    for ref in order:
        members = [
            by_id[entry] for entry in (ref if isinstance(ref, list) else [ref]) if entry in by_id
        ]
        regions_in_order += _by_position(members, is_vertical) if isinstance(ref, list) else members
    regions_in_order = list({id(entry): entry for entry in regions_in_order}.values())
    listed_ids = {id(entry) for entry in regions_in_order}
    unlisted = [entry for entry in regions if id(entry) not in listed_ids]
    # Without a ReadingOrder, horizontal text is in file order.
    regions_in_order += _by_position(unlisted, is_vertical) if order or is_vertical else unlisted
    page = zone_types.zone_articles(
        zone for region in regions_in_order for zone in _zones(region, size, is_vertical)
    )
    items = tuple(
        ParsedItem(
            f"{path.stem}/{ident or nth}", f"{path}: {ident}", tuple(parts), notes=page.notes
        )
        for nth, (ident, parts) in enumerate(page.articles)
    )
    notes = (("source", "版面为竖排，自右至左读。"),) if is_vertical else ()
    remarks = beside.remarks
    if size is None and regions:
        remarks += (
            message("%(path)s: 没有版面的大小（imageWidth、imageHeight），未导入坐标", path=path),
        )
    return ParsedPage(
        str(path),
        page.number,
        items=items,
        rest=tuple(page.rest),
        notes=notes,
        images=beside.images,
        remarks=remarks,
        missing_images=beside.missing,
    )


def _zones(
    region: _TextRegion, size: tuple[int, int] | None, is_vertical: bool
) -> Iterator[zone_types.ParsedZone]:
    """Yield the zones of a region: one for each run of lines of the same type."""
    for kind, group in groupby(region.lines, key=lambda line: line.kind):
        lines = list(group)
        text = joined(line.text.strip() for line in lines)
        quality = sum((line.quality for line in lines), Quality())
        print_ = tuple(piece for line in lines for piece in _placed(line, size, is_vertical))
        yield zone_types.ParsedZone(region.id, kind or region.kind, text, quality, print_)


def _placed(
    line: _PageLine, size: tuple[int, int] | None, is_vertical: bool
) -> Iterator[PrintedText]:
    """Yield the pieces of a line in fractions of the page; none if its size is unknown."""
    if size is None:
        return
    width, height = size
    for text, points, confidence, glyphs in line.pieces:
        left, top, right, bottom = _around(points)
        box = inside_page(between(left / width, top / height, right / width, bottom / height))
        if not box.area:
            continue
        direction = _direction(line.direction, text, right - left, bottom - top, is_vertical)
        steps: tuple[float, ...] = ()
        if len(glyphs) == len(text) > 1:
            down = direction == "vertical"
            edges = [glyph[1] if down else glyph[0] for glyph in glyphs]
            last = glyphs[-1][3] - glyphs[-1][1] if down else glyphs[-1][2] - glyphs[-1][0]
            if direction != "right-to-left":
                steps = (*(float(max(b - a, 0)) for a, b in pairwise(edges)), float(last))
        polygon: tuple[float, ...] = ()
        if _is_crooked(points):
            polygon = tuple(
                min(max(value, 0.0), 1.0) for x, y in points for value in (x / width, y / height)
            )
        yield PrintedText(text, box, line.number, direction, confidence, steps, polygon)


def _direction(declared: str, text: str, width: int, height: int, is_vertical: bool) -> Direction:
    if declared in ("top-to-bottom", "bottom-to-top"):
        return "vertical"
    if declared == "right-to-left" and not is_vertical:
        return "right-to-left"
    return direction_of(text, width, height) or ("vertical" if is_vertical else "horizontal")


def _is_crooked(points: list[tuple[int, int]]) -> bool:
    """Return whether an outline fills little of its bounding rectangle: a skewed or bent line."""
    if not 4 <= len(points) <= _MAX_POINTS:
        return False
    pairs = zip(points, [*points[1:], points[0]], strict=True)
    area = abs(sum(x * other_y - other_x * y for (x, y), (other_x, other_y) in pairs)) / 2
    left, top, right, bottom = _around(points)
    return area < _CROOKED * (right - left) * (bottom - top)


def _read(path: Path) -> tuple[list[_TextRegion], list, dict]:
    """Return (text regions in file order, reading order, facts about the page).

    The reading order has IDs and lists of IDs; the facts are the page's IDs and direction.
    """
    if path.is_file() and path.stat().st_size > _MAX_BYTES:
        raise ImportRefused(
            str(path), message("文件超过 %(megabytes)s MB", megabytes=_MAX_BYTES // 2**20)
        )
    root = None
    for _, element in elements(path):
        root = element if root is None else root
    if root is None or local(root) != "PcGts":
        name = local(root) if root is not None else ""
        raise OtherFormat(f"{path}:1", message("不是 PAGE XML，而是 <%(name)s>", name=name))
    page = next((child for child in root if local(child) == "Page"), None)
    if page is None:
        raise ImportRefused(f"{path}:{root.sourceline}", message("没有 Page 元素"))
    beside = image_beside(path, page.get("imageFilename", ""))
    size = _number(page.get("imageWidth")), _number(page.get("imageHeight"))
    page_facts: dict[str, Any] = {
        "ids": set(),
        "direction": page.get("readingDirection", ""),
        "size": size if all(size) else beside.size,
        "beside": beside,
    }
    line_numbers = count(1)
    regions: list[_TextRegion] = []
    order: list[str | list[str]] = []
    for element in page.iter():
        name = local(element)
        if name.endswith("Region"):
            page_facts["ids"].add(element.get("id", ""))
        if name in _WITHIN:
            regions.append(_region(element, path, line_numbers))
            page_facts["direction"] = page_facts["direction"] or element.get("readingDirection", "")
        elif name == "ReadingOrder":
            order = [ref for group in element for ref in _ordered(group)]
    if (
        not order
        and regions
        and all(_index(child) is not None for child in page if _is_region(child))
    ):
        numbers = {child.get("id", ""): _index(child) or 0 for child in page if _is_region(child)}
        order = sorted(numbers, key=numbers.__getitem__)
    return [region for region in regions if region.lines], order, page_facts


def _is_region(element: Element) -> bool:
    return local(element) == "TextRegion"


def _index(element: Element) -> int | None:
    """Return the index that Transkribus writes as `readingOrder {index:3;}` in `custom`."""
    match = re.search(r"readingOrder\s*\{[^}]*index:\s*(\d{1,6})", element.get("custom", ""))
    return int(match[1]) if match else None


def _ordered(group: Element) -> Iterator[str | list[str]]:
    """Yield the region IDs of a group and its subgroups in order; an unordered group is a list."""
    name = local(group)
    if name in _REFS:
        yield group.get("regionRef", "")
        return
    if name not in _GROUPS:
        return
    members = [member for member in group if local(member) in (*_REFS, *_GROUPS)]
    if name.startswith("Ordered"):
        members.sort(key=lambda member: _number(member.get("index")))
        for member in members:
            yield from _ordered(member)
    elif all(local(member) in _REFS for member in members):
        yield [member.get("regionRef", "") for member in members]
    else:
        for member in members:
            yield from _ordered(member)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _region(element: Element, path: Path, numbers: Iterator[int]) -> _TextRegion:
    region = _TextRegion(element.get("id", ""), _kind(element), _box(element, path))
    lines = [child for child in element if local(child) == "TextLine"]
    if lines and all(_index(child) is not None for child in lines):
        lines.sort(key=lambda line: _index(line) or 0)
    for line in lines:
        text, confidence = _text(line)
        if text.strip():
            measured = () if confidence is None else (1, confidence, int(confidence < LOW))
            direction = line.get("readingDirection", "") or element.get("readingDirection", "")
            pieces = tuple(_pieces(line, text, confidence, path))
            quality = Quality(*measured)
            number = next(numbers)
            region.lines.append(_PageLine(_kind(line), text, quality, pieces, number, direction))
            left, top, right, bottom = _box(line, path)
            is_vertical = len(text.strip()) > 1 and bottom - top > UPRIGHT * (right - left)
            region.upright += 1 if is_vertical else -1
    # The text of a region that contains regions repeats theirs.
    if not lines and not any(local(child) in _WITHIN for child in element):
        text, _ = _text(element)
        region.lines = [_PageLine("", child) for child in text.splitlines() if child.strip()]
    return region


def _pieces(line: Element, text: str, confidence: float | None, path: Path) -> Iterator[_PagePiece]:
    """Yield the words of a line if they are its text and have outlines, else the whole line."""
    words = [child for child in line if local(child) == "Word"]
    texts = [_text(word)[0] for word in words]
    if words and "".join("".join(texts).split()) == "".join(text.split()):
        outlines = [_points(word, path) for word in words]
        if all(outlines):
            for word, word_text, points in zip(words, texts, outlines, strict=True):
                glyphs = [_points(child, path) for child in word if local(child) == "Glyph"]
                boxes = tuple(_around(glyph) for glyph in glyphs if glyph)
                yield _PagePiece(word_text.strip(), points, confidence, boxes)
            return
    if points := _points(line, path):
        yield _PagePiece(text.strip(), points, confidence)


def _kind(element: Element) -> str:
    """Return the type of a region or line.

    It is taken from `type` or from the `structure {type:…}` of Transkribus and eScriptorium.
    """
    structure = re.search(r"structure\s*\{[^}]*type:\s*([^;}]+)", element.get("custom", ""))
    names = (element.get("type"), structure and structure[1])
    return next(filter(None, (zone_types.zone_type(name) for name in names if name)), "")


def _text(element: Element) -> tuple[str, float | None]:
    """Return (text, confidence) of the first TextEquiv by index, or the text of the words."""
    alternatives = [alternative for alternative in element if local(alternative) == "TextEquiv"]
    for alternative in sorted(alternatives, key=lambda equiv: _number(equiv.get("index"))):
        for child in alternative:
            if local(child) in ("Unicode", "PlainText") and child.text and child.text.strip():
                try:
                    confidence = float(alternative.get("conf", ""))
                except ValueError:
                    confidence = None
                is_valid = confidence is not None and 0 <= confidence <= 1
                return child.text, confidence if is_valid else None
    words = [_text(alternative)[0] for alternative in element if local(alternative) == "Word"]
    return joined(words), None


def _box(element: Element, path: Path) -> tuple[int, int, int, int]:
    """Return (left, top, right, bottom) of Coords; zeros if there are none."""
    return _around(_points(element, path))


def _around(points: list[tuple[int, int]]) -> tuple[int, int, int, int]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (min(xs), min(ys), max(xs), max(ys)) if points else (0, 0, 0, 0)


def _points(element: Element, path: Path) -> list[tuple[int, int]]:
    """Return the outline of an element from its Coords; empty if there are none."""
    coords = next((child for child in element if local(child) == "Coords"), None)
    if coords is None:
        return []
    points = coords.get("points")
    pairs = re.findall(r"(-?\d{1,7})(?:\.\d+)?,(-?\d{1,7})(?:\.\d+)?", points or "")
    pairs = pairs or [
        (child.get("x", ""), child.get("y", "")) for child in coords if local(child) == "Point"
    ]
    try:
        return [(int(x), int(y)) for x, y in pairs]
    except ValueError as error:
        raise ImportRefused(
            f"{path}:{coords.sourceline}", message("坐标不合：%(error)s", error=error)
        ) from error


def _is_vertical(regions: list[_TextRegion], page_facts: dict) -> bool:
    """Return whether the text is vertical: as declared, else by the shape of most lines."""
    if page_facts["direction"]:
        return page_facts["direction"] == "top-to-bottom"
    return sum(region.upright for region in regions) > 0


def _by_position(regions: list[_TextRegion], is_vertical: bool) -> list[_TextRegion]:
    """Return the regions by position: from the top, or columns from the right if vertical."""
    if is_vertical:
        return sorted(regions, key=lambda region: (-region.box[2], region.box[1]))
    return sorted(regions, key=lambda region: (region.box[1], region.box[0]))


FORMAT = ImportFormat(
    key="page-xml",
    label="PAGE XML",
    parse=lambda sources, options: page_folders.issues(
        sources, parse_page, options["date"], options["date_reason"]
    ),
    options=(DATE, DATE_REASON),
    suffixes=(".xml",),
    roots=("PcGts",),
    takes_images=True,
)
