"""Prepared queries: compile a QuerySet's SQL once and execute it again with new parameters.

Compiling takes Django several times as long as the database takes to answer. This rebuilds parts
of Django's own ModelIterable: tests/test_reading.py compares the results after an upgrade.
"""

from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

_M = TypeVar("_M", bound=Model)


class PreparedQuery(Generic[_M]):
    """A query compiled on first use, then executed with new parameters.

    `build(*values)` returns the QuerySet. The values must be all the parameters of its SQL, in
    order; prefetch_related is not carried out.
    """

    def __init__(self, build: Callable[..., QuerySet[_M]]):
        self._build = build
        # by database vendor and number of values
        self._compiled: dict[tuple[str, int], _CompiledQuery[_M]] = {}

    def __call__(self, *values: str | int) -> list[_M]:
        connection = connections[DEFAULT_DB_ALIAS]
        key = (connection.vendor, len(values))
        compiled = self._compiled.get(key)
        if compiled is None:
            compiled = self._compiled[key] = _compile(self._build(*values), values, connection)
        with connection.cursor() as cursor:
            cursor.execute(compiled.sql, values)
            rows = cursor.fetchall()
        return [compiled.instance(list(row), connection) for row in rows]


class _CompiledQuery(NamedTuple, Generic[_M]):
    sql: str
    model: type[_M]
    # the model's own columns, in row order, and where they start and end in the row
    fields: list[str]
    start: int
    end: int
    # (index in the row, converter functions, column)
    converters: list[tuple]
    # populate the related instances of select_related
    populators: list

    def instance(self, row: list, connection: BaseDatabaseWrapper) -> _M:
        for index, functions, column in self.converters:
            for convert in functions:
                row[index] = convert(row[index], column, connection)
        instance = self.model.from_db(DEFAULT_DB_ALIAS, self.fields, row[self.start : self.end])
        for populator in self.populators:
            populator.populate(row, instance)
        return instance


def _compile(
    queryset: QuerySet[_M], values: tuple, connection: BaseDatabaseWrapper
) -> _CompiledQuery[_M]:
    """Do what Django's ModelIterable does before it reads the first row."""
    compiler = queryset.query.get_compiler(connection=connection)
    sql, parameters = compiler.as_sql()
    if tuple(parameters) != values:
        raise ValueError(f"{sql} has the parameters {parameters}, not {values}")
    columns = [column for column, *_ in compiler.select]
    own = compiler.klass_info["select_fields"]
    start, end = own[0], own[-1] + 1
    return _CompiledQuery(
        sql,
        compiler.klass_info["model"],
        [column.target.attname for column in columns[start:end]],
        start,
        end,
        [(index, *rest) for index, rest in compiler.get_converters(columns).items()],
        # the annotations are those of a later Django, which takes one argument more
        get_related_populators(  # type: ignore[call-arg]
            compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS
        ),
    )
