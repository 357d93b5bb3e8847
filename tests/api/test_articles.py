"""Lists and pages as data: the same selection as on the page, at a fixed cost."""

import csv
import io
import re
from itertools import pairwise
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive import search
from archive.filters.articles import ArticleFilter
from archive.filters.directories import PersonFilter
from archive.formats.representations import DATA, JSON, REPRESENTATIONS
from archive.formats.response_schema import ArticleList
from archive.models import Article, Issue, Newspaper, Page, Person, Place, Tag

pytestmark = pytest.mark.django_db


def data(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.content.decode()[:300])
    return answer


def as_data(page_address: str, form=JSON) -> str:
    return page_address.removesuffix("/") + form.suffix


def every_page():
    for name in ("articles", "newspapers", "topics", "places", "people"):
        yield reverse(name)
    for rows in (Article, Newspaper, Issue, Page, Tag, Person):
        for row in rows.objects.all():
            yield row.get_absolute_url()
    for place in Place.objects.filter(coverage__isnull=False).distinct():
        yield place.get_absolute_url()


@pytest.mark.slow
@pytest.mark.parametrize(
    "form",
    [
        # the rows are the same in each
        pytest.param(form, id=form.suffix, marks=[pytest.mark.embedded] if form is not JSON else [])
        for form in DATA
    ],
)
def test_every_page_is_data_and_leads_back_to_the_page(client, form):
    for address in every_page():
        answer = data(client, as_data(address, form))
        assert answer["Content-Type"] == form.content_type
        assert f'<http://testserver{address}>; rel="alternate"; type="text/html"' in answer["Link"]


@pytest.mark.slow
@pytest.mark.embedded
def test_every_page_links_its_other_representations_in_its_head(client):
    link = re.compile(r'<link rel="alternate"\s+type="([^"]+)"\s+href="([^"]+)"')
    for address in every_page():
        page = dict(link.findall(client.get(address).content.decode()))
        assert {form.media_type for form in DATA} <= page.keys(), address
        for media_type, url in page.items():
            form = next(form for form in REPRESENTATIONS.values() if form.media_type == media_type)
            assert url == as_data(address, form)


def test_the_head_of_a_search_leads_to_the_same_search(client):
    page = client.get("/articles/?q=工会&province=zhejiang&sort=oldest&page=1").content.decode()
    results = dict(re.findall(r'rel="alternate"\s+type="([^"]+)"\s+href="([^"]+)"', page))
    words = urlencode({"q": "工会"})
    assert results["application/json"] == (
        f"/articles.json?{words}&amp;province=zhejiang&amp;sort=oldest"
    )
    # a feed has its own order
    assert results["application/atom+xml"] == f"/articles.atom?{words}&amp;province=zhejiang"
    assert re.search(
        r'<link rel="search"\s+type="application/opensearchdescription\+xml"'
        r'\s+href="/opensearch.xml"',
        page,
    )


def filter_values(name):
    """A strategy for a filter and some of its values, drawn once the database is loaded."""
    filter_field = ArticleFilter.base_filters[name]
    return st.lists(st.integers(0, 999), max_size=2).map(
        lambda picked: (name, filter_field, picked)
    )


SELECTIONS = st.tuples(*(filter_values(name) for name in search.FACETS))
WORDS = st.sampled_from(["", "工会", "竞赛 -建德", "标题:职工", "会|赛", "2021..2022", "无此词语"])
ORDERS = st.sampled_from(["", "date", "oldest"])


@pytest.mark.slow
@settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(SELECTIONS, WORDS, ORDERS, st.integers(1, 100))
def test_the_list_holds_what_the_page_counts(picked, words, order, limit):
    query = QueryDict(mutable=True)
    for name, filter_field, numbers in picked:
        values = [value.value for value in filter_field.field.vocabulary.all()]
        # places with articles, as most of the 3,000 have none
        query.setlist(name, dict.fromkeys(values[number % len(values)] for number in numbers))
    for name, value in (("q", words), ("sort", order)):
        if value:
            query[name] = value
    selection = ArticleFilter(query)
    assert selection.problems == []
    parameters = f"{query.urlencode()}&limit={limit}".strip("&")
    content = ArticleList.model_validate_json(
        data(Client(), f"/articles.json?{parameters}").content
    )
    expected = {hit.ident for hit in selection.results(limit=1000).hits}
    assert content.total == len(expected)
    assert {item.ident for item in content.items} <= expected
    assert len(content.items) == min(limit, content.total)
    assert (content.links.next is None) == (content.total <= limit)


def test_facets_are_counted_when_they_are_asked_for(client):
    assert data(client, "/articles.json").json()["facets"] is None
    content = data(client, "/articles.json?facet=province&facet=year&genre=xiaoxi").json()
    assert set(content["facets"]) == {"province", "year"}
    for name, values in content["facets"].items():
        assert values
        for value in values:
            narrowed = data(client, f"/articles.json?genre=xiaoxi&{name}={value['value']}").json()
            assert narrowed["total"] == value["count"]
    assert {v["label"] for v in content["facets"]["province"]} >= {"浙江"}


def test_articles_of_a_subject_continue_in_the_article_list(client):
    tag = Tag.objects.broadest().first()
    content = data(client, as_data(tag.get_absolute_url())).json()
    assert content["definition"] == tag.definition
    assert content["article_count"] == content["articles"]["total"]
    assert content["article_count"] == Article.objects.about(tag.slug).count()
    idents = [item["ident"] for item in content["articles"]["items"]]
    following = content["articles"]["links"]["next"]
    while following:
        page = data(client, following).json()
        idents += [item["ident"] for item in page["items"]]
        following = page["links"]["next"]
    assert len(idents) == len(set(idents)) == content["article_count"]


