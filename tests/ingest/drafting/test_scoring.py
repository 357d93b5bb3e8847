"""What a draft is worth, counted on pages small enough to count by hand."""

import pytest

from archive.catalogue.entries import PageEntry
from archive.ingest.drafting.scoring import Count, matched, score

TEXT = "甲题甲文甲文断在这里乙题乙文乙文重印"


def page(articles, apart=()):
    fields = {"page": "x1", "text": {"sha256": "0" * 64, "length": len(TEXT)}}
    return PageEntry.model_validate(
        {**fields, "articles": articles, "apart": apart}, context={"draft": True}
    )


def article(ident, headline, body, **extra):
    return {
        "ident": ident,
        "headline": {"text": TEXT[slice(*headline)], "at": [headline]},
        "body": [{"kind": "paragraph", "id": f"p{n}", "at": at} for n, at in enumerate(body, 1)],
        **extra,
    }


SIGNED = [{"person": "jia", "role": "记者", "read": "记者甲"}]
PLACES = [{"code": "330182", "basis": "stated"}]
TRUE = page(
    [
        article(
            "1cq34jc", [0, 2], [[[2, 6], [6, 10]]], bylines=SIGNED, places=PLACES, topics=["a", "b"]
        ),
        article("qgfgh2z", [10, 12], [[[12, 16]]]),
    ],
    [{"kind": "repeat", "at": [[16, 18]], "of": "qgfgh2z"}],
)


def test_a_draft_that_is_right_in_all_is_worth_everything():
    counts = score(TRUE, TRUE, TEXT).counts
    assert all(count.f1 == 1 for count in counts.values())
    assert counts["text"] == Count(16, 16, 16)
    assert counts["joins"] == Count(1, 1, 1)
    assert counts["county"] == Count(1, 1, 1)


def test_text_under_the_wrong_article_counts_against_both():
    draft = page(
        [
            article("1cq34jc", [0, 2], [[[2, 6]]]),
            article("qgfgh2z", [10, 12], [[[6, 10]], [[12, 16]], [[16, 18]]]),
        ]
    )
    counts = score(TRUE, draft, TEXT).counts
    assert counts["text"] == Count(12, 18, 16)
    assert counts["articles"] == Count(2, 2, 2)
    assert counts["joins"] == Count(0, 0, 1)
    assert counts["repeat"] == Count(0, 0, 2)
    assert counts["bylines"] == Count(0, 0, 1)
    assert counts["topics"] == Count(0, 0, 2)


def test_articles_are_matched_by_their_text_and_not_by_their_idents():
    draft = page(
        [
            article("3dgxhhs", [10, 12], [[[12, 16]]]),
            article("60jm0xx", [0, 2], [[[2, 6], [6, 10]]], bylines=SIGNED),
        ]
    )
    pairs = {(true.ident, drafted.ident) for true, drafted in matched(TRUE, draft, TEXT)}
    assert pairs == {("1cq34jc", "60jm0xx"), ("qgfgh2z", "3dgxhhs")}
    assert score(TRUE, draft, TEXT).counts["bylines"].right == 1


def test_two_articles_in_one_are_one_found():
    draft = page([article("1cq34jc", [0, 2], [[[2, 16]]])])
    assert score(TRUE, draft, TEXT).counts["articles"] == Count(1, 1, 2)


def test_a_place_in_the_right_province_is_not_yet_the_right_county():
    elsewhere = [{"code": "330100", "basis": "stated"}]
    draft = page([article("1cq34jc", [0, 2], [[[2, 10]]], places=elsewhere)])
    counts = score(TRUE, draft, TEXT).counts
    assert (counts["province"].right, counts["county"].right) == (1, 0)


def test_counts_add_up_before_they_are_divided():
    total = Count(1, 1, 1) + Count(0, 3, 1)
    assert (total.precision, total.recall) == (0.25, 0.5)
    assert total.f1 == pytest.approx(1 / 3)
    assert Count().f1 == 1
