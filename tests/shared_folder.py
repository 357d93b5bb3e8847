"""Folders that all processes of a test run (-n) share, so that each edition is published once."""

import fcntl
import os
from contextlib import contextmanager


@contextmanager
def shared_folder(tmp_path_factory, name):
    """Lock and return a folder of the whole run; the first process to enter fills it."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    folder = folder / name
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder
