"""Per-request state: request ID, time spent by part, deadline, and whether it is incomplete.

Kept in a ContextVar: other threads, and management commands, have no state.
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
REQUEST_ID_LENGTH = 8


class DeadlineExceeded(Exception):
    """The request is past its deadline."""


class RequestState:
    """All times in seconds."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self.deadline: float | None = None
        # whether part of the response is missing
        self.is_incomplete = False
        self._started = perf_counter()

    @cached_property
    def request_id(self) -> str:
        """The request ID, generated on first use, as most responses need none."""
        # slightly biased, which does not matter here
        return "".join(
            ALPHABET[byte % len(ALPHABET)] for byte in secrets.token_bytes(REQUEST_ID_LENGTH)
        )

    @property
    def elapsed(self) -> float:
        return perf_counter() - self._started

    @property
    def remaining(self) -> float | None:
        """Seconds until the deadline, not below 0; None if there is none."""
        return None if self.deadline is None else max(0.0, self.deadline - perf_counter())

    @property
    def is_past_deadline(self) -> bool:
        return self.deadline is not None and perf_counter() > self.deadline


_running: ContextVar[RequestState | None] = ContextVar("request_state", default=None)


def running() -> RequestState | None:
    """Return the state of the current request, None outside of requests."""
    return _running.get()


@contextmanager
def started() -> Iterator[RequestState]:
    """Run the block with a new state."""
    state = RequestState()
    token = _running.set(state)
    try:
        yield state
    finally:
        _running.reset(token)


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Set the deadline of the block; 0 seconds sets none."""
    state = running()
    if state is not None and seconds:
        state.deadline = perf_counter() + seconds
    try:
        yield
    finally:
        if state is not None:
            state.deadline = None


@contextmanager
def timed(kind: str) -> Iterator[None]:
    """Add the time of the block to `kind`; DeadlineExceeded if it begins past the deadline."""
    state = running()
    if state is None:
        yield
        return
    if state.is_past_deadline:
        raise DeadlineExceeded(kind)
    start = perf_counter()
    try:
        yield
    finally:
        state.spent[kind] = state.spent.get(kind, 0.0) + perf_counter() - start


def timed_query(
    execute: Callable[..., Any], sql: str, parameters: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Return an execute wrapper of Django's: adds the time of each query to `database`."""
    with timed("database"):
        return execute(sql, parameters, many, context)


def request_id() -> str:
    """Return the ID of the current request, or ''."""
    state = running()
    return state.request_id if state is not None else ""


def mark_incomplete() -> None:
    """Mark the response as incomplete, so that it is not cached."""
    state = running()
    if state is not None:
        state.is_incomplete = True


def is_incomplete() -> bool:
    state = running()
    return state is not None and state.is_incomplete


def remaining() -> float | None:
    """Return seconds until the deadline of the current request; None if it has none."""
    state = running()
    return state.remaining if state is not None else None


def is_past_deadline() -> bool:
    """Return whether the current request is past its deadline."""
    state = running()
    return state is not None and state.is_past_deadline
