"""Requests beyond the limit get 503 with Retry-After; one past its deadline is aborted."""

import threading

import pytest
from django.db import connection
from django.http import HttpResponse

from archive import request_state, search
from archive.http.middleware.concurrency_limit import ConcurrencyLimitMiddleware
from archive.models import Article

pytestmark = pytest.mark.django_db


class Busy:
    """A view that waits until it is released."""

    def __init__(self):
        self.let, self.begun = threading.Event(), threading.Semaphore(0)

    def __call__(self, request):
        self.begun.release()
        assert self.let.wait(10)
        return HttpResponse("read")


def start_requests(middleware, rf, number):
    """Return the threads of so many requests, and the list of their statuses."""
    statuses = []
    threads = [
        threading.Thread(target=lambda: statuses.append(middleware(rf.get("/x.json")).status_code))
        for _ in range(number)
    ]
    for thread in threads:
        thread.start()
    return threads, statuses


def test_requests_beyond_the_queue_are_refused_at_once(rf, settings):
    settings.MAX_CONCURRENT_REQUESTS, settings.REQUEST_QUEUE, settings.QUEUE_TIMEOUT = 2, 3, 10
    view = Busy()
    middleware = ConcurrencyLimitMiddleware(view)
    threads, statuses = start_requests(middleware, rf, 9)
    for _ in range(2):
        assert view.begun.acquire(timeout=5)
    for thread in threads:
        thread.join(0.2)
    # 2 at work, 3 waiting
    assert statuses == [503] * 4
    assert not view.begun.acquire(blocking=False)
    view.let.set()
    for thread in threads:
        thread.join(5)
    assert sorted(statuses) == [200] * 5 + [503] * 4


def test_requests_that_wait_too_long_are_refused(rf, settings):
    settings.MAX_CONCURRENT_REQUESTS, settings.REQUEST_QUEUE, settings.QUEUE_TIMEOUT = 1, 5, 0.05
    view = Busy()
    middleware = ConcurrencyLimitMiddleware(view)
    first, statuses = start_requests(middleware, rf, 1)
    assert view.begun.acquire(timeout=5)
    answer = middleware(rf.get("/x.json"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    view.let.set()
    first[0].join(5)
    assert statuses == [200]


def test_slots_are_released_after_errors(rf, settings):
    settings.MAX_CONCURRENT_REQUESTS, settings.REQUEST_QUEUE = 1, 0

    def fail(request):
        raise KeyError

    middleware = ConcurrencyLimitMiddleware(fail)
    for _ in range(3):
        with pytest.raises(KeyError):
            middleware(rf.get("/x.json"))


@pytest.fixture
def short_timeout(settings):
    settings.REQUEST_TIMEOUT = 0.05


ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


def run_endless_query(*args, **kwargs):
    with connection.cursor() as cursor:
        cursor.execute(ENDLESS)
        return cursor.fetchall()


@pytest.mark.parametrize(
    ("address", "kind"), [("/", "text/html"), ("/about.json", "application/problem+json")]
)
def test_a_query_that_takes_too_long_is_cut_off(client, short_timeout, monkeypatch, address, kind):
    monkeypatch.setattr("archive.web.front_page.render", run_endless_query)
    monkeypatch.setattr("archive.api.site_info.served", run_endless_query)
    answer = client.get(address)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert answer["Content-Type"].startswith(kind)
    assert "请求超时" in answer.content.decode()
    assert "database;dur=" in answer["Server-Timing"]
    # and the connection is as good as before
    assert Article.objects.exists()


def test_a_search_does_not_start_after_the_deadline(client, settings, monkeypatch):
    settings.REQUEST_TIMEOUT = 1e-9
    answer = client.get("/articles/?q=工会")
    assert answer.status_code == 503
    assert "请求超时" in answer.content.decode()


def test_commands_have_no_deadline(settings):
    settings.REQUEST_TIMEOUT = 1e-9
    assert request_state.running() is None
    assert search.search(search.Query(limit=1)).total == Article.objects.count()


def test_a_database_error_before_the_deadline_is_no_timeout(client, monkeypatch):
    from django.db import DatabaseError

    def fail(*args):
        raise DatabaseError("disk image is malformed")

    client.raise_request_exception = False
    monkeypatch.setattr("archive.web.front_page.render", fail)
    answer = client.get("/")
    assert answer.status_code >= 500
    assert "请求超时" not in answer.content.decode()
