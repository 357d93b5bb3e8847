"""Base class of both database backends: build, read and compare the databases of editions."""

from abc import ABC, abstractmethod
from collections.abc import Generator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import connections

# a row of a result, as the database adapter returns it
Row = tuple[Any, ...]


class EditionDatabase(ABC):
    """The interface of a database backend besides Django's own."""

    @abstractmethod
    def build_database(self, folder: Path) -> AbstractContextManager[None]:
        """Redirect the block's queries to a new database for the edition in `folder`."""

    @abstractmethod
    def update_database(self, previous: Path, folder: Path) -> AbstractContextManager[None]:
        """Like `build_database`, but begin with what the edition in `previous` has.

        EditionUnavailable if that is not there.
        """

    @property
    @abstractmethod
    def current_schema(self) -> str:
        """The name by which queries call the schema of this connection's own tables."""

    @abstractmethod
    def sweep_databases(self, folders: list[Path]) -> None:
        """Delete databases that belong to none of these editions."""

    @abstractmethod
    def database_damage(self, folder: Path, counts: Mapping[str, int]) -> Generator[str]:
        """Yield damage to the edition's database that its manifest cannot reveal.

        `counts` maps tables to their expected numbers of rows. OperationalError if the database
        cannot be reached.
        """

    @abstractmethod
    def compare_databases(self, query: str, new: Path, old: Path, *values: str) -> list[Row]:
        """Run a query across two editions: tables as {new}.… and {old}.…, each value as {value}."""

    @abstractmethod
    def query_edition(self, folder: Path, query: str) -> Generator[Row]:
        """Stream rows of an edition: tables are {edition}.…, JSON arrays {list}(…) and {row}(…)."""


def edition_database() -> EditionDatabase:
    """Return the default connection; ImproperlyConfigured if its backend is not one of ours."""
    connection = connections["default"]
    if not isinstance(connection, EditionDatabase):
        raise ImproperlyConfigured(
            f"DATABASES['default'] uses {type(connection).__module__}, which cannot hold editions"
        )
    return connection
