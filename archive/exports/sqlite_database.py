"""Writes the records into an SQLite database of plain tables, the same bytes for the same records."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.formats.schema_parts import Schema

from .database_tables import REFERENCES, TABLES, Column, TableDefinition, TablePart

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


# rows by table
Rows = dict[str, list[tuple]]


def rows_of(kind: str, records: list[Schema]) -> Rows:
    """The rows that records of a kind come to, in its table and in those of their parts."""
    table = next(table for table in TABLES if table.name == kind)
    made: Rows = {table.name: [table.reader.read(one) for one in records]}
    for part in table.parts:
        made[part.name] = [row for one in records for row in _rows(part, one)]
    return made


class Database:
    """Tables as they are filled; those of parts wait in a file of their own until they are sorted.

    What is known by its key alone lies in the order of the key: brought there row by row it would
    be all over a file that no memory holds.
    """

    def __init__(self, connection: sqlite3.Connection):
        self._connection = connection
        self._parts = {part.name: part for table in TABLES for part in table.parts}
        for table in TABLES:
            connection.execute(_create(table.name, table.columns, table.key, ""))
            for part in table.parts:
                key = (*part.key, NTH.name)
                connection.execute(_create(part.name, columns(part), key, " WITHOUT ROWID"))
                names = _quoted(tuple(column.name for column in columns(part)))
                connection.execute(f'CREATE TABLE waiting."{part.name}" ({names})')
        connection.execute(_DICTIONARY)
        connection.executemany(_insert("dictionary", 5), _dictionary())

    def add(self, made: Rows) -> None:
        for name, rows in made.items():
            if rows:
                where = "waiting" if name in self._parts else "main"
                self._connection.executemany(_insert(name, len(rows[0]), where), rows)

    def sort(self) -> None:
        for name, part in self._parts.items():
            key = _quoted((*part.key, NTH.name))
            self._connection.execute(
                f'INSERT INTO main."{name}" SELECT * FROM waiting."{name}" ORDER BY {key}'
            )


@contextmanager
def database(path: Path) -> Iterator[Database]:
    """A new database; complete and indexed when the block ends."""
    waiting = path.with_name(f".{path.name}.waiting")
    waiting.unlink(missing_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("ATTACH ? AS waiting", (str(waiting),))
        # nothing reads it before it is whole
        for name in ("main", "waiting"):
            connection.execute(f"PRAGMA {name}.journal_mode = OFF")
            connection.execute(f"PRAGMA {name}.synchronous = OFF")
            # in KiB, of the pages that are held in memory
            connection.execute(f"PRAGMA {name}.cache_size = -65536")
        connection.execute("BEGIN")
        made = Database(connection)
        yield made
        made.sort()
        for table, names in _INDEXES:
            name = f"{table}_by_{names[0]}"
            connection.execute(f'CREATE INDEX "{name}" ON "{table}" ({_quoted(names)})')
        connection.execute("COMMIT")
    finally:
        connection.close()
        waiting.unlink(missing_ok=True)


def columns(part: TablePart) -> tuple[Column, ...]:
    """All columns of a table of parts, the owner's key first."""
    end = len(part.key)
    return (*part.columns[:end], NTH, *part.columns[end:])


def _rows(part: TablePart, record: Schema) -> Iterator[tuple]:
    if several := getattr(record, part.field):
        key = part.key_reader.read(record)
        for n, one in enumerate(several, 1):
            yield *key, n, *part.reader.read(one)


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


def _insert(table: str, number: int, where: str = "main") -> str:
    return f'INSERT INTO {where}."{table}" VALUES ({", ".join("?" * number)})'


def _quoted(names: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _dictionary() -> Iterator[tuple[str, ...]]:
    for table in TABLES:
        yield from _described(table, table.columns)
        for part in table.parts:
            yield from _described(part, columns(part))


def _described(
    table: TableDefinition | TablePart, made: tuple[Column, ...]
) -> Iterator[tuple[str, ...]]:
    return ((table.name, one.name, one.type, one.says, one.licence) for one in made)
