"""Suggestions for every way of typing; few and fast however many entries there are."""

import sqlite3
import time
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search import suggestion_index_build
from archive.search.contract import SearchUnavailable
from archive.search.suggest import Suggestions
from archive.search.suggestion_index import BEST, FILE, HEAVY, SPACING
from archive.search.suggestion_index_build import SuggestionEntry, _assign_ids, build

ENTRIES = [
    SuggestionEntry("topic", "liaoxiuyang", "疗休养", 4, (("疗休养", ""), ("职工疗养", ""))),
    SuggestionEntry("topic", "jineng-bisai", "技能比赛", 9),
    SuggestionEntry("place", "330182", "浙江省杭州市建德市", 3, (("建德市", "jian de shi"),)),
    SuggestionEntry(
        "place", "500000", "重庆市", 0, (("重庆市", "chong qing shi"), ("重庆", "chong qing"))
    ),
    SuggestionEntry("person", "shan-di", "单第", 2, (("单第", "shan-di"),)),
    SuggestionEntry("person", "lv-weimin", "吕为民", 1, (("吕为民", "lv-weimin"),)),
    SuggestionEntry("newspaper", "shi-bao", "试报", 12),
    SuggestionEntry("headline", "aaaaaaa", "疗休养“云”上开团", 1, standing=5),
    SuggestionEntry("headline", "bbbbbbb", "县里办起钳工比武", 1, standing=7),
    SuggestionEntry("headline", "ccccccc", "乡里的疗休养路线", 1, standing=9),
    SuggestionEntry("headline", "ddddddd", "Open Day 走进车间", 1),
]


@pytest.fixture(scope="module")
def suggestions(tmp_path_factory):
    folder = tmp_path_factory.mktemp("suggestions")
    assert build(folder, iter(ENTRIES)) == len(ENTRIES)
    return Suggestions(folder)


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("疗休", ["liaoxiuyang", "aaaaaaa", "ccccccc"]),
        ("療休養", ["liaoxiuyang", "aaaaaaa", "ccccccc"]),
        ("休养", ["liaoxiuyang", "ccccccc", "aaaaaaa"]),  # from any word on
        ("职工疗", ["liaoxiuyang"]),  # by its other name
        ("liaoxiuyang", ["liaoxiuyang", "aaaaaaa"]),
        ("liao xiu yang", ["liaoxiuyang", "aaaaaaa"]),
        ("liáo xiū", ["liaoxiuyang", "aaaaaaa"]),
        ("LIAOX", ["liaoxiuyang", "aaaaaaa"]),
        ("lxy", ["liaoxiuyang", "aaaaaaa"]),
        ("疗xy", ["liaoxiuyang", "aaaaaaa"]),
        ("疗xiuy", ["liaoxiuyang", "aaaaaaa"]),
        ("疗休y", ["liaoxiuyang", "aaaaaaa"]),
        ("liao休", ["liaoxiuyang", "aaaaaaa"]),
        ("l休养", ["liaoxiuyang", "aaaaaaa"]),
        ("养xy", []),
        ("bisai", ["jineng-bisai"]),  # from the midst of a label
        ("jds", ["330182"]),
        ("chongq", ["500000"]),
        ("chong'qing", ["500000"]),
        ("重q", ["500000"]),
        ("shandi", ["shan-di"]),  # spelled as its record says
        ("lvwei", ["lv-weimin"]),
        ("lü wei", ["lv-weimin"]),
        ("吕w", ["lv-weimin"]),
        ("钳工", ["bbbbbbb"]),  # from a word on
        ("工比", []),
        ("xianlibanqi", ["bbbbbbb"]),
        ("xlbqqg", ["bbbbbbb"]),
        ("疗休养云", ["aaaaaaa"]),  # marks are no matter
        ("open day", ["ddddddd"]),
        ("openday走", ["ddddddd"]),
        ("县里办起钳工比武大会", []),
        ("县里办起钳工比武", ["bbbbbbb"]),
        ("，", []),
        ("", []),
        ("%", []),
    ],
)
def test_suggestions_by_characters_pinyin_and_initials(suggestions, typed, keys):
    assert [suggestion.key for suggestion in suggestions.find(typed)] == keys


def test_a_suggestion_says_what_it_is(suggestions):
    (suggestion,) = suggestions.find("建德")
    assert (suggestion.kind, suggestion.key, suggestion.label, suggestion.count) == (
        "place",
        "330182",
        "浙江省杭州市建德市",
        3,
    )


