"""Fast reversing returns the URLs that Django's does."""

import pytest
from django.urls import NoReverseMatch, reverse

from archive.formats.representations import REPRESENTATIONS
from archive.site_urls import fast_reverse

PARTS = {
    "ident": "b3k7w2q",
    "newspaper": "gongren-ribao",
    "issue": "2020-04-24",
    "page": "a12",
    "key": "ris",
    "slug": "chen-biao",
    "code": "330182",
    "facet": "province",
    "moment": "20260101000000",
    "year": "2021",
    "month": "12",
    "day": "23",
    "representation": REPRESENTATIONS[".json"],
    "image_id": f"{'0' * 64}-p12",
    "region": "0,0,512,512",
    "size": "400,",
    "rotation": "0",
    "quality": "default",
    "suffix": "jpg",
    "kind": "articles",
    "number": 1,
    "name": "SHA256SUMS",
    "called": "竺士杰",
}


def routes():
    from archive.urls import urlpatterns

    return {pattern.name: list(pattern.pattern.converters) for pattern in urlpatterns}


@pytest.mark.parametrize("route", routes())
def test_fast_reverse_equals_that_of_django(route):
    # a kind of names, not of sitemaps
    kind_part = {"kind": "person"} if route.startswith("name") else {}
    parts = [(PARTS | kind_part)[name] for name in routes()[route]]
    assert fast_reverse(route, *parts) == reverse(route, args=parts)


@pytest.mark.parametrize("name", ["竺士杰", "㐀·鿿", "买买提·a-1", "A 公司", "〇", "甲（乙）"])
def test_a_name_is_encoded_as_django_does(name):
    assert fast_reverse("name", "person", name) == reverse("name", args=["person", name])


@pytest.mark.parametrize("part", ["B3K7W2Q", "甲 乙?", "a/b", "%s"])
def test_values_that_need_encoding_are_left_to_django(part):
    try:
        expected = reverse("data-file", args=[part])
    except NoReverseMatch:
        with pytest.raises(NoReverseMatch):
            fast_reverse("data-file", part)
    else:
        assert fast_reverse("data-file", part) == expected


def test_an_ident_in_capitals_leads_to_its_address():
    assert fast_reverse("article", "B3K7W2Q") == "/articles/b3k7w2q/"


def test_an_unknown_route_raises():
    with pytest.raises(NoReverseMatch):
        fast_reverse("articl")
    with pytest.raises(NoReverseMatch):
        fast_reverse("article", "b3k7w2q", "b3k7w2q")
