"""Read the text of a page from ALTO, versions 2 to 4.

The result has its words in order, the words of each element, and their positions. Elements are
matched by local name, because the versions differ only in namespace in what is read here. Words are
in file order, which ALTO defines as the reading order, unless a ReadingOrder (4.3) gives another.
Positions are relative to the size of the page, so that the unit (pixel, mm10, inch1200) does not
matter.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from pathlib import Path
from typing import NamedTuple

from archive.catalogue.geometry import Direction
from archive.command_messages import message
from archive.text.boxes import Box, inside_page

from . import zone_types
from .clean_text import is_full_width, joined
from .parsed_issue import LOW, ImportRefused, OtherFormat, Quality
from .printed_text import PrintedText, direction_of
from .source_files import Element, elements, free_memory, local
from .zone_types import ParsedZone

_MARGINS = ("TopMargin", "BottomMargin", "LeftMargin", "RightMargin")
_HOLDERS = ("Page", "PrintSpace", *_MARGINS, "ComposedBlock", "TextBlock", "TextLine")
_MAX_WORDS = 2_000_000
_AREA = ("HPOS", "VPOS", "WIDTH", "HEIGHT")
_CLOSING = re.compile(r"[.,;:!?)\]»”’%…]+")
_OPENING = re.compile(r"[(\[«„“‘]+")
# Closing punctuation that no language sets off with a space.
_ALWAYS = re.compile(r"[.,)\]]+")
# Boxes closer than this share of a word's height touch.
_GAP = 0.2
# The page's size is rejected if words exceed it by more than this share.
_BEYOND = 0.02


class _Area(NamedTuple):
    """A rectangle in the unit of the file."""

    x: float
    y: float
    width: float
    height: float


class _AltoPiece(NamedTuple):
    """A String, or one of the two that form a hyphenated word."""

    text: str
    area: _Area
    line: int
    confidence: float | None
    # The areas of its characters, if the file gives each.
    glyphs: tuple[_Area, ...] = ()


@dataclass
class Word:
    text: str
    # Its line number, and whether a space precedes it in the line.
    line: int
    blank: bool = False
    # From 0 to 1; None if the file gives none.
    confidence: float | None = None
    # Hyphenated: the next word continues it.
    open: bool = False
    pieces: list[_AltoPiece] = field(default_factory=list)


@dataclass
class Layout:
    """The text of a page; `spans` maps the ID of each element to its words, [start, end)."""

    words: list[Word] = field(default_factory=list)
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    # IDs of the text blocks in reading order; a block without an ID gets a generated one.
    blocks: list[str] = field(default_factory=list)
    # Zone type by block ID and by line number, if known (see `zone_types.zone_type`).
    kinds: dict[str, str] = field(default_factory=dict)
    line_kinds: dict[int, str] = field(default_factory=dict)
    # Width and height of the page in the file's unit; None if it gives none that fits.
    size: tuple[float, float] | None = None
    # MeasurementUnit in lower case.
    unit: str = ""
    # The name of the image that was recognised.
    image: str = ""
    # Area of each Illustration and GraphicalElement by ID.
    areas: dict[str, _Area] = field(default_factory=dict)
    # Direction of each printed line whose words do not run from left to right.
    directions: dict[int, Direction] = field(default_factory=dict)

    def zones(self) -> Iterator[ParsedZone]:
        """Yield the text blocks, each split into runs of lines of the same type."""
        for ident in self.blocks:
            block_range = range(*self.spans[ident])
            for kind, group in groupby(block_range, key=self._kind_of_line):
                indices = list(group)
                start, end = indices[0], indices[-1] + 1
                kind = kind or self.kinds.get(ident, "")
                yield ParsedZone(
                    ident,
                    kind,
                    self.text(start, end),
                    self.quality(start, end),
                    self.print(start, end),
                )

    def _kind_of_line(self, index: int) -> str:
        return self.line_kinds.get(self.words[index].line, "")

    def text(self, start: int, end: int) -> str:
        """Return the text of a span of words, as one line."""
        lines: list[str] = []
        line_number = None
        for word in self.words[start:end]:
            if word.line != line_number:
                lines.append(word.text)
                line_number = word.line
            else:
                lines[-1] += (" " if word.blank else "") + word.text
        return joined(lines)

    @property
    def extent(self) -> tuple[float, float]:
        """Return the right and the lower edge of all words, in the file's unit."""
        areas = [piece.area for word in self.words for piece in word.pieces]
        right = max((area.x + area.width for area in areas), default=0.0)
        return right, max((area.y + area.height for area in areas), default=0.0)

    def fits(self, width: float, height: float) -> bool:
        """Return whether all words fit on a page of that size."""
        right, bottom = self.extent
        return right <= width * (1 + _BEYOND) and bottom <= height * (1 + _BEYOND)

    def print(self, start: int, end: int) -> tuple[PrintedText, ...]:
        """Return the positions of a span of words; empty if the size of the page is unknown."""
        if self.size is None:
            return ()
        pieces = (piece for word in self.words[start:end] for piece in word.pieces)
        return tuple(map(self._placed, pieces))

    def _placed(self, piece: _AltoPiece) -> PrintedText:
        direction = self.directions.get(piece.line, "horizontal")
        steps: tuple[float, ...] = ()
        if len(piece.glyphs) == len(piece.text) > 1:
            edges = [glyph.y if direction == "vertical" else glyph.x for glyph in piece.glyphs]
            last = piece.glyphs[-1].height if direction == "vertical" else piece.glyphs[-1].width
            steps = (*(max(b - a, 0.0) for a, b in pairwise(edges)), last)
        return PrintedText(
            piece.text, self.box(piece.area), piece.line, direction, piece.confidence, steps
        )

    def box(self, area: _Area) -> Box:
        """Return an area relative to the page, whose size must be known."""
        width, height = self.size or (1.0, 1.0)
        x, y = area.x / width, area.y / height
        return inside_page(Box(x, y, area.width / width, area.height / height))

    def picture(self, ident: str) -> Box | None:
        """Return the box of an illustration; None if its ID or the size of the page is unknown."""
        area = self.areas.get(ident)
        box = self.box(area) if area and self.size else None
        return box if box and box.area else None

    def quality(self, start: int, end: int) -> Quality:
        confidences = [w.confidence for w in self.words[start:end] if w.confidence is not None]
        return Quality(
            len(confidences), sum(confidences), sum(confidence < LOW for confidence in confidences)
        )


