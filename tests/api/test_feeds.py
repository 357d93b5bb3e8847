"""Feeds: their entries, order and paging."""

from dataclasses import replace
from datetime import date

import feedparser
import pytest
from django.db import connection

from archive import search
from archive.formats import representations
from archive.models import Article, Issue, Newspaper, Person, Place, Tag

pytestmark = pytest.mark.django_db


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()[:300]
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    parsed = feedparser.parse(answer.content)
    assert not parsed.bozo
    return parsed


def idents(parsed) -> list[str]:
    return [entry.id.rstrip("/").rsplit("/", 1)[-1] for entry in parsed.entries]


def subjects():
    """(object with a feed, its articles)"""
    for paper in Newspaper.objects.all():
        yield paper, Article.objects.printed_in(paper.slug)
    for issue in Issue.objects.all():
        yield issue, Article.objects.in_issue(issue)
    for tag in Tag.objects.all():
        yield tag, Article.objects.about(tag.slug)
    for person in Person.objects.all():
        yield person, Article.objects.signed_by(person.slug)
    for place in Place.objects.filter(coverage__isnull=False).distinct():
        yield place, Article.objects.in_places(place.code)


@pytest.mark.slow
def test_every_subject_has_a_feed_of_its_articles(client):
    for subject, articles in subjects():
        address = subject.get_absolute_url().removesuffix("/")
        parsed = read(client, f"{address}.atom")
        assert set(idents(parsed)) == set(articles.values_list("ident", flat=True))
        assert parsed.feed.id == f"http://testserver{address}.atom"
        assert parsed.feed.link == f"http://testserver{address}/"
        data = client.get(f"{address}.feed.json").json()
        assert [item["id"] for item in data["items"]] == [entry.id for entry in parsed.entries]
        assert data["feed_url"] == f"http://testserver{address}.feed.json"


def test_a_feed_of_a_search_names_the_search(client):
    parsed = read(client, "/articles.atom?q=工会&province=zhejiang&province=hubei&from=2021-06")
    expected = client.get(
        "/articles.json?q=工会&province=zhejiang&province=hubei&from=2021-06&limit=100"
    ).json()
    assert set(idents(parsed)) == {item["ident"] for item in expected["items"]}
    assert parsed.feed.title == "报藏：工会 · 浙江、湖北 · 自2021年6月"


@pytest.mark.parametrize("query", ["q=工", "province=zhejiang", "q=工会&year=2021"])
def test_a_search_has_the_order_of_the_whole(client, query):
    items = client.get(f"/articles.json?{query}&limit=100").json()["items"]
    results = {item["ident"] for item in items}
    all_idents = Article.objects.newest_added().values_list("ident", flat=True)
    assert idents(read(client, f"/articles.atom?{query}")) == [
        i for i in all_idents if i in results
    ]


def test_the_feed_of_a_search_says_which_part_of_it_this_is(client, monkeypatch):
    monkeypatch.setitem(representations.ATOM.__dict__, "default_limit", 5)
    total = client.get("/articles.json?province=zhejiang&limit=1").json()["total"]
    assert total > 5
    for page, start in (("", "1"), ("&page=2", "6")):
        parsed = read(client, f"/articles.atom?province=zhejiang{page}")
        assert parsed.feed.opensearch_totalresults == str(total)
        assert parsed.feed.opensearch_startindex == start
        assert parsed.feed.opensearch_itemsperpage == "5"
        assert parsed.namespaces["opensearch"] == "http://a9.com/-/spec/opensearch/1.1/"
    assert "opensearch_totalresults" not in read(client, "/articles.atom").feed


def test_incomplete_results_are_not_sent_as_a_feed(client, monkeypatch):
    answer = search.search
    monkeypatch.setattr(
        search, "search", lambda query: replace(answer(query), incomplete="有一台没有应答")
    )
    assert client.get("/articles.atom?q=工会").status_code == 503
    assert client.get("/articles.atom").status_code == 200


def test_the_latest_additions_come_first(client):
    late = Article.objects.order_by("earliest").first()
    Article.objects.filter(pk=late.pk).update(
        first_published=date(2027, 1, 1), last_changed=date(2027, 2, 2)
    )
    parsed = read(client, "/articles.atom")
    assert idents(parsed)[0] == late.ident
    assert parsed.entries[0].published.startswith("2027-01-01")
    assert parsed.entries[0].updated.startswith("2027-02-02")
    assert parsed.feed.updated == parsed.entries[0].updated
    articles = [Article.objects.get(ident=ident) for ident in idents(parsed)[1:]]
    # within a day in the order of entering
    order = [(-a.first_published.toordinal(), a.page_id, a.sequence) for a in articles]
    assert order == sorted(order)


def test_a_feed_continues_in_pages_and_keeps_its_name(client, monkeypatch):
    monkeypatch.setitem(representations.ATOM.__dict__, "default_limit", 5)
    paged_idents, address, names = [], "/articles.atom?newspaper=gongren-ribao", set()
    while address:
        parsed = read(client, address)
        assert len(parsed.entries) <= 5
        names.add(parsed.feed.id)
        paged_idents += idents(parsed)
        following = [link.href for link in parsed.feed.links if link.rel == "next"]
        address = following[0] if following else None
    expected = Article.objects.printed_in("gongren-ribao").values_list("ident", flat=True)
    assert len(paged_idents) == len(set(paged_idents))
    assert set(paged_idents) == set(expected)
    assert names == {"http://testserver/articles.atom?newspaper=gongren-ribao"}
    assert client.get("/articles.atom?newspaper=gongren-ribao&page=9").status_code == 400


@pytest.mark.parametrize(
    "query", ["sort=oldest", "limit=5", "after=x", "facet=year", "province=nowhere", "page=x"]
)
def test_parameters_that_a_feed_lacks_are_refused(client, query):
    answer = client.get(f"/articles.atom?{query}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_a_feed_of_a_subject_takes_only_the_parameter_page(client):
    address = Tag.objects.first().get_absolute_url().removesuffix("/")
    assert client.get(f"{address}.atom?page=1").status_code == 200
    assert client.get(f"{address}.atom?q=a").status_code == 400


def test_a_search_that_finds_nothing_is_an_empty_feed(client):
    assert read(client, "/articles.atom?q=无此词语").entries == []


def test_a_feed_of_all_articles_needs_no_sorting():
    if connection.vendor == "postgresql":
        # for which so few rows are sorted sooner
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_sort = off")
    plan = Article.objects.newest_added().values_list("pk")[:50].explain()
    assert "newest_added" in plan
    assert "TEMP B-TREE" not in plan
