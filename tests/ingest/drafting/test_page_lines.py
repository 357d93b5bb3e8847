"""Lines with boxes: the text they make, and the zones of an article."""

from archive.ingest.page_lines import Box, PageLine, lines_of, text_of
from archive.ingest.zones import zones


def test_a_text_is_its_lines_and_back():
    text = "木箱\n\n　　图纸。\n"
    assert text_of(lines_of(text)) == text
    assert lines_of(text)[2] == PageLine("　　图纸。")


def test_zones_are_one_for_each_column():
    left = [Box(0.1, 0.1 + 0.02 * n, 0.2, 0.015) for n in range(3)]
    right = [Box(0.4, 0.1 + 0.02 * n, 0.2, 0.015) for n in range(2)]
    first, second = zones([*left, *right])
    assert (first.x, second.x) == (0.1, 0.4)
    assert round(first.h, 3) == 0.055
    assert zones([]) == []
