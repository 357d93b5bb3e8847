"""Typed links: the same in head, header and link set, read by a Signposting client."""

import json

import pytest
import requests
from signposting import (
    find_signposting_html,
    find_signposting_http_link,
    find_signposting_linkset,
)

from archive.editions.collection import collection
from archive.models import Article, FullText, Issue, Newspaper, Page, Person, Place, Tag
from archive.permalinks import signposting

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
ORIGIN = "http://testserver"


@pytest.fixture
def site(client, monkeypatch):
    """A client for the Signposting reader, in place of the network."""

    def get(url, headers):
        answer = client.get(url.removeprefix(ORIGIN))
        response = requests.Response()
        response.url, response.status_code = url, answer.status_code
        response.headers.update(answer.headers)
        response._content, response.encoding = answer.content, "utf-8"
        return response

    monkeypatch.setattr(requests, "get", get)
    return client


def rows():
    yield from Article.objects.all()
    yield from Newspaper.objects.all()
    yield from Issue.objects.all()
    yield from Page.objects.all()
    yield Tag.objects.first()
    yield Person.objects.first()
    yield Place.objects.get(code="330000")


def posts(results) -> set[tuple[str, str, str]]:
    return {(str(s.rel), str(s.target), str(s.type or "")) for s in results.signposts}


@pytest.mark.slow
def test_head_and_header_say_the_same(site):
    for row in rows():
        address = ORIGIN + row.get_absolute_url()
        header = site.get(row.get_absolute_url()).headers["Link"]
        in_header = posts(find_signposting_http_link([header], address))
        assert in_header == posts(find_signposting_html(address))
        assert ("cite-as", address, "") in in_header
        assert ("type", "https://schema.org/AboutPage", "") in in_header
        assert len(header) < 8000


@pytest.mark.slow
def test_a_link_set_has_all_that_the_page_has_and_every_item(site):
    for row in rows():
        if isinstance(row, Tag | Person | Place):
            continue
        address = ORIGIN + row.get_absolute_url()
        on_page = posts(find_signposting_html(address))
        in_set = posts(find_signposting_linkset(f"{address}linkset.json"))
        assert on_page <= in_set
        assert {rel for rel, *_ in in_set - on_page} <= {"item"}
        answer = site.get(f"{row.get_absolute_url()}linkset.json")
        assert answer.headers["Content-Type"] == "application/linkset+json"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        (context,) = json.loads(answer.content)["linkset"]
        assert context["anchor"] == address


def test_an_article_leads_to_its_authors_its_page_its_issue_and_its_records(site):
    article = Article.objects.for_reading().get(ident="szwp781")
    matches = find_signposting_html(ORIGIN + article.get_absolute_url())
    people = [ORIGIN + byline.person.get_absolute_url() for byline in article.bylines.all()]
    assert {str(s.target) for s in matches.authors} == set(people)
    assert {str(s.target) for s in matches.types} == {
        "https://schema.org/AboutPage",
        "https://schema.org/NewsArticle",
    }
    issue = ORIGIN + article.page.issue.get_absolute_url()
    assert collection_of(ORIGIN + article.get_absolute_url()) == [issue]
    for described in matches.describedBy:
        kind = site.get(str(described.target).removeprefix(ORIGIN)).headers["Content-Type"]
        assert kind.split(";")[0] == str(described.type)


def collection_of(address) -> list[str]:
    return [str(s.target) for s in find_signposting_html(address) if s.rel == "collection"]


def items_of(address) -> set[str]:
    linkset = find_signposting_linkset(f"{address}linkset.json").for_context(address)
    return {str(post.target) for post in linkset.items}


@pytest.mark.slow
def test_a_collection_has_as_items_all_that_name_it(site):
    items = {}
    for row in (*Issue.objects.all(), *Page.objects.all(), *Article.objects.all()):
        address = ORIGIN + row.get_absolute_url()
        (collection,) = collection_of(address)
        items.setdefault(collection, set()).add(address)
    assert len(items) == Issue.objects.count() + Newspaper.objects.count()
    assert {collection: items_of(collection) for collection in items} == items


def test_the_items_of_a_page_are_its_articles(site):
    for page in Page.objects.all():
        articles = {ORIGIN + a.get_absolute_url() for a in Article.objects.on_page(page)}
        assert items_of(ORIGIN + page.get_absolute_url()) == articles


def test_a_long_list_of_items_is_in_the_link_set_alone(site, monkeypatch):
    issue = Issue.objects.first()
    address = issue.get_absolute_url()
    assert 'rel="item"' in site.get(address).headers["Link"]
    monkeypatch.setattr(signposting, "MAX_ITEMS", 2)
    answer = site.get(address)
    assert 'rel="item"' not in answer.headers["Link"] + answer.content.decode()
    assert 'rel="linkset"' in answer.headers["Link"]
    assert len(json.loads(site.get(f"{address}linkset.json").content)["linkset"][0]["item"]) > 2


def test_the_licence_is_that_of_the_archives_own_content(site):
    article = Article.objects.first()
    FullText.objects.filter(article=article).delete()
    assert (
        f'<{collection().digest_licence.url}>; rel="license"'
        in site.get(article.get_absolute_url()).headers["Link"]
    )
    run = {"text": "别人的文字", "scan": None, "reason": "", "certainty": ""}
    block = {"id": "p1", "kind": "paragraph", "run_in": False, "gap": "", "text": "", "runs": [run]}
    FullText.objects.create(article=article, plain="别人的文字", blocks=[block])
    assert 'rel="license"' not in site.get(article.get_absolute_url()).headers["Link"]


def test_the_link_set_of_an_unknown_page_is_404(client):
    for address in (
        "/articles/0000000/",
        "/newspapers/x/",
        "/newspapers/x/y/",
        "/newspapers/x/y/1/",
    ):
        assert client.get(f"{address}linkset.json").status_code == 404
