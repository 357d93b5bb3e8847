"""Where a headline may break: between words, as a subeditor would, never at a forbidden mark."""

from itertools import pairwise

import pytest

from archive.text.line_breaks import line_breaks


def break_text(text: str) -> str:
    ends = (0, *line_breaks(text), len(text))
    return "|".join(text[start:end] for start, end in pairwise(ends))


@pytest.mark.parametrize(
    "expected",
    [
        "渔港|清晨|开市",
        # particles follow, prepositions precede the words they attach to
        "热闹的|早市|让老街|醒来",
        # a character alone, which may be half a word that the dictionary lacks, stays with both
        "海员疗休养|归来",
        # a number with its measure word and the word before it
        "新增12个|车间",
        "第3届|运动会",
        "每年50万元！",
        "增长3.5%",
        "3月5日|召开",
        # marks
        "“渔港|早市”|开张",
        "渔港、|早市、|老街",
        "渔港|（新港）|开市",
        "老街的|故事——",
        # letters
        "ABC|电器|开工",
        # a blank is a break already
        "渔港|开市 船员|回家",
        # as in the simplified text
        "漁港|清晨|開市",
        "",
    ],
)
def test_lines_break_between_words(expected):
    assert break_text(expected.replace("|", "")) == expected


def test_unbreakable_runs_fit_half_a_line():
    for text in ("甲乙丙丁戊己庚辛壬癸" * 3, "鱼虾蟹贝藻" * 6):
        assert max(map(len, break_text(text).split("|"))) <= 12
