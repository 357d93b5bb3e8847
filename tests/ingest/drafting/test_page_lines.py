"""Lines with boxes: the text they make, and the zones of an article."""

from archive.ingest.drafting.issue import draft_issue
from archive.ingest.line_zones import zones_of_lines
from archive.ingest.page_lines import PageLine, lines_of, text_of
from archive.text.boxes import Box


def test_a_text_is_its_lines_and_back():
    text = "木箱\n\n　　图纸。\n"
    assert text_of(lines_of(text)) == text
    assert lines_of(text)[2] == PageLine("　　图纸。")


def test_zones_are_one_for_each_column():
    left_boxes = [Box(0.1, 0.1 + 0.02 * n, 0.2, 0.015) for n in range(3)]
    right = [Box(0.4, 0.1 + 0.02 * n, 0.2, 0.015) for n in range(2)]
    first, second = zones_of_lines([*left_boxes, *right])
    assert (first.x, second.x) == (0.1, 0.4)
    assert round(first.height, 3) == 0.055
    assert zones_of_lines([]) == []


def test_lines_with_geometry_are_drafted_with_zones(training):
    words = (
        ("盱眙酱园晒场变看台", 0.03),
        ("本报讯（记者 甲文）江苏省盱眙县的一家酱园日前把晒场改成了看台，首月接待三千人次。", 0.01),
        ("合江荔枝古树有了名牌", 0.03),
        ("本报讯（记者 乙武）四川省合江县今年给荔枝古树挂上铭牌，首批建档一千二百株。", 0.01),
    )
    page = [
        PageLine(text, Box(0.1, 0.1 + 0.2 * n, 0.4, size), size)
        for n, (text, size) in enumerate(words)
    ]
    draft = draft_issue([page], "gongren-ribao", training, set())
    (draft_of_page,) = draft.pages
    first, second = draft_of_page.fields["articles"]
    assert (first["headline"]["text"], second["headline"]["text"]) == (words[0][0], words[2][0])
    assert draft_of_page.zones(first)[0][:3] == [0.1, 0.1, 0.4]
