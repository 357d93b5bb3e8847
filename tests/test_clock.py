"""The clock of a request: what it counts, and when it stops."""

import pytest

from archive import clock
from archive.idents import ALPHABET


def test_outside_of_requests_there_is_none():
    assert clock.running() is None
    assert not clock.is_over()
    with clock.spending("search"):
        pass


def test_each_request_has_a_code_that_can_be_read_out():
    codes = set()
    for _ in range(100):
        with clock.started() as running:
            codes.add(running.code)
    assert len(codes) == 100
    assert all(len(code) == clock.CODE and set(code) <= set(ALPHABET) for code in codes)


def test_time_is_counted_by_what_it_went_into():
    with clock.started() as running:
        for _ in range(3):
            with clock.spending("search"):
                pass
        with pytest.raises(KeyError), clock.spending("database"):
            raise KeyError
    assert running.spent.keys() == {"search", "database"}
    assert 0 < running.spent["search"] < running.elapsed


def test_nothing_is_begun_when_time_is_up():
    with clock.started() as running, clock.limited(60):
        assert not clock.is_over()
        running.deadline -= 61
        assert clock.is_over()
        with pytest.raises(clock.OutOfTime), clock.spending("search"):
            pytest.fail("it was begun")
    assert running.spent == {}


def test_without_a_limit_it_never_is():
    with clock.started() as running, clock.limited(0):
        assert running.deadline is None
