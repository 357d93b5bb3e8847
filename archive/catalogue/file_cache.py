"""A cache of what was computed from files, valid while these are unchanged.

As in git's index, a file is unchanged if its inode, size and times are. One that changed less than
two seconds before it was read may have changed again without a new time, and is read again. Unlike
these, the number of a device differs after a restart of a container, and is left out.
"""

import hashlib
import os
import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, Self

# in the folder of editions
FILE = "files.sqlite3"
# nanoseconds from the last change of a file until it can be told from a later one by its time
_SETTLED = 2_000_000_000
# seconds to wait for another process that has locked the cache
_WAIT = 1
_TABLE = """
CREATE TABLE IF NOT EXISTS files (
    path BLOB, kind TEXT, state TEXT, is_settled INTEGER, value BLOB, PRIMARY KEY (path, kind)
) WITHOUT ROWID
"""
_SHA256 = "sha256"


# path and kind; bytes, as names of files need not be UTF-8
_Key = tuple[bytes, str]


class _Row(NamedTuple):
    # of the file when it was read
    state: str
    # whether it would be another one after any later change
    is_settled: bool
    value: bytes

    def is_valid(self, state: str) -> bool:
        return self.is_settled and self.state == state


class FileCache:
    """Values of several kinds by file, kept in a SQLite file; without one, for this object only.

    `version` identifies the program: values of another one are not returned, except SHA-256. If the
    SQLite file cannot be read or written, everything is computed again; a damaged one is replaced.
    Nothing that was computed earlier is returned unless it is `trusted`. As a context manager, it
    saves at the end.
    """

    def __init__(self, path: Path | None = None, version: str = "", trusted: bool = True) -> None:
        self._trusted = trusted
        self._path = path
        self._version = version
        # of each process: one that was inherited is neither used nor closed
        self._connections: dict[int, sqlite3.Connection | None] = {}
        self._new: dict[_Key, _Row] = {}
        # files that are being read: their state before, and whether it is settled
        self._begun: dict[_Key, tuple[str, bool]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def get(self, path: Path, kind: str) -> bytes | None:
        """Return the value; None if the file must be read, after which `put` is to be called."""
        key, (state, is_settled) = _key(path, kind), self._state(path, kind)
        if (row := self._new.get(key)) and row.is_valid(state):
            return row.value
        if self._trusted and (row := self._saved(key)) and row.is_valid(state):
            return row.value
        self._begun[key] = state, is_settled
        return None

    def put(self, path: Path, kind: str, value: bytes) -> None:
        """Keep the value of a file that `get` was asked for before it was read."""
        key = _key(path, kind)
        state, is_settled = self._begun.pop(key)
        if self._state(path, kind)[0] == state:
            self._new[key] = _Row(state, is_settled, value)

    def sha256(self, path: Path) -> str:
        """Return the SHA-256 of a file's bytes, in hexadecimal digits."""
        return self.sha256s(path)[0]

    def sha256s(self, path: Path) -> tuple[str, str]:
        """Return the SHA-256, and that before the last change of the file, "" if not known."""
        if value := self.get(path, _SHA256):
            return value[:64].decode(), value[64:].decode()
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        key = _key(path, _SHA256)
        row = self._new.get(key) or self._saved(key)
        known = row.value.decode() if row else ""
        former = known[:64] if known[:64] != sha256 else known[64:]
        self.put(path, _SHA256, f"{sha256}{former}".encode())
        return sha256, former

    def _saved(self, key: _Key) -> _Row | None:
        """Return the row in the SQLite file, whatever has become of the file since."""
        query = "SELECT state, is_settled, value FROM files WHERE path = ? AND kind = ?"
        if (connection := self._connected()) is None:
            return None
        try:
            row = connection.execute(query, key).fetchone()
        except sqlite3.Error:
            return None
        return _Row(*row) if row else None

    def _connected(self) -> sqlite3.Connection | None:
        process = os.getpid()
        if self._path and process not in self._connections:
            self._connections[process] = _open(self._path)
        return self._connections.get(process)

    def save(self) -> None:
        """Save what is new."""
        rows = [(*key, *row) for key, row in sorted(self._new.items())]
        if rows and (connection := self._connected()):
            # what cannot be saved is computed again
            with suppress(sqlite3.Error), connection:
                connection.executemany("REPLACE INTO files VALUES (?, ?, ?, ?, ?)", rows)

    def close(self) -> None:
        self.save()
        if connection := self._connections.pop(os.getpid(), None):
            connection.close()

    def _state(self, path: Path, kind: str) -> tuple[str, bool]:
        """Return the state of a file, and whether it has been the same for some time."""
        now, stat = time.time_ns(), path.stat()
        is_settled = max(stat.st_mtime_ns, stat.st_ctime_ns) + _SETTLED < now
        state = f"{stat.st_ino} {stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns}"
        return state if kind == _SHA256 else f"{state} {self._version}", is_settled


def _key(path: Path, kind: str) -> _Key:
    return os.fsencode(os.path.abspath(path)), kind


def _open(path: Path) -> sqlite3.Connection | None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return _connect(path)
        except sqlite3.OperationalError:
            # locked, or the disk is full
            return None
        except sqlite3.DatabaseError:
            path.unlink()
            return _connect(path)
    except (OSError, sqlite3.Error):
        return None


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_WAIT)
    try:
        connection.execute(_TABLE)
    except sqlite3.Error:
        connection.close()
        raise
    return connection
