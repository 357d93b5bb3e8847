"""The reading text of an article, character by character, in the text of its page."""

from archive.catalogue.article_body import body
from archive.catalogue.text_positions import (
    body_positions,
    correction_positions,
    joined,
    title_positions,
)

PAGE = "甲乙丙\n丁戊己庚辛\n"


def runs(spans, corrections):
    fields = [
        {"at": at, "was": "", "read": read, "reason": "", "certainty": "sure"}
        for at, read in corrections
    ]
    return body([{"id": "p1", "kind": "paragraph", "at": spans}], fields, PAGE)[0]["runs"]


def test_a_character_is_where_it_was_read():
    spans = [[0, 3], [4, 9]]
    assert body_positions(spans, runs(spans, [])) == [(n, n + 1) for n in (0, 1, 2, 4, 5, 6, 7, 8)]


def test_a_correction_is_where_what_it_corrects_stands():
    spans = [[0, 3], [4, 9]]
    # 乙 reads 一二, between 丁 and 戊 a character is supplied, 庚辛 is struck
    corrected = runs(spans, [([1, 2], "一二"), ([5, 5], "补"), ([7, 9], "")])
    text = "".join(run["text"] for run in corrected)
    assert text == "甲一二丙丁补戊己"
    positions = body_positions(spans, corrected)
    assert positions == [(0, 1), (1, 2), (1, 2), (2, 3), (4, 5), (0, 0), (5, 6), (6, 7)]
    assert correction_positions(spans, corrected) == [(1, 2), (4, 6), (7, 9)]


def test_the_space_after_a_block_that_runs_in_is_in_no_span():
    blocks = [
        {"id": "b1", "kind": "byline", "at": [[0, 3]], "run_in": True},
        {"id": "p1", "kind": "paragraph", "at": [[4, 6]]},
    ]
    dateline, _ = body(blocks, [], "甲乙丙　丁戊")
    assert body_positions([[0, 3]], dateline["runs"]) == [(0, 1), (1, 2), (2, 3), (0, 0)]


def test_a_title_may_have_blanks_that_the_page_has_not():
    assert title_positions("甲乙　丙", [[0, 3]]) == [(0, 1), (1, 2), (0, 0), (2, 3)]
    assert title_positions("甲乙丙", [[0, 3]]) == [(0, 1), (1, 2), (2, 3)]
    # another wording: every character has the position of the whole title
    assert set(title_positions("甲乙丙丁", [[0, 3]])) == {(0, 3)}
    assert title_positions("〔拟题〕", []) == [(0, 0)] * 4


def test_adjacent_positions_are_one_span():
    assert joined([(0, 1), (1, 2), (1, 2), (4, 5), (0, 0), (5, 6)]) == [(0, 2), (4, 6)]
