"""The page cache, before Django: its responses equal Django's."""

from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace
from wsgiref.util import setup_testing_defaults

import brotli
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils.module_loading import import_string

from archive.http import caching, page_cache
from archive.http.middleware import access_log, cache_headers
from archive.http.page_cache import CachedPage, PageCacheStore, PageCacheWSGI

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

ARTICLE = "/articles/rmmjdt3/"


class Server:
    """The application as a WSGI server sees it, and the number of requests passed to Django."""

    def __init__(self):
        django = WSGIHandler()

        def count_request(environ, start_response):
            self.asked_django += 1
            return django(environ, start_response)

        self.asked_django = 0
        self.application = PageCacheWSGI(count_request)

    def get(self, path, method="GET", query="", **headers):
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query}
        environ |= {"HTTP_HOST": "testserver"} | headers
        setup_testing_defaults(environ)
        result = []
        parts = self.application(environ, lambda status, headers: result.extend((status, headers)))
        body = b"".join(parts)
        if close := getattr(parts, "close", None):
            close()
        return result[0], dict(result[1]), body


@pytest.fixture
def edition(monkeypatch):
    """Switches the served edition with `serve`."""
    real = caching.served()

    def serve(fingerprint):
        applications = {}

        def remember(make, *values):
            return applications.setdefault((make, values), make(None, *values))

        item = SimpleNamespace(fingerprint=fingerprint, made_at=real.made_at, cached=remember)
        for module in (caching, page_cache, cache_headers):
            monkeypatch.setattr(module, "served", lambda: item)

    serve("a")
    return serve


@pytest.fixture
def server(edition, settings):
    settings.PAGE_CACHE = 1_000_000
    settings.ACCESS_LOG = "errors"
    # a server would end the connection that the test's own transaction has
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield Server()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("coding", ["", "br"])
@pytest.mark.parametrize("path", [ARTICLE, "/articles/", "/topics.json"])
def test_the_cache_answers_what_django_answered(server, path, coding):
    headers = {"HTTP_ACCEPT_ENCODING": coding}
    first, second = server.get(path, **headers), server.get(path, **headers)
    assert server.asked_django == 1
    assert first[0] == second[0] == "200 OK"
    assert first[2] == second[2]
    for entry in (first, second):
        assert entry[1].pop("Server-Timing").startswith("total;dur=")
    assert first[1] == second[1]
    assert "Content-Security-Policy" in second[1]
    assert int(second[1]["Content-Length"]) == len(second[2])


@pytest.mark.parametrize(
    ("environ", "status"),
    [
        ({"HTTP_IF_NONE_MATCH": "*"}, "304 Not Modified"),
        ({"HTTP_IF_MATCH": '"of another page"'}, "412 Precondition Failed"),
        ({"HTTP_IF_MODIFIED_SINCE": "Fri, 01 Jan 2100 00:00:00 GMT"}, "304 Not Modified"),
        ({"HTTP_RANGE": "bytes=0-9"}, "200 OK"),
        ({"HTTP_HOST": "elsewhere.example"}, "400 Bad Request"),
        ({"HTTP_ACCEPT": "image/png"}, "406 Not Acceptable"),
        ({"query": "colour=red"}, "400 Bad Request"),
        ({"method": "DELETE"}, "405 Method Not Allowed"),
    ],
)
def test_other_requests_go_to_django(server, environ, status):
    server.get(ARTICLE)
    answer = server.get(ARTICLE, **environ)
    assert answer[0] == status
    assert server.asked_django == 2


def test_each_coding_is_cached_separately(server):
    packed, plain = server.get(ARTICLE, HTTP_ACCEPT_ENCODING="br"), server.get(ARTICLE)
    assert brotli.decompress(packed[2]) == plain[2]
    assert packed[1]["ETag"] != plain[1]["ETag"]


