"""Articles are counted once an edition; what is read from its file is what counting gives."""

import json

import pytest

from archive import tallies
from archive.models import Article, Newspaper, Person, Place

pytestmark = pytest.mark.django_db


def test_what_was_counted_is_read(index_folder, monkeypatch):
    counted = (
        Article.objects.counts_by_topic(),
        *map(Article.objects.counts_by_place, (2, 4, 6)),
        list(Person.objects.counts_of_articles()),
        {key: tuple(rest) for key, *rest in Newspaper.objects.counts()},
    )
    assert all(counted)
    found = (
        tallies.by_topic(),
        *map(tallies.by_place, (2, 4, 6)),
        tallies.by_person(),
        tallies.by_newspaper(),
    )
    assert found == counted, "without a file"
    tallies.build(index_folder)
    read = tallies._read(index_folder)
    (index_folder / tallies.FILE).unlink()
    places = [read.places[n] for n in (2, 4, 6)]
    assert (read.topics, *places, read.people, read.newspapers) == counted


def test_an_edition_of_before_is_counted(index_folder):
    tallies.build(index_folder)
    told = json.loads((index_folder / tallies.FILE).read_text(encoding="utf-8"))
    for name in ("held", "people", "newspapers"):
        del told[name]
    (index_folder / tallies.FILE).write_text(json.dumps(told), encoding="utf-8")
    read = tallies._read(index_folder)
    (index_folder / tallies.FILE).unlink()
    found = tallies.held(), tallies.by_person(), tallies.by_newspaper()
    assert (read.held, read.people, read.newspapers) == found


def test_places_inside_have_the_counts_of_their_articles():
    province = Place.objects.get(code="330000")
    about = Article.objects.in_places("330000")
    inside = Place.objects.counted_inside(province, about.counts_by_place)
    assert any(n for _, n in inside)
    assert Place.objects.counted_inside(province, Article.objects.counts_by_place) == inside
