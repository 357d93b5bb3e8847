"""Read untrusted files in a separate process with limited time and memory.

A file that exceeds the limits ends that process; the next one is read in a new process.
"""

import logging
import multiprocessing
import resource
import signal
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from typing import Any, Self, TypeVar

from archive.catalogue.error_messages import os_error_message
from archive.catalogue.image_format import UnreadableImage
from archive.command_messages import message

from .recognizer import NotInstalled

# Seconds allowed for one page.
MAX_SECONDS = 300
# Bytes of memory allowed for the process.
MAX_MEMORY = 3_000_000_000

Result = TypeVar("Result")


class PageProcess:
    """A process that starts on first use and ends with the `with` block."""

    def __init__(self, most_seconds: int = MAX_SECONDS) -> None:
        self._most_seconds = most_seconds
        self._process: ForkServerProcess | None = None
        self._connection: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._end()

    def run(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """Return `function(*arguments)`, run in the process.

        Raise UnreadableImage if the file cannot be read or takes too much time or memory, and
        NotInstalled if the packages for recognition are missing.
        """
        connection = self._started()
        connection.send((function, arguments))
        try:
            if not connection.poll(self._most_seconds):
                self._end()
                raise UnreadableImage(
                    message("超过 %(seconds)s 秒没有读完", seconds=self._most_seconds)
                )
            answer = connection.recv()
        except (EOFError, ConnectionResetError) as error:
            raise UnreadableImage(self._why_it_ended()) from error
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _started(self) -> Connection:
        if self._connection is None:
            context = multiprocessing.get_context("forkserver")
            connection, child_connection = context.Pipe()
            self._process = context.Process(target=_work, args=(child_connection,), daemon=True)
            self._process.start()
            child_connection.close()
            self._connection = connection
        return self._connection

    def _why_it_ended(self) -> str:
        code = None
        if self._process is not None:
            self._process.join(5)
            code = self._process.exitcode
        self._end()
        if code == -signal.SIGXCPU:
            return message("超过 %(seconds)s 秒没有读完", seconds=self._most_seconds)
        return message("读取时进程被终止（%(code)s），文件可能已损坏，或者太大", code=code)

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
        if self._connection is not None:
            self._connection.close()
        self._process = self._connection = None


def _work(connection: Connection) -> None:
    """Answer each request with a result or an exception."""
    # libvips' warnings become the error message of a bad image; Ctrl-C is for the parent process.
    logging.getLogger("pyvips").setLevel(logging.CRITICAL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY, MAX_MEMORY))
    while True:
        try:
            function, arguments = connection.recv()
        except EOFError:
            return
        connection.send(_answer(function, arguments))


def _answer(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    try:
        return function(*arguments)
    except (UnreadableImage, NotInstalled) as error:
        return type(error)(str(error))
    except MemoryError:
        megabytes = f"{MAX_MEMORY // 1_000_000:,}"
        return UnreadableImage(message("要用的内存超过 %(megabytes)s MB", megabytes=megabytes))
    except OSError as error:
        return UnreadableImage(os_error_message(error))
    except Exception as error:  # noqa: BLE001 (whatever a library makes of a hostile file)
        reason = f"{type(error).__name__}: {str(error)[:200]}"
        return UnreadableImage(message("无法读取：%(error)s", error=reason))
