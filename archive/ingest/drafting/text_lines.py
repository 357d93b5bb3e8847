"""Split a page's text into lines with offsets, and tell how each begins and ends."""

import re
import unicodedata
from dataclasses import dataclass

# end of a sentence, with closing marks that may follow
_END = re.compile(r"(?:[。！？!?…；;：:｡]|\.{3,})[”’」』）)】》〉\"]*$|(?<=\w)[”’」』]$|——$")
_CANNOT_OPEN = re.compile(r"^[，、；：。！？,;:!?”’」』）)】》〉%％]")
_OPENERS, _CLOSERS = "“‘「『（(《〈【", "”’」』）)》〉】"


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

    @property
    def closed(self) -> bool:
        """Whether the line may end a sentence; an open quotation continues."""
        return bool(_END.search(self.text)) and not (
            self.text[-1] not in "。！？!?…；;：:—" and open_marks(self.text) > 0
        )

    @property
    def ends_midway(self) -> bool:
        """Whether the line ends in a letter, possibly inside a word."""
        return self.text[-1].isalnum()

    @property
    def cannot_open(self) -> bool:
        """Whether the line cannot begin a paragraph."""
        return bool(_CANNOT_OPEN.search(self.text))


def open_marks(text: str) -> int:
    """The number of opening quotation marks and brackets minus that of closing ones."""
    return sum(c in _OPENERS for c in text) - sum(c in _CLOSERS for c in text)


def is_blank(char: str) -> bool:
    """Whether a character is white space or invisible."""
    return char.isspace() or unicodedata.category(char) in ("Cf", "Cc")


def lines(text: str) -> list[TextLine]:
    """The lines of `text` that are not blank, in order."""
    result: list[TextLine] = []
    gap = 0
    for match in re.finditer(r"[^\r\n\u2028\u2029\v\f\x1c-\x1e\x85]+|\r\n|[^\S ]", text):
        start, end = match.span()
        while start < end and is_blank(text[start]):
            start += 1
        while end > start and is_blank(text[end - 1]):
            end -= 1
        if start < end:
            result.append(TextLine(len(result), start, end, text[start:end], max(0, gap - 1)))
            gap = 0
        elif match.group() in ("\n", "\r\n", "\r"):
            gap += 1
    return result
