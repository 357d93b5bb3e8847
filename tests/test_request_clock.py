"""The request clock: its measurements, and when it raises."""

import pytest

from archive import request_clock
from archive.idents import ALPHABET


def test_outside_of_requests_there_is_none():
    assert request_clock.running() is None
    assert not request_clock.is_over()
    with request_clock.timed("search"):
        pass


def test_each_request_has_a_code_that_can_be_read_out():
    codes = set()
    for _ in range(100):
        with request_clock.started() as running:
            codes.add(running.code)
    assert len(codes) == 100
    assert all(len(code) == request_clock.CODE and set(code) <= set(ALPHABET) for code in codes)


def test_time_is_counted_by_what_it_went_into():
    with request_clock.started() as running:
        for _ in range(3):
            with request_clock.timed("search"):
                pass
        with pytest.raises(KeyError), request_clock.timed("database"):
            raise KeyError
    assert running.spent.keys() == {"search", "database"}
    assert 0 < running.spent["search"] < running.elapsed


def test_nothing_is_begun_when_time_is_up():
    with request_clock.started() as running, request_clock.limited(60):
        assert not request_clock.is_over()
        running.deadline -= 61
        assert request_clock.is_over()
        with pytest.raises(request_clock.OutOfTime), request_clock.timed("search"):
            pytest.fail("it was begun")
    assert running.spent == {}


def test_without_a_limit_it_never_is():
    with request_clock.started() as running, request_clock.limited(0):
        assert running.deadline is None
