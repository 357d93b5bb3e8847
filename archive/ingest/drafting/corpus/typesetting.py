"""Set a page as text in each form that page texts have, with the truth about every character.

The text of a page may have a line for each paragraph, a line for each printed line, columns that
recognition mixed, or parts that are lost, repeated or misplaced.
"""

import hashlib
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from archive import idents
from archive.catalogue.entries import PageEntry

from .source import DECK_TAGS, SourceLine, SourcePage

_INDENT = "　　"
_MARKS = "，。、；：！？”’）》」』】〕…,.;:!?)"
_MISREAD = dict(
    zip(
        "人日己未土由千大间师候拨洒免的工会在有",
        "入目已末士曲干太问帅侯拔酒兔旳丄会任冇",
        strict=True,
    )
)
_BLOCK = {
    "P": "paragraph",
    "V": "paragraph",
    "C": "crosshead",
    "A": "caption",
    "I": "item",
    "Y": "byline",
    "R": "credit",
}
_ZONE = {"F": "furniture", "T": "column-title", "N": "notice", "D": "advertisement"}


@dataclass(frozen=True)
class Piece:
    """Characters of the source line `line` from `start` on; line -1 is a stray, `copy` a repeat."""

    line: int
    start: int
    text: str
    copy: bool = False


@dataclass
class SetLine:
    """A line of the text: blank lines above it, its indent, and its pieces side by side."""

    pieces: list[Piece]
    gap: int = 0
    indent: str = ""


@dataclass
class SetPage:
    """A text, with the spans of each source line in it."""

    source: SourcePage
    text: str = ""
    spans: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    repeats: list[tuple[int, int, int]] = field(default_factory=list)
    strays: list[tuple[int, int]] = field(default_factory=list)

    def owners(self) -> list[tuple[int, int, int]]:
        """Return (start, end, source line) of every span in page order; -1 is a stray."""
        owned = [(start, end, n) for n, spans in self.spans.items() for start, end in spans]
        owned += self.repeats
        owned += [(start, end, -1) for start, end in self.strays]
        return sorted(owned)


def _render(page: SourcePage, lines: Sequence[SetLine]) -> SetPage:
    result = SetPage(page)
    placed: list[tuple[int, int, int, int]] = []
    text = ""
    for n, line in enumerate(lines):
        text += "\n" * (line.gap + (n > 0)) + line.indent
        for k, piece in enumerate(line.pieces):
            text += "   " if k else ""
            start, end = len(text), len(text) + len(piece.text)
            text += piece.text
            if piece.copy:
                result.repeats.append((start, end, piece.line))
            elif piece.line < 0:
                result.strays.append((start, end))
            else:
                placed.append((piece.line, piece.start, start, end))
    for number, _, start, end in sorted(placed):
        spans = result.spans.setdefault(number, [])
        if spans and spans[-1][1] == start:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    result.text = text + "\n"
    return result


def _unwrapped(page: SourcePage) -> list[SetLine]:
    return [SetLine([Piece(n, 0, line.text)]) for n, line in enumerate(page.lines)]


def _is_head(line: SourceLine) -> bool:
    return line.tag in "KHSTNDC"


def plain(page: SourcePage, rng: random.Random) -> SetPage:
    """Set a line per paragraph and heading; blank lines between all, before headings, or none."""
    blank = rng.choice(("all", "all", "heads", "none"))
    indent = rng.random() < (0.7 if blank == "none" else 0.35)
    # Pictures and rules leave wide gaps.
    wide = 0.3 if blank == "all" and rng.random() < 0.4 else 0.0
    lines = _unwrapped(page)
    for n, line in enumerate(lines):
        source = page.lines[n]
        before = page.lines[n - 1] if n else None
        new = before is not None and _is_head(source) and not _is_head(before)
        line.gap = int(n > 0 and (blank == "all" or (blank == "heads" and new)))
        apart = source.tag in "KHSCA" or (before is not None and before.tag in "HSC")
        if line.gap and apart and rng.random() < wide:
            line.gap = rng.randint(2, 5)
        line.indent = _INDENT if indent and source.tag in "PI" else ""
    return _render(page, lines)


def _cut_at_width(text: str, width: int, first: int, by_display: bool) -> list[str]:
    """Return `text` in lines of `width`; the first has room for `first` characters."""
    result, line, room = [], "", float(first)
    for char in text:
        size = 0.5 if by_display and char.isascii() else 1.0
        if size > room and not (by_display and char in _MARKS and line):
            result.append(line)
            line, room = "", float(width)
        line += char
        room -= size
    return [*result, line] if line else result


