"""The query language: the meaning of every notation, and that mistakes never fail."""

import re
import time
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archive.search.contract import Clause, Term
from archive.search.query_parser import MAX_TERMS, parse
from archive.text.fold import fold


def clauses(typed):
    """As `-title:甲|乙`, so that a table can be read."""
    return [
        ("-" if clause.negated else "")
        + "|".join(
            (f"{t.field}:" if t.field != "any" else "")
            + t.text
            + (f"~{t.gap}~{t.near}" if t.near else "")
            for t in clause.terms
        )
        for clause in parse(typed).clauses
    ]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", []),
        ("  　 ", []),
        ("技能竞赛", ["技能竞赛"]),
        ("技能 竞赛", ["技能", "竞赛"]),
        ("技能　竞赛", ["技能", "竞赛"]),
        ("技能 技能", ["技能"]),
        ("ＡＰＰ", ["app"]),
        ("比武，焊工", ["比武¶焊工"]),
        ("甲，", ["甲"]),
        # exact
        ('"open day"', ["open day"]),
        ("“open  day”", ["open day"]),
        ("「乡里 也要比」", ["乡里也要比"]),
        ("『一、二』", ["一¶二"]),
        ('＂甲 乙＂"丙 丁"', ["甲乙", "丙丁"]),
        ("“甲 乙＂", ["甲乙"]),
        ("县里“云”比武", ["县里", "云", "比武"]),
        ("「甲『乙 丙』丁」", ["甲¶乙丙¶丁"]),
        ('"-甲|乙 标题:丙"', ["甲¶乙标题¶丙"]),
        # not
        ("甲 -乙", ["甲", "-乙"]),
        ("甲　－乙", ["甲", "-乙"]),
        ('甲 -"乙 丙"', ["甲", "-乙丙"]),
        ("3-5年 一-二", ["3¶5年", "一¶二"]),
        ("甲-乙", ["甲¶乙"]),
        ('"甲"-乙', ["甲", "乙"]),
        # or
        ("甲|乙", ["甲|乙"]),
        ("甲 | 乙", ["甲|乙"]),
        ("甲｜乙 丙", ["甲|乙", "丙"]),
        ("甲| 乙 |丙 丁", ["甲|乙|丙", "丁"]),
        ("甲||乙", ["甲|乙"]),
        ("甲|甲", ["甲"]),
        ('"甲 乙"|丙', ["甲乙|丙"]),
        ("-甲|乙", ["-甲|乙"]),
        # fields
        ("标题:比武", ["title:比武"]),
        ("标题：比武 地点:县", ["title:比武", "places:县"]),
        ("標題：比武", ["title:比武"]),
        ("记者:甲文 作者:乙文 by:丙", ["people:甲文", "people:乙文", "people:丙"]),
        ("Title:a PLACE:b ｔｉｔｌｅ：c", ["title:a", "places:b", "title:c"]),
        ("标题:“甲 乙”", ["title:甲乙"]),
        ('-标题:"甲 乙"', ["-title:甲乙"]),
        ("记者:甲|记者:乙", ["people:甲|people:乙"]),
        ("记者:甲|乙", ["people:甲|乙"]),
        ("甲 | -乙", ["甲|乙"]),
        ("题目:比武 署名:甲 地区:县", ["title:比武", "people:甲", "places:县"]),
        ("人名:甲文 Person:乙文 -姓名:丙", ["named:甲文", "named:乙文", "-named:丙"]),
        (
            "單位:总会 organisation:甲 org:乙",
            [*("organisations:总会", "organisations:甲"), "organisations:乙"],
        ),
        # near each other
        ("甲乙 ~10 丙丁", ["甲乙~10~丙丁"]),
        ("甲乙 ～５ 丙丁 戊", ["甲乙~5~丙丁", "戊"]),
        ("甲乙 ~ “丙 丁”", ["甲乙~10~丙丁"]),
        ("标题:甲乙 ~3 丙丁", ["title:甲乙~3~丙丁"]),
        ("-甲乙 ~3 丙丁", ["-甲乙~3~丙丁"]),
        ("戊己 | 甲乙 ~0 丙丁", ["戊己|甲乙~0~丙丁"]),
        ("甲乙 ~99 丙丁", ["甲乙~30~丙丁"]),
        ("甲乙 ~10 丙", ["甲乙", "丙"]),
        ("甲乙 ~10 -丙丁", ["甲乙", "-丙丁"]),
        ("甲乙 ~1 丙丁 ~2 戊己", ["甲乙~1~丙丁", "戊己"]),
        ("作者:甲乙 ~1 丙丁", ["people:甲乙", "丙丁"]),
        ("甲乙~10丙丁", ["甲乙¶10丙丁"]),
        ("~10 甲乙", ["10", "甲乙"]),
        ("甲乙 ~10", ["甲乙", "10"]),
        ("2021年6月~9月 甲", ["甲"]),
        # operators in words
        ("甲 OR 乙", ["甲|乙"]),
        ("甲 或 乙 丙", ["甲|乙", "丙"]),
        ("甲 AND 乙 且 丙", ["甲", "乙", "丙"]),
        ("甲 NOT 乙 丙", ["甲", "-乙", "丙"]),
        ("NOT “甲 乙” 丙", ["-甲乙", "丙"]),
        ("标题:甲 OR 标题:乙", ["title:甲|title:乙"]),
        # alone, at an end or in lower case it is a word
        ("或", ["或"]),
        ("OR 甲", ["or", "甲"]),
        ("甲 or 乙", ["甲", "or", "乙"]),
        ("甲 或", ["甲", "或"]),
        ("“甲 OR 乙”", ["甲or乙"]),
        ("或者 甲", ["或者", "甲"]),
        # what only looks like a field is text, without a warning
        ("主题:比武", ["主题¶比武"]),
        ("http://a.b", ["http¶a¶b"]),
        ("“标题:甲”", ["标题¶甲"]),
        ("小标题:甲", ["小标题¶甲"]),
        # numbers that are no dates
        ("2020", ["2020"]),
        ("2020-2021", ["2020¶2021"]),
        ("3.5", ["3.5"]),
    ],
)
def test_queries_are_parsed_into_clauses(typed, expected):
    assert clauses(typed) == expected


