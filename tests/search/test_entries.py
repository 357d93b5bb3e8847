"""Everything in the database with a name can be suggested, with its number of articles."""

import pytest

from archive.models import Article, Newspaper, Person, Place, Tag
from archive.search.suggest import Suggestions
from archive.search.suggestion_entries import suggestion_entries
from archive.search.suggestion_index_build import build

pytestmark = pytest.mark.django_db


def test_entries_of_all_kinds_have_the_counts_of_the_database():
    entries = {(entry.kind, entry.key): entry for entry in suggestion_entries()}
    kinds = [kind for kind, _ in entries]
    assert kinds.count("headline") == Article.objects.count()
    assert kinds.count("topic") == Tag.objects.count()
    assert kinds.count("person") == Person.objects.filter(bylines__isnull=False).distinct().count()
    assert kinds.count("newspaper") == Newspaper.objects.count()
    for (kind, key), entry in entries.items():
        if kind == "place":
            assert entry.articles == Article.objects.in_places(key).count()
            assert entry.articles or Place.objects.get(code=key).level == "province"
        if kind == "topic":
            assert entry.articles == Article.objects.about(key).count()


def test_each_label_finds_itself_by_characters_and_a_place_by_pinyin(tmp_path):
    entries = list(suggestion_entries())
    assert build(tmp_path, entries) == len(entries)
    suggestions = Suggestions(tmp_path)
    for entry in entries:
        typed = entry.names[0][0] if entry.names else entry.label
        matches = [(suggestion.kind, suggestion.key) for suggestion in suggestions.find(typed)]
        assert (entry.kind, entry.key) in matches, entry
        if entry.kind == "place":
            matches = suggestions.find(entry.names[0][1], limit=20)
            assert (entry.kind, entry.key) in [
                (suggestion.kind, suggestion.key) for suggestion in matches
            ], entry


def test_the_number_of_queries_is_fixed(django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        list(suggestion_entries())
