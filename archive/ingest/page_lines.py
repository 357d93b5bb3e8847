"""The lines of a page that was read: text, and geometry if an image or PDF provided it."""

from collections.abc import Sequence
from dataclasses import dataclass

from archive.text.boxes import Box


@dataclass(frozen=True)
class PageLine:
    """A printed line; unknown values are None.

    `size` is the height of its type as a share of the page's height, `vertical` is true if it runs
    from top to bottom, `confidence` (0 to 1) is that of its recognition. Leading blanks of `text`
    are its indent.
    """

    text: str
    box: Box | None = None
    size: float | None = None
    bold: bool | None = None
    vertical: bool = False
    confidence: float = 1.0


def lines_of(text: str) -> list[PageLine]:
    """Return the lines of a page's text, blank ones included, so that `text_of` restores it."""
    return [PageLine(line) for line in text.split("\n")]


def text_of(lines: Sequence[PageLine]) -> str:
    """Return the page's text, one line per line; offsets in a catalogue file refer to it."""
    return "\n".join(line.text for line in lines)
