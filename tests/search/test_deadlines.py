"""A search is given up at the deadline of its request; others are answered meanwhile."""

import threading
from time import perf_counter

import pytest
from django.conf import settings as configured

from archive import request_state
from archive.editions.current import served
from archive.request_state import DeadlineExceeded
from archive.search import Query, _engine, search
from archive.search.contract import Clause, Results, Term
from archive.search.engines.sphinxql import engine as sphinxql
from archive.search.engines.sphinxql.cluster import Marker
from archive.search.engines.tantivy import count, engine
from archive.search.similarity_query import SimilarityQuery

from .test_sphinxql import cluster, held_documents, term  # noqa: F401 (fixtures)

pytestmark = pytest.mark.django_db

SECONDS = 0.1
WORD = Query((Clause((Term("工会"),)),), facets=("newspaper",))


@pytest.fixture
def heavy_searches(monkeypatch):
    """Make every search process many documents, without cached results."""
    for module in (count, engine):
        monkeypatch.setattr(module, "MIN_PARALLEL", -1)
    _opened().counter.forget()
    yield
    _opened().counter.forget()


def _opened():
    return served().cached(_engine, configured.SEARCH_ENGINE)._open()


class Stuck:
    """A part of a search that blocks until it is released."""

    def __init__(self):
        self.let, self.begun = threading.Event(), 0

    def __call__(self, *args, **kwargs):
        self.begun += 1
        assert self.let.wait(20)
        raise ValueError("let go")


@pytest.fixture
def stuck_task(heavy_searches):
    stuck_call = Stuck()
    yield stuck_call
    stuck_call.let.set()
    # its threads are free again when this ends
    _opened().pool.submit(int).result(20)


@pytest.mark.embedded
@pytest.mark.parametrize(
    ("owner", "name"), [(engine.TantivyEngine, "_hits"), (count.MatchCounter, "count")]
)
def test_a_search_is_given_up_at_the_deadline(stuck_task, monkeypatch, owner, name):
    monkeypatch.setattr(owner, name, stuck_task)
    begun = perf_counter()
    with request_state.started(), request_state.deadline(SECONDS), pytest.raises(DeadlineExceeded):
        search(WORD)
    assert SECONDS <= perf_counter() - begun < 5
    assert stuck_task.begun


@pytest.mark.embedded
def test_what_was_given_up_is_searched_again(stuck_task, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(count.MatchCounter, "count", stuck_task)
        with (
            request_state.started(),
            request_state.deadline(SECONDS),
            pytest.raises(DeadlineExceeded),
        ):
            search(WORD)
    stuck_task.let.set()
    assert search(WORD).total


@pytest.mark.embedded
def test_readers_get_503_and_the_worker_is_free(stuck_task, client, monkeypatch, settings):
    settings.REQUEST_TIMEOUT = SECONDS
    with monkeypatch.context() as patched:
        patched.setattr(engine.TantivyEngine, "_hits", stuck_task)
        # more than there are threads
        for _ in range(settings.MAX_CONCURRENT_REQUESTS + 2):
            answer = client.get("/articles/?q=工会")
            assert (answer.status_code, answer["Retry-After"]) == (503, "60")
            assert "请求超时" in answer.content.decode()
        assert stuck_task.begun == settings.MAX_CONCURRENT_REQUESTS
    # a search of few documents waits for no thread
    settings.REQUEST_TIMEOUT = 30
    with monkeypatch.context() as patched:
        for module in (count, engine):
            patched.setattr(module, "MIN_PARALLEL", 20_000)
        assert client.get("/articles/?q=工会").status_code == 200


@pytest.mark.embedded
def test_related_articles_are_given_up_as_well(stuck_task, monkeypatch):
    open_index = _opened()
    for _ in range(configured.MAX_CONCURRENT_REQUESTS):
        open_index.pool.submit(stuck_task)
    target = SimilarityQuery("none", {"工会": 1}, {"topic": ("none",)})
    current = served().cached(_engine, configured.SEARCH_ENGINE)
    with request_state.started(), request_state.deadline(SECONDS), pytest.raises(DeadlineExceeded):
        current.related(target, 5)


@pytest.mark.embedded
def test_commands_wait_as_long_as_it_takes(heavy_searches):
    assert request_state.remaining() is None
    assert search(WORD).total


def _statements(monkeypatch, answers):
    """Return an engine whose searchd gives these answers, and the statements it receives."""
    statements = []
    marker = Marker("articles_a", 1, [1], [1], {}, next_id=2, replaced=0)
    monkeypatch.setattr(sphinxql.SphinxQLEngine, "_marker", lambda _: marker)

    def answer(_, batch):
        statements.append(batch)
        return answers

    monkeypatch.setattr(sphinxql.SphinxQLEngine, "_execute", answer)
    config = {"frontends": ["x:1"], "shards": [["x:1"]], "tables": ["articles_a"]}
    return sphinxql.SphinxQLEngine(None, config), statements


def _answers(*warnings):
    meta = (("total_found", "1"), *(("warning", warning) for warning in warnings))
    return [(("an-ident",),), meta, ((0, 1),), (("total_found", "1"),)]


def test_searchd_is_told_the_time_that_is_left(monkeypatch):
    searchd, statements = _statements(monkeypatch, _answers())
    with request_state.started(), request_state.deadline(30):
        assert searchd.search(Query(limit=1)).total == 1
    (batch,) = statements
    limits = [int(part.split(";")[0]) for part in batch.split("max_query_time=")[1:]]
    assert len(limits) == 2
    assert all(29_000 < milliseconds <= 30_000 for milliseconds in limits)


def test_searchd_has_no_limit_without_a_request(monkeypatch):
    searchd, statements = _statements(monkeypatch, _answers())
    assert isinstance(searchd.search(Query(limit=1)), Results)
    assert "max_query_time" not in statements[0]


def test_what_searchd_has_not_finished_is_no_answer(monkeypatch):
    warning = "index articles_a: query time exceeded max_query_time"
    searchd, _ = _statements(monkeypatch, _answers(warning))
    with request_state.started(), request_state.deadline(30), pytest.raises(DeadlineExceeded):
        searchd.search(Query(limit=1))


@pytest.mark.slow
def test_searchd_takes_the_limit(cluster, held_documents, tmp_path):  # noqa: F811
    searchd = cluster.engine(tmp_path)
    searchd.rebuild(held_documents)
    query = term("工")
    with request_state.started() as state, request_state.deadline(30):
        assert searchd.search(query) == searchd.search(query)
        assert searchd.search(query).total
        state.deadline = perf_counter()
        with pytest.raises(DeadlineExceeded):
            searchd.search(query)
        state.deadline = None
        assert searchd.search(query).total
