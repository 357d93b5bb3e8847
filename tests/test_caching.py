"""Every response has a cache lifetime and a validator, which change with the edition or the day."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from django.utils import timezone
from django.utils.module_loading import import_string

from archive.http import caching, page_cache
from archive.http.endpoint import Endpoint
from archive.http.middleware import cache_headers
from archive.http.middleware.compression import coding_for
from archive.models import Tag
from archive.urls import urlpatterns

pytestmark = pytest.mark.django_db

ARTICLE = "/articles/rmmjdt3/"


def views():
    for pattern in urlpatterns:
        view = pattern.callback
        of_all_forms = (view,)
        if isinstance(view, Endpoint):
            of_all_forms = (view.page, view.data, view.feed, *view.views.values())
        yield from (item for item in of_all_forms if item)


@pytest.fixture
def clock(monkeypatch):
    """Return a function that sets the archive's clock."""

    def set_clock(iso: str) -> None:
        moment = datetime.fromisoformat(iso)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_clock


@pytest.fixture
def editions(monkeypatch):
    """Sets which edition is served."""
    values_by_key = {}

    def serve(fingerprint: str) -> None:
        def remember(make, *values):
            return values_by_key.setdefault((fingerprint, make, values), make(None, *values))

        result = datetime(2026, 1, 1, tzinfo=UTC)
        edition = SimpleNamespace(fingerprint=fingerprint, made_at=result, cached=remember)
        monkeypatch.setattr(caching, "served", lambda: edition)
        monkeypatch.setattr(page_cache, "served", lambda: edition)
        monkeypatch.setattr(cache_headers, "served", lambda: edition)

    return serve


@pytest.mark.parametrize(
    "view", list(views()), ids=lambda view: f"{view.__module__}.{view.__name__}"
)
def test_every_view_declares_how_long_its_answer_may_be_kept(view):
    assert isinstance(caching.lifetime_of(view), caching.Lifetime)


@pytest.mark.parametrize(
    "address", ["/", ARTICLE, "/articles/", "/articles.json", "/robots.txt", "/suggest/?q=g"]
)
def test_an_answer_has_strong_validators_and_a_lifetime(client, address):
    answer = client.get(address)
    assert answer["ETag"].startswith('"')
    assert answer["Last-Modified"].endswith("GMT")
    output = answer["Cache-Control"]
    assert output.startswith("public, max-age=")
    assert "stale-while-revalidate=" in output
    assert "stale-if-error=" in output


def test_each_form_and_each_coding_is_a_representation_of_its_own(client):
    requests = [
        ("/articles/", {}),
        ("/articles/", {"Accept": "application/json"}),
        ("/articles/", {"Accept-Encoding": "gzip"}),
        ("/articles/", {"Accept-Encoding": "br, gzip"}),
        ("/articles/?q=a", {}),
    ]
    tags = [client.get(address, headers=headers)["ETag"] for address, headers in requests]
    assert len(set(tags)) == len(requests)


def test_a_response_the_client_has_is_not_computed_again(
    client, monkeypatch, django_assert_num_queries
):
    first = client.get(ARTICLE, headers={"Accept-Encoding": "br"})
    headers = {"Accept-Encoding": "br", "If-None-Match": first["ETag"]}
    with django_assert_num_queries(0):
        revalidated = client.get(ARTICLE, headers=headers)
    assert (revalidated.status_code, revalidated.content) == (304, b"")
    for name in ("ETag", "Last-Modified", "Cache-Control"):
        assert revalidated[name] == first[name]
    message = {name.strip() for name in revalidated["Vary"].split(",")}
    assert message == {name.strip() for name in first["Vary"].split(",")}


def test_a_proxy_that_compresses_makes_the_tag_weak_and_still_matches(client):
    tag = client.get(ARTICLE)["ETag"]
    headers = {"If-None-Match": f'"other", W/{tag}'}
    assert client.get(ARTICLE, headers=headers).status_code == 304


