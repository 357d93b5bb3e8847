"""Results of checks, kept by the sum of what was checked, so that it is not checked again.

Only faultless results are kept. They rest on the piece itself, on what is held of its pages, and on
the program; that what it refers to still exists is for the caller to prove each time.
"""

import hashlib
import pickle
import sqlite3
from pathlib import Path
from typing import Any

FILE = "checked.sqlite3"
# seconds to wait for another program that has the file
_WAIT = 1
_TABLE = """
CREATE TABLE IF NOT EXISTS checked (
    sum BLOB PRIMARY KEY, result BLOB NOT NULL, used INTEGER NOT NULL
) WITHOUT ROWID
"""


class CheckMemory:
    """Results in a SQLite file, or none if it cannot be written, as while another program checks;
    `version` names the program.
    """

    def __init__(self, path: Path | None, version: str) -> None:
        self._version = version
        try:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = _begun(path or ":memory:")
        except (OSError, sqlite3.Error):
            self._connection = _begun(":memory:")

    def sum_of(self, kind: str, data: bytes, beside: str) -> bytes:
        """Return the sum of a piece of a kind, and of what its result rests on beside it."""
        digest = hashlib.sha256(data)
        digest.update(f"{kind}\0{beside}\0{self._version}".encode())
        return digest.digest()

    def get(self, sum_: bytes) -> Any:
        row = self._connection.execute(
            "SELECT result FROM checked WHERE sum = ?", (sum_,)
        ).fetchone()
        try:
            result = pickle.loads(row[0]) if row else None
        except (pickle.UnpicklingError, AttributeError, EOFError, ImportError, IndexError):
            return None
        if result is not None:
            self._connection.execute("UPDATE checked SET used = 1 WHERE sum = ?", (sum_,))
        return result

    def put(self, sum_: bytes, result: Any) -> None:
        data = pickle.dumps(result, pickle.HIGHEST_PROTOCOL)
        self._connection.execute("REPLACE INTO checked VALUES (?, ?, 1)", (sum_, data))

    def close(self) -> None:
        """Keep what was used, and nothing else."""
        self._connection.execute("DELETE FROM checked WHERE NOT used")
        self._connection.execute("COMMIT")
        self._connection.close()


def _begun(path: Path | str) -> sqlite3.Connection:
    """Open the file, and mark everything in it as unused."""
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
