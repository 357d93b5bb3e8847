"""What every parser yields: issues of sheets of items, in words, without offsets or idents.

A parser knows its format and nothing of the catalogue; `compose` turns these into the catalogue's
own records and the texts of the pages.
"""

from dataclasses import dataclass, field

# a word that was recognised with less confidence than this is doubtful (ALTO's WC, 0 to 1)
LOW = 0.5

DECKS = ("kicker", "headline", "subhead")

# a note on a page whose articles the source does not tell apart
UNDIVIDED = ("order", "本版文章未分，整版著录为一条，以开头的字为题。")


# why a date or newspaper counts that no source tells of
BY_WHOM = "读入时由编者指明。"


class ImportRefused(ValueError):
    """Something that cannot be taken in; `where` is file and line, element or column."""

    def __init__(self, where: str, message: str):
        self.where, self.message = where, message
        super().__init__(f"{where}: {message}")


class OtherFormat(ImportRefused):
    """A file that is of another format than the one that is read."""


@dataclass(frozen=True)
class Quality:
    """How sure recognition was: words with a confidence, their sum of it, and those below LOW."""

    words: int = 0
    total: float = 0.0
    low: int = 0

    def __add__(self, other: "Quality") -> "Quality":
        return Quality(self.words + other.words, self.total + other.total, self.low + other.low)


@dataclass(frozen=True)
class ParsedPart:
    """A stretch of a sheet's text; `kind` is one of DECKS or of the catalogue's kinds of block."""

    kind: str
    text: str
    quality: Quality = Quality()
    # a byline that opens the line of the next part
    run_in: bool = False


@dataclass(frozen=True)
class ParsedItem:
    """What the source tells apart as one article; its parts stand in reading order."""

    # what the source calls it; the same each time it is read
    key: str
    where: str
    parts: tuple[ParsedPart, ...]
    column: str = ""
    genre: str = ""
    # its web address
    address: str = ""
    # (kind, text) as the catalogue's notes
    notes: tuple[tuple[str, str], ...] = ()
    # the title that counts where none of the parts is one
    supplied: str = ""


@dataclass(frozen=True)
class ParsedPage:
    """One page of an issue; `rest` is what stands on it and belongs to no item."""

    where: str
    # as printed, "" where that is not known
    number: str = ""
    name: str = ""
    items: tuple[ParsedItem, ...] = ()
    rest: tuple[ParsedPart, ...] = ()
    # (kind, text)
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ParsedIssue:
    key: str
    where: str
    # EDTF
    date: str
    number: str = ""
    sheets: tuple[ParsedPage, ...] = ()
    # why, where the source does not say so itself
    date_reason: str = ""
    attribution_reason: str = ""
    # what was mended or left out on the way, each with its place
    remarks: tuple[str, ...] = field(default=())
