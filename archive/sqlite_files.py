"""SQLite files that editions share: a file that stays as it is, and beside it SQLite's write-ahead
log with the pages that have changed since.

A file without a log is complete. One with a log is a hard link of an earlier edition's; only the
log is the edition's own. Nobody may fold the log of a shared file into it (a checkpoint), as other
editions read the file with logs of their own: so such files are read-only, and are opened here.
"""

import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from archive.joined_files import FileRange, Piece
from archive.shared_files import copy_file, link_or_copy

# The format of a log (https://sqlite.org/fileformat2.html#the_write_ahead_log): its header with the
# size of a page and the salts; then pages, each after its number, the number of all pages if it
# ends a transaction, and the salts.
_LOG_HEADER, _PAGE_HEADER = struct.Struct(">8x I 4x 8s 8x"), struct.Struct(">I I 8s 8x")
# in a file's header: whether it is read and written with a log (2) or without (1)
_VERSIONS = slice(18, 20)
# Bytes of a page of files in which an update changes short rows everywhere: its log has the page of
# each. The default is 4096.
SMALL_PAGES = 1024
# Bytes of a log above which it is folded into a copy of the file, and the share of the file's. Each
# connection reads the whole log once.
MAX_LOG_SIZE, MAX_LOG_SHARE = 128 << 20, 0.5


def log_of(path: Path) -> Path:
    """Return the path of the file's log, which need not exist."""
    return path.with_name(f"{path.name}-wal")


def read_only_uri(path: Path) -> str:
    """Return the URI that opens the file for reading, its log included; call `begin_reading` then.

    Nothing is locked, since nobody writes to an edition.
    """
    option = "vfs=unix-none" if log_of(path).exists() else "immutable=1"
    return f"{path.resolve().as_uri()}?mode=ro&{option}"


def begin_reading(connection: sqlite3.Connection) -> None:
    """Keep the index of the log in memory, not in a file; before any other statement."""
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")


def connect_read_only(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(read_only_uri(path), uri=True)
    begin_reading(connection)
    return connection


def as_one_file(path: Path) -> list[Piece]:
    """Return the pieces of the database as a file by itself, which needs no log."""
    log, pieces, start = log_of(path), list[FileRange](), 0
    page_size, places, count = _pages_in(log) if log.exists() else (1, {}, path.stat().st_size)
    for number in sorted(places):
        end = (number - 1) * page_size
        pieces += [FileRange(path, start, end - start)] if end > start else []
        pieces.append(FileRange(log, places[number], page_size))
        start = number * page_size
    if start < count * page_size:
        pieces.append(FileRange(path, start, count * page_size - start))
    first, *following = pieces
    with first.path.open("rb") as file:
        file.seek(first.start)
        head = bytearray(file.read(_VERSIONS.stop))
    head[_VERSIONS] = b"\1\1"
    remainder = FileRange(first.path, first.start + len(head), first.size - len(head))
    return [bytes(head), remainder, *following]


def _pages_in(log: Path) -> tuple[int, dict[int, int], int]:
    """Return the size of a page, {number of a page: offset of its last content} and the number of
    all pages of the database, those that are only in its file included.
    """
    places: dict[int, int] = {}
    # pages of a transaction, which count if it was ended
    pending: dict[int, int] = {}
    count = 0
    with log.open("rb") as file:
        page_size, salts = _LOG_HEADER.unpack(file.read(_LOG_HEADER.size))
        while len(header := file.read(_PAGE_HEADER.size)) == _PAGE_HEADER.size:
            number, total, same_salts = _PAGE_HEADER.unpack(header)
            if same_salts != salts:
                break
            pending[number] = file.tell()
            file.seek(page_size, 1)
            if total:
                places |= pending
                pending.clear()
                count = total
    return page_size, places, count


def make_sharable(connection: sqlite3.Connection) -> None:
    """Let later editions share a file that is complete: what they change goes to a log."""
    connection.execute("PRAGMA journal_mode = WAL")


def begin_updating(connection: sqlite3.Connection) -> None:
    """Keep the log from being folded into the file; for connections within `updated`."""
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute("PRAGMA synchronous = OFF")


@contextmanager
def updated(source: Path, target: Path, max_log_size: int = MAX_LOG_SIZE) -> Iterator[None]:
    """Make `target` the same as `source`, so that it can be changed within the block.

    Connections call `begin_updating`. The file is shared, unless its log is longer than
    `max_log_size` bytes or MAX_LOG_SHARE of it.
    """
    log, size = log_of(source), source.stat().st_size
    length = log.stat().st_size if log.exists() else 0
    if length > min(max_log_size, MAX_LOG_SHARE * size):
        _fold(source, target)
        yield
        return
    link_or_copy(source, target)
    if length:
        copy_file(log, log_of(target))
    before = target.stat()
    mode = before.st_mode & 0o777
    target.chmod(mode | 0o200)
    uri = f"{target.resolve().as_uri()}?mode=ro"
    try:
        # While this connection is open, SQLite does not fold the log when others are closed; nor
        # when this one is, which cannot write.
        with closing(sqlite3.connect(uri, uri=True)) as guard:
            guard.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if guard.execute("PRAGMA journal_mode").fetchone() != ("wal",):
                raise sqlite3.DatabaseError(f"{source}: not made to be shared")
            yield
    finally:
        target.with_name(f"{target.name}-shm").unlink(missing_ok=True)
        log = log_of(target)
        # SQLite makes an empty one even if nothing changes, and removes it when it is next closed
        if log.exists() and not log.stat().st_size:
            log.unlink()
        target.chmod(mode & ~0o222)
    after = target.stat()
    if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size):
        raise sqlite3.DatabaseError(f"{target}: the shared file was written to")


def remove(path: Path) -> None:
    for file in (path, log_of(path), path.with_name(f"{path.name}-shm")):
        file.unlink(missing_ok=True)


def _fold(source: Path, target: Path) -> None:
    """Make `target` a copy of `source` with what its log has."""
    copy_file(source, target)
    copy_file(log_of(source), log_of(target))
    with closing(sqlite3.connect(target)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
