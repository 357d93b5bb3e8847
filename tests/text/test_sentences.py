"""Sentences: where they end, what belongs to them, and that no text is lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.text.sentences import sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "pieces",
    [
        # end marks, full width and half width
        ["春天来了。", "花开了！", "你看见了吗？", "看见了"],
        ["春天来了!", "花开了吗?", "开了。"],
        ["真的吗？！", "当然……", "那就好。"],
        ["他想了想...", "还是走了。"],
        # a semicolon and a comma end none
        ["白天种树；晚上读书。", "日子过得快,也过得好。"],
        # full stops that are no ends
        ["增长3.5%,降到0.8。", "网址是www.example.org,欢迎来信。"],
        ["1. 总则在前。", "2. 附则在后。"],
        ["J. S. 巴赫的曲子很美。", "大家都爱听。"],
        ["马克.吐温到过这里。"],
        ["Turn the page."],
        # what follows the end mark and belongs to it
        ["他说：“天要下雨了。”", "大家收起了衣服。"],
        ["他说：‘走吧！’", "于是都走了。"],
        ["（见下图。）", "图中是老街。"],
        ["「開會了！」", "眾人入座。"],
        # a quotation first: what follows decides
        ["“好！”他说。", "雨停了。"],
        ["“好！”他说。", "“我这就来。”"],
        ["“路修通了，日子好过了。孩子也回来了!”住在村口的大娘高兴地说。", "雨停了。"],
        ["“先学手艺。”镇上的老木匠、班主任介绍,班里有二十人。", "雨停了。"],
        ["“明天出发吗？”的问题没有人答。"],
        ["“明天出发吗？”，他又问了一遍。"],
        ["“路修通了。”", "上周，这个村子通了车。"],
        ["“路修通了。", "日子好过了。”", "上周，这个村子通了车。"],
        ["“路修通了。”", "得知消息后，村里放了鞭炮。"],
        ["“路修通了！”", "之后的事大家都知道。"],
        ["“谁来了？”", "“我来了。”"],
        # a quotation that a colon or a comma introduces ends the sentence
        ["她说：“好。”", "大家听了都笑。"],
        ["她说:“天晴了。", "我们上山吧。”", "大家听了都笑。"],
        ["她说：“天晴了。", "我们上山吧”。", "大家听了都笑。"],
        ["“好。”她说，“这就上山。”", "大家都去了。"],
        ["他提出：“谁来干？怎么干？”的问题。"],
        # a quotation in the middle: the sentence goes on
        ["他喊着“加油！加油！”冲过终点。", "全场鼓掌。"],
        ["墙上写着“安全第一！”"],
        ["墙上写着“安全第一！”", "“质量至上！”"],
        ["他又喊了一声“等等！”、一声“快来！”。"],
        ["这本书（写得真好！）已经卖完。"],
        # titles are never cut
        ["《你好！老街》今晚上演。", "票已售完。"],
        ["大家齐唱《起来！朋友》。"],
        # straight marks
        ['他说："走吧！"', "于是都走了。"],
        ['"走吧!"他说。', "于是都走了。"],
        # a mark without its fellow encloses nothing
        ["“雨停了。", "天晴了。"],
        ["雨停了。”", "天晴了。"],
        ["3）雨停了。", "天晴了。"],
    ],
)
def test_text_is_cut_into_sentences(pieces):
    assert split("".join(pieces)) == pieces
    assert split(" " + "\u3000".join(pieces[:1])) == split(pieces[0])


def test_a_line_break_ends_a_sentence_and_blanks_are_in_none():
    assert split("\n 老街的早晨\r\n\r\n\u3000\u3000雨停了。 天晴了\u3000\n") == [
        "老街的早晨",
        "雨停了。",
        "天晴了",
    ]


def test_a_quotation_does_not_reach_over_a_line_break():
    assert split("他说：“雨停了。\n“天晴了。”") == ["他说：“雨停了。", "“天晴了。”"]


def test_a_half_width_full_stop_ends_a_sentence_before_a_blank():
    assert split("See the notes. 见附注。The end.") == ["See the notes.", "见附注。", "The end."]


@pytest.mark.parametrize("text", ["", " ", "\n\u3000\n"])
def test_nothing_but_blanks_has_no_sentence(text):
    assert sentences(text) == []


def test_an_end_mark_alone_is_kept():
    assert split("？") == ["？"]


@settings(max_examples=400)
@given(st.text(alphabet="他说好的。！？!?….,，：“”‘’（）《》\"'A3 \u3000\n", max_size=40))
def test_no_character_is_lost_or_counted_twice(text):
    at = 0
    for start, end in sentences(text):
        assert at <= start < end <= len(text)
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()
