"""OpenSearch: the description that browsers read, and the URLs that it names."""

from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest

pytestmark = pytest.mark.django_db
NS = "{http://a9.com/-/spec/opensearch/1.1/}"


def description(client):
    answer = client.get("/opensearch.xml")
    assert answer["Content-Type"] == "application/opensearchdescription+xml; charset=utf-8"
    return ET.fromstring(answer.content)


def test_names_keep_to_the_allowed_length(client):
    root = description(client)
    # sections 4.2.1 and 4.2.2 of OpenSearch 1.1
    assert 0 < len(root.findtext(f"{NS}ShortName")) <= 16
    assert 0 < len(root.findtext(f"{NS}Description")) <= 1024


def test_every_address_answers_with_its_type(client):
    urls = description(client).findall(f"{NS}Url")
    assert {url.get("type") for url in urls} == {
        "text/html",
        "application/atom+xml",
        "application/json",
        "application/x-suggestions+json",
        "application/opensearchdescription+xml",
    }
    for url in urls:
        address = url.get("template").replace("{searchTerms}", quote("工会"))
        answer = client.get(address.replace("{startPage?}", "1"))
        assert answer.status_code == 200
        assert answer["Content-Type"].split(";")[0] == url.get("type")
        # what a browser that knows no pages asks
        empty = client.get(address.replace("{startPage?}", ""), follow=True)
        assert empty.status_code == 200


def test_suggestions_are_four_lists_of_equal_length(client):
    typed, labels, message, urls = client.get("/suggest/opensearch/?q=lxy").json()
    assert typed == "lxy"
    assert "疗休养" in labels
    assert len(labels) == len(message) == len(urls)
    for url in urls:
        assert client.get(url).status_code == 200
    assert client.get("/suggest/opensearch/").json() == ["", [], [], []]


def test_requests_that_are_too_long_are_problems(client):
    answer = client.get("/suggest/opensearch/", {"q": "工" * 201})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["errors"][0]["name"] == "q"
