"""Compute the zones of an article: the blocks in columns that its lines fill."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from statistics import median
from typing import NamedTuple

from archive.text.boxes import Box, between, intersection

from .entries import ArticleEntry
from .geometry import Direction, PageGeometry

Spans = Iterable[Sequence[int]]
# name of a part of an article (see Zone), and its spans in the page's text
Part = tuple[str, Spans]

# lines of one column are at most this many line heights apart
_MAX_GAP = 2.5
# pieces of one line, or a line and what an indent separates it from, are at most this many
# characters apart
_MAX_SPACE = 2.5
# a block lower than this many lines counts as one line
_ONE_LINE = 1.6
# share of a line of other print that a zone may cover, as boxes overlap a little on a skewed page
_FOREIGN = 0.1


class Zone(NamedTuple):
    """The position of a part of an article on the page.

    `part` is kicker, headline, subhead-1, the ID of a block or picture-1; "article" for a zone of
    the whole article that an editor or importer has written out. A part that continues in a second
    column has two zones.
    """

    part: str
    box: Box


class _ZoneLine(NamedTuple):
    """A line's box in the coordinates of `across`: u along the line, v from line to line."""

    u: float
    v: float
    u_end: float
    v_end: float

    @property
    def height(self) -> float:
        return self.v_end - self.v

    @property
    def middle(self) -> float:
        return (self.v + self.v_end) / 2


def across(box: Box, direction: Direction) -> _ZoneLine:
    """Return a box with u in the direction of reading and v in that of successive lines."""
    match direction:
        case "vertical":
            return _ZoneLine(box.y, 1 - box.right, box.bottom, 1 - box.x)
        case "right-to-left":
            return _ZoneLine(1 - box.right, box.y, 1 - box.x, box.bottom)
    return _ZoneLine(box.x, box.y, box.right, box.bottom)


def _back(line: _ZoneLine, direction: Direction) -> Box:
    match direction:
        case "vertical":
            return between(1 - line.v_end, line.u, 1 - line.v, line.u_end)
        case "right-to-left":
            return between(1 - line.u_end, line.v, 1 - line.u, line.v_end)
    return between(line.u, line.v, line.u_end, line.v_end)


class _UncoveredRuns:
    """The runs of a page outside some spans, which a zone must not cover."""

    def __init__(self, geometry: PageGeometry, own_runs: set[int]):
        self._from_top, self._excluded = geometry.from_top, own_runs

    def is_covered_by(self, box: Box) -> bool:
        """Return whether a box covers more of a line of other print than skew explains."""
        from_top = self._from_top
        first = bisect_left(from_top.tops, box.y - from_top.highest)
        last = bisect_left(from_top.tops, box.bottom)
        for run in from_top.runs[first:last]:
            if run.start in self._excluded:
                continue
            common = intersection(box, run.box)
            if common is not None and common.area > _FOREIGN * run.box.area:
                return True
        return False


def zones(spans: Spans, geometry: PageGeometry) -> list[Box]:
    """Return the blocks that the characters of `spans` fill, in reading order.

    Lines that follow one another in a column become one block, with the gaps between them, unless
    other print stands in the gap.
    """
    pieces: list[_ZonePiece] = []
    # sorted by start, which is unique to each run
    run_starts: set[int] = set()
    for start, end in spans:
        for run in geometry.runs_of(start, end):
            box = geometry.clipped(run, start, end)
            if box.area:
                direction = geometry.direction_of(run)
                characters = min(end, run.end) - max(start, run.start)
                pieces.append(_ZonePiece(across(box, direction), direction, characters))
                run_starts.add(run.start)
    return _join_lines(pieces, _UncoveredRuns(geometry, run_starts))


class _ZonePiece(NamedTuple):
    line: _ZoneLine
    direction: Direction
    characters: int


def _join_lines(pieces: Sequence[_ZonePiece], other_print: _UncoveredRuns) -> list[Box]:
    if not pieces:
        return []
    usual = _Usual(
        median(piece.line.height for piece in pieces),
        median((piece.line.u_end - piece.line.u) / piece.characters for piece in pieces),
    )
    blocks: list[Box] = []
    block = last = pieces[0].line
    direction = pieces[0].direction
    for line, line_direction, _ in pieces[1:]:
        extended = _ZoneLine(
            min(block.u, line.u),
            min(block.v, line.v),
            max(block.u_end, line.u_end),
            max(block.v_end, line.v_end),
        )
        if (
            line_direction == direction
            and _follows(block, last, line, usual)
            and not other_print.is_covered_by(_back(extended, direction))
        ):
            block = extended
        else:
            blocks.append(_back(block, direction))
            block, direction = line, line_direction
        last = line
    return [*blocks, _back(block, direction)]


class _Usual(NamedTuple):
    """The usual line height and character breadth of one text."""

    height: float
    character: float


def _follows(block: _ZoneLine, last: _ZoneLine, line: _ZoneLine, usual: _Usual) -> bool:
    """Return whether a line continues a block: on the same line as its last one, or below it."""
    height = max(usual.height, min(last.height, line.height))
    is_beside = max(line.u - block.u_end, block.u - line.u_end) > 0
    if is_beside and block.height > _ONE_LINE * height:
        # the next column
        return False
    if abs(line.middle - last.middle) < 0.5 * height:
        between_pieces = max(line.u - last.u_end, last.u - line.u_end)
        return between_pieces <= _MAX_SPACE * usual.character
    if line.middle < last.middle or line.v - block.v_end > _MAX_GAP * height:
        return False
    # a short line may lie beside an indent, such as 。 at the left below a first line
    between_lines = max(line.u - block.u_end, block.u - line.u_end)
    return between_lines <= _MAX_SPACE * usual.character


def deck_spans(article: ArticleEntry) -> Iterator[Part]:
    """Yield the printed titles of an article with their spans, in reading order."""
    if article.kicker:
        yield "kicker", article.kicker.at
    if article.headline.at:
        yield "headline", article.headline.at
    for n, deck in enumerate(article.subheads, 1):
        yield f"subhead-{n}", deck.at


class Placement(NamedTuple):
    """The position of an article on its page, in reading order.

    `zones` has the zones of each part. `outline` has the zones of the whole article, where
    consecutive paragraphs of a column are one block.
    """

    zones: list[Zone]
    outline: list[Box]


def placement(
    decks: Sequence[Part],
    blocks: Sequence[Part],
    explicit_zones: Sequence[Box],
    pictures: Sequence[Box],
    geometry: PageGeometry | None,
) -> Placement:
    """Return the position of an article with these titles, blocks and pictures.

    Without geometry, or where its text has none, `explicit_zones` are used.
    """
    parts: list[Zone] = []
    outline: list[Box] = []
    if geometry is not None:
        for part, spans in (*decks, *blocks):
            parts += (Zone(part, box) for box in zones(spans, geometry))
        outline += zones([span for _, spans in decks for span in spans], geometry)
        outline += zones([span for _, spans in blocks for span in spans], geometry)
    if not parts:
        parts, outline = [Zone("article", box) for box in explicit_zones], list(explicit_zones)
    parts += (Zone(f"picture-{n}", box) for n, box in enumerate(pictures, 1))
    return Placement(parts, [*outline, *pictures])


def article_placement(article: ArticleEntry, geometry: PageGeometry | None) -> Placement:
    """Return the position of a catalogue article on its page."""
    return placement(
        list(deck_spans(article)),
        [(block.id, block.at) for block in article.body],
        article.zones,
        [picture.zone for picture in article.pictures],
        geometry,
    )
