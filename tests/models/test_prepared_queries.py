"""Prepared queries return what the QuerySets of the same names do."""

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from archive.editions.cached_lists import provinces
from archive.models import Article, FullText, Page, Place, Reprint, Tag
from archive.models.prepared_queries import (
    PreparedQuery,
    article_to_read,
    candidates,
    comparable,
    entries,
    headlines_of_page,
    stories,
    topics_by_group,
    whole_entries,
    with_openings,
)

pytestmark = pytest.mark.django_db


def values(row: models.Model) -> dict:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def page_facts(article: Article) -> list:
    """Return everything that its page reads from an article."""
    issue = article.page.issue
    rows = [article, article.page, issue, issue.newspaper]
    rows += [issue.newspaper.place] if issue.newspaper.place else []
    rows += [article.full_text] if article.text_held else []
    rows += [row for byline in article.bylines.all() for row in (byline, byline.person)]
    for covered in article.coverage.all():
        rows += [covered, covered.place]
        parent = covered.place.parent
        while parent:
            rows.append(parent)
            parent = parent.parent
    return [(type(row), values(row)) for row in [*rows, *article.topics]]


def test_a_prepared_article_equals_that_of_the_queryset():
    for article in Article.objects.for_reading():
        assert page_facts(article_to_read(article.ident)) == page_facts(article)


def test_prepared_articles_need_no_further_queries(django_assert_num_queries):
    for ident in Article.objects.values_list("ident", flat=True):
        article = article_to_read(ident)
        with django_assert_num_queries(0):
            page_facts(article)


@pytest.mark.parametrize("with_texts", [False, True])
def test_prepared_list_entries_equal_those_of_the_queryset(django_assert_num_queries, with_texts):
    rows = Article.objects.for_entries()
    idents = [article.ident for article in rows.order_by("-pk")[:7]]
    with django_assert_num_queries(3):
        results = entries(idents, with_texts)
    expected = rows.in_order_of(idents)
    assert results == expected
    for actual, expected_entry in zip(results, expected, strict=True):
        assert actual.get_deferred_fields() == expected_entry.get_deferred_fields()
        assert actual.topics == expected_entry.topics
        assert list(actual.coverage.all()) == list(expected_entry.coverage.all())
        assert ("full_text" in actual._state.fields_cache) == with_texts


