"""Progress reports of long tasks: count, rate, time left."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from archive.command_messages import message

T = TypeVar("T")
# what a long task calls with each message, such as print
ProgressCallback = Callable[[str], object]

# seconds between reports; a shorter task makes none
INTERVAL = 10.0


def with_progress(
    items: Iterable[T],
    total: int,
    task: str,
    report: ProgressCallback,
    unit: str = "",
    quick: Sequence[bool] = (),
) -> Iterator[T]:
    """Yield the items and report progress; `total` is the expected number, `unit` counts them.

    `quick` is true for each item that takes no time, such as those of an earlier run; they do not
    count for the estimated time.
    """
    unit = unit or message("篇")
    slow_items = total - sum(quick)
    last = reported = time.monotonic()
    slow, spent = 0, 0.0
    for done, item in enumerate(items):
        current = time.monotonic()
        if not quick or (done and not quick[done - 1]):
            slow += done > 0
            spent += current - last
        last = current
        if slow and spent and current - reported >= INTERVAL:
            reported = current
            rate = slow / spent
            remaining = _duration((slow_items - slow) / rate)
            pace = f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}"
            report(
                message(
                    "%(task)s：%(done)s / %(total)s %(unit)s，每秒 %(pace)s "
                    "%(unit)s，约剩 %(left)s",
                    task=task,
                    done=f"{done:,}",
                    total=f"{total:,}",
                    unit=unit,
                    pace=pace,
                    left=remaining,
                )
            )
        yield item


def _duration(seconds: float) -> str:
    return (
        message("%(seconds)s 秒", seconds=f"{seconds:.0f}")
        if seconds < 90
        else message("%(minutes)s 分钟", minutes=f"{seconds / 60:.0f}")
    )