def test_a_date_is_enough_where_there_is_a_page_and_nowhere_else(client):
    since = client.get(ARTICLE)["Last-Modified"]
    assert client.get(ARTICLE, headers={"If-Modified-Since": since}).status_code == 304
    for condition in ({"If-Modified-Since": since}, {"If-None-Match": "*"}):
        assert client.get("/articles/b2b2b2b/", headers=condition).status_code == 404
        assert client.get("/articles/?colour=red", headers=condition).status_code == 400


@pytest.mark.parametrize("coding", ["", "br"])
def test_a_page_keeps_its_tag_while_its_content_is_the_same(client, editions, monkeypatch, coding):
    coding_headers = {"Accept-Encoding": coding}
    editions("a")
    tag = client.get("/topics/", headers=coding_headers)["ETag"]
    conditional = coding_headers | {"If-None-Match": tag}
    editions("b")
    revalidated = client.get("/topics/", headers=conditional)
    assert (revalidated.status_code, revalidated.content, revalidated["ETag"]) == (304, b"", tag)
    Tag.objects.filter(slug=Tag.objects.first().slug).update(pref_label="别的主题")
    # this edition is served still, and does not change
    assert client.get("/topics/", headers=conditional).status_code == 304
    editions("c")
    fresh = client.get("/topics/", headers=conditional)
    assert fresh.status_code == 200
    assert fresh["ETag"] != tag


def test_a_streamed_list_has_another_tag_in_each_edition(client, editions):
    address = "/articles.ris"
    editions("a")
    first = client.get(address)
    assert first.streaming
    conditional = {"If-None-Match": first["ETag"]}
    assert client.get(address, headers=conditional).status_code == 304
    editions("b")
    assert client.get(address, headers=conditional).status_code == 200


def test_only_so_many_tags_are_kept(rf, monkeypatch):
    monkeypatch.setattr(caching.ContentTags, "MAX_TAGS", 2)
    tags = caching.ContentTags(None)
    day = datetime(2026, 1, 1, tzinfo=UTC)
    for name in "abac":
        basis = caching.Validators(name, day)
        tags.get(basis, "")
        tags.put(basis, "", f'"{name}"')
    cached_tags = {name: tags.get(caching.Validators(name, day), "") for name in "abc"}
    assert cached_tags == {"a": '"a"', "b": None, "c": '"c"'}


@pytest.mark.parametrize("address", [ARTICLE, ARTICLE + "cite/", ARTICLE + "cite/ris"])
def test_pages_with_todays_date_expire_at_midnight(client, clock, settings, address):
    settings.PAGE_CACHE = 1_000_000
    clock("2026-03-01T23:58:00+08:00")
    before = client.get(address)
    assert before["Cache-Control"].startswith("public, max-age=120, stale-if-error=")
    clock("2026-03-02T00:00:01+08:00")
    after = client.get(address, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after["ETag"] != before["ETag"]
    assert after.content != before.content
    assert after["Cache-Control"].startswith("public, max-age=300, stale-while-revalidate=600")


def test_other_pages_are_the_same_on_another_day(client, clock):
    clock("2026-03-01T23:58:00+08:00")
    before = client.get("/topics/")
    clock("2026-03-02T00:00:01+08:00")
    assert client.get("/topics/")["ETag"] == before["ETag"]


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("/", "accept-encoding"),
        ("/articles/", "accept, accept-encoding"),
        ("/articles.json", "accept-encoding"),
        ("/robots.txt", "accept-encoding"),
        ("/nothing/", "accept, accept-encoding"),
        ("/data/articles.jsonl.gz", ""),
    ],
)
def test_an_answer_varies_by_no_more_than_it_must(client, address, names):
    vary = client.head(address).get("Vary", "").lower()
    assert ", ".join(sorted(filter(None, (name.strip() for name in vary.split(","))))) == names