def read(path: Path) -> Layout:
    """Return the layout of an ALTO file.

    Raise ImportRefused, with file and line, if it is not ALTO.
    """
    layout, reader = Layout(), _AltoReader()
    for event, element in elements(path):
        name = local(element)
        if not reader.begun:
            reader.begun = True
            if name.lower() != "alto":
                raise OtherFormat(
                    f"{path}:{element.sourceline}", message("不是 ALTO，而是 <%(name)s>", name=name)
                )
        reader.handle(event, name, element, layout)
        if len(layout.words) > _MAX_WORDS:
            raise ImportRefused(
                f"{path}:{element.sourceline}",
                message("一个版超过 %(most)s 个字词", most=_MAX_WORDS),
            )
    _drop_constant_confidence(layout.words)
    if layout.size and not layout.fits(*layout.size):
        layout.size = None
    layout.directions = _directions(layout.words)
    if reader.order:
        ordered = list(
            dict.fromkeys(block for ref in reader.order for block in _blocks(layout, ref))
        )
        layout.blocks = ordered + [block for block in layout.blocks if block not in set(ordered)]
    return layout


def _drop_constant_confidence(words: list[Word]) -> None:
    """Drop a confidence that is the same for every word of a page: it was not measured."""
    values = {word.confidence for word in words} - {None}
    if len(values) == 1 and len(words) > 1:
        for word in words:
            word.confidence = None
            word.pieces = [piece._replace(confidence=None) for piece in word.pieces]


