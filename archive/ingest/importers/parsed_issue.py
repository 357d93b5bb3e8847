"""The result of every parser: issues of pages of items, as text, without offsets or idents.

A parser knows its format and nothing about the catalogue; `to_catalogue` turns these into catalogue
entries and page texts.
"""

from dataclasses import dataclass, field
from pathlib import Path

from archive.text.boxes import Box

from .printed_text import PrintedText

# Words recognised with a lower confidence are doubtful (ALTO's WC, 0 to 1).
LOW = 0.5

DECKS = ("kicker", "headline", "subhead")

# Note on a page whose articles the source does not separate.
UNDIVIDED = ("order", "本版文章未分，整版著录为一条，取开头文字作标题。")


# Reason for a date or newspaper given on the command line.
GIVEN_BY_EDITOR = "导入时由编辑指明。"


class ImportRefused(ValueError):
    """A source that cannot be imported; `location` is file and line, element or column."""

    def __init__(self, location: str, message: str):
        self.where, self.message = location, message
        super().__init__(f"{location}: {message}")


class OtherFormat(ImportRefused):
    """A file in a different format from the one being read."""


@dataclass(frozen=True)
class Quality:
    """Recognition quality: words with a confidence, its sum, and the words below LOW."""

    words: int = 0
    total: float = 0.0
    low: int = 0

    def __add__(self, other: "Quality") -> "Quality":
        return Quality(self.words + other.words, self.total + other.total, self.low + other.low)


@dataclass(frozen=True)
class ParsedPart:
    """A piece of a page's text; `kind` is one of DECKS or a block kind of the catalogue."""

    kind: str
    text: str
    quality: Quality = Quality()
    # A byline that shares the printed line of the next part.
    run_in: bool = False
    # Positions of its words on the page, in the order of `text`.
    print: tuple[PrintedText, ...] = ()


@dataclass(frozen=True)
class ParsedItem:
    """One article as marked in the source; its parts are in reading order."""

    # Its key in the source, stable between imports.
    key: str
    where: str
    parts: tuple[ParsedPart, ...]
    column: str = ""
    genre: str = ""
    # Its web address.
    address: str = ""
    # (kind, text), as notes in the catalogue.
    notes: tuple[tuple[str, str], ...] = ()
    # The title used if none of the parts is one.
    supplied: str = ""
    # Its areas on the page, for sources without word positions.
    zones: tuple[Box, ...] = ()
    pictures: tuple[Box, ...] = ()


@dataclass(frozen=True)
class ParsedImage:
    """An image file of a page, or a page of a PDF, found beside the source."""

    path: Path
    pdf_page: int | None = None
    shows: str = "page"
    rights: str = ""


@dataclass(frozen=True)
class ParsedPage:
    """One page of an issue; `rest` is text that belongs to no item."""

    where: str
    # As printed; "" if unknown.
    number: str = ""
    name: str = ""
    items: tuple[ParsedItem, ...] = ()
    rest: tuple[ParsedPart, ...] = ()
    # (kind, text)
    notes: tuple[tuple[str, str], ...] = ()
    images: tuple[ParsedImage, ...] = ()
    # What was left out of this page in parsing.
    remarks: tuple[str, ...] = ()
    # Names of missing images in the source.
    missing_images: tuple[str, ...] = ()


@dataclass(frozen=True)
class ParsedIssue:
    key: str
    where: str
    # EDTF
    date: str
    number: str = ""
    sheets: tuple[ParsedPage, ...] = ()
    # Reasons for a date or newspaper that the source does not state.
    date_reason: str = ""
    attribution_reason: str = ""
    # What was changed or left out in parsing, each with its location.
    remarks: tuple[str, ...] = field(default=())