def test_host_query_and_representation_are_part_of_the_key(server, settings):
    settings.ALLOWED_HOSTS = ["a.example", "b.example"]
    page_a, page_b = (server.get("/topics/", HTTP_HOST=f"{name}.example") for name in "ab")
    assert b"a.example" in page_a[2]
    assert b"a.example" not in page_b[2]
    as_data = server.get("/topics/", HTTP_HOST="a.example", HTTP_ACCEPT="application/json")
    assert as_data[1]["Content-Type"].startswith("application/json")
    assert server.get("/topics/", HTTP_HOST="a.example", query="colour=red")[0].startswith("400")


def test_an_incomplete_page_is_not_cached(server, settings, monkeypatch):
    engine = import_string(settings.SEARCH_ENGINE)
    original_search = engine.search

    def incomplete(self, query):
        return replace(original_search(self, query), incomplete="少了一片")

    with monkeypatch.context() as patch:
        patch.setattr(engine, "search", incomplete)
        assert "少了一片" in server.get("/articles/", query="q=%E5%B7%A5")[2].decode()
    assert "少了一片" not in server.get("/articles/", query="q=%E5%B7%A5")[2].decode()
    assert server.asked_django == 2


def test_head_gets_the_headers_of_the_page(server):
    first, second = server.get(ARTICLE), server.get(ARTICLE, method="HEAD")
    assert server.asked_django == 1
    assert second[0] == "200 OK"
    assert second[1].keys() == first[1].keys()
    assert second[1]["ETag"] == first[1]["ETag"]


def test_cached_pages_are_counted_and_logged(server, settings, monkeypatch):
    counted_responses, logged = [], []
    monkeypatch.setattr(
        access_log.metrics, "count_response", lambda *facts: counted_responses.append(facts)
    )
    monkeypatch.setattr(access_log.logger, "info", lambda text, extra: logged.append(extra))
    server.get(ARTICLE)
    settings.METRICS, settings.ACCESS_LOG = True, "all"
    body = server.get(ARTICLE)[2]
    assert server.asked_django == 1
    ((route, status, _),) = counted_responses
    (line,) = logged
    assert (route, status) == ("/articles/<ident:ident>/", 200)
    assert (line["route"], line["method"], line["bytes"]) == (route, "GET", len(body))
    assert line["edition"]


def test_a_new_edition_has_its_own_pages(server, edition):
    before = server.get("/topics/")[2]
    edition("b")
    after = server.get("/topics/")[2]
    assert (server.asked_django, before == after) == (2, True)


def test_a_path_is_read_as_django_reads_it(server):
    """The UTF-8 bytes of é are those of Ã© in Latin-1: neither page is served for the other."""
    page = CachedPage(b"of another address", {}, caching.PAGE_LIFETIME, None, "/")
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/Ã©/", "HTTP_HOST": "testserver"}
    setup_testing_defaults(environ)
    assert page_cache.cache_key(environ) is None
    key = page_cache.cache_key(environ | {"PATH_INFO": "/e/"})
    key = tuple("/Ã©/" if part == "/e/" else part for part in key)
    page_cache.served().cached(PageCacheStore, 1_000_000).put(key, page)
    assert server.get("/é/".encode().decode("latin-1"))[0] == "404 Not Found"


def test_the_lifetime_ends_with_the_day(server, monkeypatch):
    def set_time(iso):
        moment = datetime.fromisoformat(iso)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    set_time("2026-03-01T12:00:00+08:00")
    assert server.get(ARTICLE)[1]["Cache-Control"].startswith("public, max-age=300")
    set_time("2026-03-01T23:58:00+08:00")
    assert server.get(ARTICLE)[1]["Cache-Control"].startswith("public, max-age=120")
    set_time("2026-03-02T00:00:01+08:00")
    assert server.get(ARTICLE)[1]["Cache-Control"].startswith("public, max-age=300")
    assert server.asked_django == 2


def test_the_size_of_the_cache_is_bounded():
    store = PageCacheStore(None, 20_000)
    for n in range(10):
        store.put((n,), CachedPage(b"x" * 2000, {}, caching.PAGE_LIFETIME, None, "/"))
    assert len(store) == 4
    assert store.get((9,))
    assert store.get((0,)) is None
