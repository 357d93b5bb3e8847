"""Write records to an SQLite database of plain tables; equal records give equal rows, in order."""

import hashlib
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from archive import sqlite_files
from archive.editions.collection import collection
from archive.formats.schema_parts import Schema

from .database_tables import REFERENCES, TABLES, Column, TableDefinition, TablePart
from .record_types import RECORD_TYPES

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


SUFFIX = ".sqlite3"


def file_name() -> str:
    return f"{collection().key}{SUFFIX}"


# rows by table name
Rows = dict[str, list[tuple[Any, ...]]]


_TABLES = {table.name: table for table in TABLES}
# tables of nested records
_PARTS = {part.name: part for table in TABLES for part in table.parts}
# those whose rows have the keys of their records
_WITH_ROWID = {kind.name for kind in RECORD_TYPES if kind.model}
_WITHOUT_ROWID = " WITHOUT ROWID"


def rows_of(name: str, records: Sequence[Schema], keys: Sequence[int] | None) -> Rows:
    """Return the rows of records of one type, for its table and those of nested records; `keys` are
    those of the records, if the table has them.
    """
    table = _TABLES[name]
    rows: Rows = {name: [table.reader.read(record) for record in records]}
    if keys is not None:
        rows[name] = [(key, *row) for key, row in zip(keys, rows[name], strict=True)]
    for part in table.parts:
        rows[part.name] = [row for record in records for row in _nested_rows(part, record)]
    return rows


class Database:
    """The tables of a file while it is filled or brought up to date.

    A row of `_WITH_ROWID` has the key that its record has in the archive, and all other tables are
    in the order of their keys: so the same records are the same rows, however the file was made.
    """

    def __init__(self, connection: sqlite3.Connection):
        self._connection = connection

    def replace(self, name: str, row_ids: tuple[int, int] | None, rows: Rows) -> None:
        """Let a table have these rows, with what is nested in them, between two keys or at all."""
        raise NotImplementedError

    def _insert(self, name: str, rows: Collection[tuple[Any, ...]], schema: str = "main") -> None:
        if rows:
            table = _named_columns(name)
            places = ", ".join("?" * len(next(iter(rows))))
            self._connection.executemany(f"INSERT INTO {schema}.{table} VALUES ({places})", rows)


class _NewDatabase(Database):
    """A file that is filled, in the order of keys; nested rows are staged in a separate file.

    Inserting these unsorted would cause random writes all over a file larger than memory. They are
    sorted at the end instead.
    """

    def __init__(self, connection: sqlite3.Connection):
        super().__init__(connection)
        for table in TABLES:
            suffix = "" if table.name in _WITH_ROWID else _WITHOUT_ROWID
            connection.execute(_create(table.name, table.columns, table.key, suffix))
            for part in table.parts:
                key = (*part.key, NTH.name)
                connection.execute(_create(part.name, columns(part), key, _WITHOUT_ROWID))
                names = _quoted(column.name for column in columns(part))
                connection.execute(f'CREATE TABLE staging."{part.name}" ({names})')
        connection.execute(_DICTIONARY)
        self._insert("dictionary", list(_dictionary()))

    def replace(self, name: str, row_ids: tuple[int, int] | None, rows: Rows) -> None:
        for table, of_table in rows.items():
            self._insert(table, of_table, "staging" if table in _PARTS else "main")

    def finish(self) -> None:
        for name, part in _PARTS.items():
            key = _quoted((*part.key, NTH.name))
            self._connection.execute(
                f'INSERT INTO main."{name}" SELECT * FROM staging."{name}" ORDER BY {key}'
            )
        for table, names in _INDEXES:
            name = f"{table}_by_{names[0]}"
            self._connection.execute(f'CREATE INDEX "{name}" ON "{table}" ({_quoted(names)})')


