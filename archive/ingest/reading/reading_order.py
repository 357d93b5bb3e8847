"""Put the lines of a printed page into reading order.

A page is cut along its gutters and between its articles, recursively, until only columns are left
(recursive XY cut). A page of vertical text is first rotated by a quarter turn, so that its lines
run left to right and follow each other downwards like horizontal ones. A framed article is ordered
separately.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from archive.text.boxes import Box, between, intersection, iou, union

from .article_blocks import LineRow, blocks_in_order, in_precedence
from .printed_page import PrintedLine, PrintedPage, body_size, join

# Minimum width of a gutter, in units of the body text's size.
_GUTTER = 0.75
# Minimum width of a gutter with a rule in it, in the same unit.
_RULED_GUTTER = 0.3
# Boxes are shrunk by this share of their line's type size, because boxes of neighbours overlap.
_INSET = 0.12
# Type larger than body text by this factor belongs to a headline.
_HEADLINE = 1.2
# A rule separates two columns if it covers at least this share of their height.
_RULE_COVERAGE = 0.75
# A rule divides a region into rows if it covers at least this share of the region's width.
_WHOLE_WIDTH = 0.95
# A frame contains a line if at least this share of the line's area lies inside it.
_MIN_INSIDE = 0.8
# Minimum number of lines in a frame that holds an article.
_MIN_LINES = 3
# Minimum number of characters in a frame that holds an article.
_MIN_CHARACTERS = 40
# Frames with at least this IoU count as one.
_SAME_FRAME = 0.85
# A frame that holds more than this share of the page's text is the border of the page.
_WHOLE_PAGE = 0.75
# Maximum difference in height between the text below a headline and the text beside it, in units of
# the body text's size.
_LEVEL = 0.8
# Distance by which a rule must extend beyond both sides of a gutter that it crosses, in the same
# unit.
_REACH = 2.0
# The page's head (folio, masthead) ends within this share of the page's height.
_HEAD = 0.14
# Minimum blank below the page's head, in units of the body text's size.
_BELOW_HEAD = 1.2
# Widest blank within a line, in units of the body text's size.
_ONE_ROW = 2.2
# Maximum distance from a gap to the headline below it, in the same unit.
_NEAR = 3.0
# Lines side by side overlap vertically by at least this share of the smaller height.
_ROW = 0.5
# The same for lines in different columns.
_NEIGHBOUR_OVERLAP = 0.15
# Fragments of one line overlap across the line by at least this share of the smaller one.
_LEVEL_PARTS = 0.7
# Maximum gap between fragments next to a punctuation mark, which fills only half its square, in
# units of the type size.
_MARK_GAP = 0.7
# Maximum gap between other fragments, in the same unit.
_PART_GAP = 0.4
_MARKS = "“”‘’「」『』（）《》〈〉【】〔〕，。、；：！？"
# Maximum depth of the recursive cuts.
_MAX_DEPTH = 40
# The end of a sentence.
_SENTENCE_END = re.compile(r"[。！？!?…；：:][”’」』）)】》]*$|[）)】]$")
# Minimum number of characters in a line of running text; shorter ones may be lists or tables.
_MIN_TEXT_LINE = 8
# An alternative order is better if it has at least this many fewer breaks in the text.
_MIN_IMPROVEMENT = 2
# Maximum relative difference in size between lines of one headline.
_SAME_TYPE = 0.08
# Maximum distance between lines of one headline, in units of their type size.
_HEAD_LEADING = 0.6
# Maximum distance between lines of one block, in units of their type size.
_BLOCK_GAP = 1.2
# Minimum horizontal overlap of lines in one block, as a share of the narrower one.
_BLOCK_SHARE = 0.6


class CutItem(NamedTuple):
    """A line to be cut; `across` is true if it runs perpendicular to the others."""

    box: Box
    line: PrintedLine
    across: bool


class Gap(NamedTuple):
    """A blank strip from one edge of a region to the other."""

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
    """Lines below each other; `begins` is true if they do not continue the previous column."""

    lines: tuple[PrintedLine, ...]
    begins: bool = False


@dataclass(frozen=True)
class _Sheet:
    """A page's size, rules and obstacles; `is_turned` after a quarter turn for vertical text."""

    width: float
    height: float
    rules: tuple[Box, ...]
    # Pictures and framed articles.
    obstacles: tuple[Box, ...]
    is_turned: bool = False

    def turned(self) -> "_Sheet":
        rules = tuple(map(self.turned_box, self.rules))
        obstacles = tuple(map(self.turned_box, self.obstacles))
        return _Sheet(self.height, self.width, rules, obstacles, not self.is_turned)

    def turned_box(self, box: Box) -> Box:
        """Return the box rotated by a quarter turn to the left, or back if the sheet is turned."""
        if self.is_turned:
            return Box(self.height - box.bottom, box.x, box.height, box.width)
        return Box(box.y, self.width - box.right, box.height, box.width)

    def upright_rules(self) -> list[Box]:
        return [rule for rule in self.rules if rule.height > rule.width]

    def level_rules(self) -> list[Box]:
        return [rule for rule in self.rules if rule.width > rule.height]


