"""Database time per request, and a timeout for the queries of requests past their deadline."""

from collections.abc import Callable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from archive import request_clock

# SQLite virtual machine instructions between two checks of the deadline: about a millisecond
_STEPS = 20_000


def watch() -> None:
    """Instrument every connection opened from now on."""
    connection_created.connect(_instrument, dispatch_uid="archive.http.database_timing")


def _instrument(connection: BaseDatabaseWrapper, **_: Any) -> None:
    if _timed not in connection.execute_wrappers:
        connection.execute_wrappers.append(_timed)
    if connection.vendor == "sqlite":
        connection.connection.set_progress_handler(request_clock.is_over, _STEPS)


def _timed(
    execute: Callable[..., Any], sql: str, parameters: Any, many: bool, context: dict[str, Any]
) -> Any:
    with request_clock.timed("database"):
        return execute(sql, parameters, many, context)
