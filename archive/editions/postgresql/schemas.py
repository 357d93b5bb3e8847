"""Build the schema of an edition under a temporary name, and drop schemas that belong to none."""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper

from archive.command_messages import message
from archive.editions.current import EditionUnavailable
from archive.editions.database import Row

# the file of an edition that names its schema: {"schema": "edition_…"}
MARKER = "postgresql.json"
# key of the advisory lock held by a publisher: any number that no other program uses
_LOCK = 0x6261_6F7A
# milliseconds
_LOCK_TIMEOUT = 3000
# true only if text is sorted by code point, as in SQLite; no language's collation does this
_SORTS_BY_CODE_POINT = "SELECT 'B' < 'a' AND '中' < '啊'"
# what copies of tables get only after their rows
_BARE = "EXCLUDING INDEXES EXCLUDING STATISTICS"
_TABLES = """
SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = to_regnamespace(%s)
ORDER BY relname"""
# foreign keys last, as they need what they refer to; CREATE TABLE copies those of type c
_CONSTRAINTS = """
SELECT relname, conname, pg_get_constraintdef(pg_constraint.oid)
FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
WHERE connamespace = to_regnamespace(%s) AND contype IN ('p', 'u', 'x', 'f')
ORDER BY contype = 'f', relname, conname"""
_INDEXES = """
SELECT pg_get_indexdef(indexrelid, 0, true)
FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
WHERE relnamespace = to_regnamespace(%s) AND NOT EXISTS (
    SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
ORDER BY relname"""
_IDENTITIES = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = %s AND is_identity = 'YES'"""


def edition_schema(folder: Path) -> str:
    """Return the schema's name; EditionUnavailable if the edition is not in PostgreSQL."""
    path = folder / MARKER
    try:
        return json.loads(path.read_text(encoding="utf-8"))["schema"]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise EditionUnavailable(
            message(
                "%(folder)s 的数据库不在 PostgreSQL 里（%(error)s）：请设置 "
                "DATABASE_URL 后重新 publish",
                folder=folder,
                error=error,
            )
        ) from error


@contextmanager
def build(
    connection: BaseDatabaseWrapper, folder: Path, key: str, previous: Path | None = None
) -> Iterator[None]:
    """Redirect the block's queries to a new schema, which becomes the edition's at its end.

    It is empty, or a copy of that of the edition in `previous`; EditionUnavailable if the server
    has none of that name.
    """
    token = secrets.token_hex(6)
    building, schema = f"building_{token}", f"edition_{token}"
    with _writing(connection, building, key):
        _execute(connection, f"CREATE SCHEMA {building}")
        try:
            if previous is not None:
                _copy_schema(connection, edition_schema(previous), building)
            yield
            _execute(connection, f"ALTER SCHEMA {building} RENAME TO {schema}")
        except BaseException:
            connection.close()
            _execute(connection, f"DROP SCHEMA IF EXISTS {building} CASCADE")
            raise
    (folder / MARKER).write_text(json.dumps({"schema": schema}) + "\n", encoding="utf-8")


def sweep(connection: BaseDatabaseWrapper, folders: list[Path], key: str) -> None:
    """Drop every schema of an edition except those of the editions in these folders."""
    in_use = {edition_schema(folder) for folder in folders if (folder / MARKER).exists()}
    with _writing(connection, "public", key):
        rows = _execute(
            connection, r"SELECT nspname FROM pg_namespace WHERE nspname ~ '^(building|edition)_'"
        )
        for (schema,) in rows:
            if schema not in in_use:
                _execute(connection, f"DROP SCHEMA {schema} CASCADE")


def _copy_schema(connection: BaseDatabaseWrapper, source: str, target: str) -> None:
    """Copy tables with their rows, and then what makes copying rows slow: indexes and constraints.

    The server copies: no row passes through this program.
    """
    tables = [name for (name,) in _execute(connection, _TABLES, source)]
    if not tables:
        raise EditionUnavailable(message("PostgreSQL 里没有 %(schema)s", schema=source))
    # definitions name a table without its schema if that is the one searched
    _execute(connection, f"SET search_path TO {source}")
    constraints = _execute(connection, _CONSTRAINTS, source)
    indexes = _execute(connection, _INDEXES, source)
    _execute(connection, f"SET search_path TO {target}")
    for name in tables:
        _execute(
            connection, f'CREATE TABLE "{name}" (LIKE {source}."{name}" INCLUDING ALL {_BARE})'
        )
        _execute(connection, f'INSERT INTO "{name}" SELECT * FROM {source}."{name}"')
    for table, name, definition in constraints:
        _execute(connection, f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}')
    for (definition,) in indexes:
        _execute(connection, definition)
    for table, column in _execute(connection, _IDENTITIES, target):
        _execute(
            connection,
            f"""SELECT setval(pg_get_serial_sequence('"{table}"', '{column}'),"""
            f' coalesce(max("{column}"), 0) + 1, false) FROM "{table}"',
        )
    quoted = ", ".join(f'"{name}"' for name in tables)
    # otherwise the queries of the update are planned without statistics
    _execute(connection, f"ANALYZE {quoted}")


@contextmanager
def _writing(connection: BaseDatabaseWrapper, schema: str, key: str) -> Iterator[None]:
    """Redirect the block's queries to this schema on the primary, under an exclusive lock."""
    settings = connection.settings_dict
    previous = settings.get(key)
    connection.close()
    settings[key] = schema
    try:
        _require_code_point_order(connection)
        _lock(connection)
        yield
    finally:
        connection.close()
        if previous is None:
            del settings[key]
        else:
            settings[key] = previous


def _lock(connection: BaseDatabaseWrapper) -> None:
    """Lock out other publishers until the connection is closed.

    It waits, as the server may notice a little later that the last connection was closed.
    """
    _execute(connection, f"SET lock_timeout = {_LOCK_TIMEOUT}")
    try:
        _execute(connection, f"SELECT pg_advisory_lock({_LOCK})")
    except OperationalError as error:
        raise OperationalError(
            message("另一个 publish 正在写入同一个 PostgreSQL 数据库")
        ) from error
    _execute(connection, "SET lock_timeout = 0")


def _require_code_point_order(connection: BaseDatabaseWrapper) -> None:
    if not _execute(connection, _SORTS_BY_CODE_POINT)[0][0]:
        raise OperationalError(
            message("PostgreSQL 数据库的排序规则应是 C：createdb -T template0 -E UTF8 -l C …")
        )


def _execute(connection: BaseDatabaseWrapper, statement: str, *values: str) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []
