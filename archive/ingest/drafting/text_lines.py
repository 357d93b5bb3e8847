"""Split a page's text into lines with offsets, and find how each begins and ends."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive.ingest.page_lines import PageLine, text_of
from archive.text.boxes import Box

from .line_layout import LineLayout, layouts, relative_sizes

# End of a sentence, with closing marks that may follow.
_END = re.compile(
    r"(?:[。！？!?…；;：:｡]|\.{3,})[”’」』）)】》〉\"]*$|(?<=\w)[”’」』]$|——$|(?<=[A-Za-z\)\]\"”])\.[\"”]?$|(?<=[A-Za-z])[.,][\"”]$"
)
# A signature in brackets after the end of a sentence.
_SIGNED = re.compile(r"(?<=[。！？!?”’」…])[ 　]*[（(〔][^（）()〔〕]{2,24}[）)〕]$")
_CANNOT_OPEN = re.compile(r"^[，、；：。！？,;:!?”’」』）)】》〉%％]")
# Minimum and maximum indent of a paragraph, in letters.
_INDENT = 0.7, 3.0
_OPENERS = "“‘「『（(《〈【"
_CLOSERS = "”’」』）)》〉】"


@dataclass(frozen=True)
class TextLine:
    """A line of text without surrounding blanks; [start, end) on the page.

    `gap` is the number of blank lines before it.
    """

    n: int
    start: int
    end: int
    text: str
    gap: int
    # Number of blanks before it.
    indent: int = 0
    # The size of its type relative to body text, and its weight; None if unknown.
    size: float | None = None
    bold: bool | None = None
    # Its position in its column; None without boxes.
    layout: LineLayout | None = None

    @property
    def closed(self) -> bool:
        """Return whether the line may end a sentence; an open quotation continues."""
        text = _SIGNED.sub("", self.text)
        return bool(_END.search(text)) and not (
            text[-1] not in "。！？!?…；;：:—" and open_marks(text) > 0
        )

    @property
    def ends_midway(self) -> bool:
        """Return whether the line ends in a letter, possibly inside a word."""
        return self.text[-1].isalnum()

    @property
    def cannot_open(self) -> bool:
        """Return whether the line cannot begin a paragraph."""
        return bool(_CANNOT_OPEN.search(self.text))


def open_marks(text: str) -> int:
    """Return the number of opening quotation marks and brackets minus that of closing ones."""
    return sum(c in _OPENERS for c in text) - sum(c in _CLOSERS for c in text)


def is_blank(char: str) -> bool:
    """Return whether a character is white space or invisible."""
    return char.isspace() or unicodedata.category(char) in ("Cf", "Cc")


def lines(text: str) -> list[TextLine]:
    """Return the lines of `text` that are not blank, in order."""
    result: list[TextLine] = []
    gap = 0
    for match in re.finditer(r"[^\r\n\u2028\u2029\v\f\x1c-\x1e\x85]+|\r\n|[^\S ]", text):
        start, end = match.span()
        while start < end and is_blank(text[start]):
            start += 1
        while end > start and is_blank(text[end - 1]):
            end -= 1
        if start < end:
            indent = start - match.start()
            result.append(
                TextLine(len(result), start, end, text[start:end], max(0, gap - 1), indent)
            )
            gap = 0
        elif match.group() in ("\n", "\r\n", "\r"):
            gap += 1
    return result


def lines_with_type(page: Sequence[PageLine]) -> list[TextLine]:
    """Return the lines of a page that are not blank, with relative type size and column layout."""
    each = zip(page, layouts(page), relative_sizes(page), strict=True)
    printed = dict(zip(_starts(page), each, strict=True))
    text_lines = lines(text_of(page))
    result = []
    for line in text_lines:
        source, layout, size = printed[line.start - line.indent]
        indent = line.indent
        if layout is not None and not indent and _INDENT[0] <= layout.indent <= _INDENT[1]:
            indent = round(layout.indent)
        result.append(replace(line, size=size, bold=source.bold, layout=layout, indent=indent))
    return result


def boxes_of(page: Sequence[PageLine]) -> list[tuple[int, int, Box]]:
    """Return (start, end, box) of each line that has a box, with offsets in the page's text."""
    return [
        (start, start + len(line.text), line.box)
        for line, start in zip(page, _starts(page), strict=True)
        if line.box is not None
    ]


def _starts(page: Sequence[PageLine]) -> list[int]:
    starts, at = [], 0
    for line in page:
        starts.append(at)
        at += len(line.text) + 1
    return starts
