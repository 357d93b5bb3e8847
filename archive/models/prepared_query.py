"""Questions that every request asks with other values: Django composes the SQL of each but once.

To compose a question takes Django several times as long as the database needs to answer it.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators


class PreparedQuery:
    """A question with values to be filled in.

    `ask(*values)` is the QuerySet that asks it. The values must be all the parameters of its SQL,
    and stand there in their order; what it would fetch beside its own rows is left out.
    """

    def __init__(self, ask: Callable[..., QuerySet]):
        self._ask = ask
        # by kind of database, and by how many values there are
        self._composed: dict[tuple[str, int], _Composed] = {}

    def __call__(self, *values) -> list[Model]:
        connection = connections[DEFAULT_DB_ALIAS]
        key = (connection.vendor, len(values))
        composed = self._composed.get(key)
        if composed is None:
            composed = self._composed[key] = _compose(self._ask(*values), values, connection)
        with connection.cursor() as cursor:
            cursor.execute(composed.sql, values)
            rows = cursor.fetchall()
        return [composed.instance(list(row), connection) for row in rows]


class _Composed(NamedTuple):
    sql: str
    model: type[Model]
    # the model's own columns, in the order of the row, and where they begin and end
    fields: list[str]
    start: int
    end: int
    # (place in the row, how its value is read, the column)
    converters: list[tuple]
    # they make the instances that the row's one refers to (select_related)
    populators: list

    def instance(self, row: list, connection) -> Model:
        for place, reads, column in self.converters:
            for read in reads:
                row[place] = read(row[place], column, connection)
        made = self.model.from_db(DEFAULT_DB_ALIAS, self.fields, row[self.start : self.end])
        for populator in self.populators:
            populator.populate(row, made)
        return made


def _compose(question: QuerySet, values: tuple, connection) -> _Composed:
    """As Django's own ModelIterable does before it reads the first row."""
    compiler = question.query.get_compiler(connection=connection)
    sql, parameters = compiler.as_sql()
    if tuple(parameters) != values:
        raise ValueError(f"{sql} has the parameters {parameters}, not {values}")
    columns = [column for column, *_ in compiler.select]
    own = compiler.klass_info["select_fields"]
    start, end = own[0], own[-1] + 1
    return _Composed(
        sql,
        compiler.klass_info["model"],
        [column.target.attname for column in columns[start:end]],
        start,
        end,
        [(place, *found) for place, found in compiler.get_converters(columns).items()],
        get_related_populators(compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS),
    )