def test_no_more_than_asked_for_and_room_for_headlines(tmp_path):
    entries = [SuggestionEntry("person", f"p{n}", f"甲{n}", n) for n in range(20)]
    entries += [
        SuggestionEntry("headline", f"h{n}", f"甲的第{n}篇", 1, standing=n) for n in range(20)
    ]
    build(tmp_path, entries)
    keys = [suggestion.key for suggestion in Suggestions(tmp_path).find("甲", limit=6)]
    assert keys == ["p19", "p18", "p17", "h19", "h18", "h17"]
    assert [suggestion.kind for suggestion in Suggestions(tmp_path).find("甲1", limit=6)] == [
        "person"
    ] * 6


def test_beginnings_come_before_the_rest(tmp_path):
    build(
        tmp_path,
        [
            SuggestionEntry("topic", "inner", "大比武", 90),
            SuggestionEntry("topic", "first", "比武", 1),
        ],
    )
    assert [suggestion.key for suggestion in Suggestions(tmp_path).find("比武")] == [
        "first",
        "inner",
    ]


def test_among_very_many_the_best_are_found(tmp_path):
    """Where a prefix has more keys than are read, its best were chosen beforehand."""
    total = 3 * HEAVY
    entries = [
        SuggestionEntry("headline", f"h{n:04}", f"甲乙第{n}号丙", 1, standing=n)
        for n in range(total)
    ]
    build(tmp_path, entries)
    suggestions = Suggestions(tmp_path)
    for typed in ("甲", "甲乙", "甲乙第", "jia", "jyd", "j", "甲y"):
        keys = [suggestion.key for suggestion in suggestions.find(typed, limit=BEST)]
        assert keys == [f"h{n:04}" for n in range(total - 1, total - 1 - BEST, -1)], typed
    assert [suggestion.key for suggestion in suggestions.find("甲乙第7号")] == ["h0007"]


def test_building_again_replaces_everything(tmp_path):
    build(tmp_path, ENTRIES)
    build(tmp_path, ENTRIES[:1])
    assert Suggestions(tmp_path).find("shibao") == []
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_an_interrupted_build_leaves_the_old_file(tmp_path):
    def failing_entries():
        yield ENTRIES[1]
        raise KeyboardInterrupt

    build(tmp_path, ENTRIES)
    with pytest.raises(KeyboardInterrupt):
        build(tmp_path, failing_entries())
    assert Suggestions(tmp_path).find("疗休养")


def test_without_its_file_or_with_another_it_is_unavailable(tmp_path):
    with pytest.raises(SearchUnavailable, match=FILE):
        Suggestions(tmp_path).find("甲")
    (tmp_path / FILE).write_bytes(b"no database" * 100)
    with pytest.raises(SearchUnavailable, match=FILE):
        Suggestions(tmp_path).find("甲")


def test_any_text_is_answered_in_time(suggestions):
    begun = time.perf_counter()
    for typed in ("疗" * 5000, "a" * 5000, "疗a" * 5000, "重x" * 30, "\x00", "\ud800", "'"):
        suggestions.find(typed)
    assert time.perf_counter() - begun < 5


def test_several_processes_make_the_same_file(tmp_path, monkeypatch):
    headlines = [
        SuggestionEntry("headline", f"a{n:06}", f"第{n}届 Open Day 技能比武", 1) for n in range(40)
    ]
    dumps = []
    for name, threshold in (("one", 10**6), ("several", 1)):
        monkeypatch.setattr(suggestion_index_build, "_MIN_PARALLEL", threshold)
        monkeypatch.setattr(suggestion_index_build, "_BATCH", 7)
        (tmp_path / name).mkdir()
        build(tmp_path / name, iter([*ENTRIES, *headlines]))
        with closing(sqlite3.connect(tmp_path / name / FILE)) as file:
            dumps.append(list(file.iterdump()))
    assert dumps[0] == dumps[1]


@given(st.lists(st.none() | st.integers(1, 40), max_size=30))
def test_ranks_are_kept_if_the_order_allows_it(before):
    numbers = _assign_ids(before)
    assert numbers == sorted(set(numbers))
    assert len(numbers) == len(before)
    assert all(number > 0 for number in numbers)


def test_only_ranks_that_have_moved_are_renumbered():
    first = _assign_ids([None] * 5)
    assert first == [SPACING * n for n in range(1, 6)]
    a, b, c, d, e = first
    renumbered = _assign_ids([a, e, b, c, None, d])
    assert [renumbered[0], *renumbered[2:4], renumbered[5]] == [a, b, c, d]
    # there is no room between neighbours
    assert _assign_ids([1, None, 2]) == [SPACING, 2 * SPACING, 3 * SPACING]
