"""Put the lines of a printed page into reading order.

A page is cut at its gutters and between its articles, again and again, until columns are left
(recursive XY cuts). Vertical text is turned by a quarter first, so that its lines lie and follow
one another downwards as horizontal ones do. An article in a frame is read by itself.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from archive.text.boxes import Box, between, intersection, iou, union

from .article_blocks import LineRow, blocks_in_order, in_precedence
from .printed_page import PrintedLine, PrintedPage, body_size, join

# in the size of body text: the narrowest gutter, and the narrowest with a rule in it
_GUTTER, _RULED_GUTTER = 0.75, 0.3
# boxes are made smaller by this share of their line's size, as those of neighbours overlap
_INSET = 0.12
# type larger than body text by this is that of a headline
_HEADLINE = 1.2
# a rule parts two columns if it goes along this share of their height
_ALONG = 0.75
# a frame holds a line of which this share lies in it; one with so many lines and characters may
# be an article; of two frames that are so alike only one counts
_INSIDE, _MIN_LINES, _MIN_LETTERS, _SAME_FRAME = 0.8, 3, 40, 0.85
# the share of the lines that a frame around everything has
_EVERYTHING = 0.75
# in the size of body text: how level the text below a headline is with that beside it, and how
# far a rule reaches over both sides of a gutter that it bridges
_LEVEL, _REACH = 0.8, 2.0
# the head of a page: its share of the height, and in the size of body text the blank below it
_HEAD, _BELOW_HEAD = 0.14, 1.2
# in the size of body text: the widest blank within a line, and how far below a gap a headline
# may begin
_ONE_ROW, _NEAR = 2.2, 3.0
# lines side by side overlap in height by this share; lines of two columns by this
_ROW, _SLIGHTLY = 0.5, 0.15
# parts of one line: how much of their height they share, and in the size of their type how far
# apart they are, beside a mark that fills half of its square, and elsewhere
_LEVEL_PARTS, _MARK_GAP, _PART_GAP = 0.7, 0.7, 0.4
_MARKS = "“”‘’「」『』（）《》〈〉【】〔〕，。、；：！？"
# a column is cut into no more parts than this, one within the other
_DEEPEST = 40
# where a sentence ends, and letters of a line that is no list or table
_SENTENCE_END = re.compile(r"[。！？!?…；：:][”’」』）)】》]*$|[）)】]$")
_FULL_LINE = 8
# so many fewer places where text breaks off tell that an order is better
_PLAINLY = 2
# lines of one headline: by what share their sizes differ, and in their size how far apart they are
_SAME_TYPE, _HEAD_LEADING = 0.08, 0.6
# blocks of lines: in the size of their type how far apart, and how much of them is below the other
_BLOCK_GAP, _BLOCK_SHARE = 1.2, 0.6


class CutItem(NamedTuple):
    """A line as it takes part in cuts; `across` is one that runs across the others' direction."""

    box: Box
    line: PrintedLine
    across: bool


class Gap(NamedTuple):
    """A blank from one edge of a region to the other."""

    start: float
    end: float

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2

    @property
    def width(self) -> float:
        return self.end - self.start


@dataclass(frozen=True)
class LineColumn:
    """Lines below one another; `begins` if they do not go on from the column before."""

    lines: tuple[PrintedLine, ...]
    begins: bool = False


@dataclass(frozen=True)
class _Sheet:
    """What lies between the lines of a page; `is_turned` by a quarter, for vertical text."""

    width: float
    height: float
    rules: tuple[Box, ...]
    # pictures and framed articles
    obstacles: tuple[Box, ...]
    is_turned: bool = False

    def turned(self) -> "_Sheet":
        rules = tuple(map(self.turned_box, self.rules))
        obstacles = tuple(map(self.turned_box, self.obstacles))
        return _Sheet(self.height, self.width, rules, obstacles, not self.is_turned)

    def turned_box(self, box: Box) -> Box:
        """The box after a quarter turn to the left, or back."""
        if self.is_turned:
            return Box(self.height - box.bottom, box.x, box.height, box.width)
        return Box(box.y, self.width - box.right, box.height, box.width)

    def upright_rules(self) -> list[Box]:
        return [rule for rule in self.rules if rule.height > rule.width]

    def level_rules(self) -> list[Box]:
        return [rule for rule in self.rules if rule.width > rule.height]


