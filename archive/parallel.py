"""Does pieces of work in several processes and hands back what they made in order, few pieces ahead."""

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any, TypeVar

Piece = TypeVar("Piece")
Made = TypeVar("Made")


def processes() -> int:
    """How many can compute at once here; 1 where a process cannot be forked."""
    if "fork" not in multiprocessing.get_all_start_methods():
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_order(
    work: Callable[[Piece], Made],
    pieces: Iterable[Piece],
    workers: int,
    begin: Callable[..., None] | None = None,
    arguments: tuple[Any, ...] = (),
    ahead: int = 2,
) -> Iterator[Made]:
    """What `work` makes of each piece, in the order of the pieces; in this process with one worker.

    `begin(*arguments)` is called once in each process. Processes are forked, so that the arguments
    are not copied; pieces and results are. So many pieces `ahead` of what was taken are in memory for
    each process, as such or as what was made of them. BrokenProcessPool when one of them is killed; they end
    when this one is.
    """
    if workers < 2:
        if begin:
            begin(*arguments)
        yield from map(work, pieces)
        return
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(workers, context, _begin_worker, (begin, *arguments)) as pool:
        waiting: deque[Future] = deque()
        try:
            for piece in pieces:
                waiting.append(pool.submit(work, piece))
                if len(waiting) > workers * ahead:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _begin_worker(begin: Callable[..., None] | None, *arguments: Any) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if begin:
        begin(*arguments)


def _end_with_parent() -> None:
    """Exit when the parent dies.

    Otherwise the worker waits forever for work, and keeps the file descriptors it inherited open.
    """
    if parent := multiprocessing.parent_process():
        parent.join()
    os._exit(1)