def reading_order(page: PrintedPage) -> list[LineColumn]:
    """Return the columns of the page in reading order, framed articles last."""
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
    items = [CutItem(line.box, line, line.vertical) for line in _joined_fragments(lines)]
    columns: list[LineColumn] = []
    for part in _parts_of_page(items, sheet) if is_page else [items]:
        split_columns = list(_columns(part, sheet, True, 0))
        turned, turned_sheet = _rotated_to_text(part, sheet)
        rows = _ruled_rows(turned, turned_sheet)
        if len(rows) > 1:
            ruled = [column for row in rows for column in _columns(row, turned_sheet, True, 0)]
            if count_breaks(ruled) <= count_breaks(split_columns):
                split_columns = ruled
        linked = list(_columns_by_headlines(part, sheet))
        # The better order is the one in which sentences run on.
        columns += (
            linked
            if count_breaks(linked) + _MIN_IMPROVEMENT <= count_breaks(split_columns)
            else split_columns
        )
    return columns


def _ruled_rows(items: Sequence[CutItem], sheet: _Sheet) -> list[list[CutItem]]:
    """Return the rows into which rules from one edge of the region to the other divide it."""
    body = body_size(item.line for item in items) or 1.0
    left = min((item.box.x for item in items), default=0.0)
    right = max((item.box.right for item in items), default=0.0)
    gaps = [
        gap
        for gap in _level_gaps(items, body)
        if any(
            gap.start - body / 2 <= rule.y + rule.height / 2 <= gap.end + body / 2
            and min(rule.right, right) - max(rule.x, left) >= _WHOLE_WIDTH * (right - left)
            for rule in sheet.level_rules()
        )
    ]
    return _split(items, gaps, upright=False)


def _columns_by_headlines(items: list[CutItem], sheet: _Sheet) -> Iterator[LineColumn]:
    """Yield the columns as they follow from the headlines, for regions that cuts cannot divide."""
    if not items:
        return
    items, sheet = _rotated_to_text(items, sheet)
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


def count_breaks(columns: Sequence[LineColumn]) -> int:
    """Return the number of places where the text of the columns is interrupted.

    A sentence breaks off before a headline, or an unindented line follows a complete sentence or a
    headline.
    """
    body = body_size(line for column in columns for line in column.lines)
    rows = [(line, _is_indented(line, column)) for column in columns for line in column.lines]
    count = 0
    for (line, _), (after, indented) in pairwise(rows):
        is_body = line.size < _HEADLINE * body
        follows = after.size < _HEADLINE * body and line.vertical == after.vertical
        closed = bool(_SENTENCE_END.search(line.text))
        breaks_off = is_body and not closed and not follows and len(line.text) >= _MIN_TEXT_LINE
        starts_midway = follows and indented is False and (closed or not is_body)
        count += breaks_off or (starts_midway and _is_apart(line, after))
    return count


