"""Where printed lines stand: indents, room, columns, and what drafts make of them."""

import pytest

from archive.ingest.drafting.line_layout import layouts
from archive.ingest.drafting.reflow import reflow
from archive.ingest.drafting.text_lines import lines_with_type
from archive.ingest.page_lines import PageLine
from archive.text.boxes import Box

EM = 0.02


def _line(text: str, x: float, row: float, size: float = 1.0, **extra) -> PageLine:
    """A line of type of that size, in letters from the left and rows from the top."""
    box = Box(x * EM, row * EM * 1.5, len(text) * EM * size, EM * size)
    return PageLine(text, box, EM * size, **extra)


COLUMNS = [
    _line("渡口换了新船", 0, 0, 1.8),
    _line("清早的渡口比平日热闹", 2, 2),
    _line("新船能坐四十个人，还能", 0, 3),
    _line("捎上自行车。", 0, 4),
    _line("撑船的人说，旧船用了廿", 2, 5),
    _line("年，该歇一歇了。", 14, 2),
    _line("明天起票价不变。", 16, 3),
]


def test_indent_and_room_are_measured_in_letters():
    column_layouts = [layout for layout in layouts(COLUMNS) if layout]
    assert [round(layout.indent) for layout in column_layouts] == [0, 2, 0, 0, 2, 0, 2]
    assert round(column_layouts[3].room) == 7
    assert column_layouts[1].above is not None
    assert column_layouts[5].above is None


def test_vertical_lines_are_measured_downwards():
    lines = [
        PageLine("江上新橋動工三年始成", Box(0.9, 0.04, 0.02, 0.2), 0.02, vertical=True),
        PageLine("昨日行車", Box(0.86, 0.0, 0.02, 0.08), 0.02, vertical=True),
    ]
    first, second = layouts(lines)
    assert first is not None
    assert second is not None
    assert (round(first.indent), round(second.indent), round(second.room)) == (2, 0, 8)
    assert second.above == pytest.approx(1.0, abs=0.2)


def test_lines_without_boxes_have_no_place():
    assert layouts([PageLine("渡口"), PageLine("")]) == [None, None]


def test_paragraphs_continue_in_the_next_column(training):
    flowed = reflow(lines_with_type(COLUMNS), training.language)
    assert [line.text for line in flowed.lines] == [
        "渡口换了新船",
        "清早的渡口比平日热闹新船能坐四十个人，还能捎上自行车。",
        "撑船的人说，旧船用了廿年，该歇一歇了。",
        "明天起票价不变。",
    ]
