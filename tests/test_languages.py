"""The interface in several languages: addresses, links between them, caches, catalogues."""

import re
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import translation

from archive import languages
from archive.http import page_cache
from archive.http.caching import PAGE_LIFETIME, validators
from archive.site_urls import fast_reverse

ARTICLE = "/articles/rmmjdt3/"
PREFIXES = ("", "/hant", "/en")


@pytest.fixture
def offered(monkeypatch):
    """A collection that is shown in all languages."""
    monkeypatch.setattr(languages, "offered", lambda: languages.LANGUAGES)


def get(path, **headers):
    return Client().get(path, headers={"accept": "text/html", **headers})


def alternates(response) -> dict[str, str]:
    """hreflang → URL of the page's <link> elements."""
    links = re.findall(
        r'<link rel="alternate"\s+hreflang="([^"]+)"\s+href="([^"]+)">', html(response)
    )
    return {tag: url.replace("&amp;", "&") for tag, url in links}


def html(response):
    return response.content.decode()


def canonical(response):
    return re.search(r'<link rel="canonical" href="([^"]+)"', html(response))[1].replace(
        "&amp;", "&"
    )


def test_a_page_has_an_address_in_each_language():
    assert fast_reverse("article", "rmmjdt3") == ARTICLE
    for language in languages.LANGUAGES[1:]:
        with translation.override(language.code):
            assert fast_reverse("article", "rmmjdt3") == f"/{language.prefix}{ARTICLE}"
            # capitals are left to Django
            assert fast_reverse("article", "RMMJDT3") == f"/{language.prefix}{ARTICLE}"


def test_data_has_one_address():
    routes = ("oai", "sitemap", "opensearch", "openapi", "site-card")
    with translation.override("en"):
        assert all(not fast_reverse(route).startswith("/en") for route in routes)
        assert "articles" in languages.page_routes()
        assert "articles-data" not in languages.page_routes()


@pytest.mark.parametrize("prefix", ["", "/archive"])
def test_the_language_stands_after_the_sites_own_prefix(settings, prefix):
    settings.PREFIX = prefix
    english = languages.localized(f"{prefix}{ARTICLE}", languages.ENGLISH)
    assert english == f"{prefix}/en{ARTICLE}"
    assert languages.localized(english, languages.TRADITIONAL) == f"{prefix}/hant{ARTICLE}"
    assert languages.localized(english, languages.SIMPLIFIED) == f"{prefix}{ARTICLE}"


@pytest.mark.parametrize("path", ["/en/articles/", "/hant/", "/en"])
def test_a_language_that_is_not_offered_has_no_pages(db, path, monkeypatch):
    monkeypatch.setattr(languages, "offered", lambda: languages.LANGUAGES[:1])
    assert get(path).status_code == 404
    assert "hreflang" not in html(get("/"))


