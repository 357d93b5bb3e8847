"""The page images held locally, by SHA-256."""

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from archive.command_messages import message

# in the folder of editions: SHA-256 of files that were hashed before
CACHE = "image-sums.sqlite3"
_TABLE = """
CREATE TABLE IF NOT EXISTS sums (
    path TEXT PRIMARY KEY, size INTEGER, mtime_ns INTEGER, sha256 TEXT, former TEXT
) WITHOUT ROWID
"""


class PageImages(Mapping[str, Path]):
    """The files of an image folder by the SHA-256 (hex) of their bytes, whatever their names.

    A missing folder is empty; NotADirectoryError if it is a file. Digests are cached in `cache`, a
    SQLite file, and recomputed for a file whose size or modification time has changed. Without a
    writable cache, every file is read.
    """

    def __init__(self, folder: Path | None, cache: Path | None = None):
        self._paths: dict[str, Path] = {}
        # the digest of a file before its last change
        self._former: dict[Path, str] = {}
        if folder is None or not folder.exists():
            return
        if not folder.is_dir():
            problem = message("版面图应放在文件夹里，这里是文件")
            raise NotADirectoryError(f"{folder}: {problem}")
        with closing(_open(cache)) as sums, sums:
            for path in _files(folder):
                sha256, former = _sum(path, sums)
                self._paths.setdefault(sha256, path)
                if former:
                    self._former[path] = former

    def __getitem__(self, sha256: str) -> Path:
        return self._paths[sha256]

    def __contains__(self, sha256: object) -> bool:
        return sha256 in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def former_sha256(self, path: Path) -> str:
        """Return the digest of a file when last read, if the file has changed since; else ""."""
        return self._former.get(path, "")


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and path.is_file():
            yield path


def _open(cache: Path | None) -> sqlite3.Connection:
    if cache is not None:
        try:
            cache.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(cache)
            connection.execute(_TABLE)
            return connection
        except (OSError, sqlite3.Error):
            pass
    connection = sqlite3.connect(":memory:")
    connection.execute(_TABLE)
    return connection


def _sum(path: Path, sums: sqlite3.Connection) -> tuple[str, str]:
    """Return (SHA-256 of a file, its previous SHA-256 if the file has changed, else "")."""
    stat = path.stat()
    now = (stat.st_size, stat.st_mtime_ns)
    query = "SELECT size, mtime_ns, sha256, former FROM sums WHERE path = ?"
    row = sums.execute(query, (str(path),)).fetchone()
    if row and row[:2] == now:
        return row[2], row[3]
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    former = row[2] if row and row[2] != sha256 else row[3] if row else ""
    sums.execute(
        "REPLACE INTO sums VALUES (?, ?, ?, ?, ?)", (str(path), *now, sha256, former or "")
    )
    return sha256, former or ""
