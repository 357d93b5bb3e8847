"""Reads a page's text from ALTO, versions 2 to 4: words in order, and which of them each element has.

Elements are known by their local names: the versions differ in their namespaces alone as far as
they are read here. The order is that of the file, which ALTO says is the reading order, unless a
ReadingOrder (4.3) says another.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from pathlib import Path

from . import zone_types
from .clean_text import display_width, joined
from .parsed_issue import LOW, ImportRefused, OtherFormat, Quality
from .source_files import elements, forget, local
from .zone_types import Zone

_MARGINS = ("TopMargin", "BottomMargin", "LeftMargin", "RightMargin")
_HOLDERS = ("Page", "PrintSpace", *_MARGINS, "ComposedBlock", "TextBlock", "TextLine")
_MOST_WORDS = 2_000_000
_CLOSING, _OPENING = re.compile(r"[.,;:!?)\]»”’%…]+"), re.compile(r"[(\[«„“‘]+")
# of those that close, the ones that no language sets apart
_ALWAYS = re.compile(r"[.,)\]]+")
# of the height of a word: what is nearer touches
_GAP = 0.2


@dataclass
class Word:
    text: str
    # the number of its line, and whether a blank stands before it in the line
    line: int
    blank: bool = False
    # 0 to 1, None where it is not told
    confidence: float | None = None
    # the next word goes on with it
    open: bool = False


@dataclass
class Layout:
    """`spans` has, for the ID of any element, which words are in it: [start, end)."""

    words: list[Word] = field(default_factory=list)
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    # IDs of the text blocks in reading order; a block without an ID has one of its own making
    blocks: list[str] = field(default_factory=list)
    # by ID of a block, and by number of a line: what it is, where that is told (see `zone_types.zone_type`)
    kinds: dict[str, str] = field(default_factory=dict)
    line_kinds: dict[int, str] = field(default_factory=dict)

    def zones(self) -> Iterator[Zone]:
        """The text blocks; where lines of one are told apart, those of each kind that stand together."""
        for ident in self.blocks:
            here = range(*self.spans[ident])
            for kind, group in groupby(here, key=self._kind_of_line):
                places = list(group)
                start, end = places[0], places[-1] + 1
                kind = kind or self.kinds.get(ident, "")
                yield Zone(ident, kind, self.text(start, end), self.quality(start, end))

    def _kind_of_line(self, place: int) -> str:
        return self.line_kinds.get(self.words[place].line, "")

    def text(self, start: int, end: int) -> str:
        """The words of a span as one line."""
        lines: list[str] = []
        number = None
        for word in self.words[start:end]:
            if word.line != number:
                lines.append(word.text)
                number = word.line
            else:
                lines[-1] += (" " if word.blank else "") + word.text
        return joined(lines)

    def quality(self, start: int, end: int) -> Quality:
        told = [w.confidence for w in self.words[start:end] if w.confidence is not None]
        return Quality(len(told), sum(told), sum(one < LOW for one in told))


def read(path: Path) -> Layout:
    """Refused, with file and line, for what is no ALTO."""
    layout, reader = Layout(), _Reader()
    for event, element in elements(path):
        name = local(element)
        if not reader.begun:
            reader.begun = True
            if name.lower() != "alto":
                raise OtherFormat(f"{path}:{element.sourceline}", f"不是 ALTO，而是 <{name}>")
        reader.take(event, name, element, layout)
        if len(layout.words) > _MOST_WORDS:
            raise ImportRefused(f"{path}:{element.sourceline}", f"一个版超过 {_MOST_WORDS} 个字词")
    _forget_constant(layout.words)
    if reader.order:
        first = list(dict.fromkeys(one for ref in reader.order for one in _blocks(layout, ref)))
        layout.blocks = first + [one for one in layout.blocks if one not in set(first)]
    return layout


def _forget_constant(words: list[Word]) -> None:
    """Takes away a confidence that is the same for every word of a page: nobody measured it."""
    told = {word.confidence for word in words} - {None}
    if len(told) == 1 and len(words) > 1:
        for word in words:
            word.confidence = None


def _blocks(layout: Layout, ref: str) -> list[str]:
    """The text blocks that a reference of the reading order means: one, or those of a composed one."""
    start, end = layout.spans.get(ref, (0, 0))
    if ref in layout.blocks:
        return [ref]
    within = ((one, layout.spans[one]) for one in layout.blocks)
    return [one for one, (first, last) in within if start <= first < last <= end]


def has_text(path: Path, ident: str) -> bool:
    """Whether any element of the file has this ID: a picture, which has no words, has one, too."""
    for event, element in elements(path):
        if event == "start" and element.get("ID") == ident:
            return True
        if event == "end" and local(element) in ("TextLine", "TextBlock"):
            forget(element)
    return False


class _Reader:
    def __init__(self) -> None:
        self.begun = False
        self.order: list[str] = []
        self._starts: list[int] = []
        self._line, self._first = 0, 0
        self._space = self._spaced = False
        # a hyphenated word waits for its second part: what both are called together
        self._waits = ""
        # what tags mean (version 4), and what the elements are in which this one lies
        self._tags: dict[str, str] = {}
        self._within: list[str] = []
        # where the boxes of the words of a line begin and end, and how high they are
        self._boxes: dict[int, tuple[float, float, float]] = {}

    def take(self, event: str, name: str, element, layout: Layout) -> None:
        if event == "start":
            if name in _HOLDERS:
                self._starts.append(len(layout.words))
                self._within.append("furniture" if name in _MARGINS else self._tagged(element))
            elif name.endswith("Tag") and element.get("ID"):
                self._tags[element.get("ID")] = element.get("LABEL") or element.get("TYPE") or ""
            if name == "TextLine":
                self._line += 1
                self._first = len(layout.words)
                self._space = self._spaced = False
            return
        if name == "String":
            self._word(element, layout)
        elif name == "SP":
            self._space = self._spaced = True
        elif name == "HYP" and layout.words and not self._waits:
            layout.words[-1].open = True
        elif name == "ElementRef" and element.get("REF"):
            self.order.append(element.get("REF"))
        if name not in _HOLDERS:
            return
        start, kind = self._starts.pop(), self._within.pop()
        ident = element.get("ID") or ""
        if name == "TextLine":
            self._set(layout.words[self._first :])
            if kind:
                layout.line_kinds[self._line] = kind
        if name == "TextBlock":
            ident = ident or f"\0{len(layout.blocks)}"
            layout.blocks.append(ident)
            # the nearest that tells
            if told := next(filter(None, (kind, *reversed(self._within))), ""):
                layout.kinds[ident] = told
        if ident:
            layout.spans.setdefault(ident, (start, len(layout.words)))
        if name in ("TextLine", "TextBlock"):
            forget(element)

    def _tagged(self, element) -> str:
        names = (self._tags.get(ref, "") for ref in element.get("TAGREFS", "").split())
        return next(filter(None, map(zone_types.zone_type, names)), "")

    def _word(self, element, layout: Layout) -> None:
        part, whole = element.get("SUBS_TYPE", ""), element.get("SUBS_CONTENT", "")
        text, here = element.get("CONTENT", ""), len(layout.words)
        last = layout.words[-1] if layout.words else None
        ident = element.get("ID")
        if part == "HypPart2" and self._waits and whole in ("", self._waits):
            # it was written whole where it began; the second part of another word is not
            self._waits = ""
            layout.spans.setdefault(ident or "", (here, here))
            return
        self._waits = ""
        if last is not None and last.open and text:
            last.text, last.open = last.text + text, False
            layout.spans.setdefault(ident or "", (here, here))
            return
        if part == "HypPart1":
            self._waits = whole
            text = whole or text
        if text:
            word = Word(text, self._line, self._space, _confidence(element.get("WC")))
            word.open = part == "HypPart1" and not whole
            layout.words.append(word)
            if box := _box(element):
                self._boxes[here] = box
        self._space = False
        if ident:
            layout.spans.setdefault(ident, (here, len(layout.words)))

    def _set(self, words: list[Word]) -> None:
        """Blanks of a line: as told, else between words that are not of wide characters.

        Where each of a line's strings is one wide character, a blank after each means nothing. Marks
        that are strings of their own stand at the word that they touch.
        """
        single = len(words) > 2 and all(len(w.text) == 1 and display_width(w.text) for w in words)
        loose = single and all(word.blank for word in words[1:])
        for n, (before, word) in enumerate(pairwise(words), self._first):
            if not self._spaced:
                apart = not (display_width(before.text[-1]) or display_width(word.text[0]))
                word.blank = apart and not self._touch(n, before.text, word.text)
            elif loose:
                word.blank = False
        self._boxes.clear()

    def _touch(self, place: int, before: str, word: str) -> bool:
        """Whether a word and the next, one of them a mark, have no blank between them."""
        closes, opens = bool(_CLOSING.fullmatch(word)), bool(_OPENING.fullmatch(before))
        if not (closes or opens):
            return False
        first, second = self._boxes.get(place), self._boxes.get(place + 1)
        if first is None or second is None:
            return bool(_ALWAYS.fullmatch(word)) or opens
        return second[0] - first[1] <= _GAP * max(first[2], second[2])


def _confidence(told: str | None) -> float | None:
    try:
        value = float(told or "")
    except ValueError:
        return None
    return value if math.isfinite(value) and 0 <= value <= 1 else None


def _box(element) -> tuple[float, float, float] | None:
    """(left, right, height) of a word; None where that is not told."""
    try:
        left, width = float(element.get("HPOS", "")), float(element.get("WIDTH", ""))
        height = float(element.get("HEIGHT") or 0)
    except ValueError:
        return None
    return (left, left + width, height) if math.isfinite(left + width + height) else None
