"""Results come back in order, and workers end when their parent does."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from concurrent.futures.process import BrokenProcessPool

import pytest
from django.conf import settings

from archive import parallel

# holds a lock as `publish` does, and has pieces made that never end
PROGRAM = """
import fcntl, os, sys, time
from archive import parallel

def work(piece):
    # in one call: unbuffered, print writes a line and its end apart, and both processes write
    os.write(1, b"begun\\n")
    time.sleep(60)

with open(sys.argv[1], "w") as lock:
    fcntl.flock(lock, fcntl.LOCK_EX)
    list(parallel.in_order(work, range(9), 2))
"""


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_the_pieces(workers):
    assert list(parallel.in_order(abs, range(-40, 0), workers)) == list(range(40, 0, -1))


class _InACycle:
    """An object that only the cycle collector frees; counts its instances in the process."""

    count = 0

    def __init__(self):
        type(self).count += 1
        self.itself = self

    def __del__(self):
        type(self).count -= 1


def _leave_cycles(number):
    results = _InACycle.count
    for _ in range(number):
        _InACycle()
    return results


def test_what_an_item_leaves_behind_is_freed_before_the_next():
    """Or memory would grow with the number of items: workers search for cycles between them."""
    assert list(parallel.in_order(_leave_cycles, [100] * 8, 2)) == [0] * 8


def test_workers_end_with_the_process_that_is_killed(tmp_path):
    """Otherwise they would hold the lock of `publish`, and no other process could resume it."""
    path = tmp_path / "lock"
    command = [sys.executable, "-c", PROGRAM, str(path)]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True)
    with process, path.open("w") as lock:
        for _ in range(2):
            assert process.stdout.readline() == "begun\n"
        process.send_signal(signal.SIGKILL)
        until = time.monotonic() + 20
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                assert time.monotonic() < until, "a worker still holds it"
                time.sleep(0.05)
            else:
                break


@pytest.mark.parametrize("cores", [1, 2])
def test_work_alongside_is_done_when_the_block_ends(cores, monkeypatch, tmp_path):
    monkeypatch.setattr(parallel, "processes", lambda: cores)
    with parallel.alongside(lambda: (tmp_path / "pid").write_text(str(os.getpid()))):
        pass
    assert (int((tmp_path / "pid").read_text()) == os.getpid()) == (cores == 1)


@pytest.mark.parametrize("cores", [1, 2])
def test_what_work_alongside_raises_is_raised_at_the_end_of_the_block(cores, monkeypatch):
    monkeypatch.setattr(parallel, "processes", lambda: cores)
    completed = []
    with pytest.raises(OSError, match="full"), parallel.alongside(_fill_the_disk):
        completed.append(True)
    assert completed


def test_what_the_block_raises_comes_before_what_work_alongside_raises(monkeypatch):
    """An interrupted publish can be resumed, whatever befell its other process."""
    monkeypatch.setattr(parallel, "processes", lambda: 2)
    with pytest.raises(KeyboardInterrupt), parallel.alongside(_fill_the_disk):
        raise KeyboardInterrupt


def test_work_alongside_that_is_killed_is_noticed(monkeypatch):
    monkeypatch.setattr(parallel, "processes", lambda: 2)
    with (
        pytest.raises(BrokenProcessPool),
        parallel.alongside(lambda: os.kill(os.getpid(), signal.SIGKILL)),
    ):
        pass


def _fill_the_disk():
    raise OSError("the disk is full")
