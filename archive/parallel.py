"""Work in other processes: an ordered map with a bounded number of items in flight, or one task."""

import gc
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection

Item = TypeVar("Item")
Result = TypeVar("Result")

# inherited connections, referenced so that they are not closed: that would end them in the parent
_inherited_connections: list[Any] = []


def processes() -> int:
    """Return the number of usable CPUs; 1 where processes cannot be forked."""
    if "fork" not in multiprocessing.get_all_start_methods():
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_order(
    work: Callable[[Item], Result],
    items: Iterable[Item],
    workers: int,
    begin: Callable[..., None] | None = None,
    arguments: tuple[Any, ...] = (),
    ahead: int = 2,
) -> Generator[Result]:
    """Yield `work(item)` for each item, in order; in this process if there is one worker.

    Each worker calls `begin(*arguments)` once. Workers are forked, so the arguments are not copied,
    unlike items and results. At most `workers * ahead` items or results are waiting in memory.
    BrokenProcessPool if a worker is killed; workers exit when this process does.
    """
    if workers < 2:
        if begin:
            begin(*arguments)
        yield from map(work, items)
        return
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(workers, context, _begin_worker, (begin, *arguments)) as pool:
        pending: deque[Future[Result]] = deque()
        try:
            for item in items:
                pending.append(pool.submit(_run_item, work, item))
                if len(pending) > workers * ahead:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        finally:
            for future in pending:
                future.cancel()


@contextmanager
def alongside(work: Callable[[], None]) -> Iterator[None]:
    """Run `work` in a forked process during the block, at whose end it has ended as well.

    What it raises is raised there, unless the block raises itself. In this process, after the
    block, where there is one CPU.
    """
    if processes() < 2:
        yield
        work()
        return
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(1, context, _begin_worker, (_begin_alongside, work)) as pool:
        result = pool.submit(_run_alongside)
        yield
        result.result()


# what the only task of a process is: inherited, as it need not be able to be pickled
_task: list[Callable[[], None]] = []


def _begin_alongside(work: Callable[[], None]) -> None:
    _task[:] = [work]
    abandon_connection()
    gc.enable()


def _run_alongside() -> None:
    (work,) = _task
    work()


def abandon_connection() -> None:
    """Drop the inherited database connection without closing it; the next query reconnects."""
    _inherited_connections.append(connection.connection)
    connection.connection = None


def _begin_worker(begin: Callable[..., None] | None, *arguments: Any) -> None:
    # Searching all objects for cycles, again and again while an item's are made, took a quarter of
    # the time: they are searched after each item, without those that were inherited.
    gc.disable()
    gc.freeze()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if begin:
        begin(*arguments)


def _run_item(work: Callable[[Item], Result], item: Item) -> Result:
    result = work(item)
    gc.collect()
    return result


def _end_with_parent() -> None:
    """Exit when the parent dies.

    Otherwise the worker waits forever for work, and keeps the file descriptors it inherited open.
    """
    if parent := multiprocessing.parent_process():
        parent.join()
    os._exit(1)
