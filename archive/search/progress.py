"""Progress reports of long tasks: count, rate, time left."""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

# seconds between reports; a shorter task makes none
EVERY = 10.0


def with_progress(
    items: Iterable[T], total: int, task: str, say: Callable[[str], None]
) -> Iterator[T]:
    """Yield the items, reporting progress; `total` is their expected number."""
    started = reported = time.monotonic()
    for done, item in enumerate(items):
        current = time.monotonic()
        if done and current - reported >= EVERY:
            reported = current
            rate = done / (current - started)
            left = _duration((total - done) / rate)
            say(f"{task}：{done:,} / {total:,} 篇，每秒 {rate:,.0f} 篇，还要约 {left}")
        yield item


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} 秒" if seconds < 90 else f"{seconds / 60:.0f} 分钟"
