"""Builds the schema that is an edition's record under another name, and removes what no edition has."""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import OperationalError

from archive.editions.current import EditionUnavailable

# the file of an edition that says which schema is its record: {"schema": "edition_…"}
MARKER = "postgresql.json"
# of whoever builds in this database; any number will do that nobody else's program takes
_LOCK = 0x6261_6F7A
# texts are compared by their code points, as SQLite does; no language has this order
_BY_CODE_POINTS = "SELECT 'B' < 'a' AND '中' < '啊'"


def edition_schema(folder: Path) -> str:
    """EditionUnavailable where the edition's record is not in PostgreSQL."""
    path = folder / MARKER
    try:
        return json.loads(path.read_text(encoding="utf-8"))["schema"]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise EditionUnavailable(
            f"{folder} 的数据库不在 PostgreSQL 里（{error}）：请设好 DATABASE_URL 重新 publish"
        ) from error


@contextmanager
def build(connection, folder: Path, key: str) -> Iterator[None]:
    """What the block writes becomes the record of the edition in `folder`, all at once at its end."""
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


def sweep(connection, folders: list[Path], key: str) -> None:
    """Removes every schema of ours but those of the editions in these folders."""
    kept = {edition_schema(folder) for folder in folders if (folder / MARKER).exists()}
    with _writing(connection, "public", key):
        rows = _execute(
            connection, r"SELECT nspname FROM pg_namespace WHERE nspname ~ '^(building|edition)_'"
        )
        for (schema,) in rows:
            if schema not in kept:
                _execute(connection, f"DROP SCHEMA {schema} CASCADE")


@contextmanager
def _writing(connection, schema: str, key: str) -> Iterator[None]:
    """Writes to the schema on the primary for a while, and nobody else builds meanwhile."""
    settings = connection.settings_dict
    before = settings.get(key)
    connection.close()
    settings[key] = schema
    try:
        _refuse_other_orders(connection)
        # held until the connection is closed
        if not _execute(connection, f"SELECT pg_try_advisory_lock({_LOCK})")[0][0]:
            raise OperationalError("另一个 publish 正在写入同一个 PostgreSQL 数据库")
        yield
    finally:
        connection.close()
        if before is None:
            del settings[key]
        else:
            settings[key] = before


def _refuse_other_orders(connection) -> None:
    if not _execute(connection, _BY_CODE_POINTS)[0][0]:
        raise OperationalError(
            "PostgreSQL 数据库的排序规则应是 C：createdb -T template0 -E UTF8 -l C …"
        )


def _execute(connection, statement: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []
