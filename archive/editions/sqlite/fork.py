"""Gives a forked process a connection of its own to the database."""

from django.db import connection

# connections of the process that this one was forked from: closing them here would end them there
_inherited = []


def abandon_connection() -> None:
    """The next question opens another connection."""
    _inherited.append(connection.connection)
    connection.connection = None
