"""Which column of a table is which field: as said on the command line, in a file, or by its own name."""

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

# a file that says so; a misspelt field is an error
_FIELD_TYPES: dict[str, Any] = {name: (Text | None, None) for name in FIELDS}
_File = create_model("_File", __base__=CatalogueEntry, **_FIELD_TYPES)


class Columns(dict[str, str]):
    """Column by field; `named` has the fields whose columns somebody named, and where."""

    named: dict[str, str]


def mapping(given: Iterable[str] = (), file: Path | None = None) -> Columns:
    """The columns of `headline=标题` and so on, then of the file, then those called as the fields are.

    Refused for a field that is unknown or given twice, with the file, line and field where it is in
    a file.
    """
    found = Columns(zip(FIELDS, FIELDS, strict=True))
    found.named = {}
    if file is not None:
        _read(file, found)
    said: dict[str, str] = {}
    for one in given:
        # commas may part several, and so may a repeated option
        for pair in re.split("[,，]", one):
            name, equals, column = (part.strip() for part in pair.partition("="))
            if not equals or name not in found or not column:
                known = "、".join(FIELDS)
                raise ImportRefused(f"--map {pair}", f"应写作 字段=列名；字段有 {known}")
            if name in said:
                raise ImportRefused(f"--map {pair}", f"{name} 已写作 {said[name]}")
            said[name] = found[name] = column
            found.named[name] = f"--map {name}"
    return found


def _read(file: Path, found: Columns) -> None:
    try:
        source = read(file, _File)
    except CatalogueError as error:
        first, known = error.faults[0], "、".join(FIELDS)
        unknown = first.field not in (*FIELDS, "YAML", "（文件）")
        raise ImportRefused(
            f"{first.file}:{first.line}: {first.field}",
            f"{first.message}（字段有 {known}）" if unknown else first.message,
        ) from error
    for name, column in source.record.model_dump(exclude_none=True).items():
        found[name] = column
        found.named[name] = f"{file}:{source.line(name)}: {name}"