def test_a_list_without_entries_is_empty(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert entries([]) == []


def test_topics_are_behind_their_broader_ones(django_assert_num_queries):
    with django_assert_num_queries(1):
        groups = {group: list(group.narrower.all()) for group in topics_by_group()}
    assert list(groups) == list(Tag.objects.broadest())
    assert groups == {group: list(Tag.objects.filter(broader=group)) for group in groups}


def test_an_unknown_article_is_none():
    with pytest.raises(Article.DoesNotExist):
        article_to_read("zzzzzzz")


def test_the_articles_of_a_page_are_in_their_order():
    for article in Article.objects.all():
        links = headlines_of_page(article)
        assert links == list(Article.objects.on_page(article.page))
        assert article in links
        assert {link.get_deferred_fields() > {"digest"} for link in links} == {True}


def test_a_query_is_compiled_once_and_executed_each_time(monkeypatch):
    composed = []

    def compose(*idents):
        composed.append(idents)
        return Article.objects.with_idents(idents).order_by("pk")

    question = PreparedQuery(compose)
    first, second, third = Article.objects.order_by("pk")[:3]
    with CaptureQueriesContext(connection) as queries:
        assert question(first.ident) == [first]
        assert question(second.ident) == [second]
        assert question(first.ident, third.ident) == [first, third]
    assert len(queries) == 3
    assert composed == [(first.ident,), (first.ident, third.ident)]


def test_a_query_with_constant_parameters_is_refused():
    question = PreparedQuery(lambda ident: Article.objects.with_idents([ident]).of_genre("xiaoxi"))
    with pytest.raises(ValueError, match="parameters"):
        question("b3k7w2q")


@pytest.mark.parametrize("text_held", [True, False])
def test_only_what_has_no_digest_has_its_text_to_open_with(django_assert_num_queries, text_held):
    idents = [article.ident for article in Article.objects.order_by("pk")[:3]]
    bare, without_row, digested = Article.objects.in_order_of(idents)
    Article.objects.filter(pk__in=(bare.pk, without_row.pk)).update(digest="")
    Article.objects.filter(pk=digested.pk).update(digest="提要")
    Page.objects.update(text_held=text_held)
    FullText.objects.filter(article__in=(bare.pk, without_row.pk)).delete()
    text = FullText.objects.create(article=bare, blocks=[], plain="全文")
    list_entries = entries(idents)
    with django_assert_num_queries(1 if text_held else 0):
        assert with_openings(list_entries) == list_entries
    cached_texts = [
        article._state.fields_cache.get("full_text", "not asked") for article in list_entries
    ]
    assert cached_texts == ([text, None, "not asked"] if text_held else ["not asked"] * 3)
    if text_held:
        assert cached_texts[0].get_deferred_fields() == {"blocks"}


def test_prepared_provinces_equal_those_of_the_queryset():
    assert [values(item) for item in provinces()] == [values(p) for p in Place.objects.provinces()]


def test_candidates_are_in_the_order_asked_for_with_all_that_they_print(django_assert_num_queries):
    rows = [*Article.objects.as_entered()[:4]][::-1]
    first, second, third, _ = rows
    for dispatch, article in ((first, first), (second, first), (first, third)):
        Reprint.objects.create(dispatch=dispatch, article=article, extent="whole", is_first=False)
    with django_assert_num_queries(1):
        matches = candidates([article.ident for article in rows])
    assert [candidate[:3] for candidate in matches] == [
        (article.ident, article.earliest, article.latest) for article in rows
    ]
    dispatches = [{first.pk, second.pk}, set(), {first.pk}, set()]
    assert [candidate.dispatches for candidate in matches] == dispatches
    assert candidates([]) == []


def test_comparable_articles_have_their_topics_and_places(django_assert_num_queries):
    rows = Article.objects.for_comparing()
    idents = [article.ident for article in Article.objects.as_entered()[:6]][::-1]
    with django_assert_num_queries(3):
        compared = comparable(idents)
        links = [each.article.page.issue.newspaper.shown_name for each in compared]
        links += [each.article.page.issue.date_label for each in compared]
    assert all(links)
    assert [each.article for each in compared] == rows.in_order_of(idents)
    for article, topics, places in compared:
        assert article.get_deferred_fields() == rows.get(pk=article.pk).get_deferred_fields()
        assert topics == {tagging.tag_id for tagging in article.taggings.all()}
        assert places == [covered.place_id for covered in article.coverage.order_by("sequence")]
    assert comparable([]) == []


def test_prepared_whole_entries_equal_those_of_the_queryset(django_assert_num_queries):
    articles = [*Article.objects.as_entered()[:3]][::-1]
    first, second, _ = articles
    for dispatch in (second, first):
        Reprint.objects.create(dispatch=dispatch, article=first, extent="whole", is_first=False)
    idents = [article.ident for article in articles]
    with django_assert_num_queries(6):
        loaded = whole_entries(idents)
        dispatches = [[row.dispatch.ident for row in entry.reprints.all()] for entry in loaded]
        for article in loaded:
            assert [*article.topics, *article.coverage.all(), article.page.issue.newspaper]
            assert all(byline.person.name for byline in article.bylines.all())
    expected = Article.objects.for_data().in_order_of(idents)
    assert dispatches == [
        [row.dispatch.ident for row in entry.reprints.all()] for entry in expected
    ]
    assert dispatches[0] == sorted(dispatches[0], key=idents.index, reverse=True)
    assert [page_facts(article) for article in loaded] == [
        page_facts(article) for article in expected
    ]
    for actual, expected_entry in zip(loaded, expected, strict=True):
        assert actual.get_deferred_fields() == expected_entry.get_deferred_fields()
    assert whole_entries([]) == []


def test_prepared_stories_equal_those_of_the_queryset(django_assert_num_queries):
    idents = [article.ident for article in Article.objects.as_entered()[:3]][::-1]
    with django_assert_num_queries(4):
        results = stories([*idents[:2], "0000000", idents[2]])
        for article in results:
            assert all(byline.person.name for byline in article.bylines.all())
            assert [*article.topics, *article.coverage.all(), article.page.issue.newspaper]
    queryset = Article.objects.for_list().with_openings()
    for story, article in zip(results, queryset.in_order_of(idents), strict=True):
        assert story.opening == article.opening
        assert [row for row in page_facts(story) if row[0] is not FullText] == [
            row for row in page_facts(article) if row[0] is not FullText
        ]
    assert stories([]) == []