def _directions(words: list[Word]) -> dict[int, Direction]:
    """Return the direction of each line that is not horizontal.

    Lines of unknown direction have that of most lines of the page.
    """
    votes: dict[int, dict[Direction, int]] = {}
    pieces = [piece for word in words for piece in word.pieces]
    for piece in pieces:
        counts = votes.setdefault(piece.line, {})
        if direction := direction_of(piece.text, piece.area.width, piece.area.height):
            counts[direction] = counts.get(direction, 0) + len(piece.text)
    for first, second in pairwise(pieces):
        # Characters that are strings of their own.
        if first.line == second.line and len(first.text) == len(second.text) == 1:
            across, down = second.area.x - first.area.x, second.area.y - first.area.y
            direction = "right-to-left" if across < 0 else "horizontal"
            direction = "vertical" if down > abs(across) else direction
            votes[first.line][direction] = votes[first.line].get(direction, 0) + 1
    directions_voted = {
        line: max(counts, key=counts.__getitem__) for line, counts in votes.items() if counts
    }
    of_lines = list(directions_voted.values())
    usual: Direction = "horizontal"
    if of_lines.count("vertical") > len(of_lines) / 2:
        usual = "vertical"
    directions = {line: directions_voted.get(line, usual) for line in votes}
    return {line: direction for line, direction in directions.items() if direction != "horizontal"}


def _blocks(layout: Layout, ref: str) -> list[str]:
    """Return the text blocks that a ReadingOrder reference names, also by a composed block."""
    start, end = layout.spans.get(ref, (0, 0))
    if ref in layout.blocks:
        return [ref]
    spans = ((block, layout.spans[block]) for block in layout.blocks)
    return [block for block, (first, last) in spans if start <= first < last <= end]


def has_text(path: Path, ident: str) -> bool:
    """Return whether an element of the file has this ID; an illustration has one but no words."""
    for event, element in elements(path):
        if event == "start" and element.get("ID") == ident:
            return True
        if event == "end" and local(element) in ("TextLine", "TextBlock"):
            free_memory(element)
    return False