class _UpdatedDatabase(Database):
    """A file that shares what has not changed with that of another edition."""

    def replace(self, name: str, row_ids: tuple[int, int] | None, rows: Rows) -> None:
        stored = {table: set(of_table) for table, of_table in self._stored(name, row_ids)}
        for table, before in stored.items():
            stale = before.difference(rows.get(table, ()))
            names, size = _key(table)
            self._connection.executemany(
                f'DELETE FROM "{table}" WHERE ({names}) = ({", ".join("?" * size)})',
                (row[:size] for row in stale),
            )
        for table, before in stored.items():
            self._insert(table, [row for row in rows.get(table, ()) if row not in before])

    def _stored(
        self, name: str, row_ids: tuple[int, int] | None
    ) -> Iterator[tuple[str, Iterable[tuple[Any, ...]]]]:
        """Yield the rows that there are of a table and of those of nested records."""
        within, limits = " WHERE owner.rowid BETWEEN ? AND ?" if row_ids else "", row_ids or ()
        selected = "owner.rowid, owner.*" if name in _WITH_ROWID else "owner.*"
        yield (
            name,
            self._connection.execute(f'SELECT {selected} FROM "{name}" AS owner{within}', limits),
        )
        table = _TABLES[name]
        for part in table.parts:
            same = " AND ".join(
                f'nested."{key}" = owner."{own}"'
                for key, own in zip(part.key, table.key, strict=True)
            )
            # CROSS: the rows of the owner's table are looked up first
            query = (
                f'SELECT nested.* FROM "{name}" AS owner'
                f' CROSS JOIN "{part.name}" AS nested ON {same}{within}'
            )
            yield part.name, self._connection.execute(query, limits)


@contextmanager
def database(path: Path, previous: Path | None = None) -> Iterator[Database]:
    """Make a database, complete when the block ends; it shares what it can with `previous`."""
    if previous is None:
        with _filled(path) as new:
            yield new
        return
    with (
        sqlite_files.updated(previous, path),
        closing(sqlite3.connect(path, isolation_level=None)) as connection,
    ):
        sqlite_files.begin_updating(connection)
        connection.execute("BEGIN")
        yield _UpdatedDatabase(connection)
        connection.execute("COMMIT")


@contextmanager
def _filled(path: Path) -> Iterator[Database]:
    staging = path.with_name(f".{path.name}.staging")
    staging.unlink(missing_ok=True)
    connection = sqlite3.connect(path.absolute().as_uri(), uri=True, isolation_level=None)
    try:
        connection.execute("ATTACH ? AS staging", (str(staging),))
        # no durability: nothing reads the file before it is complete
        for name in ("main", "staging"):
            connection.execute(f"PRAGMA {name}.journal_mode = OFF")
            connection.execute(f"PRAGMA {name}.synchronous = OFF")
            # negative: KiB rather than pages
            connection.execute(f"PRAGMA {name}.cache_size = -65536")
        connection.execute("BEGIN")
        tables = _NewDatabase(connection)
        yield tables
        tables.finish()
        connection.execute("COMMIT")
        connection.execute("DETACH staging")
        sqlite_files.make_sharable(connection)
    finally:
        connection.close()
        staging.unlink(missing_ok=True)


def content_sum(path: Path) -> str:
    """Return a SHA-256 of all rows and of what defines the tables, however the file was made."""
    digest = hashlib.sha256()
    with closing(sqlite_files.connect_read_only(path)) as connection:
        master = "SELECT name, type, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
        for name, kind, sql in connection.execute(master).fetchall():
            digest.update(sql.encode())
            if kind == "table":
                selected = "rowid, *" if name in _WITH_ROWID else "*"
                for row in connection.execute(f'SELECT {selected} FROM "{name}" ORDER BY 1'):
                    digest.update(repr(row).encode())
    return digest.hexdigest()


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


def _named_columns(name: str) -> str:
    """Return the name of a table, and of its columns if rows have a key beside them."""
    if name not in _WITH_ROWID:
        return f'"{name}"'
    return f'"{name}" (rowid, {_quoted(column.name for column in _TABLES[name].columns)})'


def _key(name: str) -> tuple[str, int]:
    """Return the columns of the key of a table, and how many; rows begin with them."""
    if name in _WITH_ROWID:
        return "rowid", 1
    key = (*_PARTS[name].key, NTH.name) if name in _PARTS else _TABLES[name].key
    return _quoted(key), len(key)


def _quoted(names: Iterable[str]) -> str:
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