def _wrap(
    page: SourcePage, rng: random.Random, width: int, indent: bool, numbers: Sequence[int]
) -> list[SetLine]:
    by_display = rng.random() < 0.5
    whole_heads = rng.random() < 0.5
    lines: list[SetLine] = []
    for n in numbers:
        source = page.lines[n]
        indented = indent and source.tag in "PI"
        if source.tag in "F" or (whole_heads and source.tag in "KHSTYRC"):
            lines.append(SetLine([Piece(n, 0, source.text)]))
            continue
        at = 0
        first = width - 2 if indented else width
        for k, words in enumerate(_cut_at_width(source.text, width, first, by_display)):
            start = source.text.index(words, at)
            at = start + len(words)
            lines.append(
                SetLine([Piece(n, start, words)], 0, _INDENT if indented and not k else "")
            )
    return lines


def wrapped(page: SourcePage, rng: random.Random) -> SetPage:
    """Set each printed line on a line of its own, without blank lines or indents."""
    numbers = range(len(page.lines))
    return _render(page, _wrap(page, rng, rng.randint(13, 22), False, numbers))


def wrapped_blank(page: SourcePage, rng: random.Random) -> SetPage:
    """Set printed lines, with blank lines between paragraphs."""
    lines = _wrap(page, rng, rng.randint(13, 22), False, range(len(page.lines)))
    for line in lines[1:]:
        line.gap = int(line.pieces[0].start == 0)
    return _render(page, lines)


def wrapped_indent(page: SourcePage, rng: random.Random) -> SetPage:
    """Set printed lines, with an indent at the beginning of each paragraph."""
    lines = _wrap(page, rng, rng.randint(13, 22), True, range(len(page.lines)))
    if rng.random() < 0.3:
        for line in lines[1:]:
            source = page.lines[line.pieces[0].line]
            line.gap = int(line.pieces[0].start == 0 and source.tag in DECK_TAGS)
    return _render(page, lines)


def vertical(page: SourcePage, rng: random.Random) -> SetPage:
    """Set short lines of equal length, like vertical columns."""
    return _render(page, _wrap(page, rng, rng.randint(8, 13), False, range(len(page.lines))))


def interleaved(page: SourcePage, rng: random.Random) -> SetPage:
    """Set two columns mixed line by line, one below the other or side by side."""
    head = 0
    while head < len(page.lines) and page.lines[head].tag == "F":
        head += 1
    starts = [
        n
        for n in range(head + 1, len(page.lines))
        if page.lines[n].article != page.lines[n - 1].article
    ]
    middle = (head + len(page.lines)) / 2
    at = min(starts, key=lambda n: abs(n - middle)) if starts else len(page.lines)
    width, indent = rng.randint(13, 20), rng.random() < 0.4
    lines = _wrap(page, rng, width, indent, range(head))
    left = _wrap(page, rng, width, indent, range(head, at))
    right = _wrap(page, rng, width, indent, range(at, len(page.lines)))
    beside = rng.random() < 0.3
    for n in range(max(len(left), len(right))):
        both = [column[n] for column in (left, right) if n < len(column)]
        if beside and len(both) == 2:
            lines.append(SetLine([*both[0].pieces, *both[1].pieces], 0, both[0].indent))
        else:
            lines += both
    return _render(page, lines)


def torn(page: SourcePage, rng: random.Random, strays: Sequence[str] = ()) -> SetPage:
    """Set paragraphs cut at column ends, with misplaced ends, repeats, strays and misreadings."""
    blocks: list[list[SetLine]] = []
    before = None
    for n, source in enumerate(page.lines):
        if not blocks or source.article != before or (source.article < 0 and source.tag in "FTND"):
            blocks.append([])
        before = source.article
        cut = _cut_offset(rng, source.text) if source.tag == "P" and rng.random() < 0.45 else None
        if cut is None:
            blocks[-1].append(SetLine([Piece(n, 0, source.text)]))
        else:
            blocks[-1].append(SetLine([Piece(n, 0, source.text[:cut])]))
            blocks[-1].append(SetLine([Piece(n, cut, source.text[cut:])]))
    articles = [block for block in blocks if page.lines[block[0].pieces[0].line].article >= 0]
    _misplace_end(page, rng, articles)
    long = [
        line
        for block in articles
        for line in block
        if page.lines[line.pieces[0].line].tag == "P" and len(line.pieces[0].text) > 40
    ]
    if long and rng.random() < 0.5:
        piece = rng.choice(long).pieces[0]
        rng.choice(articles).append(SetLine([replace(piece, copy=True)]))
    if strays and articles and rng.random() < 0.5:
        words = rng.choice(strays)
        cut = _cut_offset(rng, words) or 0
        rng.choice(articles).append(SetLine([Piece(-1, 0, words[cut:])]))
    lines = [line for block in blocks for line in block]
    for line in lines[1:]:
        line.gap = 1
    for line in lines:
        line.pieces = [_misread(rng, piece, 0.004) for piece in line.pieces]
    return _render(page, lines)


def _cut_offset(rng: random.Random, text: str) -> int | None:
    """Return an offset inside a sentence that is not beside punctuation or inside a number or word.

    None if there is none.
    """
    places = [
        at
        for at in range(14, len(text) - 10)
        if not set(text[at - 1 : at + 1]) & {*_MARKS, "“", "（", "(", "《", "「", " "}
        and not (text[at - 1].isascii() and text[at].isascii())
    ]
    return rng.choice(places) if places else None


