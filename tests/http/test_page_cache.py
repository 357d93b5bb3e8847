"""Finished pages, and the short way to them: what it gives is what Django would have given."""

from datetime import datetime
from types import SimpleNamespace
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from archive.http import caching, metrics, page_cache_store
from archive.http.middleware import page_cache
from archive.http.page_cache_store import CachedPage, CachedPageWSGI, PageCacheStore

pytestmark = pytest.mark.django_db

ARTICLE = "/articles/rmmjdt3/"


class Server:
    """What a WSGI server sees of the application, and how often that asked Django."""

    def __init__(self):
        django = WSGIHandler()

        def counted(environ, start_response):
            self.long_ways += 1
            return django(environ, start_response)

        self.long_ways = 0
        self.application = CachedPageWSGI(counted)

    def get(self, path, method="GET", query="", **headers):
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query}
        environ |= {"HTTP_HOST": "testserver"} | headers
        setup_testing_defaults(environ)
        told = []
        parts = self.application(environ, lambda status, headers: told.extend((status, headers)))
        body = b"".join(parts)
        if close := getattr(parts, "close", None):
            close()
        return told[0], dict(told[1]), body


@pytest.fixture
def edition(monkeypatch):
    """Lets another edition be served by its `serve`."""
    real = caching.served()

    def serve(fingerprint):
        held = {}

        def keep(make, *values):
            return held.setdefault((make, values), make(None, *values))

        one = SimpleNamespace(fingerprint=fingerprint, made_at=real.made_at, cached=keep)
        for module in (caching, page_cache, page_cache_store):
            monkeypatch.setattr(module, "served", lambda: one)

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
def test_the_short_way_gives_what_the_long_way_gave(server, path, coding):
    headers = {"HTTP_ACCEPT_ENCODING": coding}
    first, again = server.get(path, **headers), server.get(path, **headers)
    assert server.long_ways == 1
    assert first[0] == again[0] == "200 OK"
    assert first[2] == again[2]
    for one in (first, again):
        assert one[1].pop("Server-Timing").startswith("total;dur=")
    assert first[1] == again[1]
    assert "Content-Security-Policy" in again[1]
    assert int(again[1]["Content-Length"]) == len(again[2])


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"HTTP_IF_NONE_MATCH": "*"}, "304 Not Modified"),
        ({"HTTP_IF_MATCH": '"of another page"'}, "412 Precondition Failed"),
        ({"HTTP_IF_MODIFIED_SINCE": "Fri, 01 Jan 2100 00:00:00 GMT"}, "304 Not Modified"),
        ({"HTTP_RANGE": "bytes=0-9"}, "200 OK"),
        ({"HTTP_HOST": "elsewhere.example"}, "400 Bad Request"),
        ({"HTTP_ACCEPT": "image/png"}, "406 Not Acceptable"),
        ({"query": "colour=red"}, "400 Bad Request"),
        ({"method": "HEAD"}, "200 OK"),
        ({"method": "DELETE"}, "405 Method Not Allowed"),
    ],
)
def test_whoever_asks_for_more_goes_the_long_way(server, asked, status):
    server.get(ARTICLE)
    answer = server.get(ARTICLE, **asked)
    assert answer[0] == status
    assert server.long_ways == 2


@pytest.mark.parametrize(("name", "value"), [("ACCESS_LOG", "all"), ("METRICS", True)])
def test_what_is_logged_or_counted_goes_the_long_way(server, settings, monkeypatch, name, value):
    counted = []
    monkeypatch.setattr(metrics, "count", lambda *told: counted.append(told))
    server.get(ARTICLE)
    setattr(settings, name, value)
    assert server.get(ARTICLE)[0] == "200 OK"
    assert server.long_ways == len(counted) == 2


def test_another_edition_has_pages_of_its_own(server, edition):
    before = server.get("/topics/")[1]["ETag"]
    edition("b")
    after = server.get("/topics/")[1]["ETag"]
    assert (server.long_ways, before == after) == (2, False)


def test_a_path_is_read_as_django_reads_it(server):
    """The UTF-8 bytes of é are those of Ã© in Latin-1: neither page is served for the other."""
    page = CachedPage(b"of another address", {}, caching.SHOWN, 0, None, None)
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/Ã©/", "HTTP_HOST": "testserver"}
    setup_testing_defaults(environ)
    page_cache_store.served().cached(PageCacheStore, 1_000_000).put(
        page_cache_store.cache_key(environ), page
    )
    assert server.get("/é/".encode().decode("latin-1"))[0] == "404 Not Found"


def test_the_last_minutes_of_a_day_are_told(server, monkeypatch):
    def at(iso):
        moment = datetime.fromisoformat(iso)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    at("2026-03-01T12:00:00+08:00")
    assert server.get(ARTICLE)[1]["Cache-Control"].startswith("public, max-age=300")
    at("2026-03-01T23:58:00+08:00")
    assert server.get(ARTICLE)[1]["Cache-Control"].startswith("public, max-age=120")
    at("2026-03-02T00:00:01+08:00")
    assert server.get(ARTICLE)[1]["Cache-Control"].startswith("public, max-age=300")
    assert server.long_ways == 3


def test_finished_pages_take_no_more_than_they_may():
    store = PageCacheStore(None, 20_000)
    for n in range(10):
        store.put((n,), CachedPage(b"x" * 2000, {}, caching.SHOWN, 0, None, None))
    assert len(store) == 4
    assert store.get((9,))
    assert store.get((0,)) is None
