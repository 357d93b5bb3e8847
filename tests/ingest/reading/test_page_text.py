"""Type sizes, indents and blank lines of a page's text, from lines in reading order."""

from archive.ingest.reading.page_text import page_lines
from archive.ingest.reading.printed_page import PrintedLine
from archive.ingest.reading.reading_order import LineColumn
from archive.text.boxes import Box


def column(sizes, scanned, indented=()):
    lines = []
    for n, size in enumerate(sizes):
        box = Box(100 + 2 * size * (n in indented), 100 + 40 * n, 400, 28)
        lines.append(PrintedLine("水" * 14, box, size, place=box if scanned else None))
    return LineColumn(tuple(lines))


def texts(columns):
    lines, _ = page_lines(columns, 1000, 1000)
    return [line.text for line in lines], [
        round(line.size * 1000, 1) for line in lines if line.size
    ]


def test_type_sizes_of_a_scan_are_clustered():
    words, sizes = texts([column((26, 24.6, 28.4, 26.2, 25.8), scanned=True)])
    assert "" not in words
    assert set(sizes) == {26.0}


def test_type_sizes_of_a_pdf_are_distinguished():
    words, sizes = texts([column((10.5, 9.5, 9.5, 9.5), scanned=False)])
    assert words[1] == ""
    assert sizes == [10.5, 9.5, 9.5, 9.5]


def test_an_indent_is_kept_and_a_larger_gap_is_a_blank_line():
    lines = list(column((20, 20, 20, 20), scanned=False, indented=(0, 2)).lines)
    words, _ = texts([LineColumn(tuple(lines))])
    assert [word.startswith("　　") for word in words] == [True, False, True, False]
    last = lines[3]
    below = PrintedLine(last.text, Box(100, 400, 400, 28), 20)
    words, _ = texts([LineColumn((*lines, below))])
    assert words[4] == ""
