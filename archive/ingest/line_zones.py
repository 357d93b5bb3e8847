"""The zones of a drafted article: the boxes of its lines, joined if adjacent.

Those of a catalogued article follow from its spans: `archive/catalogue/zones.py`.
"""

from collections.abc import Sequence

from archive.text.boxes import Box, union

# lines of one zone overlap by at least this share of the narrower one, and are at most this many
# line heights apart
_OVERLAP, _LEADING = 0.5, 2.5


def zones_of_lines(boxes: Sequence[Box]) -> list[Box]:
    """A rectangle for each block of lines, in the order of the first line of each.

    `boxes` are those of an article's lines in reading order. A new zone begins where the text
    continues in another column or further below.
    """
    result: list[list[Box]] = []
    for box in boxes:
        if result and _continues(union(result[-1]), result[-1][-1], box):
            result[-1].append(box)
        else:
            result.append([box])
    return [union(group) for group in result]


def _continues(zone: Box, last: Box, box: Box) -> bool:
    shared = min(zone.right, box.right) - max(zone.x, box.x)
    height = max(last.height, box.height)
    near = -height <= box.y - last.bottom <= _LEADING * height
    return near and shared >= _OVERLAP * min(zone.width, box.width)
