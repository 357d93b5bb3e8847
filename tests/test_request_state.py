"""The state of a request: its times, and when it raises."""

import pytest

from archive import request_state
from archive.idents import ALPHABET


def test_outside_requests_there_is_no_state():
    assert request_state.running() is None
    assert not request_state.is_past_deadline()
    with request_state.timed("search"):
        pass


def test_each_request_has_an_id_that_can_be_read_out():
    codes = set()
    for _ in range(100):
        with request_state.started() as running:
            codes.add(running.request_id)
    assert len(codes) == 100
    assert all(
        len(code) == request_state.REQUEST_ID_LENGTH and set(code) <= set(ALPHABET)
        for code in codes
    )


def test_time_is_counted_by_what_it_went_into():
    with request_state.started() as running:
        for _ in range(3):
            with request_state.timed("search"):
                pass
        with pytest.raises(KeyError), request_state.timed("database"):
            raise KeyError
    assert running.spent.keys() == {"search", "database"}
    assert 0 < running.spent["search"] < running.elapsed


def test_no_query_starts_after_the_deadline():
    with request_state.started() as running, request_state.deadline(60):
        assert not request_state.is_past_deadline()
        running.deadline -= 61
        assert request_state.is_past_deadline()
        with pytest.raises(request_state.DeadlineExceeded), request_state.timed("search"):
            pytest.fail("it was begun")
    assert running.spent == {}


def test_without_a_limit_there_is_no_deadline():
    with request_state.started() as running, request_state.deadline(0):
        assert running.deadline is None
