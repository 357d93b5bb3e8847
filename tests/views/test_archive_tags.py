"""Marking and cutting, by what a reader must see."""

from archive.templatetags.archive import EXCERPT, excerpt, mark, span_length


def test_mark_escapes_and_keeps_the_case_of_the_text():
    assert mark("<b>AI与ai", ["ai"]) == "&lt;b&gt;<mark>AI</mark>与<mark>ai</mark>"


def test_mark_without_terms_changes_nothing():
    assert mark("甲<乙", []) == "甲<乙"
    assert mark("甲", None) == "甲"


def test_the_longer_term_is_marked_whole():
    assert mark("总工会", ["工会", "总工会"]) == "<mark>总工会</mark>"


def test_an_excerpt_ends_with_a_clause():
    text = "工会办了一件实事，" * 30
    cut = excerpt(text)
    assert len(cut) <= EXCERPT + 2
    assert cut.endswith("实事……")


def test_a_short_text_is_whole():
    assert excerpt("只有一句。\n又一段。") == "只有一句。又一段。"


def test_an_excerpt_moves_to_the_first_term():
    text = "前面是很长的一段话。" * 20 + "这里才说到疗休养的事。" + "后面还有。" * 30
    cut = excerpt(text, ["疗休养"])
    assert "疗休养" in cut
    assert cut.startswith("……这里")


def test_the_length_of_spans():
    assert span_length([[2, 5], [10, 11]]) == 4
