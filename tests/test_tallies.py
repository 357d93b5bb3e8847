"""Articles are counted once an edition; what is read from its file is what counting gives."""

import pytest

from archive import tallies
from archive.models import Article, Place

pytestmark = pytest.mark.django_db


def test_what_was_counted_is_read(index_folder, monkeypatch):
    counted = Article.objects.counts_by_topic(), *map(Article.objects.counts_by_place, (2, 4, 6))
    assert all(counted)
    assert (tallies.by_topic(), *map(tallies.by_place, (2, 4, 6))) == counted, "without a file"
    tallies.build(index_folder)
    read = tallies._read(index_folder)
    (index_folder / tallies.FILE).unlink()
    assert (read.topics, *(read.places[n] for n in (2, 4, 6))) == counted


def test_places_inside_have_the_counts_of_their_articles():
    province = Place.objects.get(code="330000")
    about = Article.objects.in_places("330000")
    inside = Place.objects.counted_inside(province, about.counts_by_place)
    assert any(n for _, n in inside)
    assert Place.objects.counted_inside(province, Article.objects.counts_by_place) == inside
