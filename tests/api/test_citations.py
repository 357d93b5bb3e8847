"""Citations at their own URLs: every format, every error."""

import json
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from archive.citations import FORMATS, STYLES, blocks
from archive.models import Article, LedgerEntry

pytestmark = pytest.mark.django_db

TYPES = {
    "bibtex": ("application/x-bibtex; charset=utf-8", "bib"),
    "ris": ("application/x-research-info-systems; charset=utf-8", "ris"),
    "csl-json": ("application/vnd.citationstyles.csl+json; charset=utf-8", "json"),
}


@pytest.fixture
def article():
    return Article.objects.first()


@pytest.mark.parametrize("key", FORMATS)
def test_every_format_has_an_address_that_any_page_may_read(client, article, key):
    answer = client.get(f"/articles/{article.ident}/cite/{key}")
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert f"http://testserver/articles/{article.ident}/" in answer.content.decode()
    if key in TYPES:
        kind, extension = TYPES[key]
        name = f'attachment; filename="baozang-{article.ident}.{extension}"'
        assert (answer.headers["Content-Type"], answer.headers["Content-Disposition"]) == (
            kind,
            name,
        )
    else:
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert "Content-Disposition" not in answer.headers


def test_the_address_is_the_public_one(client, article, settings):
    settings.ORIGIN = "https://archive.example.org"
    text = client.get(f"/articles/{article.ident}/cite/apa").content.decode()
    assert text.endswith(f" https://archive.example.org/articles/{article.ident}/")


def test_the_date_of_access_is_that_of_china(client, article, monkeypatch):
    # an hour past midnight there
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 2, 17, tzinfo=UTC))
    (facts,) = json.loads(client.get(f"/articles/{article.ident}/cite/csl-json").content)
    assert facts["accessed"] == {"date-parts": [[2026, 11, 3]]}


def test_an_unknown_format_is_answered_with_the_known_ones(client, article):
    answer = client.get(f"/articles/{article.ident}/cite/word")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert all(key in answer.content.decode() for key in FORMATS)


@pytest.mark.parametrize("key", FORMATS)
def test_a_paragraph_is_cited_by_its_anchor(client, article, key):
    name = blocks(article)[1]
    answer = client.get(f"/articles/{article.ident}/cite/{key}?block={name}")
    assert f"/articles/{article.ident}/#{name}" in answer.content.decode()


def test_an_unknown_paragraph_is_answered_with_the_existing_ones(client, article):
    answer = client.get(f"/articles/{article.ident}/cite/ris?block=p999")
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert [item["label"] for item in error["others"]] == list(blocks(article))
    assert client.get(error["others"][0]["url"]).status_code == 200


def test_an_unknown_parameter_is_refused(client, article):
    answer = client.get(f"/articles/{article.ident}/cite/ris?style=apa")
    assert answer.status_code == 400
    assert [error["name"] for error in answer.json()["errors"]] == ["style"]


def test_capitals_in_an_ident_redirect(client):
    article = next(a for a in Article.objects.all() if a.ident != a.ident.upper())
    answer = client.get(f"/articles/{article.ident.upper()}/cite/ris?block=p1")
    target = f"/articles/{article.ident}/cite/ris?block=p1"
    assert (answer.status_code, answer.headers["Location"]) == (301, target)


def entry(state, successors=()):
    LedgerEntry.objects.create(
        kind="article",
        key="gone000",
        state=state,
        successors=list(successors),
        reason="编者的理由",
        since="2026-01-01",
    )


def test_a_merged_article_redirects_to_the_same_format_of_its_successor(client, article):
    entry("merged", [article.ident])
    answer = client.get("/articles/gone000/cite/ris")
    target = f"/articles/{article.ident}/cite/ris"
    assert (answer.status_code, answer.headers["Location"]) == (301, target)


def test_a_split_article_lists_its_parts(client):
    parts = [article.ident for article in Article.objects.all()[:2]]
    entry("split", parts)
    answer = client.get("/articles/gone000/cite/ris")
    assert answer.status_code == 300
    assert [link["url"] for link in answer.json()["instead"]] == [
        f"http://testserver/articles/{ident}/cite/ris" for ident in parts
    ]


def test_a_withdrawn_article_is_gone_with_its_reason(client):
    entry("withdrawn")
    answer = client.get("/articles/gone000/cite/ris")
    assert answer.status_code == 410
    assert "编者的理由" in answer.content.decode()


def test_an_unknown_article_is_not_found(client):
    assert client.get("/articles/0000000/cite/ris").status_code == 404


@pytest.mark.parametrize("key", FORMATS)
def test_a_citation_costs_few_queries(client, article, django_assert_max_num_queries, key):
    with django_assert_max_num_queries(4):
        client.get(f"/articles/{article.ident}/cite/{key}")


def test_the_page_of_citations_has_every_style_and_every_file(client, article):
    page = client.get(f"/articles/{article.ident}/cite/").content.decode()
    for style in STYLES:
        cited = client.get(f"/articles/{article.ident}/cite/{style.key}").content.decode()
        assert cited.replace("&", "&amp;").replace("'", "&#39;") in page
    for key in TYPES:
        assert f'href="/articles/{article.ident}/cite/{key}"' in page
    for name in blocks(article):
        assert f'href="/articles/{article.ident}/cite/?block={name}"' in page


def test_the_page_of_citations_of_a_paragraph(client, article):
    name = blocks(article)[1]
    page = client.get(f"/articles/{article.ident}/cite/?block={name}").content.decode()
    assert f"/articles/{article.ident}/#{name}" in page
    assert f'href="/articles/{article.ident}/cite/ris?block={name}"' in page
    answer = client.get(f"/articles/{article.ident}/cite/?block=p999")
    assert answer.status_code == 400
    assert f'href="/articles/{article.ident}/cite/?block={name}"' in answer.content.decode()
