"""Find the source line that each character of a read page comes from.

Read lines are compared with the printed lines at their position, so that neither their order nor
misread characters matter.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from itertools import pairwise

from archive.ingest.page_lines import PageLine, text_of
from archive.text.boxes import Box

from .print_pages import TypesetLine, TypesetPage
from .typesetting import SetPage

# A read line is compared with printed lines up to this far around it, in units of its thickness.
_AROUND = 0.7
# Minimum share of matching characters for a read line to be matched to a printed one.
_MIN_SIMILARITY = 0.3
# Maximum number of misread characters between two correct ones.
_MAX_MISREADING_LENGTH = 6


@dataclass
class ReadText:
    """A page's text as read, and its truth.

    Of the printed characters, `wrong` were misread, omitted or invented; `missing` are those of
    articles that no read line contains.
    """

    page: SetPage
    printed: int = 0
    wrong: int = 0
    missing: int = 0


def read_text(lines: Sequence[PageLine], page: TypesetPage, way: str) -> ReadText:
    """Return the text of `lines`, read from the page's file for `way`, with its truth."""
    result = ReadText(SetPage(page.source, text_of(lines)))
    printed = page.boxes(way)
    # (source line, offset in it) → (offset in the text, whether read correctly).
    placed: dict[tuple[int, int], tuple[int, bool]] = {}
    at = extra = 0
    order = []
    for line in lines:
        order.append((line, at))
        at += len(line.text) + 1
    # Complete lines first, so that other lines are not matched to their text.
    for line, start in sorted(order, key=lambda item: -len(item[0].text)):
        if line.box is None or not line.text.strip():
            continue
        near = [
            page.lines[n] for n, box in enumerate(printed) if _touch(line.box, box, line.vertical)
        ]
        extra += _match_line(line, start, near, page, placed)
    _collect(result, page, placed)
    result.wrong += extra
    return result


def _touch(first: Box, second: Box, vertical: bool) -> bool:
    thick = _AROUND * (first.width if vertical else first.height)
    wide = 0.0 if not vertical else thick
    high = 0.0 if vertical else thick
    return (
        first.x - wide < second.right
        and second.x < first.right + wide
        and first.y - high < second.bottom
        and second.y < first.bottom + high
    )


def _match_line(
    line: PageLine,
    start: int,
    near: Sequence[TypesetLine],
    page: TypesetPage,
    placed: dict[tuple[int, int], tuple[int, bool]],
) -> int:
    """Match the characters of a read line; return the number of those that are printed nowhere."""
    read = [n for n, char in enumerate(line.text) if not char.isspace()]
    targets = [
        (item.line, n)
        for item in near
        for n in range(item.start, item.end)
        if (item.line, n) not in placed and not _char(page, item.line, n).isspace()
    ]
    read_characters = [_plain(line.text[n]) for n in read]
    printed_characters = [_plain(_char(page, *target)) for target in targets]
    blocks = SequenceMatcher(
        None, read_characters, printed_characters, autojunk=False
    ).get_matching_blocks()
    right = {
        block.a + k: block.b + k
        for block in blocks
        for k in range(block.size)
        if block.size > 1 or len(read) < 4 or _is_beside(block, blocks)
    }
    if len(right) < _MIN_SIMILARITY * len(read):
        return len(read)
    matched = dict(right)
    # Misread characters between two correct ones correspond to the print between them.
    ends = sorted(right.items())
    edges = [(-1, ends[0][1] - ends[0][0] - 1), *ends]
    edges.append((len(read), ends[-1][1] + len(read) - ends[-1][0]))
    for (a, b), (c, d) in pairwise(edges):
        if c - a == d - b <= _MAX_MISREADING_LENGTH:
            for k in range(1, c - a):
                if 0 <= b + k < len(targets):
                    matched[a + k] = b + k
    for n, m in matched.items():
        placed[targets[m]] = (start + read[n], n in right)
    return len(read) - len(matched)


def _is_beside(block: Match, blocks: Iterable[Match]) -> bool:
    """Return whether a single matching character is near others that match."""
    return any(
        other.size > 1 and abs(other.a - block.a) < 8 and abs(other.b - block.b) < 8
        for other in blocks
    )


def _char(page: TypesetPage, line: int, n: int) -> str:
    return page.source.lines[line].text[n]


def _plain(char: str) -> str:
    return unicodedata.normalize("NFKC", char)


def _collect(
    result: ReadText, page: TypesetPage, placed: dict[tuple[int, int], tuple[int, bool]]
) -> None:
    text = result.page.text
    for number, source in enumerate(page.source.lines):
        spans: list[tuple[int, int]] = []
        for n, char in enumerate(source.text):
            if char.isspace():
                continue
            result.printed += 1
            place, right = placed.get((number, n), (-1, False))
            result.wrong += not right
            if place < 0:
                result.missing += source.article >= 0
                continue
            if spans and not text[spans[-1][1] : place].strip(" ") and spans[-1][1] <= place:
                spans[-1] = (spans[-1][0], place + 1)
            else:
                spans.append((place, place + 1))
        if spans:
            result.page.spans[number] = spans
