"""Map the columns of a table to fields: by command line, by file, or by the field's own name."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import create_model

from archive.catalogue.entries import CatalogueEntry, Text
from archive.catalogue.yaml_file import CatalogueError, dotted, read
from archive.command_messages import listed, message

from .parsed_issue import ImportRefused

FIELDS = (
    *("date", "number", "page", "page_name", "column", "genre", "kicker", "headline", "subhead"),
    *("byline", "text", "url", "id"),
)

# The mapping file; a misspelt field is an error.
_FIELD_TYPES: dict[str, Any] = {name: (Text | None, None) for name in FIELDS}
_File = create_model("_File", __base__=CatalogueEntry, **_FIELD_TYPES)


class ColumnMap(dict[str, str]):
    """Column by field; `named` maps explicitly mapped fields to where they are mapped."""

    named: dict[str, str]


def mapping(pairs: Iterable[str] = (), file: Path | None = None) -> ColumnMap:
    """Return the mapping from `headline=标题` etc., then the file, then columns named like fields.

    Raise ImportRefused for an unknown or repeated field, with file, line and field if it is in a
    file.
    """
    columns = ColumnMap(zip(FIELDS, FIELDS, strict=True))
    columns.named = {}
    if file is not None:
        _read_file(file, columns)
    columns_given: dict[str, str] = {}
    for argument in pairs:
        # Several pairs may be separated by commas or given by repeating the option.
        for pair in re.split("[,，]", argument):
            name, equals, column = (part.strip() for part in pair.partition("="))
            if not equals or name not in columns or not column:
                field_names = listed(FIELDS)
                raise ImportRefused(
                    f"--map {pair}",
                    message("应写作 字段=列名；字段有 %(field_names)s", field_names=field_names),
                )
            if name in columns_given:
                raise ImportRefused(
                    f"--map {pair}",
                    message("%(name)s 已写作 %(column)s", name=name, column=columns_given[name]),
                )
            columns_given[name] = columns[name] = column
            columns.named[name] = f"--map {name}"
    return columns


def _read_file(file: Path, columns: ColumnMap) -> None:
    try:
        source = read(file, _File)
    except CatalogueError as error:
        fault, field_names = error.faults[0], listed(FIELDS)
        problem = fault.message
        if fault.field not in (*FIELDS, "YAML", dotted(())):
            problem = message(
                "%(problem)s（字段有 %(field_names)s）", problem=problem, field_names=field_names
            )
        raise ImportRefused(f"{fault.file}:{fault.line}: {fault.field}", problem) from error
    for name, column in source.record.model_dump(exclude_none=True).items():
        columns[name] = column
        columns.named[name] = f"{file}:{source.line(name)}: {name}"
