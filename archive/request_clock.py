"""Per-request state: request ID, time spent by part, deadline, and whether it is incomplete.

Kept in a ContextVar: other threads, and management commands, have no clock.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from time import perf_counter
from typing import Any

from archive.idents import ALPHABET

# characters of a request ID: short enough to be read out, 29**8 values
CODE = 8


class OutOfTime(Exception):
    """The request is past its deadline."""


class Clock:
    """All times in seconds."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self.deadline: float | None = None
        # whether part of the response is missing
        self.is_incomplete = False
        self._started = perf_counter()

    @cached_property
    def code(self) -> str:
        """The request ID, generated on first use, as most responses need none."""
        # slightly biased, which does not matter here
        return "".join(ALPHABET[byte % len(ALPHABET)] for byte in secrets.token_bytes(CODE))

    @property
    def elapsed(self) -> float:
        return perf_counter() - self._started

    @property
    def remaining(self) -> float | None:
        """Seconds until the deadline, not below 0; None if there is none."""
        return None if self.deadline is None else max(0.0, self.deadline - perf_counter())

    @property
    def is_over(self) -> bool:
        return self.deadline is not None and perf_counter() > self.deadline


_running: ContextVar[Clock | None] = ContextVar("clock", default=None)


def running() -> Clock | None:
    """Return the clock of the current request, None outside of requests."""
    return _running.get()


@contextmanager
def started() -> Iterator[Clock]:
    """Run the block with a new clock."""
    clock = Clock()
    token = _running.set(clock)
    try:
        yield clock
    finally:
        _running.reset(token)


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Set the deadline of the block; 0 seconds sets none."""
    clock = running()
    if clock is not None and seconds:
        clock.deadline = perf_counter() + seconds
    try:
        yield
    finally:
        if clock is not None:
            clock.deadline = None


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Add the time of the block to `what`; OutOfTime if the deadline has passed before it."""
    clock = running()
    if clock is None:
        yield
        return
    if clock.is_over:
        raise OutOfTime(what)
    start = perf_counter()
    try:
        yield
    finally:
        clock.spent[what] = clock.spent.get(what, 0.0) + perf_counter() - start


def timed_query(
    execute: Callable[..., Any], sql: str, parameters: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Return an execute wrapper of Django's: adds the time of each query to `database`."""
    with timed("database"):
        return execute(sql, parameters, many, context)


def code() -> str:
    """Return the ID of the current request, or ''."""
    clock = running()
    return clock.code if clock is not None else ""


def mark_incomplete() -> None:
    """Mark the response as incomplete, so that it is not cached."""
    clock = running()
    if clock is not None:
        clock.is_incomplete = True


def is_incomplete() -> bool:
    clock = running()
    return clock is not None and clock.is_incomplete


def remaining() -> float | None:
    """Return seconds until the deadline of the current request; None if it has none."""
    clock = running()
    return clock.remaining if clock is not None else None


def is_over() -> bool:
    """Return whether the current request is past its deadline."""
    clock = running()
    return clock is not None and clock.is_over
