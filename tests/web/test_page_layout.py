"""The layout of a newspaper page: order, full bands, sizes by weight."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.models import Article, Page
from archive.web.page_layout import (
    FIRST,
    GRIDS,
    SIZES,
    ArticleMetrics,
    article_metrics,
    grades,
    lay_out,
    opening,
)

from .test_stylesheet import SURFACE, TOKENS

LONG, MIDDLE, SHORT = (ArticleMetrics(n, 12, (), (n // 2,)) for n in (1500, 600, 150))
copies = st.builds(
    ArticleMetrics,
    length=st.integers(1, 4000),
    headline=st.integers(1, 60),
    decks=st.lists(st.integers(1, 40), max_size=2).map(tuple),
    text=st.lists(st.integers(0, 600), min_size=1, max_size=4).map(tuple),
    is_feature=st.booleans(),
    is_brief=st.booleans(),
)


def bands(places, columns):
    """Return the page's bands as CSS grid's sparse placement forms them; fail if it would not."""
    results, remaining = [], list(places)
    while remaining:
        head = remaining.pop(0)
        band, columns_used = [head], head.columns
        if head.rows > 1:
            side = [remaining.pop(0) for _ in range(head.rows)]
            assert {place.columns for place in side} == {columns - head.columns}
            results.append([head, *side])
            continue
        while columns_used < columns:
            band.append(remaining.pop(0))
            assert band[-1].rows == 1
            columns_used += band[-1].columns
        assert columns_used == columns
        results.append(band)
    return results


@given(st.lists(copies, max_size=25))
def test_every_band_fills_the_page_from_edge_to_edge(page):
    settings = lay_out(page)
    assert len(settings) == len(page)
    for grid, columns in GRIDS.items():
        placed = [setting.places[grid] for setting in settings]
        assert sum(map(len, bands(placed, columns))) == len(page)


@given(st.lists(copies, min_size=1, max_size=25))
def test_one_article_leads_and_it_is_the_weightiest(page):
    ranks = grades(page)
    assert ranks.count("lead") == 1
    weights = [copy.length * (FIRST if n == 0 else 1) for n, copy in enumerate(page)]
    assert weights[ranks.index("lead")] == max(weights)


def test_the_first_article_counts_double():
    assert grades([MIDDLE, LONG._replace(length=1199)])[0] == "lead"
    assert grades([MIDDLE, LONG._replace(length=1201)]) == ["minor", "lead"]


def test_sizes_follow_length_and_a_brief_stays_small_however_long_its_neighbours():
    assert grades([LONG, LONG, MIDDLE, SHORT]) == ["lead", "major", "minor", "brief"]
    assert grades([SHORT, SHORT, SHORT._replace(is_brief=True)]) == ["lead", "minor", "brief"]


def test_the_lead_takes_half_the_page_at_least_and_a_brief_is_no_strip():
    for page in ([LONG, *[SHORT] * 6], [SHORT, LONG, *[MIDDLE] * 5]):
        for setting in lay_out(page):
            columns = setting.places["six"].columns
            if setting.grade == "lead":
                assert 3 <= columns <= 5
            elif setting.grade == "brief":
                assert columns <= 2


def test_short_articles_are_stacked_beside_a_long_one():
    page = [LONG, SHORT, SHORT]
    assert [setting.places["four"] for setting in lay_out(page)] == [(3, 2), (1, 1), (1, 1)]


def test_a_single_article_has_the_page_to_itself_and_no_page_is_none():
    (alone,) = lay_out([LONG])
    assert [place.columns for place in alone.places.values()] == list(GRIDS.values())
    assert lay_out([]) == []


def test_classes_name_what_the_style_sheet_sets():
    classes = {
        name
        for columns in GRIDS
        for n in range(2, GRIDS[columns] + 1)
        for name in (f"{columns}-{n}",)
    } | {f"{grid}-rows-{n}" for grid in GRIDS for n in (2, 3)}
    assert classes <= set(re.findall(r"\.([a-z]+-(?:rows-)?\d)\b", SURFACE))
    for columns in GRIDS.values():
        assert f".sheet-grid {{ grid-template-columns: repeat({columns}, " in SURFACE


def test_the_sizes_are_those_of_the_style_sheet():
    wide = TOKENS.split("@media")[0]
    assert {
        grade: float(size) for grade, size in re.findall(r"--grade-(\w+): ([\d.]+);", wide)
    } == SIZES


def test_an_opening_is_whole_sentences():
    digest = ["一句。两句。", "三句很长很长。四句。"]
    assert opening(digest, 3) == ["一句。"]
    assert opening(digest, 6) == ["一句。两句。"]
    assert opening(digest, 13) == ["一句。两句。", "三句很长很长。"]
    assert opening(digest, 100) == digest
    assert opening(["没有这么短的句子。又一句。"], 2) == ["没有这么短的句子。"]
    assert opening([], 10) == []


@pytest.mark.django_db
def test_the_pages_of_the_collection_are_led_by_their_first_article():
    for page in Page.objects.all():
        settings = lay_out(
            [article_metrics(a, a.paragraphs) for a in Article.objects.on_page(page)]
        )
        assert settings[0].grade == "lead"
        assert "grade-lead" in settings[0].classes
