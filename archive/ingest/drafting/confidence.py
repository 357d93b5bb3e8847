"""Calibrate the drafter's confidence by kind of guess.

The tables of confidence.json were measured by `manage.py fit_drafter --confidence` on invented
pages of styles that the models had not been fitted to: nine in ten of the guesses to which a table
assigns 0.9 were right.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from .sequence_model import FITTED_TO

TABLES = Path(__file__).with_name("confidence.json")
# Share of the letters of a worn scan that recognition misreads.
_MISREAD = 0.01
# The reason given by a guess at a crosshead.
CROSSHEAD = "篇中的短行，作小标题"
_AS_FOUND: ContextVar[bool] = ContextVar("_AS_FOUND", default=False)
_BLOCK = re.compile(r"articles\[\d+\]\.body\[\d+\]")
_KINDS = (
    (re.compile(r"articles\[\d+\]"), "article"),
    (re.compile(r"articles\[\d+\]\.headline"), "decks"),
    (re.compile(r"articles\[\d+\]\.bylines\[\d+\]"), "bylines"),
    (re.compile(r"articles\[\d+\]\.places\[0\]"), "places"),
    (re.compile(r"apart\[\d+\]"), "apart"),
)


def kind_of(at: str, reason: str = "") -> str:
    """Return the kind of a guess by its path in a page; "" if its kind was not measured."""
    if reason == CROSSHEAD and _BLOCK.fullmatch(at):
        return "crossheads"
    return next((kind for pattern, kind in _KINDS if pattern.fullmatch(at)), "")


@contextmanager
def as_found() -> Iterator[None]:
    """Leave confidence uncalibrated within the context, so that it can be measured."""
    token = _AS_FOUND.set(True)
    try:
        yield
    finally:
        _AS_FOUND.reset(token)


def calibrated(at: str, confidence: float, reason: str = "", recognised: int = 0) -> float:
    """Return the calibrated confidence in a guess at the path `at` of a page.

    `recognised` is the number of letters of its wording that were recognised in an image: the
    tables were measured on text without misreadings.
    """
    if _AS_FOUND.get():
        return confidence
    table = _tables().get(kind_of(at, reason))
    if not table:
        return confidence
    return round(_in_table(table, confidence) * (1 - _MISREAD) ** recognised, 2)


def _in_table(table: list[tuple[float, float]], confidence: float) -> float:
    bounds = [bound for bound, _ in table]
    n = bisect_right(bounds, confidence)
    if n == 0:
        return table[0][1]
    if n == len(table):
        return table[-1][1]
    (low, from_value), (high, to_value) = table[n - 1], table[n]
    share = (confidence - low) / (high - low) if high > low else 1.0
    return from_value + share * (to_value - from_value)


@lru_cache(maxsize=1)
def _tables() -> dict[str, list[tuple[float, float]]]:
    data = json.loads(TABLES.read_text(encoding="utf-8"))
    data.pop(FITTED_TO, None)
    return {kind: [(bound, value) for bound, value in table] for kind, table in data.items()}