def reading_order(page: PrintedPage) -> list[LineColumn]:
    """The columns of the page in reading order, framed articles last."""
    lines = list(page.lines)
    framed: list[tuple[Box, list[PrintedLine]]] = []
    for frame in _article_frames(page):
        inside = [line for line in lines if _is_inside(line.box, frame)]
        if inside and len(inside) < len(lines):
            lines = [line for line in lines if line not in inside]
            framed.append((frame, inside))
    around = tuple(page.pictures) + tuple(frame for frame, _ in framed)
    result = _columns_of(lines, page, around, is_page=True)
    for _, inside in framed:
        result += _columns_of(inside, page, tuple(page.pictures), is_page=False)
    return result


def _columns_of(
    lines: Sequence[PrintedLine], page: PrintedPage, obstacles: tuple[Box, ...], is_page: bool
) -> list[LineColumn]:
    sheet = _Sheet(page.width, page.height, tuple(page.rules), obstacles)
    items = [CutItem(line.box, line, line.vertical) for line in _mended(lines)]
    columns: list[LineColumn] = []
    for part in _parts_of_page(items, sheet) if is_page else [items]:
        cut = list(_columns(part, sheet, True, 0))
        linked = list(_linked(part, sheet))
        # the order in which sentences run on is the right one
        columns += linked if broken_off(linked) + _PLAINLY <= broken_off(cut) else cut
    return columns


def _linked(items: list[CutItem], sheet: _Sheet) -> Iterator[LineColumn]:
    """The same by the headlines that stand over the text, where cuts part no columns."""
    if not items:
        return
    items, sheet = _with_most_text_along(items, sheet)
    parts = [LineRow(item.box, [item.line], item.line.size, item.across) for item in items]
    region = union(item.box for item in items)
    parts += [
        LineRow(box, [], 0.0)
        for box in sheet.obstacles
        if (shared := intersection(box, region)) is not None and shared.area > box.area / 2
    ]
    body = body_size(item.line for item in items) or 1.0
    for block, begins in blocks_in_order(parts, sheet.level_rules(), body):
        yield LineColumn(tuple(join(part.lines, "\u3000") for part in block), begins)


def broken_off(columns: Sequence[LineColumn]) -> int:
    """The number of places where the text of columns does not go on as paragraphs do.

    A sentence breaks off before a headline, or a line without an indent follows a whole sentence
    or a headline.
    """
    body = body_size(line for column in columns for line in column.lines)
    rows = [(line, _is_indented(line, column)) for column in columns for line in column.lines]
    count = 0
    for (line, _), (after, indented) in pairwise(rows):
        is_body = line.size < _HEADLINE * body
        follows = after.size < _HEADLINE * body and line.vertical == after.vertical
        closed = bool(_SENTENCE_END.search(line.text))
        breaks_off = is_body and not closed and not follows and len(line.text) >= _FULL_LINE
        starts_midway = follows and indented is False and (closed or not is_body)
        count += breaks_off or (starts_midway and _is_far(line, after))
    return count


def _is_indented(line: PrintedLine, column: LineColumn) -> bool | None:
    """Whether a line is indented in its column; None if nothing tells."""
    alike = [
        other.begin
        for other in column.lines
        if abs(other.size - line.size) <= 0.15 * line.size and other.vertical == line.vertical
    ]
    return line.begin - min(alike) > 0.7 * line.size if len(alike) > 1 else None


def _is_far(line: PrintedLine, after: PrintedLine) -> bool:
    """Whether a line is not right below another one of its type."""
    gap = line.box.x - after.box.right if line.vertical else after.box.y - line.box.bottom
    size = max(line.size, after.size)
    same = abs(line.size - after.size) <= 0.15 * size
    return not (same and -_ROW * size <= gap <= _BLOCK_GAP * size)


# -- frames


