"""URL converters accept and write what the table of URLs says."""

import re

import pytest
from django.urls import Resolver404, resolve, reverse

from archive.converters import DivisionCode, Ident, PageKey, Slug


@pytest.mark.parametrize(
    ("converter", "good", "bad"),
    [
        (
            Ident,
            ["b3k7w2q", "B3K7W2Q", "1234567"],
            ["b3k7w2", "b3k7w2qq", "b3k-7w2", "文章文章文章文"],
        ),
        (Slug, ["gongren-ribao", "2021-12-23", "d2frjgk"], ["Gongren", "a_b", "", "a/b"]),
        (PageKey, ["1", "12", "a12", "x1", "003"], ["1234", "ab1", "A1", "", "٣"]),
        (DivisionCode, ["330182"], ["33018", "3301820", "zhejia", "٣٣٠١٨٢"]),
    ],
)
def test_converters_accept_only_their_own_syntax(converter, good, bad):
    assert all(re.fullmatch(converter.regex, text) for text in good)
    assert not any(re.fullmatch(converter.regex, text) for text in bad)


def test_an_ident_is_always_written_in_lower_case():
    assert reverse("article", args=["B3K7W2Q"]) == "/articles/b3k7w2q/"


@pytest.mark.parametrize(
    ("address", "name", "parts"),
    [
        ("/", "home", {}),
        ("/articles/", "articles", {}),
        ("/articles/b3k7w2q/", "article", {"ident": "b3k7w2q"}),
        ("/newspapers/", "newspapers", {}),
        ("/newspapers/gongren-ribao/", "newspaper", {"newspaper": "gongren-ribao"}),
        (
            "/newspapers/gongren-ribao/2020-04-24/",
            "issue",
            {"newspaper": "gongren-ribao", "issue": "2020-04-24"},
        ),
        (
            "/newspapers/gongren-ribao/2020-04-24/a3/",
            "page",
            {"newspaper": "gongren-ribao", "issue": "2020-04-24", "page": "a3"},
        ),
        ("/topics/", "topics", {}),
        ("/topics/liao-xiuyang/", "topic", {"slug": "liao-xiuyang"}),
        ("/places/", "places", {}),
        ("/places/330182/", "place", {"code": "330182"}),
        ("/people/", "people", {}),
        ("/people/chen-biao/", "person", {"slug": "chen-biao"}),
    ],
)
def test_each_address_leads_to_its_view_and_back(address, name, parts):
    results = resolve(address)
    assert (results.url_name, results.kwargs) == (name, parts)
    assert reverse(name, kwargs=parts) == address


@pytest.mark.parametrize("address", ["/articles/b3k7w2/", "/places/33/", "/newspapers/A/", "/x/"])
def test_input_that_is_not_an_address_resolves_to_nothing(address):
    with pytest.raises(Resolver404):
        resolve(address)