class _AltoReader:
    def __init__(self) -> None:
        self.begun = False
        self.order: list[str] = []
        self._starts: list[int] = []
        self._line, self._first = 0, 0
        self._space = self._spaced = False
        # SUBS_CONTENT of a hyphenated word whose second part has not been read yet.
        self._pending_word = ""
        # Tag labels by ID (version 4).
        self._tags: dict[str, str] = {}
        # Zone types of the enclosing elements.
        self._within: list[str] = []
        # Left edge, right edge and height of the words of the current line.
        self._boxes: dict[int, tuple[float, float, float]] = {}

    def handle(self, event: str, name: str, element: Element, layout: Layout) -> None:
        if event == "start":
            if name in _HOLDERS:
                self._starts.append(len(layout.words))
                self._within.append("furniture" if name in _MARGINS else self._tagged(element))
            elif name.endswith("Tag") and (tag_id := element.get("ID")):
                self._tags[tag_id] = element.get("LABEL") or element.get("TYPE") or ""
            if name == "TextLine":
                self._line += 1
                self._first = len(layout.words)
                self._space = self._spaced = False
            elif name == "Page" and layout.size is None:
                layout.size = _size(element)
            elif name in ("Illustration", "GraphicalElement") and (area := _area(element)):
                layout.areas[element.get("ID") or ""] = area
            return
        if name == "String":
            self._word(element, layout)
        elif name == "SP":
            self._space = self._spaced = True
        elif name == "HYP" and layout.words and not self._pending_word:
            layout.words[-1].open = True
        elif name == "MeasurementUnit":
            layout.unit = (element.text or "").strip().lower()
        elif name == "fileName" and not layout.image:
            layout.image = (element.text or "").strip()
        elif name == "ElementRef" and (ref := element.get("REF")):
            self.order.append(ref)
        if name not in _HOLDERS:
            return
        start, kind = self._starts.pop(), self._within.pop()
        ident = element.get("ID") or ""
        if name == "TextLine":
            self._set_spaces(layout.words[self._first :])
            if kind:
                layout.line_kinds[self._line] = kind
        if name == "TextBlock":
            ident = ident or f"\0{len(layout.blocks)}"
            layout.blocks.append(ident)
            # The innermost known type.
            if zone_type := next(filter(None, (kind, *reversed(self._within))), ""):
                layout.kinds[ident] = zone_type
        if ident:
            layout.spans.setdefault(ident, (start, len(layout.words)))
        if name in ("TextLine", "TextBlock"):
            free_memory(element)

    def _tagged(self, element: Element) -> str:
        names = (self._tags.get(ref, "") for ref in element.get("TAGREFS", "").split())
        return next(filter(None, map(zone_types.zone_type, names)), "")

    def _word(self, element: Element, layout: Layout) -> None:
        part, whole_word = element.get("SUBS_TYPE", ""), element.get("SUBS_CONTENT", "")
        text, index = element.get("CONTENT", ""), len(layout.words)
        previous = layout.words[-1] if layout.words else None
        ident = element.get("ID")
        piece = self._piece(element, text)
        if part == "HypPart2" and self._pending_word and whole_word in ("", self._pending_word):
            # The whole word was written with the first part; the second part of another word is
            # kept.
            self._pending_word = ""
            if previous is not None:
                previous.pieces += piece
            layout.spans.setdefault(ident or "", (index, index))
            return
        self._pending_word = ""
        if previous is not None and previous.open and text:
            previous.text, previous.open = previous.text + text, False
            previous.pieces += piece
            layout.spans.setdefault(ident or "", (index, index))
            return
        if part == "HypPart1":
            self._pending_word = whole_word
            text = whole_word or text
        if text:
            word = Word(text, self._line, self._space, _confidence(element.get("WC")))
            word.open = part == "HypPart1" and not whole_word
            word.pieces = piece
            layout.words.append(word)
            if box := _box(element):
                self._boxes[index] = box
        self._space = False
        if ident:
            layout.spans.setdefault(ident, (index, len(layout.words)))

    def _piece(self, element: Element, text: str) -> list[_AltoPiece]:
        """Return the piece of a String, or [] if it has no area."""
        area = _area(element)
        if area is None or not text:
            return []
        glyphs = [_area(child) for child in element if local(child) == "Glyph"]
        positioned = tuple(glyph for glyph in glyphs if glyph)
        return [_AltoPiece(text, area, self._line, _confidence(element.get("WC")), positioned)]

    def _set_spaces(self, words: list[Word]) -> None:
        """Set the spaces of a line: those of the file, else between words that are not full-width.

        If every string of a line is a single full-width character, a space after each is
        meaningless. A punctuation mark that is a string of its own joins the word that it touches.
        """
        single = len(words) > 2 and all(len(w.text) == 1 and is_full_width(w.text) for w in words)
        all_spaced = single and all(word.blank for word in words[1:])
        for n, (previous, word) in enumerate(pairwise(words), self._first):
            if not self._spaced:
                has_space = not (is_full_width(previous.text[-1]) or is_full_width(word.text[0]))
                word.blank = has_space and not self._touch(n, previous.text, word.text)
            elif all_spaced:
                word.blank = False
        self._boxes.clear()

    def _touch(self, index: int, previous: str, word: str) -> bool:
        """Return whether a word touches the next; one of them is a punctuation mark."""
        closes, opens = bool(_CLOSING.fullmatch(word)), bool(_OPENING.fullmatch(previous))
        if not (closes or opens):
            return False
        first, second = self._boxes.get(index), self._boxes.get(index + 1)
        if first is None or second is None:
            return bool(_ALWAYS.fullmatch(word)) or opens
        return second[0] - first[1] <= _GAP * max(first[2], second[2])


def _confidence(value_text: str | None) -> float | None:
    try:
        value = float(value_text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) and 0 <= value <= 1 else None


def _size(page: Element) -> tuple[float, float] | None:
    try:
        width, height = float(page.get("WIDTH", "")), float(page.get("HEIGHT", ""))
    except ValueError:
        return None
    return (width, height) if 0 < width < math.inf and 0 < height < math.inf else None


def _area(element: Element) -> _Area | None:
    """Return the area of an element; None if the file gives none."""
    try:
        area = _Area(*(float(element.get(name, "")) for name in _AREA))
    except ValueError:
        return None
    return area if all(map(math.isfinite, area)) and min(area.width, area.height) > 0 else None


def _box(element: Element) -> tuple[float, float, float] | None:
    """Return (left, right, height) of a word; None if the file gives no box."""
    try:
        left, width = float(element.get("HPOS", "")), float(element.get("WIDTH", ""))
        height = float(element.get("HEIGHT") or 0)
    except ValueError:
        return None
    return (left, left + width, height) if math.isfinite(left + width + height) else None
