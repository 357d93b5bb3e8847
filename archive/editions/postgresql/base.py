"""Django's PostgreSQL backend: an edition is a read-only schema, chosen per thread by request.

Django looks for DatabaseWrapper here (settings.DATABASES, ENGINE). The URL may name several
servers, tried in that order; a server without the edition (a lagging standby) is skipped
(failover).
"""

from collections.abc import Generator, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import psycopg
from django.db import OperationalError
from django.db.backends.postgresql import base
from psycopg import sql

from archive import request_state
from archive.command_messages import message
from archive.editions import current
from archive.editions.current import Edition, EditionUnavailable
from archive.editions.database import EditionDatabase, Row

from . import schemas

# key in settings.DATABASES for the schema being built; without it an edition is read
BUILDING = "BUILDING"


class DatabaseWrapper(base.DatabaseWrapper, EditionDatabase):
    """The connection of one thread, switched between the schemas of editions."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(request_state.timed_query)
        self._edition: Edition | None = None

    # -- the edition being served

    @property
    def _building(self) -> str | None:
        return self.settings_dict.get(BUILDING)

    def ensure_connection(self) -> None:
        # outside of requests, a connection stays with the edition it was opened for
        if self._building is None and (current.pinned() or self.connection is None):
            try:
                self._switch_to(current.served())
            except EditionUnavailable as error:
                raise OperationalError(str(error)) from error
        super().ensure_connection()

    def _switch_to(self, edition: Edition) -> None:
        if self._edition is edition:
            return
        schema = edition.cached(schemas.edition_schema)
        if self.connection is not None:
            with self.wrap_database_errors:
                has_schema = _has_schema(self.connection, schema)
                if has_schema:
                    _set_search_path(self.connection, schema)
            if not has_schema:
                # reconnect: retry with another server, which may have it
                self.close()
        self._edition = edition

    def get_connection_params(self) -> dict[str, Any]:
        parameters = super().get_connection_params()
        if self._building is not None:
            # never a standby
            parameters["target_session_attrs"] = "read-write"
        return parameters

    def get_new_connection(self, conn_params: dict[str, Any]) -> psycopg.Connection:
        if self._building is not None:
            connection = super().get_new_connection(conn_params)
            connection.autocommit = True
            _set_search_path(connection, self._building)
            return connection
        edition = self._edition or current.served()
        schema = edition.cached(schemas.edition_schema)
        failures = []
        for parameters in _servers(conn_params):
            try:
                connection = super().get_new_connection(parameters)
            except psycopg.OperationalError as error:
                failures.append(str(error))
                continue
            connection.autocommit = True
            if _has_schema(connection, schema):
                connection.execute("SET default_transaction_read_only = on")
                _set_search_path(connection, schema)
                return connection
            connection.close()
            failures.append(f"{parameters.get('host', 'PostgreSQL')} has no schema {schema}")
        raise psycopg.OperationalError("; ".join(failures))

    def close(self) -> None:
        super().close()
        self._edition = None

    # -- the databases of editions

    def build_database(self, folder: Path) -> AbstractContextManager[None]:
        return schemas.build(self, folder, BUILDING)

    def update_database(self, previous: Path, folder: Path) -> AbstractContextManager[None]:
        return schemas.build(self, folder, BUILDING, previous)

    @property
    def current_schema(self) -> str:
        edition = self._edition or current.served()
        return self._building or edition.cached(schemas.edition_schema)

    def sweep_databases(self, folders: list[Path]) -> None:
        schemas.sweep(self, folders, BUILDING)

    def database_damage(self, folder: Path, counts: Mapping[str, int]) -> Generator[str]:
        """Count the rows of the schema's tables, as the edition's folder holds only the schema's
        name.
        """
        with self.cursor() as cursor:
            for table, expected in counts.items():
                cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
                (count,) = cursor.fetchone()
                if count != expected:
                    name = f"{schemas.edition_schema(folder)}.{table}"
                    yield message(
                        "PostgreSQL 的 %(name)s 应有 %(expected)s 行，实有 %(count)s",
                        name=name,
                        expected=expected,
                        count=count,
                    )

    def compare_databases(self, query: str, new: Path, old: Path, *values: str) -> list[Row]:
        names = {"new": schemas.edition_schema(new), "old": schemas.edition_schema(old)}
        with self.cursor() as cursor:
            cursor.execute(query.format(value="%s", **names), values)
            return cursor.fetchall()

    def query_edition(self, folder: Path, query: str) -> Generator[Row]:
        statement = query.format(
            edition=schemas.edition_schema(folder), list="jsonb_agg", row="jsonb_build_array"
        )
        with self.chunked_cursor() as cursor:
            cursor.execute(statement)
            yield from cursor


def _servers(parameters: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Split libpq's lists of hosts and ports into parameters for each server."""
    hosts = parameters.get("host", "").split(",")
    ports = str(parameters.get("port", "")).split(",")
    if len(ports) == 1:
        ports *= len(hosts)
    for host, port in zip(hosts, ports, strict=True):
        yield parameters | {"host": host, "port": port}


def _has_schema(connection: psycopg.Connection, schema: str) -> bool:
    result = connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [schema])
    return result.fetchone() is not None


def _set_search_path(connection: psycopg.Connection, schema: str) -> None:
    connection.execute(sql.SQL("SET search_path TO {}").format(sql.Identifier(schema)))
