"""The clock of a request: its code, what its time goes into, and when it must stop.

A clock belongs to one thread of control (a ContextVar): what runs beside it has none, and neither
has a command.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from time import perf_counter

from archive.idents import ALPHABET

# characters of a code: short enough to be read out, 29**8 of them
CODE = 8


class OutOfTime(Exception):
    """The request has been at work for longer than it may."""


class Clock:
    """All times in seconds."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self.deadline: float | None = None
        # whether something that belongs into the answer could not be had
        self.lacks = False
        self._started = perf_counter()

    @cached_property
    def code(self) -> str:
        """Made where it is asked for: most answers have none."""
        # not every code is as likely as the next, which matters to nobody
        return "".join(ALPHABET[byte % len(ALPHABET)] for byte in secrets.token_bytes(CODE))

    @property
    def elapsed(self) -> float:
        return perf_counter() - self._started

    @property
    def is_over(self) -> bool:
        return self.deadline is not None and perf_counter() > self.deadline


_running: ContextVar[Clock | None] = ContextVar("clock", default=None)


def running() -> Clock | None:
    """The clock of the request that is being answered."""
    return _running.get()


@contextmanager
def started() -> Iterator[Clock]:
    """A new clock for what is done within."""
    clock = Clock()
    token = _running.set(clock)
    try:
        yield clock
    finally:
        _running.reset(token)


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """What is done within must stop after so many seconds; 0 sets no limit."""
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
    """Counts the time of what is done within; OutOfTime before it begins if there is none left."""
    clock = running()
    if clock is None:
        yield
        return
    if clock.is_over:
        raise OutOfTime(what)
    began = perf_counter()
    try:
        yield
    finally:
        clock.spent[what] = clock.spent.get(what, 0.0) + perf_counter() - began


def code() -> str:
    """By which the log line of the request that is being answered is found; '' outside of requests."""
    clock = running()
    return clock.code if clock is not None else ""


def mark_incomplete() -> None:
    """Says that the answer lacks something, so that nobody keeps it as a whole one."""
    clock = running()
    if clock is not None:
        clock.lacks = True


def is_incomplete() -> bool:
    clock = running()
    return clock is not None and clock.lacks


def is_over() -> bool:
    """Whether the request that is being answered must stop."""
    clock = running()
    return clock is not None and clock.is_over
