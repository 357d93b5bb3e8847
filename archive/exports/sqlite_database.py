"""Write records to an SQLite database of plain tables; equal records give equal bytes."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from archive.editions.collection import collection
from archive.formats.schema_parts import Schema

from .database_tables import REFERENCES, TABLES, Column, TableDefinition, TablePart

# indexes for common queries: (table, columns)
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


def file_name() -> str:
    return f"{collection().key}.sqlite3"


# rows by table name
Rows = dict[str, list[tuple[Any, ...]]]


def rows_of(name: str, records: Sequence[Schema]) -> Rows:
    """Return the rows of records of one type, for its table and those of nested records."""
    table = next(table for table in TABLES if table.name == name)
    rows: Rows = {table.name: [table.reader.read(record) for record in records]}
    for part in table.parts:
        rows[part.name] = [row for record in records for row in _nested_rows(part, record)]
    return rows


class Database:
    """The tables while they are filled; those of nested records are staged in a separate file.

    Tables WITHOUT ROWID are stored in key order, so inserting unsorted rows would cause random
    writes all over a file larger than memory. They are sorted at the end instead.
    """

    def __init__(self, connection: sqlite3.Connection, has_previous: bool = False):
        """Attach the previous file, if any, as `old`."""
        self._connection, self._has_previous = connection, has_previous
        self._parts = {part.name: part for table in TABLES for part in table.parts}
        for table in TABLES:
            connection.execute(_create(table.name, table.columns, table.key, ""))
            for part in table.parts:
                key = (*part.key, NTH.name)
                connection.execute(_create(part.name, columns(part), key, " WITHOUT ROWID"))
                names = _quoted(tuple(column.name for column in columns(part)))
                connection.execute(f'CREATE TABLE staging."{part.name}" ({names})')
        connection.execute(_DICTIONARY)
        connection.executemany(_insert("dictionary", 5), _dictionary())

    def exclude(self, name: str, ranges: Iterable[tuple[int, int]]) -> None:
        """Exclude these rows of a previous table, and what is nested in them, from copying."""
        table = next(table for table in TABLES if table.name == name)
        keys = _quoted(table.key)
        self._connection.execute(f'CREATE TABLE staging."forgotten_{name}" ({keys})')
        for first, last in ranges:
            self._connection.execute(
                f'INSERT INTO staging."forgotten_{name}" SELECT {keys} FROM old."{name}"'
                " WHERE rowid BETWEEN ? AND ?",
                (first, last),
            )
        self._connection.execute(f'CREATE INDEX staging."by_{name}" ON "forgotten_{name}" ({keys})')

    def copy_rows(self, name: str, first: int, last: int) -> None:
        """Copy rows of a table of the previous file; `sort` copies what is nested in them."""
        self._connection.execute(
            f'INSERT INTO main."{name}" SELECT * FROM old."{name}"'
            " WHERE rowid BETWEEN ? AND ? ORDER BY rowid",
            (first, last),
        )

    def revise(
        self, name: str, former: tuple[int, int], changed: Sequence[int], rows: Sequence[Rows]
    ) -> None:
        """Copy the `former` rows, replacing `changed` ones by new `rows`."""
        start, last = former
        for row, tables in zip(changed, rows, strict=True):
            self.copy_rows(name, start, row - 1)
            self.add(tables)
            start = row + 1
        self.copy_rows(name, start, last)

    def add(self, tables: Rows) -> None:
        for name, rows in tables.items():
            if rows:
                schema = "staging" if name in self._parts else "main"
                self._connection.executemany(_insert(name, len(rows[0]), schema), rows)

    def sort(self) -> None:
        """Move staged and copied nested rows into their tables, in the order of the key."""
        owners = {part.name: table for table in TABLES for part in table.parts}
        for name, part in self._parts.items():
            key = _quoted((*part.key, NTH.name))
            rows = f'SELECT * FROM staging."{name}"'
            if self._has_previous:
                table = owners[name]
                same = " AND ".join(
                    f'forgotten."{own}" = former."{nested}"'
                    for own, nested in zip(table.key, part.key, strict=True)
                )
                rows += (
                    f' UNION ALL SELECT * FROM old."{name}" AS former WHERE NOT EXISTS'
                    f' (SELECT 1 FROM staging."forgotten_{table.name}" AS forgotten WHERE {same})'
                )
            self._connection.execute(f'INSERT INTO main."{name}" {rows} ORDER BY {key}')


@contextmanager
def database(path: Path, previous: Path | None = None) -> Iterator[Database]:
    """Create a database, complete and indexed when the block ends; copy rows from `previous`."""
    staging = path.with_name(f".{path.name}.staging")
    staging.unlink(missing_ok=True)
    connection = sqlite3.connect(path.absolute().as_uri(), uri=True, isolation_level=None)
    try:
        connection.execute("ATTACH ? AS staging", (str(staging),))
        if previous is not None:
            uri = f"{previous.absolute().as_uri()}?mode=ro&immutable=1"
            connection.execute("ATTACH ? AS old", (uri,))
        # no durability: nothing reads the file before it is complete
        for name in ("main", "staging"):
            connection.execute(f"PRAGMA {name}.journal_mode = OFF")
            connection.execute(f"PRAGMA {name}.synchronous = OFF")
            # negative: KiB rather than pages
            connection.execute(f"PRAGMA {name}.cache_size = -65536")
        connection.execute("BEGIN")
        tables = Database(connection, previous is not None)
        yield tables
        tables.sort()
        for table, names in _INDEXES:
            name = f"{table}_by_{names[0]}"
            connection.execute(f'CREATE INDEX "{name}" ON "{table}" ({_quoted(names)})')
        connection.execute("COMMIT")
    finally:
        connection.close()
        staging.unlink(missing_ok=True)


def columns(part: TablePart) -> tuple[Column, ...]:
    """Return all columns of a nested table, the owner's key first."""
    end = len(part.key)
    return (*part.columns[:end], NTH, *part.columns[end:])


def _nested_rows(part: TablePart, record: Schema) -> Iterator[tuple[Any, ...]]:
    if nested := getattr(record, part.field):
        key = part.key_reader.read(record)
        for n, item in enumerate(nested, 1):
            yield *key, n, *part.reader.read(item)


def _create(name: str, table_columns: tuple[Column, ...], key: tuple[str, ...], suffix: str) -> str:
    names = {column.name for column in table_columns}
    lines = [f'"{column.name}" {column.type}' for column in table_columns]
    lines.append(f"PRIMARY KEY ({_quoted(key)})")
    lines += [
        f'FOREIGN KEY ({_quoted(local)}) REFERENCES "{table}" ({_quoted(foreign)})'
        for local, table, foreign in REFERENCES
        if names.issuperset(local)
    ]
    return f'CREATE TABLE "{name}" ({", ".join(lines)}){suffix}'


def _insert(table: str, columns: int, schema: str = "main") -> str:
    return f'INSERT INTO {schema}."{table}" VALUES ({", ".join("?" * columns)})'


def _quoted(names: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _dictionary() -> Iterator[tuple[str, ...]]:
    for table in TABLES:
        yield from _dictionary_rows(table, table.columns)
        for part in table.parts:
            yield from _dictionary_rows(part, columns(part))


def _dictionary_rows(
    table: TableDefinition | TablePart, table_columns: tuple[Column, ...]
) -> Iterator[tuple[str, ...]]:
    return (
        (table.name, column.name, column.type, column.says, column.licence)
        for column in table_columns
    )
