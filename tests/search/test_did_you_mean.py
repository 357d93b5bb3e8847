"""Did you mean: corrections by pronunciation and by one typing error, and nothing else."""

import time

import pytest

from archive.search.contract import SearchUnavailable
from archive.search.did_you_mean import SpellingVocabulary, suggest_spellings, within_one_edit
from archive.search.suggestion_index_build import SuggestionEntry, build

ENTRIES = [
    SuggestionEntry("topic", "liaoxiuyang", "疗休养", 4),
    SuggestionEntry("topic", "gonghui", "工会", 40),
    SuggestionEntry("topic", "jineng-bisai", "技能比赛", 9),
    SuggestionEntry("topic", "naozi", "劳资协商", 9),
    SuggestionEntry("person", "chen-lin", "程灵", 2),
    SuggestionEntry("place", "500000", "重庆市", 3, (("重庆", "chong qing"),)),
    SuggestionEntry("headline", "bbbbbbb", "县里办起钳工比武", 1),
]


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory):
    folder = tmp_path_factory.mktemp("words")
    build(folder, ENTRIES)
    return SpellingVocabulary(folder)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("疗修养", "疗休养"),  # the same sound
        ("療修養", "疗休养"),
        ("公会", "工会"),
        ("liaoxiuyang", "疗休养"),
        ("成林", "程灵"),  # n and ng
        ("技能比晒", "技能比赛"),  # s and sh
        ("老子协商", "劳资协商"),
        ("闹资协商", "劳资协商"),  # n and l
        ("虫青", "重庆"),
        ("技能大赛", "技能比赛"),  # one character replaced
        ("技比赛", "技能比赛"),  # missing
        ("技能的比赛", "技能比赛"),  # extra
        ("技能赛比", "技能比赛"),  # swapped
        ("前工比武", "钳工比武"),  # a word of a headline, inside what was typed
        ("公会疗修养", "工会疗休养"),  # two at once
        ("公会 疗修养", "工会 疗休养"),
        ("标题:公会 -疗修养 2020..2021", "标题:工会 -疗修养 2020..2021"),
        ("“公会”|重庆", "“工会”|重庆"),
    ],
)
def test_corrections_are_proposed(vocabulary, typed, first):
    assert suggest_spellings(typed, vocabulary)[0] == first


@pytest.mark.parametrize(
    "typed", ["", "工", "工会", "疗休养", "2021", "，", "完全不知所云", "xyzzy"]
)
def test_known_short_and_unrelated_words_have_no_corrections(vocabulary, typed):
    assert suggest_spellings(typed, vocabulary) == []


def test_single_corrections_follow_the_combined_one(vocabulary):
    assert {"工会 疗修养", "公会 疗休养"} <= set(suggest_spellings("公会 疗修养", vocabulary))


@pytest.mark.parametrize(
    ("first", "second", "is_one"),
    [
        ("甲乙", "甲丙", True),
        ("甲乙", "甲", True),
        ("甲", "甲乙", True),
        ("甲乙丙", "乙甲丙", True),
        ("甲乙丙", "甲丙乙", True),
        ("甲乙", "甲乙", False),
        ("甲乙丙", "丙乙甲", False),
        ("甲乙丙", "乙丙丁", False),
        ("甲", "甲乙丙", False),
    ],
)
def test_edit_distance_of_one_is_recognised(first, second, is_one):
    assert within_one_edit(first, second) is is_one


def test_without_its_file_it_is_unavailable(tmp_path):
    with pytest.raises(SearchUnavailable):
        suggest_spellings("疗修养", SpellingVocabulary(tmp_path))


def test_any_text_is_answered_in_time(vocabulary):
    begun = time.perf_counter()
    for typed in ("重" * 200, "疗修" * 100, "疗 修养 " * 50, "a" * 200, "\ud800甲"):
        assert len(suggest_spellings(typed, vocabulary)) <= 8
    assert time.perf_counter() - begun < 5
