"""What an edition was made of: the catalogue's files and issues by their sums.

The next publish compares its catalogue with this, to learn which issues have changed.
"""

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from archive import sqlite_files
from archive.catalogue.file_cache import FileCache
from archive.catalogue.files import all_files
from archive.catalogue.geometry import read_geometry
from archive.catalogue.held_files import HeldFiles, HeldFilesDigest
from archive.catalogue.page_texts import sha256s_of
from archive.catalogue.parallel_check import FilePart

FILE = "sources.sqlite3"
_TABLES = """
CREATE TABLE files (name PRIMARY KEY, sum, held, lines) WITHOUT ROWID;
CREATE TABLE issues (key PRIMARY KEY, sum, file) WITHOUT ROWID;
CREATE INDEX by_file ON issues (file);
"""
_ISSUES = "issues/"
# at the beginning of a line, as programs write it
_HEAD = re.compile(rb'\s*\{\s*"newspaper"\s*:\s*"([^"\\]+)"\s*,\s*"issue"\s*:\s*"([^"\\]+)"\s*,')


@dataclass
class SourceDifference:
    """How the catalogue differs from that of an earlier edition; keys are newspaper/issue."""

    # issues that are new or have changed, and where each stands
    changed: dict[str, FilePart] = field(default_factory=dict)
    # issues that are no longer there
    removed: set[str] = field(default_factory=set)
    # names of the other files that are new, gone or have changed
    files: set[str] = field(default_factory=set)


def record_sources(
    edition: Path, catalogue: Path, held_files: HeldFiles, previous: Path | None = None
) -> SourceDifference:
    """Write the file of `edition`; return how the catalogue differs from that of `previous`."""
    difference = SourceDifference()
    geometries = read_geometry(catalogue, held_files.cache)
    sums = HeldFilesDigest(held_files.texts, held_files.images, geometries)
    path = edition / FILE
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        if previous is None:
            connection.executescript(_TABLES)
        else:
            with closing(sqlite_files.connect_read_only(previous / FILE)) as old:
                old.backup(connection)
        connection.execute("BEGIN")
        _compare(connection, catalogue, sums, held_files.cache, difference)
        connection.execute("COMMIT")
    return difference


class SourceFile(NamedTuple):
    """A file of a catalogue: its SHA-256 and the number of its lines that are not blank."""

    sum: str
    lines: int

    def added_lines(self, path: Path) -> list[bytes] | None:
        """Return the lines that the file at `path` has after all that this one had.

        None if it does not begin with the same bytes.
        """
        digest, count = hashlib.sha256(), 0
        with path.open("rb") as file:
            while count < self.lines and (line := file.readline()):
                digest.update(line)
                count += not line.isspace()
            new_lines = list(file)
        return _not_blank(new_lines) if digest.hexdigest() == self.sum else None


def lines_of(path: Path) -> list[bytes]:
    """Return the lines of a file that are not blank."""
    return _not_blank(path.read_bytes().split(b"\n"))


def files_of(edition: Path) -> dict[str, SourceFile]:
    """Return the files of the edition's catalogue by name."""
    with closing(sqlite_files.connect_read_only(edition / FILE)) as connection:
        rows = connection.execute("SELECT name, sum, lines FROM files")
        return {name: SourceFile(sum_, lines) for name, sum_, lines in rows}


def _compare(
    connection: sqlite3.Connection,
    catalogue: Path,
    sums: HeldFilesDigest,
    cache: FileCache,
    difference: SourceDifference,
) -> None:
    rows_before = {name: row for name, *row in connection.execute("SELECT * FROM files")}
    changed: list[tuple[Path, str]] = []
    names = set()
    for path in all_files(catalogue):
        name = str(path.relative_to(catalogue))
        names.add(name)
        digest = ""
        if name.startswith(_ISSUES):
            digest = sums.digest_of(sha256s_of(path, cache))
        sum_, former = cache.sha256(path), rows_before.get(name)
        if former and former[:2] == [sum_, digest]:
            continue
        row = [sum_, digest, len(lines_of(path))]
        connection.execute("REPLACE INTO files VALUES (?, ?, ?, ?)", (name, *row))
        if name.startswith(_ISSUES):
            changed.append((path, name))
        else:
            difference.files.add(name)
    removed = rows_before.keys() - names
    difference.files |= {name for name in removed if not name.startswith(_ISSUES)}
    connection.executemany("DELETE FROM files WHERE name = ?", [(name,) for name in removed])
    _compare_issues(connection, changed, removed, sums, difference)


def _compare_issues(
    connection: sqlite3.Connection,
    changed: list[tuple[Path, str]],
    removed: set[str],
    sums: HeldFilesDigest,
    difference: SourceDifference,
) -> None:
    before: dict[str, str] = {}
    for name in (*(name for _, name in changed), *removed):
        rows = connection.execute("SELECT key, sum FROM issues WHERE file = ?", (name,))
        before |= dict(rows)
        connection.execute("DELETE FROM issues WHERE file = ?", (name,))
    by_sum = {sum_: key for key, sum_ in before.items()}
    now: set[str] = set()
    for path, name in changed:
        for part, data in _parts(path, name):
            sum_ = _sum_of_issue(data, sums)
            key = by_sum.get(sum_) or _key(path, data)
            now.add(key)
            connection.execute("REPLACE INTO issues VALUES (?, ?, ?)", (key, sum_, name))
            if before.get(key) != sum_:
                difference.changed[key] = part
    difference.removed = before.keys() - now


def _parts(path: Path, name: str) -> Iterator[tuple[FilePart, bytes]]:
    """Yield each issue of a file, and its bytes."""
    if path.suffix == ".yaml":
        data = path.read_bytes()
        yield FilePart(path, name, 0, len(data)), data
        return
    start = 0
    with path.open("rb") as file:
        for line in file:
            if not line.isspace():
                yield FilePart(path, name, start, start + len(line)), line
            start += len(line)


def _key(path: Path, data: bytes) -> str:
    if path.suffix == ".yaml":
        return f"{path.parent.name}/{path.stem}"
    if head := _HEAD.match(data):
        return f"{head[1].decode()}/{head[2].decode()}"
    record = json.loads(data)
    return f"{record['newspaper']}/{record['issue']}"


def _not_blank(lines: list[bytes]) -> list[bytes]:
    return [line for line in lines if line.strip()]


def _sum_of_issue(data: bytes, sums: HeldFilesDigest) -> str:
    return hashlib.sha256(data.rstrip() + sums.digest(data).encode()).hexdigest()
