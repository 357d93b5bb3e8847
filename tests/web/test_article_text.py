"""Hits are marked across corrections, blocks and lines of an article's text."""

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.search.highlight import HighlightPiece
from archive.text.fold import fold
from archive.web.article_text import AnchoredBlock, Paragraph, TextRun, split_at_hits

TERMS = st.lists(
    st.text(alphabet="甲乙丙国¶a1", min_size=1, max_size=3).map(lambda t: fold(t).text),
    max_size=4,
)


def lines(*texts):
    """A line a string; `/` parts runs, `+` parts blocks."""
    return [
        Paragraph(
            [
                AnchoredBlock("p1", "paragraph", "", [TextRun(run) for run in block.split("/")])
                for block in text.split("+")
            ]
        )
        for text in texts
    ]


def pieces(result):
    return [run.pieces for line in result for part in line.parts for run in part.runs]


def test_a_hit_over_a_correction_is_one_hit():
    split_lines = split_at_hits(lines("县里比/武大/会", "再比武"), ["比武大会", "比武"])
    assert pieces(split_lines) == [
        (HighlightPiece("县里"), HighlightPiece("比", 1, True)),
        (HighlightPiece("武大", 1),),
        (HighlightPiece("会", 1),),
        (HighlightPiece("再"), HighlightPiece("比武", 2, True)),
    ]


def test_a_hit_runs_from_a_crosshead_into_the_text():
    split_lines = split_at_hits(lines("办比", "武会"), ["比武"])
    assert pieces(split_lines) == [
        (HighlightPiece("办"), HighlightPiece("比", 1, True)),
        (HighlightPiece("武", 1), HighlightPiece("会")),
    ]


def test_a_correction_that_deletes_has_no_pieces():
    assert pieces(split_at_hits(lines("比//武"), ["比武"]))[1] == ()


@settings(max_examples=200)
@given(st.lists(st.text(alphabet="甲乙/+ ，", max_size=12), max_size=5), TERMS)
def test_the_pieces_of_a_run_are_its_text_and_each_hit_opens_once(texts, terms):
    split_lines = split_at_hits(lines(*texts), terms)
    for line in split_lines:
        for part in line.parts:
            for run in part.runs:
                assert "".join(piece.text for piece in run.pieces) == run.text
    opening_hits = [
        piece.hit for line_pieces in pieces(split_lines) for piece in line_pieces if piece.opens
    ]
    assert opening_hits == list(range(1, len(opening_hits) + 1))
