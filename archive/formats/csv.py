"""Records as CSV (RFC 4180) that opens in a spreadsheet as it is, a row a record.

A field of a record inside is a column `date_edtf`, a field of several such records a column
`topics_slug` with the values in their order, parted by SEPARATOR, empty ones too, so that the nth of
one column belongs to the nth of the other. UTF-8 with a byte order mark, without which Excel reads
Chinese as gibberish. A cell that a spreadsheet would take for a formula has an apostrophe before it.
"""

import csv
import io
from functools import cache
from typing import Any, get_args, get_origin

from .response_data import ResponseData
from .schema_parts import Schema

BOM = "\ufeff"
SEPARATOR = "|"
# of full width, too: Chinese and Japanese spreadsheets take them for the same
_FORMULA = tuple("=+-@\t\r＝＋－＠")


def write(answer: ResponseData) -> str:
    file = io.StringIO()
    writer = csv.writer(file)
    if answer.rows:
        writer.writerow(columns(type(answer.rows[0])))
    writer.writerows(row(record) for record in answer.rows)
    return BOM + file.getvalue()


@cache
def columns(kind: type[Schema]) -> list[str]:
    """The names of the columns that records of this kind have."""
    names = []
    for name, inner in _fields(kind):
        names += [f"{name}_{part}" for part in columns(inner)] if inner else [name]
    return names


def row(record: Schema, kind: type[Schema] | None = None) -> list[str]:
    """The cells of one record, in the order of `columns`; as a record of a simpler `kind`, if given."""
    return [_safe(cell) for cell in _cells(record, kind or type(record))]


@cache
def _fields(kind: type[Schema]) -> list[tuple[str, type[Schema] | None]]:
    """(name, the kind of record in it) of each field."""
    return [(name, record_in(field.annotation)) for name, field in kind.model_fields.items()]


def _cells(record: Schema, kind: type[Schema]) -> list[str]:
    cells: list[str] = []
    for name, inner in _fields(kind):
        value = getattr(record, name)
        if type(value) is str:
            cells.append(value)
        elif inner is None:
            cells.append(_joined(value) if isinstance(value, list) else _written(value))
        elif not value:
            cells += [""] * len(columns(inner))
        elif isinstance(value, list):
            cells += map(_joined, zip(*(_cells(one, inner) for one in value), strict=True))
        else:
            cells += _cells(value, inner)
    return cells


def record_in(annotation: Any) -> type[Schema] | None:
    """The kind of record that a field holds, be it one, none or several."""
    if isinstance(annotation, type) and get_origin(annotation) is None:
        return annotation if issubclass(annotation, Schema) else None
    return next(filter(None, map(record_in, get_args(annotation))), None)


def _joined(values) -> str:
    return SEPARATOR.join(_written(value).replace(SEPARATOR, "｜") for value in values)


def _written(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
