"""Marking and cutting, by what a reader must see."""

from types import SimpleNamespace

import pytest

from archive.presentation.records import (
    excerpt,
    line_text,
    reading_minutes,
    scanned_text,
    span_length,
)
from archive.presentation.search import mark, shown, snippet
from archive.views.reading import set_text


def test_mark_escapes_and_keeps_the_case_of_the_text():
    assert mark("<b>AI与ai", ["ai"]) == "&lt;b&gt;<mark>AI</mark>与<mark>ai</mark>"


def test_mark_without_terms_changes_nothing():
    assert mark("甲<乙", []) == "甲<乙"
    assert mark("甲", None) == "甲"


def test_the_longer_term_is_marked_whole():
    assert mark("总工会", ["工会", "总工会"]) == "<mark>总工会</mark>"


def test_a_traditional_text_is_marked_where_it_stands():
    assert mark("職工療休養", ["疗休养"]) == "職工<mark>療休養</mark>"


def test_an_excerpt_ends_with_a_clause():
    cut = excerpt("工会办了一件实事，" * 30)
    assert len(cut) <= 90
    assert cut.endswith("实事，")


def test_a_short_text_is_whole():
    assert excerpt("只有一句。\n又一段。") == "只有一句。又一段。"


def test_a_snippet_moves_to_the_hit_and_says_what_is_left_out():
    text = "前面是很长的一段话。" * 20 + "这里才说到疗休养的事。" + "后面还有。" * 30
    cut = snippet(text, ["疗休养"])
    assert "<mark>疗休养</mark>" in cut
    assert cut.startswith("……")
    assert cut.endswith(("……", "。"))


def test_the_full_text_is_shown_where_only_it_was_hit():
    article = SimpleNamespace(
        digest="提要里没有。", text_held=True, full_text=SimpleNamespace(plain="全文里说到疗休养。")
    )
    assert shown(article, ["疗休养"]) == "全文里说到<mark>疗休养</mark>。"
    assert "提要" in shown(article, ["别的词"])


def test_the_length_of_spans():
    assert span_length([[2, 5], [10, 11]]) == 4


@pytest.mark.parametrize(
    ("length", "says"),
    [(139, "不到 1 分钟"), (500, "约 1 分钟"), (1607, "约 3 分钟"), (3106, "约 6 分钟")],
)
def test_reading_time_is_worked_out_from_the_length(length, says):
    assert reading_minutes(length) == says


def test_a_correction_is_marked_in_both_columns_and_leads_to_its_note():
    run = {"text": "育", "scan": "", "reason": "脱字", "certainty": "likely"}
    plain = {"text": "教", "scan": None, "reason": "", "certainty": ""}
    block = {"id": "p2", "kind": "paragraph", "run_in": False, "gap": "", "runs": [plain, run]}
    (line,) = set_text([block]).lines
    read, scanned = line_text(line), scanned_text(line)
    assert 'aria-label="第 2 段的链接"' in read
    assert '<ins class="correction likely"><a href="#note-1"' in read
    assert scanned.startswith('教<del class="correction likely"><a href="#note-1"')
    assert 'aria-label="脱字"></a></del>' in scanned
    assert " id=" not in scanned
