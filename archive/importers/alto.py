"""Reads a page's text from ALTO, versions 2 to 4: words in order, and which of them each element has.

Elements are known by their local names: the versions differ in their namespaces alone as far as
they are read here. The order is that of the file, which ALTO says is the reading order, unless a
ReadingOrder (4.3) says another.
"""

import math
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from .records import LOW, Quality, Refused
from .sources import elements, forget, local
from .words import joined, wide

_HOLDERS = ("Page", "PrintSpace", "ComposedBlock", "TextBlock", "TextLine")
_MOST_WORDS = 2_000_000


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
                raise Refused(f"{path}:{element.sourceline}", f"不是 ALTO，而是 <{name}>")
        reader.take(event, name, element, layout)
        if len(layout.words) > _MOST_WORDS:
            raise Refused(f"{path}:{element.sourceline}", f"一个版超过 {_MOST_WORDS} 个字词")
    if reader.order:
        first = list(dict.fromkeys(one for ref in reader.order for one in _blocks(layout, ref)))
        layout.blocks = first + [one for one in layout.blocks if one not in set(first)]
    return layout


def _blocks(layout: Layout, ref: str) -> list[str]:
    """The text blocks that a reference of the reading order means: one, or those of a composed one."""
    start, end = layout.spans.get(ref, (0, 0))
    if ref in layout.blocks:
        return [ref]
    within = ((one, layout.spans[one]) for one in layout.blocks)
    return [one for one, (first, last) in within if start <= first < last <= end]


def has(path: Path, ident: str) -> bool:
    """Whether any element of the file has this ID: a picture, which has no words, has one, too."""
    for event, element in elements(path):
        if event == "start" and element.get("ID") == ident:
            return True
        if event == "end" and local(element) in ("TextLine", "TextBlock"):
            forget(element)
    return False


class _Reader:
    def __init__(self):
        self.begun = False
        self.order: list[str] = []
        self._starts: list[int] = []
        self._line, self._first = 0, 0
        self._space = self._spaced = False
        # a hyphenated word waits for its second part
        self._waits = ""

    def take(self, event: str, name: str, element, layout: Layout) -> None:
        if event == "start":
            if name in _HOLDERS:
                self._starts.append(len(layout.words))
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
        start = self._starts.pop()
        ident = element.get("ID") or ""
        if name == "TextLine":
            self._set(layout.words[self._first :])
        if name == "TextBlock":
            ident = ident or f"\0{len(layout.blocks)}"
            layout.blocks.append(ident)
        if ident:
            layout.spans.setdefault(ident, (start, len(layout.words)))
        if name in ("TextLine", "TextBlock"):
            forget(element)

    def _word(self, element, layout: Layout) -> None:
        part, whole = element.get("SUBS_TYPE", ""), element.get("SUBS_CONTENT", "")
        text, here = element.get("CONTENT", ""), len(layout.words)
        last = layout.words[-1] if layout.words else None
        ident = element.get("ID")
        if part == "HypPart2" and self._waits:
            # it was written whole where it began
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
        self._space = False
        if ident:
            layout.spans.setdefault(ident, (here, len(layout.words)))

    def _set(self, words: list[Word]) -> None:
        """Blanks of a line: as told, else between words that are not of wide characters.

        Where each of a line's strings is one wide character, a blank after each means nothing.
        """
        single = len(words) > 2 and all(len(w.text) == 1 and wide(w.text) for w in words)
        loose = single and all(word.blank for word in words[1:])
        for before, word in pairwise(words):
            if not self._spaced:
                word.blank = not (wide(before.text[-1]) or wide(word.text[0]))
            elif loose:
                word.blank = False


def _confidence(told: str | None) -> float | None:
    try:
        value = float(told)
    except (TypeError, ValueError):
        return None
    return value if math.isfinite(value) and 0 <= value <= 1 else None
