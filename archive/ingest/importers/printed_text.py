"""Convert the word positions of a source into the geometry of the page text written from it.

Parsers yield text with the printed lines or words it comes from. `to_catalogue` cleans, cuts and
joins that text, and each character keeps its position.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, groupby, pairwise
from typing import NamedTuple

from archive.catalogue.geometry import CharacterRun, Direction, PageGeometry
from archive.text.boxes import Box, between, inside_page, union

from .clean_text import clean

# A line or word of several characters this many times higher than wide is vertical.
UPRIGHT = 1.5
# Pieces of one line form one run if it is at most this many times as high as the highest of them.
_LEVEL = 1.4
# Maximum number of characters to look ahead where source and text differ.
_AHEAD = 40
# Number of characters that must match to resume.
_AGREE = 3
# Tolerance, in units of the geometry.
_TOLERANCE = 1e-9


class PrintedText(NamedTuple):
    """A line, word or character with its position on the page, in fractions of width and height.

    Pieces with the same `line` are in one printed line. `steps` are the widths of the characters of
    `text` along it, if known.
    """

    text: str
    box: Box
    line: int = 0
    direction: Direction = "horizontal"
    confidence: float | None = None
    steps: tuple[float, ...] = ()
    polygon: tuple[float, ...] = ()

    def characters(self) -> Iterator["PrintedCharacter"]:
        """Yield its non-blank characters."""
        steps = self.steps if len(self.steps) == len(self.text) else (1.0,) * len(self.text)
        total = sum(steps) or 1.0
        edges = [0.0, *accumulate(steps)]
        start, length = _along(self.box, self.direction)
        for n, character in enumerate(self.text):
            if not character.isspace():
                begin, end = (start + length * edges[m] / total for m in (n, n + 1))
                yield PrintedCharacter(character, self, begin, end)


class PrintedCharacter(NamedTuple):
    """A character of a piece of print; `begin` and `end` are its edges along the line."""

    text: str
    piece: PrintedText
    begin: float
    end: float


def _along(box: Box, direction: Direction) -> tuple[float, float]:
    """Return (start, length) of a box in the direction of reading, in which positions increase."""
    match direction:
        case "vertical":
            return box.y, box.height
        case "right-to-left":
            return 1 - box.right, box.width
    return box.x, box.width


def direction_of(text: str, width: float, height: float) -> Direction | None:
    """Return the direction of a word or line by its shape; None if that is ambiguous."""
    if len(text.strip()) < 2 or not (width and height):
        return None
    if height > UPRIGHT * width:
        return "vertical"
    return "horizontal" if width > UPRIGHT * height else None


Origin = tuple[PrintedCharacter | None, ...]


def origin(text: str, pieces: Iterable[PrintedText]) -> Origin:
    """Return the printed character of each non-blank character of `text`; () without positions."""
    characters = [character for piece in pieces for character in piece.characters()]
    if not characters:
        return ()
    letters = [character for character in text if not character.isspace()]
    if letters == [character.text for character in characters]:
        return tuple(characters)
    return tuple(_aligned(letters, characters))


def _aligned(
    letters: Sequence[str], page_characters: Sequence[PrintedCharacter]
) -> Iterator[PrintedCharacter | None]:
    """Yield the printed character of each letter, aligning texts that differ slightly."""
    at = 0
    for n, letter in enumerate(letters):
        if at < len(page_characters) and page_characters[at].text == letter:
            yield page_characters[at]
            at += 1
            continue
        skipped = _resumes(letters, n, page_characters, at)
        if skipped is None:
            # A different letter, such as an expanded ligature.
            same_place = (
                at < len(page_characters) and _resumes(letters, n + 1, page_characters, at + 1) == 0
            )
            yield page_characters[at] if same_place else None
            at += same_place
        else:
            yield page_characters[at + skipped]
            at += skipped + 1


def _resumes(
    letters: Sequence[str], n: int, page_characters: Sequence[PrintedCharacter], at: int
) -> int | None:
    """Return how many printed characters to skip for the letters from `n` on to match, or None."""
    following = letters[n : n + _AGREE]
    if not following:
        return 0 if at >= len(page_characters) else None
    for skipped in range(_AHEAD):
        candidate = page_characters[at + skipped : at + skipped + len(following)]
        if not candidate:
            return None
        if [character.text for character in candidate] == following[: len(candidate)]:
            return skipped
    return None


@dataclass
class PagePrint:
    """The printed characters of a page text under construction, each with its offset."""

    placed: list[tuple[int, PrintedCharacter]] = field(default_factory=list)

    def add(self, start: int, text: str, characters: Origin) -> None:
        """Add a text at offset `start`; `characters` are those of its letters."""
        offsets = (start + n for n, character in enumerate(text) if not character.isspace())
        pairs = zip(offsets, characters, strict=False)
        self.placed += (
            (offset, placed_character)
            for offset, placed_character in pairs
            if placed_character is not None
        )

    def geometry(self, sha256: str, length: int) -> PageGeometry | None:
        """Return the geometry of the finished text; None if no character has a position."""
        if not self.placed:
            return None
        directions = [character.piece.direction for _, character in self.placed]
        page_direction = max(dict.fromkeys(directions), key=directions.count)
        runs = [_run(group, page_direction) for group in _lines(self.placed)]
        return PageGeometry(sha256, length, tuple(filter(None, runs)), page_direction)


Placed = tuple[int, PrintedCharacter]


def _lines(placed: list[Placed]) -> Iterator[list[Placed]]:
    """Yield groups of characters that follow one another in the text and in a printed line."""
    group = [placed[0]]
    extent = placed[0][1].piece.box
    for before, now in pairwise(placed):
        joined_box = union([extent, now[1].piece.box])
        if _goes_on(before, now) and _is_level(joined_box, extent, now[1].piece):
            group.append(now)
            extent = joined_box
        else:
            yield group
            group, extent = [now], now[1].piece.box
    yield group


def _goes_on(before: Placed, now: Placed) -> bool:
    (offset, first), (next_offset, second) = before, now
    return (
        next_offset - offset <= 2
        and first.piece.line == second.piece.line
        and first.piece.direction == second.piece.direction
        and second.begin >= first.begin - _TOLERANCE
        # Pieces that overlap along the line are one above the other.
        and second.begin >= first.end - (first.end - first.begin) / 2 - _TOLERANCE
    )


def _is_level(joined_box: Box, extent: Box, piece: PrintedText) -> bool:
    if piece.direction == "vertical":
        return joined_box.width <= _LEVEL * max(extent.width, piece.box.width)
    return joined_box.height <= _LEVEL * max(extent.height, piece.box.height)


def _run(group: list[Placed], page_direction: Direction) -> CharacterRun | None:
    pieces = [piece for piece, _ in groupby(character.piece for _, character in group)]
    direction = pieces[0].direction
    around = union(piece.box for piece in pieces)
    begin, end = group[0][1].begin, group[-1][1].end
    match direction:
        case "vertical":
            box = between(around.x, begin, around.right, end)
        case "right-to-left":
            box = between(1 - end, around.y, 1 - begin, around.bottom)
        case _:
            box = between(begin, around.y, end, around.bottom)
    box = inside_page(box)
    if not box.area:
        return None
    measured = [piece.confidence for piece in pieces if piece.confidence is not None]
    # A crooked outline is that of the whole piece.
    is_whole = len(pieces) == 1 and len(group) == len(list(pieces[0].characters()))
    return CharacterRun(
        group[0][0],
        group[-1][0] + 1,
        box,
        tuple(_steps(group)),
        sum(measured) / len(measured) if measured else None,
        direction if direction != page_direction else "",
        pieces[0].polygon if is_whole else (),
    )


def _steps(group: list[Placed]) -> Iterator[float]:
    """Yield the width of each character from the first to the last, and of blanks between them."""
    for (offset, first), (next_offset, second) in pairwise(group):
        if next_offset - offset == 1:
            yield max(second.begin - first.begin, 0.0)
        else:
            yield first.end - first.begin
            yield max(second.begin - first.end, 0.0)
    last = group[-1][1]
    yield last.end - last.begin


def letters_of(text: str, pieces: Sequence[PrintedText]) -> tuple[str, Origin]:
    """Return (the text cleaned, the origin of its letters)."""
    line = clean(text)
    return line, origin(line, pieces)