def _article_frames(page: PrintedPage) -> list[Box]:
    """The frames that hold an article of their own, the innermost first."""
    frames: list[Box] = []
    body = body_size(page.lines)
    for frame in sorted(page.frames, key=lambda box: box.area):
        inside = [line for line in page.lines if _is_inside(line.box, frame)]
        letters = sum(len(line.text) for line in inside)
        if len(inside) < _MIN_LINES or letters < _MIN_LETTERS:
            continue
        if letters > _EVERYTHING * sum(len(line.text) for line in page.lines):
            continue
        if any(iou(frame, other) > _SAME_FRAME for other in frames):
            continue
        first = min(inside, key=lambda line: _order_from_top(line))
        if first.size >= _HEADLINE * body or first.bold:
            frames.append(frame)
    return frames


def _order_from_top(line: PrintedLine) -> float:
    return -line.box.right if line.vertical else line.box.y


def _is_inside(box: Box, frame: Box) -> bool:
    shared = intersection(box, frame)
    return shared is not None and shared.area >= _INSIDE * box.area


# -- cuts


def _parts_of_page(items: list[CutItem], sheet: _Sheet) -> list[list[CutItem]]:
    """The lines at the head of the page, each by itself, and the rest."""
    parts: list[list[CutItem]] = []
    while items and (above := _head(items, sheet, not parts)):
        parts.append(above)
        items = [item for item in items if item not in above]
    return [*parts, items] if items else parts


def _head(items: Sequence[CutItem], sheet: _Sheet, first: bool) -> list[CutItem]:
    """The items above the first gap, if it parts the head of the page from what is below.

    `first` tells whether nothing is above them; a masthead may be as large as a headline.
    """
    gap = next(iter(_gaps(items, upright=False)), None)
    if gap is None or gap.start > _HEAD * sheet.height:
        return []
    body = body_size(item.line for item in items)
    wide = max(item.box.right for item in items) - min(item.box.x for item in items)
    ruled = any(
        gap.start - body / 2 <= rule.y + rule.height / 2 <= gap.end + body / 2
        and rule.width >= wide / 2
        for rule in sheet.level_rules()
    )
    above = [item for item in items if item.box.y + item.box.height / 2 < gap.middle]
    whole = body_size(item.line for item in items if item not in above)
    if any(item.line.size >= _HEADLINE * whole for item in above) and not first:
        # a headline
        return []
    is_row = all(not item.across and _are_beside(item.box, above[0].box) for item in above)
    is_row = is_row and all(item.line.size < _HEADLINE * whole for item in above)
    return above if ruled or (is_row and gap.width >= _BELOW_HEAD * body) else []


def _with_most_text_along(items: list[CutItem], sheet: _Sheet) -> tuple[list[CutItem], _Sheet]:
    """Both as they are, or turned if most text of the region runs across."""
    across = sum(len(item.line.text) for item in items if item.across)
    if across * 2 <= sum(len(item.line.text) for item in items):
        return items, sheet
    turned = [CutItem(sheet.turned_box(item.box), item.line, not item.across) for item in items]
    return turned, sheet.turned()


def _columns(items: list[CutItem], sheet: _Sheet, begins: bool, depth: int) -> Iterator[LineColumn]:
    """The columns of a region in reading order; `begins` tells of the first."""
    if not items:
        return
    items, sheet = _with_most_text_along(items, sheet)
    parts = _cut(items, sheet) if len(items) > 1 and depth < _DEEPEST else None
    if parts is None:
        yield LineColumn(tuple(_rows(items)), begins)
        return
    body = body_size(item.line for item in items)
    for n, part in enumerate(parts):
        if n:
            begins = _begins(parts[n - 1], part, body)
        yield from _columns(part, sheet, begins, depth + 1)


def _begins(above: Sequence[CutItem], part: Sequence[CutItem], body: float) -> bool:
    """Whether a part begins with a headline that is not one with the part before it."""
    first = min(part, key=lambda item: item.box.y)
    last = max(above, key=lambda item: item.box.bottom)
    return _is_heading(first, body) and not _is_heading(last, body)


def _cut(items: list[CutItem], sheet: _Sheet) -> list[list[CutItem]] | None:
    """The parts of a region in reading order; None if it is one column."""
    body = body_size(item.line for item in items) or 1.0
    if _is_one_column(items) or _is_one_row(items, body):
        return None
    gutters = _gutters(items, sheet, body)
    if gutters:
        if fresh := _fresh_starts(items, gutters, sheet, body):
            return _split(items, fresh, upright=False)
        bridges = _bridges(items, sheet, gutters, body)
        free = [gutter for gutter in gutters if gutter not in bridges]
        if free:
            return _split(items, free, upright=True)
        cuts = _level_cuts(items, [at for ats in bridges.values() for at in ats], body)
        return _split(items, cuts, upright=False) if cuts else _split(items, gutters, upright=True)
    bands = _bands(items, sheet, body)
    if len(bands) > 1:
        return bands
    blocks = _blocks(items)
    return _sorted_blocks(blocks) if len(blocks) > 1 else None


