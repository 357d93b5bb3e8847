"""Dossiers of topics, places, people and newspapers: their order, files, citation and charts."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.models import Article, Byline, Person, Tag

pytestmark = pytest.mark.django_db
DOSSIERS = (
    ("/topics/fuwu-zhigong/", "topic=fuwu-zhigong", "主题：服务职工"),
    ("/places/330000/", "province=zhejiang", "地区：浙江省"),
    ("/people/zhang-haocheng/", "person=zhang-haocheng", "作者：张浩呈"),
    (
        "/newspapers/zhejiang-gongren-ribao/",
        "newspaper=zhejiang-gongren-ribao",
        "报纸：浙江工人日报",
    ),
)


@pytest.mark.parametrize(("address", "query", "title"), DOSSIERS)
def test_a_dossier_has_its_parts_in_order(client, address, query, title):
    page = client.get(address).content.decode().split("<main")[1]
    parts = ["<h1", 'id="latest"', 'class="entry"', 'id="chart-time"', 'id="cite"']
    places = [page.find(part) for part in parts if part in page]
    assert places == sorted(places)
    assert {"<h1", 'id="latest"', 'id="cite"'} <= {part for part in parts if part in page}


@pytest.mark.parametrize(("address", "query", "title"), DOSSIERS)
def test_files_of_a_dossier_have_all_articles(client, address, query, title):
    page = client.get(address).content.decode()
    total = client.get(f"/articles.json?{query}&limit=100").json()["total"]
    for suffix in (".atom", ".csv", ".bib", ".ris", ".csl.json"):
        assert f'href="/articles{suffix}?{query}"' in page
    rows = client.get(f"/articles.csv?{query}").content.decode().count("\r\n") - 1
    assert rows == total
    assert f'href="/trends/?series={query.replace("=", "%3D")}"' in page


@pytest.mark.parametrize(("address", "query", "title"), DOSSIERS)
def test_a_dossier_says_how_to_cite_it(client, address, query, title):
    page = client.get(address).content.decode()
    (citation,) = re.findall(r'<p class="citation">(.*?)</p>', page)
    pattern = rf"报藏\. {title}\[DB/OL\]\. \([\d-]+\)\[[\d-]+\]\. http://testserver{address}\."
    assert re.fullmatch(pattern, citation)


def test_a_newspaper_has_articles_before_its_issues(client):
    page = client.get("/newspapers/zhejiang-gongren-ribao/").content.decode()
    assert page.index('class="entry"') < page.index('id="issues"') < page.index('id="cite"')
    names = [p.name for p in client.get("/newspapers/gongren-ribao/").context["charts"]]
    assert names == ["time", "places", "topics"]
    # the page of one year has only its issues
    year = client.get("/newspapers/zhejiang-gongren-ribao/?year=2020").content.decode()
    assert 'id="latest"' not in year
    assert 'id="cite"' not in year


def test_charts_are_drawn_against_the_holdings(client):
    pictures = {p.name: p for p in client.get("/topics/fuwu-zhigong/").context["charts"]}
    bars = [bar for row in pictures["time"].drawing.rows for bar in row.bars]
    most = max(bar.period.held or 0 for bar in bars)
    for bar in bars:
        share = (bar.period.held or 0) / most
        assert bar.held_height == pytest.approx(share * 4.5, abs=0.15)
    # where everything held is shown, there is nothing to compare with
    front = {p.name: p for p in client.get("/").context["charts"]}
    assert not any(bar.held_height for row in front["time"].drawing.rows for bar in row.bars)


def test_an_author_has_those_who_signed_with_them(client, monkeypatch):
    counts = {}
    for byline in Byline.objects.select_related("person"):
        counts.setdefault(byline.article_id, []).append(byline.person)
    pairs = [people for people in counts.values() if len(set(people)) > 1]
    assert pairs
    author = pairs[0][0]
    monkeypatch.setattr("archive.web.charts.people.MIN_ARTICLES", 1)
    monkeypatch.setattr("archive.web.charts.topics.MIN_ARTICLES", 1)
    pictures = {p.name: p for p in client.get(author.get_absolute_url()).context["charts"]}
    cosigners = {bar.item.key: bar.item for bar in pictures["cosigners"].drawing.bars}
    together = Article.objects.signed_by(author.slug)
    expected = {
        person.slug: together.signed_by(person.slug).count()
        for person in Person.objects.filter(bylines__article__in=together).exclude(pk=author.pk)
    }
    assert {slug: item.count for slug, item in cosigners.items()} == expected
    for item in cosigners.values():
        article_list = client.get(item.url.replace("/articles/", "/articles.json")).json()
        assert article_list["total"] == item.count


@pytest.mark.parametrize("address", [address for address, *_ in DOSSIERS])
def test_the_number_of_queries_does_not_depend_on_articles(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    assert len(queries) <= 30
    assert Tag.objects.exists()
