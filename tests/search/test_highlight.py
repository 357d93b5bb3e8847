"""Highlights are at the original's characters; snippets are the best whole clauses."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.search import highlight
from archive.search.highlight import HighlightPiece, opening, runs, snippets, spans
from archive.text.fold import fold
from archive.web.template_helpers.hit_marks import marked_pieces, snippet


@pytest.mark.parametrize(
    ("text", "terms", "expected"),
    [
        ("县里比武，乡里比武", ["比武"], ["比武", "比武"]),
        ("ＡＰＰ与app", ["app"], ["ＡＰＰ", "app"]),
        ("總工會", ["工会"], ["工會"]),
        ("职工\n　疗休养", ["职工疗休养"], ["职工\n　疗休养"]),
        ("比武，焊工", ["比武¶焊工"], ["比武，焊工"]),
        ("比武。。焊工", ["武¶焊"], ["武。。焊"]),
        ("总工会", ["工会", "总工"], ["总工会"]),
        ("哈哈哈", ["哈哈"], ["哈哈哈"]),
        ("重㎏多", ["k"], ["㎏"]),
        ("比武", [], []),
        ("", ["比武"], []),
    ],
)
def test_spans_of_terms(text, terms, expected):
    assert [text[start:end] for start, end in spans(text, terms)] == expected


TEXTS = st.text(alphabet="甲乙丙國国。，\n 　aAＡ　b１", max_size=60)
TERMS = st.lists(
    st.text(alphabet="甲乙丙国¶a1", min_size=1, max_size=3).map(lambda t: fold(t).text),
    max_size=4,
)


@settings(max_examples=300)
@given(TEXTS, TERMS)
def test_every_occurrence_is_marked_and_nothing_is_lost(text, terms):
    hit_spans = spans(text, terms)
    assert hit_spans == sorted(hit_spans)
    assert all(a[1] < b[0] for a, b in pairwise(hit_spans))
    folded = fold(text)
    covered = {n for start, end in hit_spans for n in range(start, end)}
    expected = set()
    for term in terms:
        for at in range(len(folded.text) - len(term) + 1):
            if folded.text.startswith(term, at):
                expected |= set(range(*folded.original(at, at + len(term))))
    assert covered == expected
    assert "".join(part for part, _ in runs(text, terms)) == text


@settings(max_examples=300)
@given(TEXTS, TERMS, st.integers(4, 30))
def test_snippets_are_in_order_apart_and_show_whole_hits(text, terms, width):
    results = snippets(text, terms, width=width)
    assert bool(results) == bool(spans(text, terms))
    squeezed, at = "".join(text.split()), 0
    hits = {"".join(text[start:end].split()) for start, end in spans(text, terms)}
    for result in results:
        assert any(hit for _, hit in result.runs)
        assert all("".join(part.split()) in hits for part, hit in result.runs if hit)
        part = "".join("".join(part.split()) for part, _ in result.runs)
        place = squeezed.find(part, at)
        assert place >= 0
        at = place + len(part)


FILLER = "这一句里什么也没有，只是为了占些地方。" * 10


def snippet_texts(results):
    return ["".join(part for part, _ in result.runs) for result in results]


def test_a_snippet_that_shows_all_terms_comes_before_one_that_shows_a_term_often():
    text = f"比武比武比武。{FILLER}焊工来比武。{FILLER}"
    assert "焊工来比武。" in snippet_texts(snippets(text, ["比武", "焊工"], limit=1, width=30))[0]
    results = snippets(text, ["比武", "焊工"], limit=2, width=30)
    assert ["比武比武比武" in part for part in snippet_texts(results)] == [True, False]
    assert [(result.cut_before, result.cut_after) for result in results] == [
        (False, True),
        (True, True),
    ]


def test_a_snippet_is_of_whole_clauses():
    text = f"{FILLER}他说，焊工来比武；钳工也来。{FILLER}"
    (text_shown,) = snippet_texts(snippets(text, ["焊工"], limit=1, width=20))
    assert text_shown == "他说，焊工来比武；钳工也来。"


def test_a_clause_longer_than_a_snippet_is_cut_outside_the_hits():
    text = "占" * 300 + "焊工比武" + "地" * 300
    (result,) = snippets(text, ["焊工比武"], width=60)
    assert "焊工比武" in snippet_texts([result])[0]
    assert len(snippet_texts([result])[0]) <= 60
    assert result.cut_before
    assert result.cut_after


def test_lines_are_joined_and_a_hit_over_a_break_is_whole():
    (result,) = snippets("焊工比\n武大会。", ["比武"])
    assert result.runs == (("焊工", False), ("比武", True), ("大会。", False))


def test_the_opening_is_of_whole_clauses():
    result = opening(FILLER, width=50)
    assert snippet_texts([result]) == [
        "这一句里什么也没有，只是为了占些地方。" * 2 + "这一句里什么也没有，"
    ]
    assert result.cut_after
    assert snippet_texts([opening("短。")]) == ["短。"]
    assert snippet_texts([opening("")]) == [""]


def test_a_snippet_says_where_text_is_left_out():
    text = FILLER + "焊工来了，" + FILLER
    result = snippet(text, ["焊工"])
    assert result.startswith("……")
    assert "<mark>焊工</mark>来了，" in result
    assert snippet("只有<一句。\n又一段。") == "只有&lt;一句。又一段。"
    assert snippet("焊工，" * 60).endswith("焊工……")


def test_hits_are_numbered_on_from_one_text_to_the_next():
    assert highlight.pieces("比武与比武", ["比武"], 2) == (
        HighlightPiece("比武", 3, True),
        HighlightPiece("与"),
        HighlightPiece("比武", 4, True),
    )
    assert highlight.pieces("", ["比武"], 2) == ()


def test_a_hit_has_one_anchor():
    pieces = (HighlightPiece("<"), HighlightPiece("比", 3, True), HighlightPiece("武", 3))
    assert marked_pieces(pieces) == '&lt;<mark id="hit-3">比</mark><mark data-hit="3">武</mark>'


def test_a_long_text_is_highlighted_in_time():
    text = ("焊工来比武，" * 3 + "。") * 5000
    snippets(text[:1000], ["焊工"])  # the folding of a character is remembered
    begun = time.perf_counter()
    snippets(text, ["焊工", "比武", "工"])
    assert time.perf_counter() - begun < 5
