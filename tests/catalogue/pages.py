"""Page geometry for tests: lines of print at given places."""

from archive.catalogue.geometry import CharacterRun, PageGeometry
from archive.text.boxes import Box


def line(start, end, x, y, width, height, **options) -> CharacterRun:
    return CharacterRun(start, end, Box(x, y, width, height), **options)


def column(start, x, y, widths, height=0.02, gap=0.005, breadth=0.01):
    """(runs, where they end in the text): lines one under the other, `widths` in characters.

    Line ends in the text separate the lines.
    """
    runs = []
    for count in widths:
        runs.append(line(start, start + count, x, y, count * breadth, height))
        start, y = start + count + 1, y + height + gap
    return runs, start


def page(runs, direction="horizontal", sha256="0" * 64, length=None) -> PageGeometry:
    return PageGeometry(sha256, length or runs[-1].end + 1, tuple(runs), direction)