def _is_indented(line: PrintedLine, column: LineColumn) -> bool | None:
    """Return whether a line is indented in its column; None if there is no line to compare."""
    alike = [
        neighbour.begin
        for neighbour in column.lines
        if abs(neighbour.size - line.size) <= 0.15 * line.size
        and neighbour.vertical == line.vertical
    ]
    return line.begin - min(alike) > 0.7 * line.size if len(alike) > 1 else None


def _is_apart(line: PrintedLine, after: PrintedLine) -> bool:
    """Return whether two lines differ in type or are not directly below each other."""
    gap = line.box.x - after.box.right if line.vertical else after.box.y - line.box.bottom
    size = max(line.size, after.size)
    same = abs(line.size - after.size) <= 0.15 * size
    return not (same and -_ROW * size <= gap <= _BLOCK_GAP * size)


# Frames


def _article_frames(page: PrintedPage) -> list[Box]:
    """Return the frames that hold an article, innermost first."""
    frames: list[Box] = []
    body = body_size(page.lines)
    for frame in sorted(page.frames, key=lambda box: box.area):
        inside = [line for line in page.lines if _is_inside(line.box, frame)]
        letters = sum(len(line.text) for line in inside)
        if len(inside) < _MIN_LINES or letters < _MIN_CHARACTERS:
            continue
        if letters > _WHOLE_PAGE * sum(len(line.text) for line in page.lines):
            continue
        if any(iou(frame, smaller) > _SAME_FRAME for smaller in frames):
            continue
        first = min(inside, key=lambda line: _order_from_top(line))
        if first.size >= _HEADLINE * body or first.bold:
            frames.append(frame)
    return frames


def _order_from_top(line: PrintedLine) -> float:
    return -line.box.right if line.vertical else line.box.y


def _is_inside(box: Box, frame: Box) -> bool:
    shared = intersection(box, frame)
    return shared is not None and shared.area >= _MIN_INSIDE * box.area


# Cuts


def _parts_of_page(items: list[CutItem], sheet: _Sheet) -> list[list[CutItem]]:
    """Return the lines of the page's head, one part per line, followed by the rest of the page."""
    parts: list[list[CutItem]] = []
    while items and (above := _page_head(items, sheet, not parts)):
        parts.append(above)
        items = [item for item in items if item not in above]
    return [*parts, items] if items else parts


def _page_head(items: Sequence[CutItem], sheet: _Sheet, first: bool) -> list[CutItem]:
    """Return the items above the first gap if they are a line of the page's head, otherwise [].

    `first` is true for the first call, which may return a masthead as large as a headline.
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
    usual_size = body_size(item.line for item in items if item not in above)
    if any(item.line.size >= _HEADLINE * usual_size for item in above) and not first:
        # Not the page's head but a headline.
        return []
    is_row = all(not item.across and _are_beside(item.box, above[0].box) for item in above)
    is_row = is_row and all(item.line.size < _HEADLINE * usual_size for item in above)
    return above if ruled or (is_row and gap.width >= _BELOW_HEAD * body) else []


def _rotated_to_text(items: list[CutItem], sheet: _Sheet) -> tuple[list[CutItem], _Sheet]:
    """Return items and sheet, rotated if most of the region's text is perpendicular to them."""
    across = sum(len(item.line.text) for item in items if item.across)
    if across * 2 <= sum(len(item.line.text) for item in items):
        return items, sheet
    turned = [CutItem(sheet.turned_box(item.box), item.line, not item.across) for item in items]
    return turned, sheet.turned()


