"""Two texts as one, with what differs marked."""

import pytest

from archive.text import differences as module
from archive.text.differences import Difference, differences

PAIRS = [
    ("县里办起钳工比武，四十人参加。", "县里办起焊工比武，四十多人参加。"),
    ("", "新的一段"),
    ("旧的一段", ""),
    ("一样\n两段", "一样\n两段"),
    ("甲" * 300 + "乙" * 300, "乙" * 300 + "丙" * 300),
]


@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_each_text_can_be_read_from_the_differences(left, right):
    found = differences(left, right)
    assert "".join(part.text for part in found if part.side != "right") == left
    assert "".join(part.text for part in found if part.side != "left") == right
    assert all(part.text for part in found)


def test_what_is_the_same_is_not_marked():
    assert differences("今年比武", "今年比武") == [Difference("both", "今年比武")]
    sides = [part.side for part in differences("县里办起钳工比武", "县里办起焊工比武")]
    assert sides == ["both", "left", "right", "both"]


def test_only_the_beginning_of_long_texts_is_compared(monkeypatch):
    monkeypatch.setattr(module, "LONGEST", 4)
    assert differences("今年比武开赛", "今年比武结束") == [Difference("both", "今年比武")]
