"""SQLite as Django has it; the record of the served edition is read only, and follows the request's.

Django looks for the class here (settings.DATABASES, ENGINE). Any other file, such as that of an
edition which is being built, is opened as ever.
"""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import OperationalError
from django.db.backends.sqlite3 import base

from archive.editions import current
from archive.editions.current import DATABASE, Edition, EditionUnavailable


class DatabaseWrapper(base.DatabaseWrapper):
    """The connections of one thread: one for each edition that is open."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._edition: Edition | None = None
        self._opened: dict[Edition, sqlite3.Connection] = {}

    @property
    def _is_served(self) -> bool:
        return _is_in(settings.EDITION_DIR, self.settings_dict["NAME"])

    def ensure_connection(self):
        # what runs outside of requests stays with what it began with
        if self._is_served:
            try:
                if current.pinned() or self.connection is None:
                    self._turn_to(current.served())
            except EditionUnavailable as error:
                raise OperationalError(str(error)) from error
        super().ensure_connection()

    def _turn_to(self, wanted: Edition) -> None:
        if self._edition is wanted:
            return
        self._edition = wanted
        self.connection = self._opened.get(wanted)
        # only the thread that uses a connection may close it
        for stale in [one for one in self._opened if one.is_closed]:
            self._opened.pop(stale).close()

    def connect(self):
        super().connect()
        if self._edition is not None:
            self._opened[self._edition] = self.connection

    def get_connection_params(self):
        parameters = super().get_connection_params()
        if self._edition is not None:
            address = (self._edition.folder / DATABASE).as_uri()
            # neither locks nor looks for a journal: nobody writes to an edition
            parameters["database"] = f"{address}?mode=ro&immutable=1"
        return parameters

    def get_new_connection(self, conn_params):
        connection = super().get_new_connection(conn_params)
        if self._edition is not None:
            # nor may any other file be written to through it
            connection.execute("PRAGMA query_only = ON")
            # kilobytes, of each thread: the system keeps the file in memory for all of them
            connection.execute("PRAGMA cache_size = -500")
            connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        return connection

    def close(self):
        super().close()
        self._edition = None
        while self._opened:
            self._opened.popitem()[1].close()

    @contextmanager
    def build_record(self, folder: Path) -> Iterator[None]:
        """What the block writes becomes the record of the edition in `folder`."""
        self.close()
        before = self.settings_dict["NAME"]
        self.settings_dict["NAME"] = str(folder / DATABASE)
        try:
            yield
        finally:
            self.close()
            self.settings_dict["NAME"] = before

    def record_damage(self, folder: Path, counts: Mapping[str, int]) -> Iterator[str]:
        """What is wrong with the edition's record that its files do not tell."""
        if not (folder / DATABASE).exists():
            yield f"{folder} 里没有 {DATABASE}；数据库若在 PostgreSQL 里，请设好 DATABASE_URL 再核对"

    def sweep_records(self, folders: list[Path]) -> None:
        """A record goes with its folder."""

    def compare_records(self, question: str, here: Path, there: Path, *values) -> list[tuple]:
        """Rows of a question that names tables {here}.… and {there}.… and each value {value}."""
        with (
            self.wrap_database_errors,
            closing(sqlite3.connect(_read_only(here), uri=True)) as connection,
        ):
            connection.execute("ATTACH ? AS there", (_read_only(there),))
            asked = question.format(here="main", there="there", value="?")
            return connection.execute(asked, values).fetchall()

    def read_record(self, folder: Path, question: str) -> Iterator[tuple]:
        """Rows of a question that names tables {record}.…, and JSON's {list}(…) and {row}(…)."""
        asked = question.format(record="main", list="json_group_array", row="json_array")
        with (
            self.wrap_database_errors,
            closing(sqlite3.connect(_read_only(folder), uri=True)) as connection,
        ):
            yield from connection.execute(asked)


@lru_cache(maxsize=8)
def _is_in(folder: Path, name: str | Path) -> bool:
    """Asked several times a request, even by what needs no database."""
    return str(name) == os.path.join(folder, DATABASE)


def _read_only(folder: Path) -> str:
    return f"{(folder / DATABASE).resolve().as_uri()}?mode=ro&immutable=1"
