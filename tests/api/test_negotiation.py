"""Choice of a representation: the URL first, then Accept as RFC 9110 reads it."""

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from archive.citations import RECORDS
from archive.formats.representations import DATA, FEEDS
from archive.http.negotiation import preferred
from archive.models import Article

OFFERED = ("text/html", "application/json", "text/csv", "text/markdown", "text/plain")
CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,"
    "*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"
)


def build_request(accept, path="/"):
    headers = {} if accept is None else {"accept": accept}
    return RequestFactory().get(path, headers=headers)


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        (None, "text/html"),
        ("", "text/html"),
        ("*/*", "text/html"),
        (CHROME, "text/html"),
        ("text/*", "text/html"),
        ("application/json", "application/json"),
        ("APPLICATION/JSON", "application/json"),
        ("application/json;charset=utf-8", "application/json"),
        # sent by axios and fetch libraries: a named type takes precedence over a wildcard
        ("application/json, text/plain, */*", "application/json"),
        ("text/plain, */*;q=0.5", "text/plain"),
        ("text/csv;q=0.8, application/json;q=0.9", "application/json"),
        ("text/html;q=0.1, text/markdown;q=0.2", "text/markdown"),
        # the most specific range decides, even with q=0
        ("text/html;q=0, */*", "application/json"),
        ("text/*;q=0, application/json;q=0.1", "application/json"),
        ("text/*;q=0.3, text/html;q=0.1, */*;q=0.2", "text/csv"),
        ("*/*;q=0", None),
        ("image/png", None),
        ("application/json;q=0", None),
    ],
)
def test_the_preferred_type_is_chosen(accept, form):
    assert preferred(build_request(accept), OFFERED) == form


@given(st.text(st.characters(codec="ascii", exclude_characters="\r\n"), max_size=60))
def test_any_accept_header_is_parsed(accept):
    assert preferred(build_request(accept), OFFERED) in (*OFFERED, None)


@pytest.mark.django_db
@pytest.mark.parametrize("form", [*DATA, *FEEDS], ids=lambda form: form.suffix)
def test_address_and_accept_give_the_same(client, form):
    by_suffix = client.get(f"/articles{form.suffix}")
    negotiated = client.get("/articles/", headers={"accept": form.media_type})
    assert by_suffix.status_code == negotiated.status_code == 200
    assert by_suffix.content == negotiated.content
    assert by_suffix["Content-Type"] == negotiated["Content-Type"] == form.content_type
    assert negotiated["Content-Location"] == f"http://testserver/articles{form.suffix}"
    assert "Accept" in negotiated["Vary"].split(", ")
    assert "Accept" not in by_suffix.get("Vary", "").split(", ")


@pytest.mark.django_db
def test_the_address_takes_precedence_over_accept(client):
    answer = client.get("/articles.csv", headers={"accept": "text/html, application/json"})
    assert answer["Content-Type"].startswith("text/csv")


@pytest.mark.django_db
def test_a_page_depends_on_accept_and_says_so(client):
    for address in ("/articles/", "/articles/?nothing=1", "/nothing/", "/articles/?q="):
        assert "Accept" in client.get(address)["Vary"]


@pytest.mark.django_db
def test_an_unavailable_representation_is_406_with_the_available_ones(client):
    answer = client.get("/topics/?", headers={"accept": "application/pdf"})
    assert (answer.status_code, answer["Content-Type"]) == (406, "application/problem+json")
    offered = {item["label"]: item["url"] for item in answer.json()["instead"]}
    assert offered["text/html"] == "http://testserver/topics/"
    assert offered["application/json"] == "http://testserver/topics.json"
    for media_type, url in offered.items():
        assert client.get(url)["Content-Type"].startswith(media_type)


@pytest.mark.django_db
def test_an_unknown_suffix_is_404_with_the_known_ones(client):
    answer = client.get("/topics.atom")
    assert answer.status_code == 404
    urls = [entry["url"] for entry in answer.json()["instead"]]
    assert "http://testserver/topics.json" in urls
    assert not any(url.endswith(".atom") for url in urls)


@pytest.mark.django_db
@pytest.mark.parametrize("format", RECORDS, ids=lambda format: format.key)
def test_an_article_leads_to_its_citation_in_the_format_that_accept_names(client, format):
    address = Article.objects.first().get_absolute_url()
    answer = client.get(address, headers={"accept": f"{format.content_type}, text/html;q=0.5"})
    assert (answer.status_code, answer["Location"]) == (303, f"{address}cite/{format.key}")
    assert "Accept" in answer["Vary"].split(", ")
    assert client.get(answer["Location"])["Content-Type"].startswith(format.content_type)
    # an article that is not there has no citation either
    redirect = client.get("/articles/b3k7w2q/", headers={"accept": format.content_type})
    assert client.get(redirect["Location"]).status_code == 404
    # other pages have none
    topics = client.get("/topics/", headers={"accept": format.content_type})
    assert topics.status_code == 406


@pytest.mark.django_db
def test_406_of_an_article_offers_its_citations(client):
    address = Article.objects.first().get_absolute_url()
    answer = client.get(address, headers={"accept": "application/pdf"})
    offered = {link["label"]: link["url"] for link in answer.json()["instead"]}
    for format in RECORDS:
        assert offered[format.content_type] == f"http://testserver{address}cite/{format.key}"
