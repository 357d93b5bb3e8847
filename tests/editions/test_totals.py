"""Totals are counted once per edition; the stored ones equal those counted."""

import pytest

from archive.editions import totals
from archive.models import Article, Issue, Place

pytestmark = pytest.mark.django_db


def test_stored_counts_are_used(index_folder, monkeypatch):
    stored_counts = (
        Article.objects.counts_by_topic(),
        *map(Article.objects.counts_by_place, (2, 4, 6)),
        Issue.objects.articles_by_months(),
        Issue.objects.characters_by_months(),
    )
    assert all(stored_counts)
    live_counts = (
        totals.by_topic(),
        *map(totals.by_place, (2, 4, 6)),
        totals.by_months(),
        totals.characters_by_months(),
    )
    collection_totals = totals.collection_totals()
    assert live_counts == stored_counts, "without a file"
    totals.build(index_folder)
    file_totals = totals._read(index_folder)
    (index_folder / totals.FILE).unlink()
    places = [file_totals.places[n] for n in (2, 4, 6)]
    assert (
        file_totals.topics,
        *places,
        file_totals.months,
        file_totals.characters,
    ) == stored_counts
    assert file_totals.collection == collection_totals


def test_months_of_which_something_is_held():
    counts = Issue.objects.articles_by_months()
    assert counts["gongren-ribao"] == {"2024-03/2024-04": 10}
    assert sum(n for months in counts.values() for n in months.values()) == Article.objects.count()
    # a page with nothing on it is held as well
    empty = Issue.objects.get(newspaper__slug="jinri-jiande")
    Issue.objects.filter(pk=empty.pk).update(earliest="1999-12-31", latest="2000-01-01")
    assert Issue.objects.articles_by_months()["jinri-jiande"]["1999-12/2000-01"] == 0


def test_places_inside_have_the_counts_of_their_articles():
    province = Place.objects.get(code="330000")
    about = Article.objects.in_places("330000")
    inside = Place.objects.counts_of_children(province, about.counts_by_place)
    assert any(n for _, n in inside)
    assert Place.objects.counts_of_children(province, Article.objects.counts_by_place) == inside
