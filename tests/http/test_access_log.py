"""The access log: enough to find a response by its code, nothing personal."""

import io
import json
import logging

import pytest
from django.conf import settings as django_settings

from archive.http.middleware.access_log import logger
from archive.models import Article

pytestmark = pytest.mark.django_db

# in the order of their coming
FIELDS = {
    "time",
    "level",
    "from",
    "message",
    "code",
    "method",
    "route",
    "status",
    "ms",
    "bytes",
    "edition",
}


@pytest.fixture
def lines(settings):
    """The log, parsed line by line."""
    settings.ACCESS_LOG = "all"
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    configured = logging.getLogger().handlers
    json_handler = next(h for h in configured if "Json" in type(h.formatter).__name__)
    handler.setFormatter(json_handler.formatter)
    for item in json_handler.filters:
        handler.addFilter(item)
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


def test_a_log_line_has_the_response_and_its_duration(client, lines):
    article = Article.objects.first()
    answer = client.get(f"/articles/{article.ident}/")
    (line,) = lines()
    assert FIELDS <= line.keys() <= FIELDS | {"search_ms", "database_ms"}
    assert (line["route"], line["status"]) == ("/articles/<ident:ident>/", 200)
    assert line["bytes"] == len(answer.content)
    assert line["ms"] > 0
    assert len(line["code"]) == 8


def test_the_log_has_nothing_personal(client, lines):
    client.raise_request_exception = False
    secret = {
        "user-agent": "Geheim/1.0",
        "referer": "https://geheim.example/",
        "cookie": "geheim=1",
        "x-forwarded-for": "203.0.113.77",
    }
    for address in ("/articles/?q=geheim", "/suggest/?q=geheim", "/articles/?geheim=1", "/geheim/",
                    "/resolve/?url=geheim", "/oai?verb=geheim", "/people/geheim/"):  # fmt: skip
        client.get(address, headers=secret, REMOTE_ADDR="203.0.113.77")
    result = json.dumps(lines(), ensure_ascii=False).lower()
    assert len(lines()) == 7
    assert "geheim" not in result
    assert "203.0.113.77" not in result


def test_a_logged_fault_has_nothing_personal_either(client, lines, monkeypatch):
    client.raise_request_exception = False

    def fail(*args):
        raise RuntimeError("a fault of the program")

    monkeypatch.setattr("archive.web.article_list.views.render", fail)
    answer = client.get("/articles/?q=geheim", headers={"user-agent": "Geheim/1.0"})
    assert answer.status_code == 500
    code = answer.headers["X-Request-ID"]
    assert code in answer.content.decode()
    fault, line = lines()
    assert fault["code"] == line["code"] == code
    assert "a fault of the program" in fault["exc_info"]
    assert "geheim" not in json.dumps((fault, line)).lower()


def test_the_code_on_an_error_page_is_in_the_log(client, lines):
    page = client.get("/articles/?province=nowhere")
    data = client.get("/articles.json?province=nowhere")
    for answer, line in zip((page, data), lines(), strict=True):
        assert answer.headers["X-Request-ID"] == line["code"]
        assert line["code"] in answer.content.decode()
    assert data.json()["code"] == lines()[1]["code"]


def test_only_failures_are_logged_by_default(client, lines, settings):
    def log_statuses(which):
        before = len(lines())
        settings.ACCESS_LOG = which
        for address in ("/about/", "/nothing/", "/about/?a=1"):
            client.get(address)
        return [line["status"] for line in lines()[before:]]

    assert log_statuses("errors") == [400]
    assert log_statuses("none") == []
    assert log_statuses("all") == [200, 404, 400]


def test_a_refused_request_has_one_log_line(client, lines, settings, tmp_path):
    settings.REQUEST_TIMEOUT = 1e-9
    assert client.get("/articles/?q=工会").status_code == 503
    (line,) = lines()
    assert (line["from"], line["status"]) == ("archive.access", 503)


def test_unknown_methods_are_not_logged_verbatim(client, lines):
    client.generic("GEHEIM", "/")
    assert lines()[0]["method"] == "-"


def test_server_timing_lists_the_parts(client):
    timing = client.get("/articles/?q=工会").headers["Server-Timing"]
    parts = dict(part.split(";dur=") for part in timing.split(", "))
    assert parts.keys() >= {"total", "search"}
    assert float(parts["search"]) <= float(parts["total"])


def test_the_access_log_is_on_by_default():
    assert django_settings.LOGGING["loggers"]["archive.access"]["level"] == "INFO"
    assert logger.isEnabledFor(logging.INFO)
