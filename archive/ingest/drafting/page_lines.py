"""Cuts a page's text into its lines, each with where it stands and how it opens and ends."""

import re
import unicodedata
from dataclasses import dataclass

# what closes a sentence, and may stand after the mark that does
_END = re.compile(r"(?:[。！？!?…；;：:｡]|\.{3,})[”’」』）)】》〉\"]*$|(?<=\w)[”’」』]$|——$")
_CANNOT_OPEN = re.compile(r"^[，、；：。！？,;:!?”’」』）)】》〉%％]")
_OPENERS, _CLOSERS = "“‘「『（(《〈【", "”’」』）)》〉】"


@dataclass(frozen=True)
class PageLine:
    """A stretch of text between line breaks, blanks around it left out; [start, end) on the page.

    `gap` is how many blank lines stand before it.
    """

    n: int
    start: int
    end: int
    text: str
    gap: int

    @property
    def closed(self) -> bool:
        """Whether a sentence may end here; a quotation left open says that it goes on."""
        return bool(_END.search(self.text)) and not (
            self.text[-1] not in "。！？!?…；;：:—" and open_marks(self.text) > 0
        )

    @property
    def ends_midway(self) -> bool:
        """Whether it ends in a letter, maybe inside a word."""
        return self.text[-1].isalnum()

    @property
    def cannot_open(self) -> bool:
        """Whether no paragraph begins like this."""
        return bool(_CANNOT_OPEN.search(self.text))


def open_marks(text: str) -> int:
    """How many opening quotation marks and brackets `text` has more than closing ones."""
    return sum(c in _OPENERS for c in text) - sum(c in _CLOSERS for c in text)


def blank(char: str) -> bool:
    """Whether a character is nothing to be read: a blank, or one that shows nothing."""
    return char.isspace() or unicodedata.category(char) in ("Cf", "Cc")


def lines(text: str) -> list[PageLine]:
    """The lines of `text` that are not blank, in order."""
    found: list[PageLine] = []
    gap = 0
    for match in re.finditer(r"[^\r\n\u2028\u2029\v\f\x1c-\x1e\x85]+|\r\n|[^\S ]", text):
        start, end = match.span()
        while start < end and blank(text[start]):
            start += 1
        while end > start and blank(text[end - 1]):
            end -= 1
        if start < end:
            found.append(PageLine(len(found), start, end, text[start:end], max(0, gap - 1)))
            gap = 0
        elif match.group() in ("\n", "\r\n", "\r"):
            gap += 1
    return found
