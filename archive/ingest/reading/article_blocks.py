"""Group the lines of a region into blocks, and put the blocks into the order of their articles.

A headline belongs to the text directly below it. Text without a headline above it continues the
previous column, beside the headline or from the foot of that column. This reads columns of any
height, wherever articles begin in them.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from archive.text.boxes import Box, union

from .printed_page import PrintedLine

# Type larger than body text by this factor belongs to a headline.
_HEADLINE = 1.2
# Maximum relative difference in size within a block.
_SAME_SIZE = 0.15
# Maximum distance between lines of a block, in units of the body text's size.
_LEADING = 0.95
# Maximum distance between parts of an article, in the same unit.
_NEAR = 3.2
# Maximum distance to a block in the next column, in the same unit.
_NEXT = 6.0
# Small decks are larger than body text by this factor.
_DECK = 1.06
# Maximum distance of a deck from its headline, in units of the headline's size.
_CLOSE = 0.9
# One block is above another if they overlap horizontally by this share of the narrower one.
_OVER = 0.3
# Maximum difference in height of two blocks that begin level, in units of the body text's size.
_LEVEL = 0.8
# Maximum offset of a headline centred over its columns, in units of the body text's size.
_CENTRED = 1.6
# Widest indent, in units of the type size.
_INDENT = 3.2
# Widest blank within a line, in the same unit.
_BLANK = 2.0
# Lines side by side overlap vertically by at least this share of the smaller height.
_ROW = 0.5
# Maximum gap between touching fragments of a line, in units of the type size.
_TOUCH = 0.6
# Maximum overlap of fragments of one line, in units of their type size; dashes are set like this.
_OVERLAP = 2.2
# Blocks in one column differ in width by at most this factor.
_SAME_WIDTH = 1.4
_CLOSED = re.compile(r"[。！？!?…；：:][”’」』）)】》]*$|[）)】]$")


@dataclass
class LineRow:
    """Fragments that form one line of a region, or a picture (no lines)."""

    box: Box
    lines: list[PrintedLine]
    size: float
    across: bool = False

    @property
    def text(self) -> str:
        return "".join(line.text for line in self.lines)


@dataclass
class ArticleBlock:
    """Lines below each other in the same type; `is_head` if the block is part of a headline."""

    parts: list[LineRow]
    is_head: bool = False
    followers: list["ArticleBlock"] = field(default_factory=list)
    beside: list["ArticleBlock"] = field(default_factory=list)

    @property
    def box(self) -> Box:
        return union(part.box for part in self.parts)

    @property
    def size(self) -> float:
        return self.parts[0].size

    @property
    def across(self) -> bool:
        return self.parts[0].across

    @property
    def is_picture(self) -> bool:
        return not self.parts[0].lines


def blocks_in_order(
    parts: Sequence[LineRow], rules: Sequence[Box], body: float
) -> Iterator[tuple[list[LineRow], bool]]:
    """Yield (lines, whether an article begins) for each block in reading order.

    `rules` are horizontal; `body` is the size of body text.
    """
    blocks = _blocks(_rows(parts, body), rules, body)
    _mark_heads(blocks, body)
    roots = _link_blocks(blocks, rules, body)
    for root in _articles_in_order(roots, body):
        begins = True
        for block in _walk(root):
            if not block.is_picture:
                yield block.parts, begins
                begins = False


# Lines and blocks


def _rows(parts: Sequence[LineRow], body: float) -> list[LineRow]:
    """Return the parts, with lines that wide blanks divide joined."""
    result: list[LineRow] = []
    for part in sorted(parts, key=lambda part: (part.box.x, part.box.y)):
        left_row = next(
            (
                row
                for row in result
                if not part.across
                and not row.across
                and row.lines
                and part.lines
                and _are_beside(row.box, part.box)
                and -_OVERLAP * part.size <= part.box.x - row.box.right <= _BLANK * part.size
                and abs(row.size - part.size) <= _SAME_SIZE * part.size
                and (
                    part.box.x - row.box.right < _TOUCH * part.size
                    or _is_covered(row.box.right, part.box.x, part, parts, body)
                )
            ),
            None,
        )
        if left_row is None:
            result.append(part)
        else:
            left_row.box = union((left_row.box, part.box))
            left_row.lines = [*left_row.lines, *part.lines]
    return result


def _is_covered(
    left: float, right: float, part: LineRow, parts: Sequence[LineRow], body: float
) -> bool:
    """Return whether a line directly above or below spans a blank, which is therefore no gutter."""
    middle = (left + right) / 2
    near = [
        line
        for line in parts
        if line.lines
        and line is not part
        and not _are_beside(line.box, part.box)
        and line.box.x - 2 * body < middle < line.box.right + 2 * body
        and abs(line.box.y - part.box.y) < 2.2 * max(part.size, line.size)
    ]
    crossing = [
        line
        for line in near
        if line.box.x < left and line.box.right > right and line.size < 1.15 * part.size
    ]
    ending = [
        line
        for line in near
        if abs(line.box.right - left) < 0.3 * body or abs(line.box.x - right) < 0.3 * body
    ]
    return bool(crossing) and len(crossing) >= len(ending)


def _blocks(parts: Sequence[LineRow], rules: Sequence[Box], body: float) -> list[ArticleBlock]:
    ordered = sorted(parts, key=lambda part: (part.box.y, part.box.x))
    below: dict[int, list[int]] = {}
    above: dict[int, list[int]] = {n: [] for n in range(len(ordered))}
    for n in range(len(ordered)):
        below[n] = _right_below(n, ordered)
        for k in below[n]:
            above[k].append(n)
    for k, over in above.items():
        # Keep only what is directly above, not what is visible past the end of a short line.
        above[k] = [
            n
            for n in over
            if not any(
                m != n and ordered[m].box.y >= ordered[n].box.bottom - _ROW * ordered[m].box.height
                for m in over
            )
        ]
    next_of: dict[int, int] = {}
    for n, part in enumerate(ordered):
        below[n] = [k for k in below[n] if n in above[k]]
        if len(below[n]) != 1 or above[below[n][0]] != [n]:
            continue
        below_part = ordered[below[n][0]]
        if _is_one_block(part, below_part, body) and not _is_ruled(part.box, below_part.box, rules):
            next_of[n] = below[n][0]
    begins = set(range(len(ordered))) - set(next_of.values())
    blocks = []
    for n in sorted(begins):
        chain = [n]
        while chain[-1] in next_of:
            chain.append(next_of[chain[-1]])
        blocks.append(ArticleBlock([ordered[k] for k in chain]))
    return blocks


def _right_below(n: int, ordered: Sequence[LineRow]) -> list[int]:
    """Return the indices of the parts directly below part `n`."""
    box = ordered[n].box
    indices: list[int] = []
    for k, candidate in enumerate(ordered):
        other_box = candidate.box
        if k == n or _shared_width(box, other_box) <= 0 or other_box.y < box.y + _ROW * box.height:
            continue
        if any(
            ordered[m].box.bottom
            <= other_box.y + _ROW * min(ordered[m].box.height, other_box.height)
            and _shared_width(ordered[m].box, other_box) > 0
            for m in indices
        ):
            continue
        indices.append(k)
    return indices


def _is_one_block(part: LineRow, below: LineRow, body: float) -> bool:
    if part.across or below.across or not part.lines or not below.lines:
        return False
    size = max(part.size, below.size)
    gap = below.box.y - part.box.bottom
    if abs(part.size - below.size) > _SAME_SIZE * size or gap > _LEADING * size:
        return False
    same_left = abs(part.box.x - below.box.x) <= _INDENT * size
    right = abs(part.box.right - below.box.right) <= _INDENT * size
    centre = abs(part.box.x + part.box.right - below.box.x - below.box.right) <= 2 * size
    return same_left or right or centre


def _mark_heads(blocks: Sequence[ArticleBlock], body: float) -> None:
    """Set `is_head` for headlines and for the smaller decks directly above and below them."""
    for block in blocks:
        block.is_head = not block.is_picture and block.size >= _HEADLINE * body
    headlines = [block for block in blocks if block.is_head and not block.across]
    for block in blocks:
        if block.is_head or block.is_picture or block.across or len(block.parts) > 2:
            continue
        large = block.size >= _DECK * body
        alone = all(
            block.box.y - neighbour.box.bottom > body or neighbour.box.y >= block.box.y
            for neighbour in blocks
            if neighbour is not block and _shared_width(block.box, neighbour.box) > 0
        )
        for neighbour in headlines:
            near = _CLOSE * neighbour.size
            above = -0.5 * body <= neighbour.box.y - block.box.bottom <= near
            below = -0.5 * body <= block.box.y - neighbour.box.bottom <= near
            over = _shared_width(block.box, neighbour.box) > _OVER * min(
                block.box.width, neighbour.box.width
            )
            if over and ((above and (large or alone)) or (below and large)):
                block.is_head = True


# Which block continues which


def _link_blocks(
    blocks: Sequence[ArticleBlock], rules: Sequence[Box], body: float
) -> list[ArticleBlock]:
    """Add each block to the block that it continues; return the blocks that continue none."""
    roots: list[ArticleBlock] = []
    orphans: list[ArticleBlock] = []
    ordered = sorted(blocks, key=lambda block: (block.box.y, block.box.x))
    for block in ordered:
        above = _block_above(block, ordered)
        if block.is_head:
            if (
                above is not None
                and above.is_head
                and not above.across
                and block.box.y - above.box.bottom <= 1.2 * max(above.size, block.size)
                and not _is_ruled(above.box, block.box, rules)
                and not any(follower.is_head for follower in above.followers)
            ):
                above.followers.append(block)
            else:
                roots.append(block)
            continue
        if above is not None and _goes_on_below(above, block, rules, body):
            above.followers.append(block)
        else:
            orphans.append(block)
    for head in ordered:
        # The text follows the last of several decks.
        deck = next((follower for follower in head.followers if follower.is_head), None)
        if deck is not None:
            deck.followers += [follower for follower in head.followers if not follower.is_head]
            head.followers = [deck]
    _centre_heads(ordered, orphans, body)
    parent = {id(child): block for block in blocks for child in block.followers}
    headed = {id(child) for block in blocks if block.is_head for child in block.followers}
    for block in sorted(orphans, key=lambda block: (block.box.x, block.box.y)):
        before = _continued_block(block, ordered, parent, headed, rules, body)
        above = _block_above(block, ordered)
        if before is None and above is not None and _is_right_above(above, block, rules, body):
            above.followers.append(block)
            parent[id(block)] = above
        elif before is None:
            roots.append(block)
        else:
            before.beside.append(block)
            parent[id(block)] = before
            if id(before) in headed and abs(before.box.y - block.box.y) <= _LEVEL * body:
                headed.add(id(block))
    return roots


def _centre_heads(blocks: Sequence[ArticleBlock], orphans: list[ArticleBlock], body: float) -> None:
    """Give each headline the columns on either side of those below it that it is centred over.

    These columns are removed from `orphans`.
    """
    for head in blocks:
        columns = [block for block in head.followers if not block.is_head]
        if not head.is_head or head.across or not columns:
            continue
        top = min(block.box.y for block in columns)
        row = [
            block
            for block in orphans
            if abs(block.box.y - top) <= _LEVEL * body
            and _is_blank_above(block, head, blocks, body)
        ]
        centre = head.box.x + head.box.width / 2
        left, right = min(b.box.x for b in columns), max(b.box.right for b in columns)
        before = sorted((b for b in row if b.box.right <= left), key=lambda b: -b.box.x)
        behind = sorted((b for b in row if b.box.x >= right), key=lambda b: b.box.x)
        best: list[ArticleBlock] = []
        for n in range(len(before) + 1):
            for m in range(len(behind) + 1):
                attached = [*before[:n], *behind[:m]]
                boxes = [b.box for b in (*columns, *attached)]
                middle = (min(b.x for b in boxes) + max(b.right for b in boxes)) / 2
                if abs(middle - centre) <= _CENTRED * body and len(attached) > len(best) and n:
                    best = attached
        for block in best:
            orphans.remove(block)
            head.followers.append(block)


def _is_blank_above(
    block: ArticleBlock, head: ArticleBlock, blocks: Sequence[ArticleBlock], body: float
) -> bool:
    return not any(
        other_block is not block
        and _shared_width(other_block.box, block.box) > 0
        and other_block is not head
        and other_block.box.bottom > head.box.y + body / 2
        and other_block.box.y < block.box.y - body / 2
        for other_block in blocks
    )


def _block_above(block: ArticleBlock, blocks: Sequence[ArticleBlock]) -> ArticleBlock | None:
    """Return the lowest block above `block` that overlaps it horizontally, or None."""
    best = None
    for candidate in blocks:
        if candidate is block or candidate.box.y >= block.box.y or candidate.across:
            continue
        shared = _shared_width(block.box, candidate.box)
        if shared <= _OVER * min(block.box.width, candidate.box.width):
            continue
        if best is None or candidate.box.bottom > best.box.bottom:
            best = candidate
    return best


def _goes_on_below(
    above: ArticleBlock, block: ArticleBlock, rules: Sequence[Box], body: float
) -> bool:
    if not _is_right_above(above, block, rules, body):
        return False
    wide = max(above.box.width, block.box.width) / max(1e-9, min(above.box.width, block.box.width))
    # A short block, such as a single line, does not show how wide its column is.
    short = len(block.parts) == 1 or len(above.parts) == 1
    return above.is_head or above.is_picture or wide <= _SAME_WIDTH or short


def _is_right_above(
    above: ArticleBlock, block: ArticleBlock, rules: Sequence[Box], body: float
) -> bool:
    near = block.box.y - above.box.bottom <= _NEAR * body
    return near and not _is_ruled(above.box, block.box, rules)


def _continued_block(
    block: ArticleBlock,
    blocks: Sequence[ArticleBlock],
    parent: dict[int, ArticleBlock],
    headed: set[int],
    rules: Sequence[Box],
    body: float,
) -> ArticleBlock | None:
    """Return the block in the previous column that a block continues; None if there is none."""
    best: tuple[float, float, ArticleBlock] | None = None
    for candidate in blocks:
        if candidate is block or (candidate.is_picture and not candidate.followers):
            continue
        gap = block.box.x - candidate.box.right
        if not -body <= gap <= _NEXT * body or _is_within(block, candidate, parent):
            continue
        if candidate.across:
            if _shared_height(block.box, candidate.box) > 0.5 * min(
                block.box.height, candidate.box.height
            ):
                score = 3.0
            else:
                continue
        elif candidate.is_head:
            continue
        else:
            if candidate.box.bottom < block.box.y - body:
                continue
            if _is_barred(block, candidate, blocks, rules, body):
                continue
            score = _continuation_score(block, candidate, body)
            if id(candidate) in headed and abs(block.box.y - candidate.box.y) <= _LEVEL * body:
                score += 1.5
        if best is None or (score, candidate.box.bottom) > best[:2]:
            best = (score, candidate.box.bottom, candidate)
    return best[2] if best is not None else None


def _is_within(
    block: ArticleBlock, descendant: ArticleBlock, parent: dict[int, ArticleBlock]
) -> bool:
    """Return whether `descendant` is `block` or one of its descendants."""
    node: ArticleBlock | None = descendant
    while node is not None:
        if node is block:
            return True
        node = parent.get(id(node))
    return False


def _continuation_score(block: ArticleBlock, previous: ArticleBlock, body: float) -> float:
    """Return a score for how likely `block` continues `previous`, of the previous column."""
    score = 0.0
    if not any(not follower.is_head for follower in previous.followers):
        score += 1.0
    first, last = block.parts[0], previous.parts[-1]
    left = min(part.box.x for part in block.parts)
    indented = first.box.x - left > 0.7 * body if len(block.parts) > 1 else None
    closed = bool(_CLOSED.search(last.text))
    if not closed:
        score += -1.5 if indented else 2.0 if indented is False else 1.5
    elif closed and indented is False and not previous.is_picture:
        score -= 1.0
    elif indented:
        score += 0.5
    if last.box.right < previous.box.right - 1.5 * body and not closed:
        score -= 1.0
    return score


def _is_barred(
    block: ArticleBlock,
    previous: ArticleBlock,
    blocks: Sequence[ArticleBlock],
    rules: Sequence[Box],
    body: float,
) -> bool:
    """Return whether something that spans both columns separates the two blocks."""
    left, right = previous.box.right - body, block.box.x + body
    return any(
        box.x < left - body and box.right > right + body and block.box.y < box.y < previous.box.y
        for box in (
            *(obstacle.box for obstacle in blocks if obstacle not in (block, previous)),
            *rules,
        )
    )


# Order


def _walk(block: ArticleBlock) -> Iterator[ArticleBlock]:
    yield block
    for child in sorted(block.followers, key=_by_column):
        yield from _walk(child)
    for child in sorted(block.beside, key=_by_column):
        yield from _walk(child)


def _by_column(block: ArticleBlock) -> tuple[int, float]:
    return round(block.box.x), block.box.y


def _articles_in_order(roots: Sequence[ArticleBlock], body: float) -> list[ArticleBlock]:
    """Return the articles, each after those above it and to its left."""
    extents = [union(block.box for block in _walk(root)) for root in roots]
    start = sorted(range(len(roots)), key=lambda n: (roots[n].box.y, roots[n].box.x))
    order = in_precedence(start, lambda k, n: _comes_before(k, n, roots, extents))
    return [roots[n] for n in order]


def in_precedence(start: Sequence[int], precedes: Callable[[int, int], bool]) -> list[int]:
    """Return the indices in `start`, reordered so that each follows those that precede it.

    Otherwise, and within cycles, the order is that of `start`.
    """
    before = {n: [k for k in start if k != n and precedes(k, n)] for n in start}
    order: list[int] = []
    visited: set[int] = set()
    for first in start:
        stack = [first]
        while stack:
            n = stack[-1]
            visited.add(n)
            following = next((k for k in before[n] if k not in visited), None)
            if following is not None:
                stack.append(following)
            else:
                stack.pop()
                if n not in order:
                    order.append(n)
    return order


def _comes_before(k: int, n: int, roots: Sequence[ArticleBlock], extents: Sequence[Box]) -> bool:
    first, second = roots[k].box, roots[n].box
    if _shared_width(first, second) > 0.2 * min(first.width, second.width):
        return first.y < second.y
    if first.right > second.x + _ROW * min(first.width, second.width):
        return False
    low, high = min(first.y, second.y), max(first.y, second.y)
    return not any(
        low < box.y < high
        and _shared_width(box, first) > 0.2 * min(box.width, first.width)
        and _shared_width(box, second) > 0.2 * min(box.width, second.width)
        for m, box in enumerate(extents)
        if m not in (k, n)
    )


# Boxes


def _shared_width(first: Box, second: Box) -> float:
    return min(first.right, second.right) - max(first.x, second.x)


def _shared_height(first: Box, second: Box) -> float:
    return min(first.bottom, second.bottom) - max(first.y, second.y)


def _are_beside(first: Box, second: Box) -> bool:
    return _shared_height(first, second) > _ROW * min(first.height, second.height)


def _is_ruled(above: Box, below: Box, rules: Sequence[Box]) -> bool:
    """Return whether a rule lies between two boxes, one above the other."""
    narrow = min(above.width, below.width)
    return any(
        above.bottom - 1 <= rule.y + rule.height / 2 <= below.y + 1
        and min(_shared_width(rule, above), _shared_width(rule, below)) >= 0.5 * narrow
        for rule in rules
    )
