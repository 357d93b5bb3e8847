"""Records as CSV (RFC 4180) for spreadsheets, one row per record.

A nested record becomes columns such as `date_edtf`; a list of records becomes columns such as
`topics_slug`, whose values are joined by SEPARATOR, empty ones included, so that the nth values of
two columns belong together. UTF-8 with a byte order mark, which Excel needs to read Chinese. Cells
that a spreadsheet would evaluate as formulas are prefixed with an apostrophe.
"""

import csv
import io
from collections.abc import Iterable
from functools import cache
from typing import Any, get_args, get_origin

from .response_data import ResponseData
from .schema_parts import Schema

BOM = "\ufeff"
SEPARATOR = "|"
# including full-width forms, which Chinese and Japanese spreadsheets accept as well
_FORMULA = tuple("=+-@\t\r＝＋－＠")


def write(response: ResponseData) -> str:
    file = io.StringIO()
    writer = csv.writer(file)
    if response.rows:
        writer.writerow(columns(type(response.rows[0])))
    writer.writerows(row(record) for record in response.rows)
    return BOM + file.getvalue()


@cache
def columns(kind: type[Schema]) -> list[str]:
    """Return the column names of a schema."""
    names = []
    for name, inner in _fields(kind):
        names += [f"{name}_{part}" for part in columns(inner)] if inner else [name]
    return names


def row(record: Schema, kind: type[Schema] | None = None) -> list[str]:
    """Return the cells of a record in the order of `columns`, reduced to schema `kind` if given."""
    return [_escape_formula(cell) for cell in _cells(record, kind or type(record))]


@cache
def _fields(kind: type[Schema]) -> list[tuple[str, type[Schema] | None]]:
    """Return (name, schema of the nested record) of each field."""
    return [(name, nested_schema(field.annotation)) for name, field in kind.model_fields.items()]


def _cells(record: Schema, kind: type[Schema]) -> list[str]:
    cells: list[str] = []
    for name, inner in _fields(kind):
        value = getattr(record, name)
        if type(value) is str:
            cells.append(value)
        elif inner is None:
            cells.append(_joined(value) if isinstance(value, list) else _cell(value))
        elif not value:
            cells += [""] * len(columns(inner))
        elif isinstance(value, list):
            nested = (_cells(item, inner) for item in value)
            cells += map(_joined, zip(*nested, strict=True))
        else:
            cells += _cells(value, inner)
    return cells


def nested_schema(annotation: Any) -> type[Schema] | None:
    """Return the schema of the record, or records, that a field holds; None for plain values."""
    if isinstance(annotation, type) and get_origin(annotation) is None:
        return annotation if issubclass(annotation, Schema) else None
    return next(filter(None, map(nested_schema, get_args(annotation))), None)


def _joined(values: Iterable[Any]) -> str:
    return SEPARATOR.join(_cell(value).replace(SEPARATOR, "｜") for value in values)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _escape_formula(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