def _is_one_row(items: Sequence[CutItem], body: float) -> bool:
    """Whether the items are one line with wide blanks in it: a headline, or the head of a page."""
    first = min(items, key=lambda item: item.box.x)
    ordered = sorted(items, key=lambda item: item.box.x)
    return all(
        _are_beside(first.box, item.box)
        and not item.across
        and abs(item.line.size - first.line.size) < 0.15 * first.line.size
        for item in items
    ) and (
        first.line.size >= _HEADLINE * body
        or all(b.box.x - a.box.right <= _ONE_ROW * body for a, b in pairwise(ordered))
    )


def _fresh_starts(
    items: Sequence[CutItem], gutters: Sequence[Gap], sheet: _Sheet, body: float
) -> list[Gap]:
    """The level gaps below which every column begins something new."""
    columns = _split_all(items, gutters)
    result = []
    for gap in _level_gaps(items, body):
        begun = []
        for column in columns:
            below = [item for item in column if _is_below(item, gap)]
            if below:
                begun.append(_is_fresh(below[0], column, gap, sheet, body))
        if begun and all(begun):
            result.append(gap)
    return result


def _is_below(item: CutItem, gap: Gap) -> bool:
    return item.box.y + item.box.height / 2 > gap.middle


def _is_fresh(
    first: CutItem, column: Sequence[CutItem], gap: Gap, sheet: _Sheet, body: float
) -> bool:
    """Whether a column begins anew with `first`, the highest of its items below a gap."""
    left = min(item.box.x for item in column)
    right = max(item.box.right for item in column)
    wide = right - left
    if any(
        gap.start - body / 2 <= rule.y <= first.box.y
        and min(rule.right, right) - max(rule.x, left) >= _ALONG * wide
        for rule in sheet.level_rules()
    ):
        return True
    near = first.box.y - gap.end <= _NEAR * body
    above = [item for item in column if not _is_below(item, gap)]
    return _is_heading(first, body) and near and not (above and _is_heading(above[-1], body))


def _gaps(items: Sequence[CutItem], upright: bool) -> list[Gap]:
    """The blanks between items from one side of the region to the other."""
    spans = sorted(_span(item, upright) for item in items)
    gaps = []
    reached = spans[0][1]
    for start, end in spans[1:]:
        if start > reached:
            gaps.append(Gap(reached, start))
        reached = max(reached, end)
    return gaps


def _level_gaps(items: Sequence[CutItem], body: float) -> list[Gap]:
    """The level gaps between items, without those inside a headline of several lines."""
    heads = [item for item in items if _is_heading(item, body)]
    gaps = []
    for gap in _gaps(items, upright=False):
        above = [item for item in heads if not _is_below(item, gap)]
        below = [item for item in heads if _is_below(item, gap)]
        if not any(_is_next_line(one, other) for one in above for other in below):
            gaps.append(gap)
    return gaps


def _is_next_line(item: CutItem, below: CutItem) -> bool:
    """Whether a line of a headline goes on in the one below it: in the same type, and close."""
    size = max(item.line.size, below.line.size)
    shared = min(item.box.right, below.box.right) - max(item.box.x, below.box.x)
    return (
        abs(item.line.size - below.line.size) <= _SAME_TYPE * size
        and below.box.y - item.box.bottom <= _HEAD_LEADING * size
        and shared >= _BLOCK_SHARE * min(item.box.width, below.box.width)
    )


def _span(item: CutItem, upright: bool) -> tuple[float, float]:
    """From where to where an item goes, made smaller by what neighbours may overlap."""
    box = item.box
    inset = _INSET * item.line.size
    start, end = (box.x, box.right) if upright else (box.y, box.bottom)
    inset = min(inset, (end - start) / 4)
    return start + inset, end - inset


