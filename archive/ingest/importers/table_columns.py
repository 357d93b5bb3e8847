"""Map the columns of a table to fields: by command line, by file, or by the field's own name."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import create_model

from archive.catalogue.entries import CatalogueEntry, Text
from archive.catalogue.yaml_file import CatalogueError, read

from .parsed_issue import ImportRefused

FIELDS = (
    *("date", "number", "page", "page_name", "column", "genre", "kicker", "headline", "subhead"),
    *("byline", "text", "url", "id"),
)

# the mapping file; a misspelt field is an error
_FIELD_TYPES: dict[str, Any] = {name: (Text | None, None) for name in FIELDS}
_File = create_model("_File", __base__=CatalogueEntry, **_FIELD_TYPES)


class ColumnMap(dict[str, str]):
    """Column by field; `named` maps explicitly mapped fields to where they are mapped."""

    named: dict[str, str]


def mapping(given: Iterable[str] = (), file: Path | None = None) -> ColumnMap:
    """The mapping from `headline=标题` and so on, then the file, then columns named like the
    fields.

    ImportRefused for an unknown or repeated field, with file, line and field if it is in a file.
    """
    columns = ColumnMap(zip(FIELDS, FIELDS, strict=True))
    columns.named = {}
    if file is not None:
        _read(file, columns)
    columns_given: dict[str, str] = {}
    for argument in given:
        # several may be separated by commas or given by repeating the option
        for pair in re.split("[,，]", argument):
            name, equals, column = (part.strip() for part in pair.partition("="))
            if not equals or name not in columns or not column:
                field_names = "、".join(FIELDS)
                raise ImportRefused(f"--map {pair}", f"应写作 字段=列名；字段有 {field_names}")
            if name in columns_given:
                raise ImportRefused(f"--map {pair}", f"{name} 已写作 {columns_given[name]}")
            columns_given[name] = columns[name] = column
            columns.named[name] = f"--map {name}"
    return columns


def _read(file: Path, columns: ColumnMap) -> None:
    try:
        source = read(file, _File)
    except CatalogueError as error:
        fault, field_names = error.faults[0], "、".join(FIELDS)
        is_unknown_field = fault.field not in (*FIELDS, "YAML", "（文件）")
        raise ImportRefused(
            f"{fault.file}:{fault.line}: {fault.field}",
            f"{fault.message}（字段有 {field_names}）" if is_unknown_field else fault.message,
        ) from error
    for name, column in source.record.model_dump(exclude_none=True).items():
        columns[name] = column
        columns.named[name] = f"{file}:{source.line(name)}: {name}"
