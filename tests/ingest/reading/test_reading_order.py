"""Columns of a page in reading order: headlines stand whole, and over all of their columns."""

from pathlib import Path

from archive.ingest.reading.printed_page import PrintedLine, PrintedPage
from archive.ingest.reading.reading_order import reading_order
from archive.text.boxes import Box

EM = 10.0
RULED_ROWS = Path(__file__).with_name("ruled_rows.tsv")


def _line(text: str, x: float, y: float, size: float = 1.0) -> PrintedLine:
    return PrintedLine(text, Box(x, y, len(text) * EM * size, EM * size), EM * size)


def _read(*lines: PrintedLine) -> str:
    return _text(PrintedPage(540, 500, list(lines)))


def _text(page: PrintedPage) -> str:
    return "".join(line.text for column in reading_order(page) for line in column.lines)


def test_a_headline_in_two_lines_is_not_cut_where_the_columns_beside_it_begin_again():
    text = _read(
        _line("渡口昨天又添了一", 163, 57, 1.4),
        _line("木船", 203, 73, 1.4),
        _line("街坊说", 337, 57),
        _line("集市下月起都改期", 34, 73, 1.4),
        # goes across all of them
        _line("石桥的栏杆日前修好，夜里添了两盏路灯，人人说好", 29, 368),
    )
    assert "渡口昨天又添了一木船" in text


def test_a_headline_centred_over_four_columns_is_above_the_first_of_them():
    words = ("石桥的栏杆日前修", "好夜里添了两盏灯", "人人都说走得安心", "船家也省了些灯油")
    columns = [(words[n], 10 + 100 * n) for n in range(4)]
    over = [_line(text, x, 20 + 12 * row) for text, x in columns for row in range(4)]
    text = _read(
        _line("渡口的旧事", 10, 2),
        *over,
        _line("木船换上电灯街坊齐声", 112, 100, 1.75),
        *(_line(f"甲{text[1:]}", x, 130 + 12 * row) for text, x in columns for row in range(4)),
    )
    assert text.index("木船换上电灯") < text.index("甲桥的栏杆")


def test_rules_across_the_page_divide_it_into_rows_that_are_read_one_after_the_other():
    boxes: dict[str, list[Box]] = {"rule": [], "frame": []}
    lines = []
    for row in RULED_ROWS.read_text(encoding="utf-8").splitlines()[1:]:
        kind, *values = row.split("\t")
        box = Box(*map(float, values[:4]))
        if kind == "line":
            lines.append(PrintedLine(values[5], box, float(values[4])))
        else:
            boxes[kind].append(box)
    text = _text(PrintedPage(2362, 1712, lines, boxes["rule"], boxes["frame"]))
    heads = (
        *(
            "锅炉工何大川",
            "让技术工人",
            "夜班公交",
            "梨树乡",
            "快递员体检",
            "矿山救护队",
            "青石镇调解",
        ),
        *("老茶馆", "船厂办起", "本报地址"),
        # framed articles last
        *("启事", "秋季技能竞赛"),
    )
    order = [text.index(head) for head in heads]
    assert order == sorted(order)