@pytest.mark.parametrize(
    ("address", "status"), [("/nothing/", 404), ("/articles/?colour=red", 400), ("/articles", 301)]
)
def test_not_found_is_cached_for_a_minute(client, address, status):
    answer = client.get(address)
    assert answer.status_code == status
    assert answer["Cache-Control"] == "public, max-age=60"
    assert "ETag" not in answer


def test_error_responses_are_never_cached(client, settings, tmp_path):
    settings.EDITION_DIR = tmp_path
    answer = client.get("/articles/?q=a")
    assert (answer.status_code, answer["Cache-Control"]) == (503, "no-store")
    assert client.post("/topics/")["Cache-Control"] == "no-store"


def test_an_oai_response_has_its_date_and_no_validators(client):
    address = "/oai?" + urlencode({"verb": "ListRecords", "metadataPrefix": "oai_dc"})
    answer = client.get(address)
    assert answer["Cache-Control"] == "public, max-age=60"
    assert "ETag" not in answer
    assert client.post("/oai", {"verb": "Identify"})["Cache-Control"] == "no-store"


def test_a_file_in_parts_is_asked_for_again_each_time(client):
    name = "/data/articles.jsonl.gz"
    full_answer = client.get(name)
    part = client.get(name, headers={"Range": "bytes=0-9", "If-Range": full_answer["ETag"]})
    mismatched = client.get(name, headers={"Range": "bytes=0-9", "If-Range": '"other"'})
    assert (part.status_code, mismatched.status_code) == (206, 200)
    for answer in (full_answer, part, mismatched):
        assert answer["Cache-Control"] == "public, no-cache"
        assert "Content-Encoding" not in answer


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("", ""),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("br;q=0, gzip;q=0", ""),
        ("*", "br"),
        ("*;q=0", ""),
        ("identity, gzip;q=0.5", ""),
        ("gzip;q=much", ""),
        ("x-gzipped", ""),
    ],
)
def test_the_coding_is_what_the_client_wants_most(rf, header, coding):
    assert coding_for(rf.get("/", headers={"Accept-Encoding": header}).META) == coding


def test_a_lifetime_ends_at_midnight_of_the_archive_not_of_the_server():
    now = datetime(2026, 3, 1, 15, 59, tzinfo=UTC)
    dated = caching.DATED_PAGE_LIFETIME
    assert dated.header(now).startswith("public, max-age=60, stale-if-error=")
    assert dated.header(now + timedelta(minutes=1)).startswith("public, max-age=300")


def test_incomplete_responses_say_so_and_are_not_cached(client, settings, monkeypatch):
    engine = import_string(settings.SEARCH_ENGINE)
    original_search = engine.search

    def incomplete_search(self, query):
        return replace(original_search(self, query), incomplete="少了一片")

    monkeypatch.setattr(engine, "search", incomplete_search)
    for address in ("/articles/?q=工会", "/articles.json?q=工会"):
        answer = client.get(address)
        assert "少了一片" in answer.content.decode()
        assert answer.headers["Cache-Control"] == "no-store"
        assert not answer.has_header("ETag")


@pytest.mark.parametrize("memory", [0, 1_000_000])
def test_304_has_the_headers_of_the_answer_but_for_its_body(client, editions, settings, memory):
    settings.PAGE_CACHE = memory
    editions("a")
    first = client.get(ARTICLE)
    not_modified = client.get(ARTICLE, headers={"If-None-Match": first["ETag"]})
    assert (not_modified.status_code, not_modified.content) == (304, b"")
    for name in ("Access-Control-Allow-Origin", "X-Content-Type-Options", "ETag", "Cache-Control"):
        assert not_modified.headers.get(name) == first.headers[name], name
    assert set(first.headers["Vary"].split(", ")) == set(not_modified.headers["Vary"].split(", "))
    assert not not_modified.has_header("Content-Length")
    assert not not_modified.has_header("Content-Encoding")
