"""Hostile requests get plain responses: no 5xx, no stack trace, no injection."""

import random

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.filters.articles import ArticleDataFilter

from . import hostile

# a site without an edition answers 503 at /readyz
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_index")]

bounded = settings(
    deadline=None,
    max_examples=60,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
texts = st.one_of(st.text(max_size=60), st.sampled_from(hostile.HOSTILE + hostile.WORDS))
raw = st.one_of(st.binary(max_size=60).map(lambda b: b.decode("latin-1")), texts)
names = st.sampled_from([*ArticleDataFilter.parameters(), *hostile.NAMES])


def answer_of(path: str, query: str = "", method: str = "GET", **headers):
    """What the whole application answers to a request as a server hands it over."""
    environ = RequestFactory().generic(method, "/", HTTP_HOST="testserver").environ
    wire = path.encode("utf-8", "surrogatepass")
    environ |= {
        "PATH_INFO": wire.decode("latin-1"),
        "QUERY_STRING": query.encode("utf-8", "surrogatepass").decode("latin-1"),
    }
    environ |= headers
    response = handler().get_response(handler_request(environ))
    assert response.status_code < 500, (path, query, headers)
    for value in response.headers.values():
        assert "\r" not in value
        assert "\n" not in value
    assert "X-Injected" not in response.headers
    if not response.streaming:
        body = response.content
        assert b"Traceback" not in body
        assert b"<script>alert" not in body
        assert b"<svg onload" not in body
    # the connection is the test's own: no end of a request may close it
    request_finished.disconnect(close_old_connections)
    try:
        response.close()
    finally:
        request_finished.connect(close_old_connections)
    return response


_handler = []


def handler() -> WSGIHandler:
    if not _handler:
        _handler.append(WSGIHandler())
    return _handler[0]


def handler_request(environ):
    return WSGIHandler.request_class(environ)


@pytest.mark.slow
@bounded
@given(st.sampled_from(hostile.ROUTES), st.lists(raw, min_size=3, max_size=3))
def test_hostile_paths_get_valid_responses(route, parts):
    for part in parts:
        route = route.replace("{}", part, 1)
    answer_of(route)


@bounded
@given(
    st.sampled_from(["/articles/", "/articles.json", "/articles.csv", "/articles.atom", "/oai"]),
    st.lists(st.tuples(names, texts), max_size=6),
)
def test_hostile_parameters_get_valid_responses(path, pairs):
    from urllib.parse import urlencode

    answer_of(path, urlencode(pairs, errors="surrogatepass"))


@bounded
@given(
    st.sampled_from(["/articles/", "/articles.json", "/suggest/", "/resolve/", "/oai", "/"]), raw
)
def test_hostile_query_strings_get_valid_responses(path, query):
    answer_of(path, query.replace("#", ""))


header = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=120)


@pytest.mark.slow
@bounded
@given(
    st.sampled_from(["/", "/articles/", "/about/", "/data/SHA256SUMS", "/nothing/"]),
    st.dictionaries(
        st.sampled_from(
            [
                "HTTP_ACCEPT",
                "HTTP_RANGE",
                "HTTP_IF_NONE_MATCH",
                "HTTP_IF_MODIFIED_SINCE",
                "HTTP_IF_RANGE",
                "HTTP_HOST",
                "HTTP_COOKIE",
                "HTTP_ACCEPT_ENCODING",
                "CONTENT_TYPE",
            ]
        ),
        st.one_of(header, st.sampled_from([v for _, v in hostile.HEADERS] + list(hostile.ACCEPTS))),
        max_size=4,
    ),
)
def test_hostile_headers_get_valid_responses(path, headers):
    answer_of(path, **headers)


@bounded
@given(
    st.one_of(st.sampled_from(hostile.METHODS), st.text("ABCXYZ-!", min_size=1, max_size=20)), raw
)
def test_hostile_methods_and_bodies_get_valid_responses(method, body):
    from io import BytesIO

    wire = body.encode("utf-8", "surrogatepass")
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "x"):
        answer_of(
            "/oai",
            method=method,
            CONTENT_TYPE=kind,
            CONTENT_LENGTH=str(len(wire)),
            **{"wsgi.input": BytesIO(wire)},
        )


def test_equal_seeds_send_equal_requests():
    first, same_seed, other_seed = (
        [hostile.request(rng, "localhost").raw for _ in range(50)]
        for rng in (random.Random(1), random.Random(1), random.Random(2))
    )
    assert first == same_seed != other_seed