@pytest.mark.parametrize(
    "typed",
    ["甲 -乙", "甲|乙", "标题:甲", "小标题:甲", "“甲 乙”", "", "一，二", "甲 OR 乙", "甲 NOT 乙"],
)
def test_no_warning_without_a_cause(typed):
    assert parse(typed).warnings == ()


@pytest.mark.parametrize(
    ("typed", "since", "until"),
    [
        ("2020..2021", "2020-01-01", "2021-12-31"),
        ("2020-03..2020-05", "2020-03-01", "2020-05-31"),
        ("2020-02-10..2020-02", "2020-02-10", "2020-02-29"),
        ("..2021", None, "2021-12-31"),
        ("2020..", "2020-01-01", None),
        ("２０２０．．２０２１", "2020-01-01", "2021-12-31"),
        ("2020…2021", "2020-01-01", "2021-12-31"),
        ("2020.. ..2021-06", "2020-01-01", "2021-06-30"),
        ("2019..2021 2020..2022", "2020-01-01", "2021-12-31"),
        ("2021/06..2021/9", "2021-06-01", "2021-09-30"),
        ("2021-7..2021-9", "2021-07-01", "2021-09-30"),
        ("2021年6月..2021年9月15日", "2021-06-01", "2021-09-15"),
        ("..２０２１年６月", None, "2021-06-30"),
        ("20210601..20210615", "2021-06-01", "2021-06-15"),
    ],
)
def test_spans_of_days(typed, since, until):
    query = parse(f"比武 {typed}")
    assert query.clauses == (Clause((Term("比武"),)),)
    assert (query.since, query.until) == tuple(
        day and date.fromisoformat(day).toordinal() for day in (since, until)
    )
    assert query.warnings == ()