def _columns(items: list[CutItem], sheet: _Sheet, begins: bool, depth: int) -> Iterator[LineColumn]:
    """Yield the columns of a region in reading order; `begins` applies to the first."""
    if not items:
        return
    items, sheet = _rotated_to_text(items, sheet)
    parts = _cut(items, sheet) if len(items) > 1 and depth < _MAX_DEPTH else None
    if parts is None:
        yield LineColumn(tuple(_rows(items)), begins)
        return
    body = body_size(item.line for item in items)
    for n, part in enumerate(parts):
        if n:
            begins = _begins_article(parts[n - 1], part, body)
        yield from _columns(part, sheet, begins, depth + 1)


def _begins_article(above: Sequence[CutItem], part: Sequence[CutItem], body: float) -> bool:
    """Return whether a part begins with a headline that does not continue one in the part above."""
    first = min(part, key=lambda item: item.box.y)
    last = max(above, key=lambda item: item.box.bottom)
    return _is_heading(first, body) and not _is_heading(last, body)


def _cut(items: list[CutItem], sheet: _Sheet) -> list[list[CutItem]] | None:
    """Return the parts of a region in reading order; None if it is a single column."""
    body = body_size(item.line for item in items) or 1.0
    if _is_one_column(items) or _is_one_row(items, body):
        return None
    gutters = _gutters(items, sheet, body)
    if gutters:
        if starts := _column_starts(items, gutters, sheet, body):
            return _split(items, starts, upright=False)
        bridges = _gutters_in_articles(items, sheet, gutters, body)
        free = [gutter for gutter in gutters if gutter not in bridges]
        if free:
            return _split(items, free, upright=True)
        cuts = _level_cuts(items, [at for ats in bridges.values() for at in ats], body)
        return _split(items, cuts, upright=False) if cuts else _split(items, gutters, upright=True)
    bands = _rows_of_columns(items, sheet, body)
    if len(bands) > 1:
        return bands
    blocks = _blocks(items)
    return _sorted_blocks(blocks) if len(blocks) > 1 else None


def _is_one_row(items: Sequence[CutItem], body: float) -> bool:
    """Return whether the items are one line with wide blanks: a headline or the page's head."""
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


def _column_starts(
    items: Sequence[CutItem], gutters: Sequence[Gap], sheet: _Sheet, body: float
) -> list[Gap]:
    """Return the horizontal gaps below which every column starts something new."""
    columns = _split_all(items, gutters)
    result = []
    for gap in _level_gaps(items, body):
        begun = []
        for column in columns:
            below = [item for item in column if _is_below(item, gap)]
            if below:
                begun.append(_starts_column(below[0], column, gap, sheet, body))
        if begun and all(begun):
            result.append(gap)
    return result


def _is_below(item: CutItem, gap: Gap) -> bool:
    return item.box.y + item.box.height / 2 > gap.middle


def _starts_column(
    first: CutItem, column: Sequence[CutItem], gap: Gap, sheet: _Sheet, body: float
) -> bool:
    """Return whether `first`, the topmost item below a gap, starts something new in its column."""
    left = min(item.box.x for item in column)
    right = max(item.box.right for item in column)
    wide = right - left
    if any(
        gap.start - body / 2 <= rule.y <= first.box.y
        and min(rule.right, right) - max(rule.x, left) >= _RULE_COVERAGE * wide
        for rule in sheet.level_rules()
    ):
        return True
    near = first.box.y - gap.end <= _NEAR * body
    above = [item for item in column if not _is_below(item, gap)]
    return _is_heading(first, body) and near and not (above and _is_heading(above[-1], body))


def _gaps(items: Sequence[CutItem], upright: bool) -> list[Gap]:
    """Return the gaps between items that extend across the whole region."""
    spans = sorted(_span(item, upright) for item in items)
    gaps = []
    reached = spans[0][1]
    for start, end in spans[1:]:
        if start > reached:
            gaps.append(Gap(reached, start))
        reached = max(reached, end)
    return gaps