def _split(items: Sequence[CutItem], gaps: Sequence[Gap], upright: bool) -> list[list[CutItem]]:
    parts: list[list[CutItem]] = [[] for _ in range(len(gaps) + 1)]
    edges = sorted(gap.middle for gap in gaps)
    for item in items:
        start, end = _span(item, upright)
        middle = (start + end) / 2
        parts[sum(edge < middle for edge in edges)].append(item)
    return [part for part in parts if part]


def _gutters(items: Sequence[CutItem], sheet: _Sheet, body: float) -> list[Gap]:
    """The upright gaps between columns that stand beside each other."""
    result = []
    for gap in _gaps(items, upright=True):
        left = [item for item in items if _span(item, True)[1] <= gap.start]
        right = [item for item in items if _span(item, True)[0] >= gap.end]
        top = max(min(item.box.y for item in side) for side in (left, right))
        bottom = min(max(item.box.bottom for item in side) for side in (left, right))
        ruled = _is_ruled(gap, top, bottom, sheet)
        least = (_RULED_GUTTER if ruled else _GUTTER) * body
        if gap.width >= least and bottom - top > 0.5 * body:
            result.append(gap)
    return result


def _is_ruled(gap: Gap, top: float, bottom: float, sheet: _Sheet) -> bool:
    """Whether a rule goes down a gap for most of the way from `top` to `bottom`."""
    length = sum(
        max(0.0, min(rule.bottom, bottom) - max(rule.y, top))
        for rule in sheet.upright_rules()
        if gap.start <= rule.x + rule.width / 2 <= gap.end
    )
    return bottom > top and length >= _ALONG * (bottom - top)


# -- headlines over several columns


def _bridges(
    items: Sequence[CutItem], sheet: _Sheet, gutters: list[Gap], body: float
) -> dict[Gap, list[float]]:
    """The gutters that belong to one article, each with the heights where articles begin.

    They do if a rule goes across them, or if a headline stands over one column, and the others
    beside it are blank at its height and begin level with the text below it.
    """
    columns = _split_all(items, gutters)
    bridges: dict[Gap, list[float]] = {}
    top = min(item.box.y for item in items)
    bottom = max(item.box.bottom for item in items)
    free = [gutter for gutter in gutters if not _is_ruled(gutter, top, bottom, sheet)]
    for rule in sheet.level_rules():
        if not top + body / 2 < rule.y < bottom - body / 2:
            continue
        for gutter in free:
            reach = _REACH * body
            if rule.x < gutter.start - reach and rule.right > gutter.end + reach:
                bridges.setdefault(gutter, []).append(rule.y + rule.height / 2)
    edges = [
        (min(item.box.x for item in column), max(item.box.right for item in column))
        for column in columns
    ]
    for n, column in enumerate(columns):
        for first, last, below, start, end in _headings(column, body):
            # one that begins with its column is over columns left of it only if it stands over
            # several columns of text already and is centred over all of them
            level = [item for item in column if abs(item.box.y - below) <= _LEVEL * body]
            centred = len(level) > 1 and any(
                abs(left + right - start - end) <= 2 * body
                for left, _ in edges[:n]
                for _, right in edges[n:]
            )
            for step in (-1, 1) if start - edges[n][0] > body or centred else (1,):
                k = n + step
                while 0 <= k < len(columns):
                    gutter = gutters[min(k, k - step)]
                    if gutter not in free or not _is_level(
                        columns[k], first, last, below, sheet, gutters, k, body
                    ):
                        break
                    begins = any(item.box.bottom < first for item in items)
                    bridges.setdefault(gutter, []).append(first if begins else last)
                    k += step
    return bridges


def _split_all(items: Sequence[CutItem], gutters: Sequence[Gap]) -> list[list[CutItem]]:
    parts = _split(items, gutters, upright=True)
    return [sorted(part, key=lambda item: item.box.y) for part in parts]


def _headings(
    column: Sequence[CutItem], body: float
) -> Iterator[tuple[float, float, float, float, float]]:
    """(top, bottom, top of the text below, left, right) of each group of lines in larger type."""
    n = 0
    while n < len(column):
        if not _is_heading(column[n], body):
            n += 1
            continue
        first = n
        while n < len(column) and _is_heading(column[n], body):
            n += 1
        if n < len(column):
            group = column[first:n]
            bottom = max(item.box.bottom for item in group)
            left = min(item.box.x for item in group)
            right = max(item.box.right for item in group)
            yield group[0].box.y, bottom, column[n].box.y, left, right


