"""Columns of a page in reading order: headlines of several lines side by side stay whole."""

from archive.ingest.reading.printed_page import PrintedLine, PrintedPage
from archive.ingest.reading.reading_order import reading_order
from archive.text.boxes import Box

EM = 10.0


def _line(text: str, x: float, y: float, size: float = 1.0) -> PrintedLine:
    return PrintedLine(text, Box(x, y, len(text) * EM * size, EM * size), EM * size)


def _read(*lines: PrintedLine) -> str:
    columns = reading_order(PrintedPage(540, 500, list(lines)))
    return "".join(line.text for column in columns for line in column.lines)


def test_a_headline_in_two_lines_is_not_cut_where_the_columns_beside_it_begin_anew():
    text = _read(
        _line("渡口昨天又添了一", 163, 57, 1.4),
        _line("木船", 203, 73, 1.4),
        _line("街坊说", 337, 57),
        _line("集市下月起都改期", 34, 73, 1.4),
        # goes across all of them
        _line("石桥的栏杆日前修好，夜里添了两盏路灯，人人说好", 29, 368),
    )
    assert "渡口昨天又添了一木船" in text
