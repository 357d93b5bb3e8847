"""Counts the time that the database takes, and cuts off a query whose request has no time left."""

from django.db.backends.signals import connection_created

from archive import request_clock

# instructions of SQLite's machine between two looks at the clock: about a millisecond
_STEPS = 20_000


def watch() -> None:
    """Watches every connection that is opened from now on."""
    connection_created.connect(_opened, dispatch_uid="archive.http.database_timing")


def _opened(connection, **_):
    if _timed not in connection.execute_wrappers:
        connection.execute_wrappers.append(_timed)
    if connection.vendor == "sqlite":
        connection.connection.set_progress_handler(request_clock.is_over, _STEPS)


def _timed(execute, sql, parameters, many, context):
    with request_clock.timed("database"):
        return execute(sql, parameters, many, context)
