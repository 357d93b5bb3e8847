"""Blocks in the order of their articles: text goes on from its headline to the next column."""

from archive.ingest.reading.article_blocks import LineRow, blocks_in_order
from archive.ingest.reading.printed_page import PrintedLine
from archive.text.boxes import Box

EM = 10.0


def _part(text: str, x: float, y: float, size: float = 1.0) -> LineRow:
    box = Box(x, y, len(text) * EM * size, EM * size)
    line = PrintedLine(text, box, EM * size)
    return LineRow(box, [line], EM * size)


def _read(*parts: LineRow) -> list[str]:
    blocks = blocks_in_order(parts, (), EM)
    return ["".join(part.text for part in block) for block, _ in blocks]


def test_text_without_a_headline_continues_from_the_foot_of_the_column_before():
    # an article begins at the foot of the left column and ends at the top of the right one
    blocks = _read(
        _part("渡口添船", 0, 0, 1.8),
        _part("渡口昨天添了一只新船，", 20, 30),
        _part("早晚都有人摆渡。", 0, 45),
        _part("集市改期", 0, 80, 1.8),
        _part("镇上的集市从下月起改", 20, 110),
        _part("到逢五的日子，牲口市照", 0, 125),
        _part("旧。", 140, 0),
        _part("桥栏修好", 140, 40, 1.8),
        _part("石桥的栏杆日前修好。", 160, 70),
    )
    text = "".join(blocks)
    assert "牲口市照旧。" in text
    assert text.index("渡口添船") < text.index("集市改期") < text.index("桥栏修好")


def test_text_beside_what_is_below_a_short_headline_belongs_to_it():
    blocks = _read(
        _part("新船下水", 0, 0, 1.8),
        _part("船厂的新船昨天下水，", 20, 30),
        _part("岸上放了一挂鞭炮。", 0, 45),
        _part("船主说，这船比旧的宽", 160, 30),
        _part("一尺，装得下两辆车。", 140, 45),
        _part("灯塔换灯", 0, 80, 1.8),
        _part("岬角的灯塔换了新灯。", 20, 110),
    )
    text = "".join(blocks)
    assert text.index("鞭炮") < text.index("船主") < text.index("灯塔")


def test_a_centred_headline_is_over_the_column_left_of_it_too():
    blocks = _read(
        _part("老街通了自来水", 90, 0, 1.6),
        _part("老街的住户昨天用上了", 20, 30),
        _part("自来水，水压很足。", 0, 45),
        _part("水厂的人说，管子换成", 160, 30),
        _part("了铸铁的，不怕冻。", 140, 45),
    )
    assert blocks[0] == "老街通了自来水"
    assert "".join(blocks).index("水压") < "".join(blocks).index("水厂的人")


def test_decks_in_smaller_type_stay_with_their_headline():
    blocks = list(
        blocks_in_order(
            (
                _part("赶在雨季之前", 10, 0, 1.2),
                _part("河堤加高半尺", 0, 16, 2.0),
                _part("三百人轮班挑土", 10, 40, 1.2),
                _part("河堤加高的活昨天收尾。", 20, 60),
            ),
            (),
            EM,
        )
    )
    assert [begins for _, begins in blocks] == [True, False, False, False]
