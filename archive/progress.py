"""Progress reports of long tasks: count, rate, time left."""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

# seconds between reports; a shorter task makes none
EVERY = 10.0


def with_progress(
    items: Iterable[T], total: int, task: str, say: Callable[[str], None], unit: str = "篇"
) -> Iterator[T]:
    """Yield the items and report progress; `total` is how many are expected, `unit` counts them."""
    started = reported = time.monotonic()
    for done, item in enumerate(items):
        current = time.monotonic()
        if done and current - reported >= EVERY:
            reported = current
            rate = done / (current - started)
            left = _duration((total - done) / rate)
            pace = f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}"
            say(f"{task}：{done:,} / {total:,} {unit}，每秒 {pace} {unit}，还要约 {left}")
        yield item


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} 秒" if seconds < 90 else f"{seconds / 60:.0f} 分钟"