def _is_heading(item: CutItem, body: float) -> bool:
    return not item.across and item.line.size >= _HEADLINE * body


def _is_level(
    column: Sequence[CutItem],
    first: float,
    last: float,
    below: float,
    sheet: _Sheet,
    gutters: Sequence[Gap],
    k: int,
    body: float,
) -> bool:
    """Whether a column is blank beside a headline and goes on level with the text below that."""
    left = gutters[k - 1].end if k else min(item.box.x for item in column)
    right = gutters[k].start if k < len(gutters) else max(item.box.right for item in column)
    boxes = [item.box for item in column]
    boxes += [box for box in sheet.obstacles if min(box.right, right) - max(box.x, left) > body]
    inset = 0.2 * body
    if any(box.y < last - inset and box.bottom > first + inset for box in boxes):
        return False
    following = [box.y for box in boxes if box.y >= last - inset]
    return bool(following) and abs(min(following) - below) <= _LEVEL * body


def _level_cuts(items: Sequence[CutItem], heights: Sequence[float], body: float) -> list[Gap]:
    """The level gaps in which, or at whose edge, the heights are."""
    reach = 0.5 * body
    return [
        gap
        for gap in _level_gaps(items, body)
        if any(gap.start - reach <= height <= gap.end + reach for height in heights)
    ]


# -- bands below one another


def _is_one_column(items: Sequence[CutItem]) -> bool:
    """Whether no two items stand beside each other, not even at other heights."""
    ordered = sorted(items, key=lambda item: item.box.y)
    for n, item in enumerate(ordered):
        for other in ordered[n + 1 :]:
            if other.box.y >= item.box.bottom:
                break
            shared = min(item.box.bottom, other.box.bottom) - other.box.y
            least = min(item.box.height, other.box.height)
            apart = other.box.x >= item.box.right or item.box.x >= other.box.right
            if shared > (_SLIGHTLY if apart else _ROW) * least:
                return False
    return True


def _are_beside(box: Box, other: Box) -> bool:
    shared = min(box.bottom, other.bottom) - max(box.y, other.y)
    return shared > _ROW * min(box.height, other.height)


def _bands(items: list[CutItem], sheet: _Sheet, body: float) -> list[list[CutItem]]:
    """The region cut between rows, wherever its gutters end or begin."""
    rows = _split(items, _level_gaps(items, body), upright=False)
    bands: list[list[list[CutItem]]] = []
    for row in rows:
        band = [item for part in bands[-1] for item in part] if bands else []
        if bands and _fits(band, row, sheet, body):
            bands[-1].append(row)
        else:
            bands.append([row])
    # headings that bridge no gutter go with what is below them
    for above, below in pairwise(bands):
        while len(above) > 1 and all(_is_heading(item, body) for item in above[-1]):
            below.insert(0, above.pop())
    return [[item for row in band for item in row] for band in bands]


def _fits(band: list[CutItem], row: list[CutItem], sheet: _Sheet, body: float) -> bool:
    """Whether a row goes on in the columns of the band above it."""
    together = band + row
    if _gutters(band, sheet, body) if _has_columns(band) else False:
        return bool(_gutters(together, sheet, body))
    return _is_one_column(together)


def _has_columns(items: Sequence[CutItem]) -> bool:
    return len(items) > 1 and not _is_one_column(items)


# -- blocks that no cut parts


def _blocks(items: Sequence[CutItem]) -> list[list[CutItem]]:
    """Lines that stand close below one another."""
    blocks: list[list[CutItem]] = []
    for item in sorted(items, key=lambda item: (item.box.y, item.box.x)):
        for block in blocks:
            last = block[-1]
            size = max(last.line.size, item.line.size)
            shared = min(last.box.right, item.box.right) - max(last.box.x, item.box.x)
            near = -_ROW * size <= item.box.y - last.box.bottom <= _BLOCK_GAP * size
            same = abs(last.line.size - item.line.size) <= 0.15 * size
            if (
                near
                and same
                and last.across == item.across
                and shared >= _BLOCK_SHARE * min(last.box.width, item.box.width)
            ):
                block.append(item)
                break
        else:
            blocks.append([item])
    return blocks


