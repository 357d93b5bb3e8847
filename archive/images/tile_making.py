"""Make the tile archives of many images, each in a process with limited time and memory.

A file that exceeds the limits ends only its own process. Processes are forked from a fresh server,
as libvips' threads do not survive a fork.
"""

import logging
import multiprocessing
import os
import resource
import shutil
import signal
import time
from collections.abc import Generator, Iterable
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import NamedTuple

import pyvips

from archive.command_messages import message
from archive.parallel import processes

from .open_image import UnreadableImage
from .tile_archive import TileArchive, archive_path
from .tiles import ImageFile, make_tile_archive

# limits for one image: seconds of CPU time, and bytes of address space on top of the idle process
MAX_SECONDS, MAX_MEMORY = 600, 2_500_000_000
# prefix of the folders of unfinished files
_STAGING_PREFIX = ".making-"


class Outcome(NamedTuple):
    """The result for an image; `reason` is empty if its archive was made."""

    image: ImageFile
    reason: str = ""
    # whether the file itself is at fault, so that retrying is useless
    is_unreadable: bool = False


class _Running(NamedTuple):
    process: ForkServerProcess
    receiver: Connection
    image: ImageFile
    # in time.monotonic()
    ends: float


def is_made(folder: Path, image: ImageFile) -> bool:
    """Return whether the archive of the image exists, of a PDF page in this size."""
    path = archive_path(folder, image.image_id)
    if image.pdf_page is None:
        return path.exists()
    try:
        info = TileArchive(path).info
    except FileNotFoundError:
        return False
    return (info.width, info.height) == image.size


def make_tile_archives(images: Iterable[ImageFile], folder: Path) -> Generator[Outcome]:
    """Remove leftovers of killed runs, then yield the outcome of each image as it is finished."""
    remove_leftovers(folder)
    staging = folder / f"{_STAGING_PREFIX}{os.getpid()}"
    staging.mkdir(parents=True)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    cores = processes()
    waiting, running = iter(images), dict[int, _Running]()
    try:
        while True:
            while len(running) < cores and (image := next(waiting, None)):
                receiver, sender = context.Pipe(duplex=False)
                process = context.Process(
                    target=_run_worker, args=(image, folder, staging, sender), daemon=True
                )
                process.start()
                sender.close()
                ends = time.monotonic() + 2 * MAX_SECONDS
                running[process.sentinel] = _Running(process, receiver, image, ends)
            if not running:
                return
            for sentinel in _wait_for_finished(running):
                yield _outcome(running.pop(sentinel))
    finally:
        for remaining in running.values():
            remaining.process.kill()
            remaining.process.join()
        shutil.rmtree(staging, ignore_errors=True)


def remove_leftovers(folder: Path) -> None:
    """Remove unfinished files left by killed runs."""
    for path in folder.glob(f"{_STAGING_PREFIX}*"):
        shutil.rmtree(path, ignore_errors=True)


def _wait_for_finished(running: dict[int, _Running]) -> list[int]:
    """Wait, and return the sentinels of processes that ended or timed out."""
    timeout = min(job.ends for job in running.values()) - time.monotonic()
    ended = [sentinel for sentinel in wait(list(running), max(0.0, timeout)) if sentinel in running]
    return ended or [sentinel for sentinel, job in running.items() if job.ends <= time.monotonic()]


def _outcome(finished: _Running) -> Outcome:
    process, receiver, image, _ = finished
    result = _received(receiver)
    if process.is_alive() and result is None:
        process.kill()
        seconds = 2 * MAX_SECONDS
        reason, is_unreadable = message("超过 %(seconds)s 秒没有完成", seconds=seconds), True
    elif result is not None:
        reason, is_unreadable = result
    elif process.exitcode == -signal.SIGXCPU:
        reason, is_unreadable = message("超过 %(seconds)s 秒没有完成", seconds=MAX_SECONDS), True
    else:
        reason, is_unreadable = (
            message("工作进程被系统终止（%(exitcode)s）", exitcode=process.exitcode),
            False,
        )
    process.join()
    process.close()
    receiver.close()
    return Outcome(image, reason, is_unreadable)


def _received(receiver: Connection) -> tuple[str, bool] | None:
    """Return the result that the process sent; None if it ended before sending one."""
    try:
        return receiver.recv() if receiver.poll() else None
    except EOFError:
        return None


def _run_worker(image: ImageFile, folder: Path, staging: Path, sender: Connection) -> None:
    """Make one archive in a separate process, and send (reason, whether the file is at fault)."""
    megabytes = f"{MAX_MEMORY // 1_000_000:,}"
    # translated while there is memory
    out_of_memory = message("要用的内存超过 %(megabytes)s MB", megabytes=megabytes)
    _set_limits()
    try:
        make_tile_archive(image, folder, staging)
    except UnreadableImage as error:
        sender.send((str(error), True))
    except MemoryError:
        sender.send((out_of_memory, True))
    except OSError as error:
        sender.send((str(error), False))
    else:
        sender.send(("", False))


def _set_limits() -> None:
    # libvips' warnings become the reason if the image is bad
    logging.getLogger("pyvips").setLevel(logging.CRITICAL)
    # one thread per image, as there are as many processes as cores
    pyvips.concurrency_set(1)
    pyvips.cache_set_max(0)
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS + 5))
    with suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        max_bytes = pages * resource.getpagesize() + MAX_MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (max_bytes, max_bytes))
