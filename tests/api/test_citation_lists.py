"""The citations of a list as one file, as reference managers read it, and unAPI."""

import io
import json
import re
import xml.etree.ElementTree as ET

import pytest
import rispy
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pybtex.database.input.bibtex import Parser

from archive.api import citation_lists
from archive.formats.representations import CITATIONS, CSL_JSON, RIS
from archive.models import Article

pytestmark = pytest.mark.django_db


def body(response) -> str:
    assert response.status_code == 200, response.content[:300]
    return response.getvalue().decode()


def idents(client, query: str) -> list[str]:
    items = client.get(f"/articles.json?limit=100&{query}").json()["items"]
    return [item["ident"] for item in items]


@pytest.mark.parametrize("query", ["", "q=工会", "province=zhejiang&sort=oldest", "q=无此词语甲乙"])
def test_every_format_has_all_articles_of_the_list_in_its_order(client, query):
    expected = [f"baozang-{ident}" for ident in idents(client, query)]
    parsed = Parser().parse_string(body(client.get(f"/articles.bib?{query}")))
    assert list(parsed.entries) == expected
    records = rispy.load(io.StringIO(body(client.get(f"/articles.ris?{query}"))), newline="\r\n")
    assert [record["id"] for record in records] == expected
    items = json.loads(body(client.get(f"/articles.csl.json?{query}")))
    assert [item["id"] for item in items] == expected


def test_each_citation_is_that_of_the_article_alone(client):
    ident = idents(client, "")[0]
    for form, key in zip(CITATIONS, ("bibtex", "ris", "csl-json"), strict=True):
        alone = client.get(f"/articles/{ident}/cite/{key}").content.decode()
        together = body(client.get(f"/articles{form.suffix}"))
        if form is CSL_JSON:
            assert json.loads(alone)[0] == json.loads(together)[0]
        else:
            assert together.startswith(alone)


@pytest.mark.parametrize("form", CITATIONS, ids=lambda form: form.suffix)
def test_suffix_and_accept_give_the_same_file(client, form):
    by_suffix = client.get(f"/articles{form.suffix}?q=工会")
    negotiated = client.get("/articles/?q=工会", headers={"accept": form.media_type})
    assert by_suffix.getvalue() == negotiated.getvalue()
    assert by_suffix["Content-Type"] == negotiated["Content-Type"] == form.content_type
    assert f"baozang{form.suffix}" in by_suffix["Content-Disposition"]
    assert by_suffix["Link"].endswith('rel="alternate"; type="text/html"')
    assert "Accept" in negotiated["Vary"]


def test_articles_are_fetched_while_the_file_is_sent(client, monkeypatch):
    monkeypatch.setattr(citation_lists, "CHUNK", 5)
    total = Article.objects.count()
    with CaptureQueriesContext(connection) as all_queries:
        pieces = iter(client.get("/articles.ris").streaming_content)
        next(pieces)
        at_first = len(all_queries)
        assert sum(1 for _ in pieces) == total - 1
    # the articles, their bylines, their topics
    assert len(all_queries) == 3 * -(-total // 5)
    assert at_first == 3


def test_too_many_citations_are_refused_with_advice(client, monkeypatch):
    monkeypatch.setitem(vars(RIS), "max_limit", 12)
    response = client.get("/articles.ris?sort=oldest")
    assert response.status_code == 400
    problem = response.json()
    assert "最多导出 12 篇" in problem["detail"]
    assert "/data/" in problem["detail"]
    offers = problem["errors"][0]["others"]
    assert offers
    for offer in offers:
        narrowed = rispy.load(io.StringIO(body(client.get(offer["url"]))), newline="\r\n")
        assert f"（{len(narrowed)} 篇）" in offer["label"]
    monkeypatch.setitem(vars(RIS), "max_limit", Article.objects.count())
    assert client.get("/articles.ris").status_code == 200


@pytest.mark.parametrize(
    "query", ["page=2", "limit=5", "colour=red", "year=abc", "province=atlantis", "sort=relevance"]
)
def test_parameters_that_a_file_does_not_take_are_refused(client, query):
    response = client.get(f"/articles.bib?{query}")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"


def test_a_file_that_would_lack_articles_is_not_sent(client, settings, tmp_path):
    settings.EDITION_DIR = tmp_path
    assert client.get("/articles.ris?q=工会").status_code == 503


def test_the_list_leads_to_its_citations_unless_it_is_too_long(client, monkeypatch):
    links = re.compile(r'<a href="(/articles\.(?:bib|ris|csl\.json)[^"]*)"[^>]*download>')
    page = client.get("/articles/?province=zhejiang&page=1").content.decode()
    assert links.findall(page) == [
        f"/articles{form.suffix}?province=zhejiang" for form in CITATIONS
    ]
    for form in CITATIONS:
        monkeypatch.setitem(vars(form), "max_limit", 3)
    assert not links.findall(client.get("/articles/").content.decode())
    assert not links.findall(client.get("/articles/?q=无此词语甲乙").content.decode())


def test_a_reference_manager_takes_a_page_of_results_by_unapi(client):
    page = client.get("/articles/?q=工会").content.decode()
    (server,) = re.findall(r'<link rel="unapi-server"[^>]*href="([^"]+)"', page)
    ids = re.findall(r'<abbr class="unapi-id" title="([^"]+)"></abbr>', page)
    assert ids == idents(client, "q=工会")[:20]
    assert server == "http://testserver/unapi"
    formats = ET.fromstring(client.get(server).content)
    assert {f.get("name") for f in formats} == {"bibtex", "ris", "csl-json"}
    response = client.get(f"{server}?id={ids[0]}&format=ris", follow=True)
    (record,) = rispy.load(io.StringIO(response.content.decode()), newline="\r\n")
    assert (record["type_of_reference"], record["id"]) == ("NEWS", f"baozang-{ids[0]}")
    offered = client.get(f"{server}?id={ids[0]}")
    assert offered.status_code == 300
    assert ET.fromstring(offered.content).get("id") == ids[0]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("id=b2b2b2b", 404),
        ("id=%3Cscript%3E", 404),
        ("id=b2b2b2b&format=ris", 302),
        ("id=rmmjdt3&format=docx", 406),
        ("format=ris", 400),
        ("format=docx", 406),
        ("colour=red", 400),
    ],
)
def test_unapi_refuses_unknown_identifiers_and_formats(client, query, status):
    response = client.get(f"/unapi?{query}")
    assert response.status_code == status
    if status == 302:
        assert client.get(response["Location"]).status_code == 404
