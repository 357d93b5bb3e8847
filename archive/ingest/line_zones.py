"""Compute the zones of a drafted article: the boxes of its lines, joined if adjacent.

Zones of a catalogued article follow from its spans: `archive/catalogue/zones.py`.
"""

from collections.abc import Sequence

from archive.text.boxes import Box, union

# Lines of one zone overlap horizontally by at least this share of the narrower one.
_OVERLAP = 0.5
# Maximum distance between lines of one zone, in line heights.
_LEADING = 2.5


def zones_of_lines(boxes: Sequence[Box]) -> list[Box]:
    """Return a rectangle for each block of lines, ordered by first line.

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