def test_counts_are_those_of_the_pages(client):
    topics = data(client, "/topics.json").json()
    assert topics["total"] == Tag.objects.count() == len(topics["items"])
    for item in topics["items"]:
        assert item["article_count"] == Article.objects.about(item["slug"]).count()
    places = data(client, "/places.json").json()
    for item in places["items"]:
        assert item["article_count"] == Article.objects.in_places(item["code"]).count()
    people = data(client, "/people.json").json()
    assert people["total"] == Person.objects.count()
    zhejiang = data(client, "/places/330000.json").json()
    for item in zhejiang["children"]:
        assert item["article_count"] == Article.objects.in_places(item["code"]).count()


def test_people_are_listed_page_by_page(client, monkeypatch):
    content = data(client, "/people.json").json()
    counts = [entry["article_count"] for entry in content["items"]]
    assert counts == sorted(counts, reverse=True)
    assert (content["links"]["first"], content["links"]["next"]) == (content["links"]["self"], None)
    monkeypatch.setattr(PersonFilter, "size", 20)
    people, following = [], "/people.json"
    while following:
        page = data(client, following.removeprefix("http://testserver")).json()
        assert page["total"] == content["total"]
        people += page["items"]
        following = page["links"]["next"]
    assert people == content["items"]
    last = -(-content["total"] // 20)
    assert page["links"]["self"] == f"http://testserver/people.json?page={last}"
    for query in (f"page={last + 1}", "page=0", "page=two", "limit=5"):
        answer = client.get(f"/people.json?{query}")
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["name"] == query.partition("=")[0]


def test_narrower_topics_follow_their_broader_one(client):
    items = data(client, "/topics.json").json()["items"]
    for before, item in pairwise(items):
        if item["broader"]:
            family = {before["slug"], before["broader"] and before["broader"]["slug"]}
            assert item["broader"]["slug"] in family


def test_csv_has_a_row_for_each_record(client):
    def rows(address):
        text = data(client, address).content.decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))

    assert len(rows("/articles.csv")) == Article.objects.count()
    assert len(rows("/topics.csv")) == Tag.objects.count()
    for issue in Issue.objects.all():
        matches = rows(as_data(issue.get_absolute_url(), REPRESENTATIONS[".csv"]))
        assert {row["ident"] for row in matches} == set(
            Article.objects.in_issue(issue).values_list("ident", flat=True)
        )
    paper = Newspaper.objects.first()
    matches = rows(as_data(paper.get_absolute_url(), REPRESENTATIONS[".csv"]))
    assert {row["key"] for row in matches} == set(paper.issues.values_list("key", flat=True))


# of everything; and of a newspaper, which is looked up. A feed of everything comes from the
# database: first
# the idents, in an order that an index has, then the articles
QUERIES = {
    "/articles.json": (6, 7),
    "/articles.csv": (6, 7),
    "/articles.atom": (7, 7),
    "/articles.md": (6, 7),
}


def queries(client, address) -> int:
    with CaptureQueriesContext(connection) as captured:
        data(client, address)
    return len(captured)


@pytest.mark.parametrize("address", QUERIES)
def test_a_list_costs_the_same_at_one_row_and_at_many(client, address):
    of_all, of_newspaper = QUERIES[address]
    assert queries(client, address) == of_all
    assert queries(client, f"{address}?newspaper=jinri-jiande") == of_newspaper
    assert queries(client, f"{address}?newspaper=gongren-ribao") == of_newspaper


@pytest.mark.slow
def test_a_list_as_data_needs_fewer_queries_than_its_page(client):
    for query in ("", "?province=zhejiang", "?q=工会"):
        page = queries(client, f"/articles/{query}")
        assert all(queries(client, f"{address}{query}") < page for address in QUERIES)


# of an edition that others have read in; of a record of which nothing is kept
PAGE_QUERIES = {
    "newspapers": (2, 2),
    "newspaper": (2, 3),
    "issue": (9, 9),
    "page": (8, 8),
    "topics": (2, 4),
    "topic": (8, 9),
    "places": (0, 2),
    "place": (8, 11),
    "people": (2, 2),
    "person": (9, 11),
    "article": (10, 10),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGE_QUERIES)
def test_a_page_as_data_costs_a_fixed_number_of_queries(
    client, request, django_assert_max_num_queries, name
):
    rows = {
        "newspaper": Newspaper.objects.all(),
        "issue": Issue.objects.all(),
        "page": Page.objects.all(),
        "topic": Tag.objects.all(),
        "place": Place.objects.filter(coverage__isnull=False).distinct(),
        "person": Person.objects.all(),
        "article": Article.objects.all(),
    }.get(name)
    addresses = [row.get_absolute_url() for row in rows] if rows is not None else [reverse(name)]
    published_queries, kept_nothing = PAGE_QUERIES[name]
    for address in addresses:
        with django_assert_max_num_queries(kept_nothing, info=address):
            data(client, as_data(address))
    request.getfixturevalue("published_index")
    for address in addresses:
        data(client, as_data(address))
    for address in addresses:
        with django_assert_max_num_queries(published_queries, info=address):
            data(client, as_data(address))
