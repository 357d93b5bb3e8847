"""Says from time to time how far a long work is: how many, how fast, how long it still takes."""

import time
from collections.abc import Callable, Iterable, Iterator

# seconds between two reports; shorter work says nothing
EVERY = 10.0


def with_progress(things: Iterable, total: int, doing: str, say: Callable[[str], None]) -> Iterator:
    """Passes things on; `total` is how many there will be."""
    started = said = time.monotonic()
    for done, thing in enumerate(things):
        now = time.monotonic()
        if done and now - said >= EVERY:
            said = now
            rate = done / (now - started)
            left = _said((total - done) / rate)
            say(f"{doing}：{done:,} / {total:,} 篇，每秒 {rate:,.0f} 篇，还要约 {left}")
        yield thing


def _said(seconds: float) -> str:
    return f"{seconds:.0f} 秒" if seconds < 90 else f"{seconds / 60:.0f} 分钟"
