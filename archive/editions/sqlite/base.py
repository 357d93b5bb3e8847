"""Django's SQLite backend: serves the edition that the request is pinned to, opened read-only.

Django looks for DatabaseWrapper here (settings.DATABASES, ENGINE). Other files, such as the
database of an edition being built, are opened as usual.
"""

import os
import sqlite3
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.db.backends.sqlite3 import base

from archive import request_state, sqlite_files
from archive.command_messages import message
from archive.editions import current
from archive.editions.current import DATABASE, Edition, EditionUnavailable
from archive.editions.database import EditionDatabase, Row

# instructions of SQLite's virtual machine between two checks of the deadline: about a millisecond
_DEADLINE_STEPS = 20_000


class DatabaseWrapper(base.DatabaseWrapper, EditionDatabase):
    """The connections of one thread, one for each open edition."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(request_state.timed_query)
        self._edition: Edition | None = None
        self._connections: dict[Edition, sqlite3.Connection] = {}
        self._is_building = False

    @property
    def _is_served(self) -> bool:
        return _is_database_in(settings.EDITION_DIR, self.settings_dict["NAME"])

    def ensure_connection(self) -> None:
        # outside of requests, a connection stays with the edition it was opened for
        if self._is_served:
            try:
                if current.pinned() or self.connection is None:
                    self._switch_to(current.served())
            except EditionUnavailable as error:
                raise OperationalError(str(error)) from error
        super().ensure_connection()

    def _switch_to(self, edition: Edition) -> None:
        if self._edition is edition:
            return
        self._edition = edition
        self.connection = self._connections.get(edition)
        # only the thread using a connection may close it
        for closed in [opened for opened in self._connections if opened.is_closed]:
            self._connections.pop(closed).close()

    def connect(self) -> None:
        super().connect()
        if self._edition is not None:
            self._connections[self._edition] = self.connection

    def create_cursor(self, name: str | None = None) -> base.SQLiteCursorWrapper:
        return self.connection.cursor(factory=_Cursor)

    def get_connection_params(self) -> dict[str, Any]:
        parameters = super().get_connection_params()
        if self._edition is not None:
            path = self._edition.folder / DATABASE
            parameters["database"] = sqlite_files.read_only_uri(path)
        return parameters

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        connection = super().get_new_connection(conn_params)
        # aborts the queries of a request past its deadline
        connection.set_progress_handler(request_state.is_past_deadline, _DEADLINE_STEPS)
        if self._edition is not None:
            sqlite_files.begin_reading(connection)
            # also prevents writing to other files
            connection.execute("PRAGMA query_only = ON")
            # KiB per thread; small, as the operating system caches the file for all threads
            connection.execute("PRAGMA cache_size = -500")
            connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        if self._is_building:
            # a finished stage syncs its files to disk once
            sqlite_files.begin_updating(connection)
        return connection

    def close(self) -> None:
        super().close()
        self._edition = None
        while self._connections:
            self._connections.popitem()[1].close()

    @contextmanager
    def build_database(self, folder: Path) -> Iterator[None]:
        self.close()
        served_name = self.settings_dict["NAME"]
        self.settings_dict["NAME"] = str(folder / DATABASE)
        self._is_building = True
        try:
            yield
            sqlite_files.make_sharable(self.connection)
        finally:
            self.close()
            self._is_building = False
            self.settings_dict["NAME"] = served_name

    @contextmanager
    def update_database(self, previous: Path, folder: Path) -> Iterator[None]:
        with (
            sqlite_files.updated(previous / DATABASE, folder / DATABASE),
            self.build_database(folder),
        ):
            yield

    @property
    def current_schema(self) -> str:
        return "main"

    def database_damage(self, folder: Path, counts: Mapping[str, int]) -> Generator[str]:
        """Report only a missing file, as the manifest has its SHA-256."""
        if not (folder / DATABASE).exists():
            yield (
                message(
                    "%(folder)s 里没有 %(database)s；如果数据库在 PostgreSQL 里，"
                    "请设置 DATABASE_URL 后再核对",
                    folder=folder,
                    database=DATABASE,
                )
            )

    def sweep_databases(self, folders: list[Path]) -> None:
        """Do nothing: the database is deleted with its folder."""

    def compare_databases(self, query: str, new: Path, old: Path, *values: str) -> list[Row]:
        with (
            self.wrap_database_errors,
            closing(sqlite_files.connect_read_only(new / DATABASE)) as connection,
        ):
            connection.execute("ATTACH ? AS old", (sqlite_files.read_only_uri(old / DATABASE),))
            sql = query.format(new="main", old="old", value="?")
            return connection.execute(sql, values).fetchall()

    def query_edition(self, folder: Path, query: str) -> Generator[Row]:
        sql = query.format(edition="main", list="json_group_array", row="json_array")
        with (
            self.wrap_database_errors,
            closing(sqlite_files.connect_read_only(folder / DATABASE)) as connection,
        ):
            yield from connection.execute(sql)


class _Cursor(base.SQLiteCursorWrapper):
    """Django's cursor, which searches each query for its parameters: in the queries of an article
    for longer than most of them take.
    """

    def convert_query(self, query: str, *, param_names: list[str] | None = None) -> str:
        if param_names is not None:
            return super().convert_query(query, param_names=param_names)
        return _with_question_marks(query)


@lru_cache(maxsize=500)
def _with_question_marks(query: str) -> str:
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


@lru_cache(maxsize=8)
def _is_database_in(folder: Path, name: str | Path) -> bool:
    """Cached, as it is called several times a request."""
    return str(name) == os.path.join(folder, DATABASE)