@pytest.mark.usefixtures("db", "offered")
class TestPages:
    @pytest.mark.parametrize(
        ("prefix", "tag"), [("", "zh-Hans"), ("/hant", "zh-Hant"), ("/en", "en")]
    )
    @pytest.mark.parametrize("path", ["/", "/articles/", ARTICLE, "/about/", "/people/"])
    def test_a_page_is_in_its_language_and_leads_to_pages_in_it(self, prefix, tag, path):
        response = get(prefix + path)
        assert response.status_code == 200
        assert f'<html lang="{tag}">' in html(response)
        pages = re.findall(r'<a\s[^>]*?href="(/[^"?#]*/)"', html(response))
        without_switch = [url for url in pages if not re.match("/(hant|en)/", url)]
        if prefix:
            assert len([url for url in pages if url.startswith(prefix + "/")]) > 10
            # the switch to the plain page is the only one that leaves the language
            assert set(without_switch) <= {path}

    @pytest.mark.parametrize("path", ["/", "/articles/?province=zhejiang&year=2021", ARTICLE])
    def test_alternates_name_each_other(self, path):
        pages = [get(prefix + path) for prefix in PREFIXES]
        named = [alternates(page) for page in pages]
        assert named[0] == named[1] == named[2]
        assert list(named[0]) == ["zh-Hans", "zh-Hant", "en", "x-default"]
        assert named[0]["x-default"] == named[0]["zh-Hans"]
        canonicals = [canonical(page) for page in pages]
        assert canonicals == [named[0][tag] for tag in ("zh-Hans", "zh-Hant", "en")]

    @pytest.mark.parametrize("prefix", PREFIXES)
    def test_the_switch_keeps_the_page_and_its_query(self, prefix):
        query = "?q=%E5%B7%A5%E4%BC%9A&province=zhejiang"
        page = html(get(f"{prefix}/articles/{query}"))
        switch = re.search(r'<nav class="languages".*?</nav>', page, re.DOTALL)[0]
        urls = re.findall('href="([^"]+)"', switch)
        wanted = [f"{other}/articles/{query}" for other in PREFIXES if other != prefix]
        assert [url.replace("&amp;", "&") for url in urls] == wanted

    def test_a_browsers_languages_change_nothing(self):
        plain, english = get("/"), get("/", **{"accept-language": "en"})
        assert plain.content == english.content
        assert "Accept-Language" not in plain.headers.get("Vary", "")

    @pytest.mark.parametrize(
        "path", ["/en/articles.json", "/en/oai?verb=Identify", "/en/sitemap.xml"]
    )
    def test_data_below_a_language_leads_to_its_own_address(self, path):
        response = get(path)
        assert (response.status_code, response.headers["Location"]) == (
            301,
            path.removeprefix("/en"),
        )

    def test_data_by_accept_is_that_of_the_plain_address(self):
        plain = Client().get("/articles/", headers={"accept": "application/json"})
        english = Client().get("/en/articles/", headers={"accept": "application/json"})
        assert english.content == plain.content
        assert english.headers["Content-Location"].endswith("/articles.json")
        assert "/en/" not in english.headers["Content-Location"]

    def test_the_start_has_a_slash(self):
        assert get("/en").headers["Location"] == "/en/"
        assert get("/en/articles").headers["Location"] == "/en/articles/"

    def test_permanent_addresses_are_plain_in_every_language(self):
        page = get(f"/en{ARTICLE}")
        links = {rel: href for href, rel in re.findall('<([^>]+)>; rel="([^"]+)"', page["Link"])}
        assert links["cite-as"].endswith(ARTICLE)
        assert "/en/" not in links["cite-as"]
        assert links["canonical"].endswith(f"/en{ARTICLE}")
        citation = re.search(r"<p data-citation[^>]*>(.*?)</p>", html(page), re.DOTALL)[1]
        assert ARTICLE in citation
        assert "/en/" not in citation

    def test_an_error_is_in_the_language_of_the_address(self):
        response = get("/en/nothing/")
        assert response.status_code == 404
        assert '<html lang="en">' in html(response)

    def test_an_old_address_leads_to_the_page_in_the_language_asked_for(self):
        assert get("/en/resolve/?url=rmmjdt3").headers["Location"] == f"/en{ARTICLE}"
        assert get("/resolve/?url=http://testserver/en/about/").headers["Location"] == "/en/about/"

    def test_suggestions_lead_to_pages_of_the_language(self):
        urls = [item["url"] for item in Client().get("/en/suggest/?q=gong").json()]
        assert urls
        assert all(url.startswith("/en/") for url in urls)

    def test_each_language_has_a_cache_entry_and_validators_of_its_own(self, rf, settings):
        settings.PAGE_CACHE = 1
        requests = [rf.get(f"{prefix}/articles/") for prefix in PREFIXES]
        assert len({page_cache.cache_key(request.META) for request in requests}) == 3
        tags = {validators(request, PAGE_LIFETIME, "text/html").basis for request in requests}
        assert len(tags) == 3
        etag = get("/en/articles/").headers["ETag"]
        assert get("/en/articles/", **{"if-none-match": etag}).status_code == 304
        assert get("/articles/", **{"if-none-match": etag}).status_code == 200


def test_the_collection_says_in_which_languages_it_is_shown(monkeypatch):
    chosen = SimpleNamespace(interface_languages=("en",))
    monkeypatch.setattr(languages, "collection", lambda: chosen)
    assert languages.offered() == (languages.SIMPLIFIED, languages.ENGLISH)