def _level_gaps(items: Sequence[CutItem], body: float) -> list[Gap]:
    """Return the horizontal gaps between items, except those inside a headline of several lines."""
    heads = [item for item in items if _is_heading(item, body)]
    gaps = []
    for gap in _gaps(items, upright=False):
        above = [item for item in heads if not _is_below(item, gap)]
        below = [item for item in heads if _is_below(item, gap)]
        if not any(_is_next_line(head, next_head) for head in above for next_head in below):
            gaps.append(gap)
    return gaps


def _is_next_line(item: CutItem, below: CutItem) -> bool:
    """Return whether `below` is the next line of the same headline."""
    size = max(item.line.size, below.line.size)
    shared = min(item.box.right, below.box.right) - max(item.box.x, below.box.x)
    return (
        abs(item.line.size - below.line.size) <= _SAME_TYPE * size
        and below.box.y - item.box.bottom <= _HEAD_LEADING * size
        and shared >= _BLOCK_SHARE * min(item.box.width, below.box.width)
    )


def _span(item: CutItem, upright: bool) -> tuple[float, float]:
    """Return (start, end) of an item, inset because boxes of neighbours may overlap."""
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
    """Return the vertical gaps between columns that stand side by side."""
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
    """Return whether a rule runs along a gap for most of the way from `top` to `bottom`."""
    length = sum(
        max(0.0, min(rule.bottom, bottom) - max(rule.y, top))
        for rule in sheet.upright_rules()
        if gap.start <= rule.x + rule.width / 2 <= gap.end
    )
    return bottom > top and length >= _RULE_COVERAGE * (bottom - top)


# Headlines over several columns


