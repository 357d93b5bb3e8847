"""A cache of faultless check results, so that unchanged parts of the catalogue are not rechecked.

A result is keyed by a digest of the checked piece, of the files held for its pages, and of the
program. Whether everything that the piece refers to still exists must be checked by the caller.
"""

import hashlib
import pickle
import sqlite3
from pathlib import Path
from typing import Any

FILE = "checked.sqlite3"
# seconds to wait for another process that has locked the file
_WAIT = 1
_TABLE = """
CREATE TABLE IF NOT EXISTS checked (
    sum BLOB PRIMARY KEY, result BLOB NOT NULL, used INTEGER NOT NULL
) WITHOUT ROWID
"""


class CheckCache:
    """Check results in a SQLite file; `version` identifies the program.

    If the file cannot be written, for instance while another process checks, nothing is cached.
    """

    def __init__(self, path: Path | None, version: str) -> None:
        self._version = version
        try:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = _open(path or ":memory:")
        except (OSError, sqlite3.Error):
            self._connection = _open(":memory:")

    def key(self, kind: str, data: bytes, dependencies: str) -> bytes:
        """Return the key of a piece; `dependencies` is what else its result depends on."""
        digest = hashlib.sha256(data)
        digest.update(f"{kind}\0{dependencies}\0{self._version}".encode())
        return digest.digest()

    def get(self, key: bytes) -> Any:
        """Return the result, or None."""
        row = self._connection.execute(
            "SELECT result FROM checked WHERE sum = ?", (key,)
        ).fetchone()
        try:
            result = pickle.loads(row[0]) if row else None
        except (pickle.UnpicklingError, AttributeError, EOFError, ImportError, IndexError):
            return None
        if result is not None:
            self._connection.execute("UPDATE checked SET used = 1 WHERE sum = ?", (key,))
        return result

    def put(self, key: bytes, result: Any) -> None:
        data = pickle.dumps(result, pickle.HIGHEST_PROTOCOL)
        self._connection.execute("REPLACE INTO checked VALUES (?, ?, 1)", (key, data))

    def close(self) -> None:
        """Commit, and remove every result that was not used since the cache was opened."""
        self._connection.execute("DELETE FROM checked WHERE NOT used")
        self._connection.execute("COMMIT")
        self._connection.close()


def _open(path: Path | str) -> sqlite3.Connection:
    """Open the file, and mark all results as unused."""
    connection = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(_TABLE)
        connection.execute("UPDATE checked SET used = 0")
    except sqlite3.Error:
        connection.close()
        raise
    return connection
