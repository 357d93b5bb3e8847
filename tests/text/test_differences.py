"""Two texts as one, with what differs marked."""

import random
import time

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
    results = differences(left, right)
    assert "".join(part.text for part in results if part.side != "right") == left
    assert "".join(part.text for part in results if part.side != "left") == right
    assert all(part.text for part in results)


def test_what_is_the_same_is_not_marked():
    assert differences("今年比武", "今年比武") == [Difference("both", "今年比武")]
    sides = [part.side for part in differences("县里办起钳工比武", "县里办起焊工比武")]
    assert sides == ["both", "left", "right", "both"]


def test_a_paragraph_in_the_middle_is_told_from_those_around_it():
    rng = random.Random(1)
    words = ["车间", "比武", "职工", "培训", "师傅"]
    paragraphs = ["".join(rng.choices(words, k=60)) + "。\n" for _ in range(6)]
    left = "".join(paragraphs)
    right = "".join([*paragraphs[:3], "另写一段。\n", *paragraphs[4:]])
    common = [part.text for part in differences(left, right) if part.side == "both"]
    assert common[0].startswith("".join(paragraphs[:3]))
    assert common[-1].endswith("".join(paragraphs[4:]))


def test_long_texts_take_a_moment():
    rng = random.Random(2)
    left, right = (
        "".join(rng.choices("的一是在不了有和人这中大为上个国我以要他", k=30_000)) for _ in "ab"
    )
    started = time.process_time()
    assert differences(left, right)
    assert time.process_time() - started < 2


def test_only_the_beginning_of_long_texts_is_compared(monkeypatch):
    monkeypatch.setattr(module, "MAX_LENGTH", 4)
    assert differences("今年比武开赛", "今年比武结束") == [Difference("both", "今年比武")]