def _sorted_blocks(blocks: list[list[CutItem]]) -> list[list[CutItem]]:
    """Blocks in an order in which each comes after those above it and those left of it."""
    boxes = [union(item.box for item in block) for block in blocks]
    start = sorted(range(len(blocks)), key=lambda n: (boxes[n].y, boxes[n].x))
    order = in_precedence(start, lambda k, n: _precedes(k, n, boxes))
    return [blocks[n] for n in order]


def _precedes(k: int, n: int, boxes: Sequence[Box]) -> bool:
    one, other = boxes[k], boxes[n]
    if _is_over(one, other):
        return one.y < other.y
    if one.right > other.x + _ROW * min(one.width, other.width):
        return False
    # something that reaches over both, between them, parts what is above from what is below
    low, high = min(one.y, other.y), max(one.y, other.y)
    return not any(
        low < box.y < high and _is_over(box, one) and _is_over(box, other)
        for m, box in enumerate(boxes)
        if m not in (k, n)
    )


def _is_over(box: Box, other: Box) -> bool:
    shared = min(box.right, other.right) - max(box.x, other.x)
    return shared > 0.2 * min(box.width, other.width)


# -- lines of a column


def _rows(items: Sequence[CutItem]) -> Iterator[PrintedLine]:
    """The lines from the top; parts of one line are joined."""
    row: list[CutItem] = []
    for item in sorted(items, key=lambda item: (item.box.y + item.box.height / 2, item.box.x)):
        if row and not _are_beside(row[-1].box, item.box):
            yield from _row(row)
            row = []
        row.append(item)
    if row:
        yield from _row(row)


def _row(items: Sequence[CutItem]) -> Iterator[PrintedLine]:
    ordered = sorted(items, key=lambda item: item.box.x)
    row = ordered[0].line
    for item in ordered[1:]:
        if item.across or abs(row.size - item.line.size) >= 0.25 * row.size:
            yield row
            row = item.line
        else:
            row = join((row, item.line), "" if _touch(row, item.line) else "\u3000")
    yield row


def _mended(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """The lines, with parts of one that were taken for several joined."""
    result: list[PrintedLine] = []
    for line in sorted(lines, key=lambda line: line.begin):
        for n, other in enumerate(result):
            same = abs(other.size - line.size) < 0.25 * max(other.size, line.size)
            if same and other.vertical == line.vertical and _touch(other, line):
                result[n] = join((other, line))
                break
        else:
            result.append(line)
    return result


def _touch(line: PrintedLine, other: PrintedLine) -> bool:
    """Whether `other` goes on in the same line without a blank."""
    if line.vertical:
        level = min(line.box.right, other.box.right) - max(line.box.x, other.box.x)
        thick = min(line.box.width, other.box.width)
    else:
        level = min(line.box.bottom, other.box.bottom) - max(line.box.y, other.box.y)
        thick = min(line.box.height, other.box.height)
    marks = line.text[-1:] in _MARKS or other.text[:1] in _MARKS
    gap = other.begin - line.end
    most = (_MARK_GAP if marks else _PART_GAP) * min(line.size, other.size)
    return level > _LEVEL_PARTS * thick and -line.size < gap <= most


def framed_by_rules(rules: Sequence[Box], tolerance: float) -> list[Box]:
    """The boxes whose four sides are rules."""
    level = [rule for rule in rules if rule.width > rule.height]
    upright = [rule for rule in rules if rule.height > rule.width]
    frames = []
    for top in level:
        for bottom in level:
            if bottom.y - top.y <= 4 * tolerance:
                continue
            if abs(top.x - bottom.x) > tolerance or abs(top.right - bottom.right) > tolerance:
                continue
            sides = [
                any(
                    abs(rule.x + rule.width / 2 - x) <= tolerance
                    and rule.y <= top.bottom + tolerance
                    and rule.bottom >= bottom.y - tolerance
                    for rule in upright
                )
                for x in (top.x, top.right)
            ]
            if all(sides):
                frames.append(between(top.x, top.y, top.right, bottom.bottom))
    return frames
