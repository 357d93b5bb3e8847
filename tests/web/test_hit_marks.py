"""Highlighting and truncation."""

import re
from types import SimpleNamespace

import pytest

from archive.search.highlight import pieces
from archive.web.article_text import paragraphs_of
from archive.web.template_helpers.hit_marks import deck, deck_pieces, entry_snippet, snippet
from archive.web.template_helpers.values import (
    excerpt,
    line_text,
    notes_by_kind,
    reading_minutes,
    scanned_text,
    span_length,
)


def without_breaks(html: str) -> str:
    """A deck without what only says where it may be broken."""
    return re.sub('<wbr>|<span class="(?:whole-words|headline-part)">|</span>', "", html)


def test_a_deck_is_escaped_and_keeps_the_case_of_the_text():
    assert without_breaks(deck("<b>AI与ai", ["ai"])) == "&lt;b&gt;<mark>AI</mark>与<mark>ai</mark>"


def test_a_deck_without_terms_is_its_text():
    for terms in ([], None):
        assert without_breaks(deck("甲<乙　丙", terms)) == "甲&lt;乙　丙"


def test_the_longer_term_is_marked_whole():
    assert without_breaks(deck("总工会", ["工会", "总工会"])) == "<mark>总工会</mark>"


def test_a_traditional_text_is_marked_where_it_stands():
    assert without_breaks(deck("職工療休養", ["疗休养"])) == "職工<mark>療休養</mark>"


def test_a_deck_may_be_broken_between_words_and_first_at_its_blanks():
    assert deck("渔港清晨开市") == '<span class="whole-words">渔港<wbr>清晨<wbr>开市</span>'
    assert deck("渔港开市 船员回家") == (
        '<span class="whole-words"><span class="headline-part">渔港<wbr>开市</span> '
        '<span class="headline-part">船员<wbr>回家</span></span>'
    )


def test_a_hit_may_span_words_and_blanks_with_one_anchor():
    assert deck("渔港清晨开市", ["港清"]) == (
        '<span class="whole-words">渔<mark>港<wbr>清</mark>晨<wbr>开市</span>'
    )
    split_deck = deck_pieces(pieces("渔港开市 船员回家", ["开市船员"], before=2))
    assert split_deck == (
        '<span class="whole-words"><span class="headline-part">渔港<mark id="hit-3"><wbr>开市'
        "</mark></span> "
        '<span class="headline-part"><mark data-hit="3">船员</mark><wbr>回家</span></span>'
    )


def test_an_excerpt_ends_with_a_clause():
    text = excerpt("工会办了一件实事，" * 30)
    assert len(text) <= 90
    assert text.endswith("实事，")


def test_a_short_text_is_whole():
    assert excerpt("只有一句。\n又一段。") == "只有一句。又一段。"


def test_a_snippet_moves_to_the_hit_and_says_what_is_left_out():
    text = "前面是很长的一段话。" * 20 + "这里才说到疗休养的事。" + "后面还有。" * 30
    html = snippet(text, ["疗休养"])
    assert "<mark>疗休养</mark>" in html
    assert html.startswith("……")
    assert html.endswith(("……", "。"))


def test_the_full_text_is_shown_where_only_it_was_hit():
    article = SimpleNamespace(
        digest="提要里没有。", text_held=True, full_text=SimpleNamespace(plain="全文里说到疗休养。")
    )
    whose = '<span class="snippet-label">{}</span>'.format
    assert entry_snippet(article, ["疗休养"]) == f"{whose('正文')}全文里说到<mark>疗休养</mark>。"
    assert entry_snippet(article, ["别的词"]) == f"{whose('提要')}提要里没有。"


def test_the_length_of_spans_is_their_sum():
    assert span_length([[2, 5], [10, 11]]) == 4


@pytest.mark.parametrize(
    ("length", "message"),
    [(139, "不到 1 分钟"), (500, "约 1 分钟"), (1607, "约 3 分钟"), (3106, "约 6 分钟")],
)
def test_reading_time_is_worked_out_from_the_length(length, message):
    assert reading_minutes(length) == message


def test_a_correction_is_marked_in_both_columns_and_leads_to_its_note():
    run = {"text": "育", "scan": "", "reason": "脱字", "certainty": "likely"}
    plain = {"text": "教", "scan": None, "reason": "", "certainty": ""}
    block = {"id": "p2", "kind": "paragraph", "run_in": False, "gap": "", "runs": [plain, run]}
    (line,) = paragraphs_of([block]).lines
    corrected, scanned = line_text(line), scanned_text(line)
    assert 'aria-label="第 2 段的链接"' in corrected
    assert '<ins class="correction likely"><a href="#note-1"' in corrected
    assert scanned.startswith('教<del class="correction likely"><a href="#note-1"')
    assert 'aria-label="脱字"></a></del>' in scanned
    assert " id=" not in scanned


def test_notes_of_a_kind_are_under_one_heading():
    doubt, loss, second_doubt = (
        {"kind": kind, "text": kind} for kind in ("doubt", "loss", "doubt")
    )
    assert list(notes_by_kind([doubt, loss, second_doubt]).items()) == [
        ("存疑", [doubt, second_doubt]),
        ("缺文", [loss]),
    ]
    assert notes_by_kind([]) == {}
