"""Writes the records into an SQLite database of plain tables, the same bytes for the same records."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.formats.parts import Record

from .tables import REFERENCES, TABLES, Column, Part, Table

NAME = "baozang.sqlite3"
# what is often asked for: (table, columns)
_INDEXES = (
    ("articles", ("date_earliest", "date_latest")),
    ("articles", ("newspaper_slug", "issue_key", "page_key")),
    ("article_topics", ("topic_slug",)),
    ("article_places", ("place_code",)),
    ("article_bylines", ("person_slug",)),
)
_DICTIONARY = (
    'CREATE TABLE "dictionary" ("table" TEXT, "column" TEXT, "type" TEXT, "says" TEXT, '
    '"licence" TEXT, PRIMARY KEY ("table", "column")) WITHOUT ROWID'
)
NTH = Column("nth", "INTEGER", "在其中的次序，从 1 数起", "", ())


class Database:
    def __init__(self, connection: sqlite3.Connection):
        self._connection = connection
        self._tables = {table.name: table for table in TABLES}
        for table in TABLES:
            connection.execute(_create(table.name, table.columns, table.key, ""))
            for part in table.parts:
                key = (*part.key, NTH.name)
                connection.execute(_create(part.name, columns(part), key, " WITHOUT ROWID"))
        connection.execute(_DICTIONARY)
        connection.executemany(_insert("dictionary", 5), _dictionary())

    def add(self, kind: str, record: Record) -> None:
        table = self._tables[kind]
        row = [column.read(record) for column in table.columns]
        self._connection.execute(_insert(table.name, len(row)), row)
        for part in table.parts:
            rows = list(_rows(part, record))
            if rows:
                self._connection.executemany(_insert(part.name, len(rows[0])), rows)


@contextmanager
def database(path: Path) -> Iterator[Database]:
    """A new database; complete and indexed when the block ends."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        # nothing reads it before it is whole
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        yield Database(connection)
        for table, names in _INDEXES:
            name = f"{table}_by_{names[0]}"
            connection.execute(f'CREATE INDEX "{name}" ON "{table}" ({_quoted(names)})')
        connection.execute("COMMIT")
    finally:
        connection.close()


def columns(part: Part) -> tuple[Column, ...]:
    """All columns of a table of parts, the owner's key first."""
    end = len(part.key)
    return (*part.columns[:end], NTH, *part.columns[end:])


def _rows(part: Part, record: Record) -> Iterator[list]:
    end = len(part.key)
    key = [column.read(record) for column in part.columns[:end]]
    for n, one in enumerate(getattr(record, part.field), 1):
        yield [*key, n, *(column.read(one) for column in part.columns[end:])]


def _create(name: str, made: tuple[Column, ...], key: tuple[str, ...], ending: str) -> str:
    names = {column.name for column in made}
    lines = [f'"{column.name}" {column.type}' for column in made]
    lines.append(f"PRIMARY KEY ({_quoted(key)})")
    lines += [
        f'FOREIGN KEY ({_quoted(here)}) REFERENCES "{table}" ({_quoted(there)})'
        for here, table, there in REFERENCES
        if names.issuperset(here)
    ]
    return f'CREATE TABLE "{name}" ({", ".join(lines)}){ending}'


def _insert(table: str, number: int) -> str:
    return f'INSERT INTO "{table}" VALUES ({", ".join("?" * number)})'


def _quoted(names: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _dictionary() -> Iterator[tuple[str, ...]]:
    for table in TABLES:
        yield from _described(table, table.columns)
        for part in table.parts:
            yield from _described(part, columns(part))


def _described(table: Table | Part, made: tuple[Column, ...]) -> Iterator[tuple[str, ...]]:
    return ((table.name, one.name, one.type, one.says, one.licence) for one in made)
