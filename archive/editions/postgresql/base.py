"""PostgreSQL as Django has it; each edition is a schema, read only, and a thread follows the request's.

Django looks for the class here (settings.DATABASES, ENGINE). The URL may name several servers: they
are tried in that order, and one that does not have the edition (a standby that lags) is passed over.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg
from django.db import OperationalError
from django.db.backends.postgresql import base
from psycopg import sql

from archive.editions import current
from archive.editions.current import Edition, EditionUnavailable

from . import schemas

# in settings.DATABASES: the schema to write to, while one is built; without it the edition is read
BUILDING = "BUILDING"


class DatabaseWrapper(base.DatabaseWrapper):
    """The connection of one thread, turned to one schema after the other."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._edition: Edition | None = None

    # -- the edition that is served

    @property
    def _building(self) -> str | None:
        return self.settings_dict.get(BUILDING)

    def ensure_connection(self):
        # what runs outside of requests stays with what it began with
        if self._building is None and (current.pinned() or self.connection is None):
            try:
                self._turn_to(current.served())
            except EditionUnavailable as error:
                raise OperationalError(str(error)) from error
        super().ensure_connection()

    def _turn_to(self, wanted: Edition) -> None:
        if self._edition is wanted:
            return
        schema = wanted.keep(schemas.edition_schema)
        if self.connection is not None:
            with self.wrap_database_errors:
                there = _has(self.connection, schema)
                if there:
                    _look_in(self.connection, schema)
            if not there:
                # this server does not have it yet: another may
                self.close()
        self._edition = wanted

    def get_connection_params(self):
        parameters = super().get_connection_params()
        if self._building is not None:
            # never a standby
            parameters["target_session_attrs"] = "read-write"
        return parameters

    def get_new_connection(self, conn_params):
        if self._building is not None:
            connection = super().get_new_connection(conn_params)
            connection.autocommit = True
            _look_in(connection, self._building)
            return connection
        schema = self._edition.keep(schemas.edition_schema)
        failures = []
        for parameters in _one_by_one(conn_params):
            try:
                connection = super().get_new_connection(parameters)
            except psycopg.OperationalError as error:
                failures.append(str(error))
                continue
            connection.autocommit = True
            if _has(connection, schema):
                connection.execute("SET default_transaction_read_only = on")
                _look_in(connection, schema)
                return connection
            connection.close()
            failures.append(f"{parameters.get('host', 'PostgreSQL')} has no schema {schema}")
        raise psycopg.OperationalError("; ".join(failures))

    def close(self):
        super().close()
        self._edition = None

    # -- the records of editions

    def build_record(self, folder: Path):
        return schemas.build(self, folder, BUILDING)

    def sweep_records(self, folders: list[Path]) -> None:
        schemas.sweep(self, folders, BUILDING)

    def record_damage(self, folder: Path, counts: Mapping[str, int]) -> Iterator[str]:
        """What is wrong with the edition's schema, of which its files only have the name.

        `counts` is how many rows tables should have. OperationalError where no server has the schema.
        """
        with self.cursor() as cursor:
            for table, count in counts.items():
                cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
                (found,) = cursor.fetchone()
                if found != count:
                    yield f"PostgreSQL 的 {schemas.edition_schema(folder)}.{table} 应有 {count} 行，实有 {found}"

    def compare_records(self, question: str, here: Path, there: Path, *values) -> list[tuple]:
        """Rows of a question that names tables {here}.… and {there}.… and each value {value}."""
        named = {"here": schemas.edition_schema(here), "there": schemas.edition_schema(there)}
        with self.cursor() as cursor:
            cursor.execute(question.format(value="%s", **named), values)
            return cursor.fetchall()

    def read_record(self, folder: Path, question: str) -> Iterator[tuple]:
        """Rows of a question that names tables {record}.…, and JSON's {list}(…) and {row}(…)."""
        asked = question.format(
            record=schemas.edition_schema(folder), list="jsonb_agg", row="jsonb_build_array"
        )
        with self.chunked_cursor() as cursor:
            cursor.execute(asked)
            yield from cursor


def _one_by_one(parameters: dict) -> Iterator[dict]:
    """libpq's lists of hosts and ports, taken apart."""
    hosts = parameters.get("host", "").split(",")
    ports = str(parameters.get("port", "")).split(",")
    if len(ports) == 1:
        ports *= len(hosts)
    for host, port in zip(hosts, ports, strict=True):
        yield parameters | {"host": host, "port": port}


def _has(connection: psycopg.Connection, schema: str) -> bool:
    found = connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [schema])
    return found.fetchone() is not None


def _look_in(connection: psycopg.Connection, schema: str) -> None:
    connection.execute(sql.SQL("SET search_path TO {}").format(sql.Identifier(schema)))