@pytest.mark.parametrize(
    ("typed", "since", "until"),
    [
        ("2021年", "2021-01-01", "2021-12-31"),
        ("2021年6月", "2021-06-01", "2021-06-30"),
        ("2021年6月15日", "2021-06-15", "2021-06-15"),
        ("2021/6", "2021-06-01", "2021-06-30"),
        ("2021-06", "2021-06-01", "2021-06-30"),
        ("20210601", "2021-06-01", "2021-06-01"),
        ("２０２１／６／１５", "2021-06-15", "2021-06-15"),
        ("2021年6月至9月", "2021-06-01", "2021-09-30"),
        ("2021年6—9月", "2021-06-01", "2021-09-30"),
        ("2021年6月1日到15日", "2021-06-01", "2021-06-15"),
        ("2020年12月～2021年1月", "2020-12-01", "2021-01-31"),
        ("2020至2021", "2020-01-01", "2021-12-31"),
    ],
)
def test_dates_among_the_words_are_recognised_and_reported(typed, since, until):
    query = parse(f"比武 {typed}")
    assert query.clauses == (Clause((Term("比武"),)),)
    days = [date.fromisoformat(day).toordinal() for day in (since, until)]
    assert [query.since, query.until] == days
    assert query.warnings == (f"“{typed}”按日期查找；要检索这几个字，请加引号。",)


@pytest.mark.parametrize(
    "typed",
    ["“2021年6月”", "-2021年6月", "标题:2021年6月", "2021/13", "20219999", "2021.6", "202106"],
)
def test_quoted_and_impossible_dates_are_searched_as_text(typed):
    query = parse(typed)
    assert len(query.clauses) == 1
    assert (query.since, query.until) == (None, None)


@pytest.mark.parametrize("typed", ["报名:甲", "主题：甲", "topic:甲", "報紙:甲"])
def test_an_unknown_field_is_answered_with_the_known_ones(typed):
    (warning,) = parse(typed).warnings
    assert f"没有“{typed[:-2]}:”这一项" in warning
    assert all(field in warning for field in ("标题:", "作者:", "地区:", "人名:", "单位:"))


def test_a_span_of_days_alone_is_enough():
    query = parse("2020..2021")
    assert query.clauses == ()
    assert query.since
    assert query.warnings == ()


@pytest.mark.parametrize(
    ("typed", "expected", "warning_text"),
    [
        ("“甲 乙", ["甲", "乙"], "引号 “ 没有配对"),
        ('甲 "乙', ["甲", "乙"], '引号 " 没有配对'),
        ("「甲", ["甲"], "引号 「 没有配对"),
        ("标题:", ["标题"], "“标题:”后面没有"),
        ("标题: 甲", ["标题", "甲"], "“标题:”后面没有"),
        ("标题:“” 甲", ["标题", "甲"], "“标题:”后面没有"),
        ("by:|甲", ["by|甲"], "“by:”后面没有"),
        ("| 甲", ["甲"], "“|”的一边没有词"),
        ("甲 |", ["甲"], "“|”的一边没有词"),
        ("甲 | ，", ["甲"], "“|”的一边没有词"),
        ("甲 -", ["甲"], "“-”后面没有"),
        ("甲 - 乙", ["甲", "乙"], "“-”后面没有"),
        ("--甲", ["甲"], "连写的“-”"),
        ("甲 | -乙", ["甲|乙"], "“-乙”在“|”之后"),
        ("-甲", ["-甲"], "只写了要排除的词"),
        ("2021..2020", ["2021¶2020"], "颠倒"),
        ("2020-13..2021", ["2020¶13¶2021"], "已当作普通文字"),
        ("2020-02-30..", ["2020¶02¶30"], "已当作普通文字"),
        ("0001..", ["0001"], "已当作普通文字"),
        ("2021-7..2021-99", ["2021¶7¶2021¶99"], "不是日期"),
        ("-2020..2021", ["-2020¶2021"], "日期前面不能加"),
        ("2022.. ..2021", ["2021"], "颠倒"),
        ("，。！", [], "只有标点"),
        ("“”", [], "只有标点"),
    ],
)
def test_a_typo_is_reported_and_searched_as_text(typed, expected, warning_text):
    assert clauses(typed) == expected
    assert any(warning_text in warning for warning in parse(typed).warnings)


def test_terms_beyond_the_limit_are_named_in_a_warning():
    query = parse(" ".join(f"词{n}" for n in range(MAX_TERMS + 2)))
    assert len(query.clauses) == MAX_TERMS
    assert f"词{MAX_TERMS}、词{MAX_TERMS + 1}" in query.warnings[0]
    query = parse("|".join(f"词{n}" for n in range(MAX_TERMS + 9)))
    assert len(query.clauses[0].terms) == MAX_TERMS
    assert "后面的 9 个" in query.warnings[0]


def test_only_required_terms_are_highlighted():
    assert parse("甲 -乙 标题:丙|丁 甲").highlight_terms == ("甲", "丙", "丁")


def test_traditional_characters_are_shown_in_simplified_ones():
    assert parse("「職工 比武」 APP").simplified == "「职工 比武」 APP"
    assert parse("职工ＡＰＰ").simplified == ""


TYPED = st.text(alphabet='甲乙國 　|｜-－~"“”「」『』:：标题by.20213，a\n', max_size=40) | st.text()


@settings(max_examples=400, deadline=None)
@given(TYPED)
@example("甲\ud800")
@example("标题:标题:")
@example("-|-")
@example("“”“")
@example("甲乙 ~10 丙丁")
def test_every_input_is_parsed(typed):
    query = parse(typed)
    terms = [term for clause in query.clauses for term in clause.terms]
    words = {term.text for term in terms} | {term.near for term in terms if term.near}
    assert len(terms) <= MAX_TERMS
    assert all(word and fold(word).text == word for word in words)
    assert set(query.highlight_terms) <= words
    assert all(clause.terms for clause in query.clauses)
    assert query.clauses or query.since or query.until or query.warnings or not typed.strip()
    assert all(re.search("[。；]$", warning) for warning in query.warnings)


@settings(max_examples=400, deadline=None)
@given(TYPED)
def test_the_canonical_spelling_asks_the_same(typed):
    query = parse(typed)
    reparsed = parse(query.canonical)
    assert (reparsed.clauses, reparsed.since, reparsed.until) == (
        query.clauses,
        query.since,
        query.until,
    )
    assert reparsed.canonical == query.canonical


def test_the_canonical_spelling_has_no_quotation_marks_that_it_does_not_need():
    typed = '“技能竞赛” -"培训" 标题:"工匠" "甲|乙" "2020-2021" "a b"|丙'
    plain = '技能竞赛 -培训 标题:工匠 甲，乙 2020，2021 "a b"|丙'
    assert parse(typed).canonical == plain


@settings(max_examples=200, deadline=None)
@given(TYPED)
def test_each_part_and_the_rest_make_up_the_whole(typed):
    query = parse(typed)
    parts = query.without_each_part()
    assert len(parts) != 1
    for part, remainder in parts:
        assert set(part.clauses) | set(remainder.clauses) == set(query.clauses)
        assert {part.since or remainder.since, part.until or remainder.until} == {
            query.since,
            query.until,
        }
        for subquery in (part, remainder):
            reparsed = parse(subquery.canonical)
            assert (reparsed.clauses, reparsed.since) == (subquery.clauses, subquery.since)


@pytest.mark.slow
@pytest.mark.parametrize("typed", ["“" * 100_000, '"甲' * 50_000, "甲|" * 50_000, "标题:" * 30_000])
def test_long_nonsense_is_read_in_time(typed):
    # what grows with the square of the length computes for many minutes, on any machine
    begun = time.process_time()
    parse(typed)
    assert time.process_time() - begun < 60