def _gutters_in_articles(
    items: Sequence[CutItem], sheet: _Sheet, gutters: list[Gap], body: float
) -> dict[Gap, list[float]]:
    """Return the gutters inside one article, each with the heights at which articles begin.

    A gutter is inside an article if a rule crosses it, or if the headline above one column has
    blank space beside it in the other columns, whose text begins level with the text below the
    headline.
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
            # A headline flush left with its column spans columns to its left only if it already
            # spans several columns of text and is centred over all of them.
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
                    if gutter not in free or not _is_blank_beside(
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
    """Yield (top, bottom, top of the text below, left, right) for each group of large lines."""
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


def _is_blank_beside(
    column: Sequence[CutItem],
    first: float,
    last: float,
    below: float,
    sheet: _Sheet,
    gutters: Sequence[Gap],
    k: int,
    body: float,
) -> bool:
    """Return whether a column is blank beside a headline and level with the text below it."""
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
    """Return the horizontal gaps that contain one of the heights or border on it."""
    reach = 0.5 * body
    return [
        gap
        for gap in _level_gaps(items, body)
        if any(gap.start - reach <= height <= gap.end + reach for height in heights)
    ]


# Rows of columns


def _is_one_column(items: Sequence[CutItem]) -> bool:
    """Return whether no two items stand side by side."""
    ordered = sorted(items, key=lambda item: item.box.y)
    for n, item in enumerate(ordered):
        for below in ordered[n + 1 :]:
            if below.box.y >= item.box.bottom:
                break
            shared = min(item.box.bottom, below.box.bottom) - below.box.y
            least = min(item.box.height, below.box.height)
            apart = below.box.x >= item.box.right or item.box.x >= below.box.right
            if shared > (_NEIGHBOUR_OVERLAP if apart else _ROW) * least:
                return False
    return True


def _are_beside(first: Box, second: Box) -> bool:
    shared = min(first.bottom, second.bottom) - max(first.y, second.y)
    return shared > _ROW * min(first.height, second.height)


def _rows_of_columns(items: list[CutItem], sheet: _Sheet, body: float) -> list[list[CutItem]]:
    """Return the region divided into rows of columns, wherever its gutters begin or end."""
    rows = _split(items, _level_gaps(items, body), upright=False)
    bands: list[list[list[CutItem]]] = []
    for row in rows:
        band = [item for part in bands[-1] for item in part] if bands else []
        if bands and _continues_columns(band, row, sheet, body):
            bands[-1].append(row)
        else:
            bands.append([row])
    # Headings that span no gutter belong to the text below them.
    for above, below in pairwise(bands):
        while len(above) > 1 and all(_is_heading(item, body) for item in above[-1]):
            below.insert(0, above.pop())
    return [[item for row in band for item in row] for band in bands]


def _continues_columns(band: list[CutItem], row: list[CutItem], sheet: _Sheet, body: float) -> bool:
    """Return whether a row of lines continues the columns of the band above it."""
    together = band + row
    if _gutters(band, sheet, body) if _has_columns(band) else False:
        return bool(_gutters(together, sheet, body))
    return _is_one_column(together)


def _has_columns(items: Sequence[CutItem]) -> bool:
    return len(items) > 1 and not _is_one_column(items)


# Blocks that no cut separates


def _blocks(items: Sequence[CutItem]) -> list[list[CutItem]]:
    """Return the items grouped into blocks of lines close below each other."""
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
    """Return the blocks ordered so that each follows those above it and to its left."""
    boxes = [union(item.box for item in block) for block in blocks]
    start = sorted(range(len(blocks)), key=lambda n: (boxes[n].y, boxes[n].x))
    order = in_precedence(start, lambda k, n: _comes_before(k, n, boxes))
    return [blocks[n] for n in order]


def _comes_before(k: int, n: int, boxes: Sequence[Box]) -> bool:
    first, second = boxes[k], boxes[n]
    if _overlaps_horizontally(first, second):
        return first.y < second.y
    if first.right > second.x + _ROW * min(first.width, second.width):
        return False
    # Something between the two that spans both separates what is above it from what is below.
    low, high = min(first.y, second.y), max(first.y, second.y)
    return not any(
        low < box.y < high
        and _overlaps_horizontally(box, first)
        and _overlaps_horizontally(box, second)
        for m, box in enumerate(boxes)
        if m not in (k, n)
    )


def _overlaps_horizontally(first: Box, second: Box) -> bool:
    shared = min(first.right, second.right) - max(first.x, second.x)
    return shared > 0.2 * min(first.width, second.width)


# Lines of a column


def _rows(items: Sequence[CutItem]) -> Iterator[PrintedLine]:
    """Yield the lines from top to bottom, with fragments of a line joined."""
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
            row = join((row, item.line), "" if _continues_line(row, item.line) else "\u3000")
    yield row


def _joined_fragments(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Return the lines, with those detected in several fragments joined."""
    result: list[PrintedLine] = []
    for line in sorted(lines, key=lambda line: line.begin):
        for n, fragment in enumerate(result):
            same = abs(fragment.size - line.size) < 0.25 * max(fragment.size, line.size)
            if same and fragment.vertical == line.vertical and _continues_line(fragment, line):
                result[n] = join((fragment, line))
                break
        else:
            result.append(line)
    return result


def _continues_line(line: PrintedLine, following: PrintedLine) -> bool:
    """Return whether `following` continues the same line without a blank."""
    if line.vertical:
        level = min(line.box.right, following.box.right) - max(line.box.x, following.box.x)
        thick = min(line.box.width, following.box.width)
    else:
        level = min(line.box.bottom, following.box.bottom) - max(line.box.y, following.box.y)
        thick = min(line.box.height, following.box.height)
    marks = line.text[-1:] in _MARKS or following.text[:1] in _MARKS
    gap = following.begin - line.end
    most = (_MARK_GAP if marks else _PART_GAP) * min(line.size, following.size)
    return level > _LEVEL_PARTS * thick and -line.size < gap <= most


def framed_by_rules(rules: Sequence[Box], tolerance: float) -> list[Box]:
    """Return the boxes that have a rule on all four sides."""
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
