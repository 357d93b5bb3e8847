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
# true only if text is sorted by code point, as in SQLite; no language's collation does this
_SORTS_BY_CODE_POINT = "SELECT 'B' < 'a' AND '中' < '啊'"


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
def build(connection: BaseDatabaseWrapper, folder: Path, key: str) -> Iterator[None]:
    """Redirect the block's queries to a new schema, which becomes the edition's at its end."""
    token = secrets.token_hex(6)
    building, schema = f"building_{token}", f"edition_{token}"
    with _writing(connection, building, key):
        _execute(connection, f"CREATE SCHEMA {building}")
        try:
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


@contextmanager
def _writing(connection: BaseDatabaseWrapper, schema: str, key: str) -> Iterator[None]:
    """Redirect the block's queries to this schema on the primary, under an exclusive lock."""
    settings = connection.settings_dict
    previous = settings.get(key)
    connection.close()
    settings[key] = schema
    try:
        _require_code_point_order(connection)
        # released when the connection is closed
        if not _execute(connection, f"SELECT pg_try_advisory_lock({_LOCK})")[0][0]:
            raise OperationalError(message("另一个 publish 正在写入同一个 PostgreSQL 数据库"))
        yield
    finally:
        connection.close()
        if previous is None:
            del settings[key]
        else:
            settings[key] = previous


def _require_code_point_order(connection: BaseDatabaseWrapper) -> None:
    if not _execute(connection, _SORTS_BY_CODE_POINT)[0][0]:
        raise OperationalError(
            message("PostgreSQL 数据库的排序规则应是 C：createdb -T template0 -E UTF8 -l C …")
        )


def _execute(connection: BaseDatabaseWrapper, statement: str) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []
