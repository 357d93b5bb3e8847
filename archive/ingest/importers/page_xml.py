"""PAGE XML (PRImA, 2013 to 2019) → pages with their articles.

Regions stand in their ReadingOrder; those that it leaves out, and the members of a group without
order, by where they lie. Where the lines of a page run from top to bottom, columns and regions are
read from right to left.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from . import page_folders, zone_types
from .clean_text import joined
from .import_format import DATE, DATE_REASON, ImportFormat
from .parsed_issue import LOW, ImportRefused, OtherFormat, ParsedItem, ParsedPage, Quality
from .source_files import elements, local

_MOST_BYTES = 64 * 2**20
_WITHIN = ("TextRegion", "TableRegion", "TableCell")
_GROUPS = ("OrderedGroup", "UnorderedGroup", "OrderedGroupIndexed", "UnorderedGroupIndexed")
_REFS = ("RegionRef", "RegionRefIndexed")
# a line of several characters that is this much higher than wide runs downwards
_UPRIGHT = 1.5


class _Line(NamedTuple):
    kind: str
    text: str
    quality: Quality = Quality()


@dataclass
class _Region:
    id: str
    kind: str
    box: tuple[int, int, int, int]
    lines: list[_Line] = field(default_factory=list)
    # lines that run downwards, less those that do not
    upright: int = 0


def sheet(path: Path) -> ParsedPage:
    """One page; Refused, with file and line, for what is no PAGE XML."""
    regions, order, attributes = _read(path)
    upright = _runs_down(regions, attributes)
    # of two that are called the same the first is meant, and the other is not lost
    inside = {region.id: region for region in reversed(regions)}
    for ref in order:
        for ident in ref if isinstance(ref, list) else [ref]:
            if ident not in inside and ident not in attributes["ids"]:
                raise ImportRefused(f"{path}: ReadingOrder", f"没有区域 {ident!r}")
    turn: list[_Region] = []
    for ref in order:
        members = [
            inside[one] for one in (ref if isinstance(ref, list) else [ref]) if one in inside
        ]
        turn += _placed(members, upright) if isinstance(ref, list) else members
    turn = list({id(one): one for one in turn}.values())
    listed = {id(one) for one in turn}
    left = [one for one in regions if id(one) not in listed]
    # without any order the file's own counts, but where lines run down
    turn += _placed(left, upright) if order or upright else left
    page = zone_types.zone_articles(zone for region in turn for zone in _zones(region))
    items = tuple(
        ParsedItem(
            f"{path.stem}/{ident or nth}", f"{path}: {ident}", tuple(parts), notes=page.notes
        )
        for nth, (ident, parts) in enumerate(page.articles)
    )
    notes = (("source", "版面为直排，自右至左读。"),) if upright else ()
    return ParsedPage(str(path), page.number, items=items, rest=tuple(page.rest), notes=notes)


def _zones(region: _Region) -> Iterator[zone_types.Zone]:
    """A region, or, where its lines are told apart, the lines of each kind that stand together."""
    for kind, group in groupby(region.lines, key=lambda line: line.kind):
        lines = list(group)
        text = joined(line.text.strip() for line in lines)
        quality = sum((line.quality for line in lines), Quality())
        yield zone_types.Zone(region.id, kind or region.kind, text, quality)


def _read(path: Path) -> tuple[list[_Region], list, dict]:
    """(text regions in the file's order, order as ids and lists of ids, what the page says of itself)."""
    if path.is_file() and path.stat().st_size > _MOST_BYTES:
        raise ImportRefused(str(path), f"文件超过 {_MOST_BYTES // 2**20} MB")
    root = None
    for _, element in elements(path):
        root = element if root is None else root
    if root is None or local(root) != "PcGts":
        name = local(root) if root is not None else ""
        raise OtherFormat(f"{path}:1", f"不是 PAGE XML，而是 <{name}>")
    page = next((one for one in root if local(one) == "Page"), None)
    if page is None:
        raise ImportRefused(f"{path}:{root.sourceline}", "没有 Page 元素")
    told = {"ids": set(), "direction": page.get("readingDirection", "")}
    regions: list[_Region] = []
    order: list[str | list[str]] = []
    for element in page.iter():
        name = local(element)
        if name.endswith("Region"):
            told["ids"].add(element.get("id", ""))
        if name in _WITHIN:
            regions.append(_region(element, path))
            told["direction"] = told["direction"] or element.get("readingDirection", "")
        elif name == "ReadingOrder":
            order = [ref for group in element for ref in _ordered(group)]
    if not order and regions and all(_index(one) is not None for one in page if _is_region(one)):
        numbers = {one.get("id", ""): _index(one) or 0 for one in page if _is_region(one)}
        order = sorted(numbers, key=numbers.__getitem__)
    return [one for one in regions if one.lines], order, told


def _is_region(element) -> bool:
    return local(element) == "TextRegion"


def _index(element) -> int | None:
    """The place that Transkribus writes as `readingOrder {index:3;}` in `custom`."""
    found = re.search(r"readingOrder\s*\{[^}]*index:\s*(\d{1,6})", element.get("custom", ""))
    return int(found[1]) if found else None


def _ordered(group) -> Iterator[str | list[str]]:
    """Region ids of a group and those within, in order; an unordered group is a list."""
    name = local(group)
    if name in _REFS:
        yield group.get("regionRef", "")
        return
    if name not in _GROUPS:
        return
    members = [one for one in group if local(one) in (*_REFS, *_GROUPS)]
    if name.startswith("Ordered"):
        members.sort(key=lambda one: _number(one.get("index")))
        for one in members:
            yield from _ordered(one)
    elif all(local(one) in _REFS for one in members):
        yield [one.get("regionRef", "") for one in members]
    else:
        for one in members:
            yield from _ordered(one)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _region(element, path: Path) -> _Region:
    region = _Region(element.get("id", ""), _kind(element), _box(element, path))
    lines = [one for one in element if local(one) == "TextLine"]
    if lines and all(_index(one) is not None for one in lines):
        lines.sort(key=lambda line: _index(line) or 0)
    for line in lines:
        text, confidence = _text(line)
        if text.strip():
            sure = () if confidence is None else (1, confidence, int(confidence < LOW))
            region.lines.append(_Line(_kind(line), text, Quality(*sure)))
            left, top, right, bottom = _box(line, path)
            down = len(text.strip()) > 1 and bottom - top > _UPRIGHT * (right - left)
            region.upright += 1 if down else -1
    # what holds other regions says again what they say
    if not lines and not any(local(one) in _WITHIN for one in element):
        text, _ = _text(element)
        region.lines = [_Line("", one) for one in text.splitlines() if one.strip()]
    return region


def _kind(element) -> str:
    """What a region or line is, by its `type` or the `structure {type:…}` of Transkribus and eScriptorium."""
    custom = re.search(r"structure\s*\{[^}]*type:\s*([^;}]+)", element.get("custom", ""))
    told = (element.get("type"), custom and custom[1])
    return next(filter(None, (zone_types.zone_type(name) for name in told if name)), "")


def _text(element) -> tuple[str, float | None]:
    """(text, confidence): the first TextEquiv by its index, or the words' where there is none."""
    told = [one for one in element if local(one) == "TextEquiv"]
    for one in sorted(told, key=lambda equiv: _number(equiv.get("index"))):
        for child in one:
            if local(child) in ("Unicode", "PlainText") and child.text and child.text.strip():
                try:
                    confidence = float(one.get("conf", ""))
                except ValueError:
                    confidence = None
                sound = confidence is not None and 0 <= confidence <= 1
                return child.text, confidence if sound else None
    words = [_text(one)[0] for one in element if local(one) == "Word"]
    return joined(words), None


def _box(element, path: Path) -> tuple[int, int, int, int]:
    """(left, top, right, bottom) of Coords; of none where there are none."""
    coords = next((one for one in element if local(one) == "Coords"), None)
    if coords is None:
        return 0, 0, 0, 0
    written = coords.get("points")
    pairs = re.findall(r"(-?\d{1,7})(?:\.\d+)?,(-?\d{1,7})(?:\.\d+)?", written or "")
    pairs = pairs or [
        (one.get("x", ""), one.get("y", "")) for one in coords if local(one) == "Point"
    ]
    try:
        xs, ys = [int(x) for x, _ in pairs], [int(y) for _, y in pairs]
    except ValueError as error:
        raise ImportRefused(f"{path}:{coords.sourceline}", f"坐标不合：{error}") from error
    return (min(xs), min(ys), max(xs), max(ys)) if xs else (0, 0, 0, 0)


def _runs_down(regions: list[_Region], told: dict) -> bool:
    """Whether lines run from top to bottom: as the page says, or as most of them are shaped."""
    if told["direction"]:
        return told["direction"] == "top-to-bottom"
    return sum(region.upright for region in regions) > 0


def _placed(regions: list[_Region], upright: bool) -> list[_Region]:
    """By where they lie: rows downwards, or, where lines run down, columns from the right."""
    if upright:
        return sorted(regions, key=lambda one: (-one.box[2], one.box[1]))
    return sorted(regions, key=lambda one: (one.box[1], one.box[0]))


FORMAT = ImportFormat(
    key="page-xml",
    label="PAGE XML",
    parse=lambda sources, options: page_folders.issues(
        sources, sheet, options["date"], options["date_reason"]
    ),
    options=(DATE, DATE_REASON),
    suffixes=(".xml",),
    roots=("PcGts",),
)