def _misplace_end(page: SourcePage, rng: random.Random, articles: Sequence[list[SetLine]]) -> None:
    """Move the rest of a cut paragraph, and what follows it, below another article."""
    cut = [
        (block, n)
        for block in articles
        for n, line in enumerate(block)
        if line.pieces[0].start and n > 1
        if not any(page.lines[line.pieces[0].line].tag in "RC" for line in block[n:])
    ]
    if len(articles) < 2 or not cut or rng.random() < 0.3:
        return
    block, at = rng.choice(cut)
    tail, block[at:] = block[at:], []
    rng.choice([lines for lines in articles if lines is not block]).extend(tail)


def _misread(rng: random.Random, piece: Piece, rate: float) -> Piece:
    chars = [
        _MISREAD[char] if char in _MISREAD and rng.random() < 10 * rate else char
        for char in piece.text
    ]
    return replace(piece, text="".join(chars))


def lossy(page: SourcePage, rng: random.Random) -> SetPage:
    """Set printed lines of which some are lost or repeated, with characters misread or lost."""
    lines = _wrap(page, rng, rng.randint(14, 22), rng.random() < 0.5, range(len(page.lines)))
    lines_read: list[SetLine] = []
    for line in lines:
        piece = line.pieces[0]
        if page.lines[piece.line].tag in "PI" and rng.random() < 0.02:
            continue
        line.pieces = [_misread(rng, piece, 0.01)]
        lines_read.append(line)
        if page.lines[piece.line].tag == "P" and rng.random() < 0.01 and len(piece.text) > 8:
            lines_read.append(SetLine([replace(piece, copy=True)]))
    return _render(page, lines_read)


SETTINGS: Mapping[str, tuple[Callable[..., SetPage], ...]] = {
    "untorn": (plain,),
    "hard-wrapped": (wrapped, wrapped_blank, wrapped_indent),
    "torn": (torn,),
    "interleaved": (interleaved,),
    "lossy": (lossy,),
    "vertical": (vertical,),
}


def set_pages(pages: Sequence[SourcePage], setting: str, seed: int = 0) -> Iterator[SetPage]:
    """Yield each page in each variant of `setting`, reproducible by `seed`."""
    strays = [
        line.text
        for page in pages
        for line in page.lines
        if line.tag == "P" and len(line.text) > 50
    ]
    for n, page in enumerate(pages):
        for variant in SETTINGS[setting]:
            key = f"{seed} {setting} {variant.__name__} {page.style} {n}".encode()
            rng = random.Random(hashlib.sha256(key).digest())
            if variant is torn:
                others = [words for words in strays if all(words != x.text for x in page.lines)]
                yield torn(page, rng, others)
            else:
                yield variant(page, rng)


def truth(
    page: SetPage, code_of: Callable[[str], str], slug_of: Callable[[str, str], str]
) -> PageEntry:
    """Return the entry that an editor would write for the page.

    `code_of` returns a place's code by name or code, `slug_of` a person's slug by name and role.
    """
    sha256 = hashlib.sha256(page.text.encode()).hexdigest()
    source = page.source
    articles: list[dict[str, Any]] = []
    for n, place in enumerate(source.places):
        article: dict[str, Any] = {"ident": idents.derived(f"{sha256} {n}", ())}
        article["places"] = [{"code": code_of(place), "basis": "stated"}] if place else []
        article["bylines"] = [
            {"person": slug_of(name, role), "role": role, "read": name}
            for name, role in source.bylines[n]
        ]
        body: list[dict[str, Any]] = []
        for number, line in enumerate(source.lines):
            if line.article != n or number not in page.spans:
                continue
            at = [list(span) for span in page.spans[number]]
            deck = {"text": line.text, "at": at}
            if line.tag == "K":
                article["kicker"] = deck
            elif line.tag == "H":
                article["headline"] = deck
            elif line.tag == "S":
                article.setdefault("subheads", []).append(deck)
            else:
                body.append({"kind": _BLOCK[line.tag], "id": f"p{len(body) + 1}", "at": at})
        articles.append({**article, "body": body})
    fields = {
        "page": "x1",
        "text": {"sha256": sha256, "length": len(page.text)},
        "articles": articles,
        "apart": list(_zones(page, articles)),
    }
    return PageEntry.model_validate(fields, context={"draft": True})


def _zones(page: SetPage, articles: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    kind = ""
    for number, line in enumerate(page.source.lines):
        at = [list(span) for span in page.spans.get(number, ())]
        if line.article >= 0 or not at:
            continue
        kind = _ZONE.get(line.tag, kind)
        yield {"kind": kind, "at": at}
    for start, end, number in page.repeats:
        of = articles[page.source.lines[number].article]["ident"]
        yield {"kind": "repeat", "at": [[start, end]], "of": of}
    for start, end in page.strays:
        yield {"kind": "stray", "at": [[start, end]]}
