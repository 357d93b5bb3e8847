"""The data dictionary: meaning and licence of every field, column and table of the exports."""

from collections.abc import Iterator
from typing import Any, Literal

from pydantic.json_schema import models_json_schema

from archive.formats import csv_writer
from archive.formats.dataset import ArticleText, TextRecord
from archive.formats.schema import ArticleWhole
from archive.formats.schema_parts import Block, Schema

from .database_tables import TABLES, TableDefinition, TablePart
from .licences import licence
from .record_types import RECORD_TYPES
from .sqlite_database import NTH, columns

# name of the files of full texts
TEXTS = "texts"
TEXT_COLUMNS = csv_writer.columns(TextRecord)


def dictionary() -> dict[str, Any]:
    """Return the dictionary: JSON Schema 2020-12 for the lines, columns for CSV and SQLite."""
    return {
        "jsonl": _lines(),
        "csv": {
            "separator": csv_writer.SEPARATOR,
            "files": {
                **{
                    f"{kind.name}.csv.gz": _csv(kind.row or kind.record, kind.columns)
                    for kind in RECORD_TYPES
                },
                f"{TEXTS}.csv.gz": _csv(TextRecord, TEXT_COLUMNS),
            },
        },
        "sqlite": [
            entry
            for table in TABLES
            for entry in (
                _table(table, table.key),
                *(_table(part, (*part.key, NTH.name)) for part in table.parts),
            )
        ],
    }


def _lines() -> dict[str, Any]:
    models: list[type[Schema]] = [*(kind.record for kind in RECORD_TYPES), ArticleText]
    mode: Literal["serialization"] = "serialization"
    # references are relative to the root of the document (RFC 6901)
    _, schemas = models_json_schema(
        [(model, mode) for model in models], ref_template="#/jsonl/$defs/{model}"
    )
    for record in (ArticleWhole, Block):
        # lines of articles omit the text, which is in the lines of texts
        schemas["$defs"][record.__name__]["required"].remove("text")
    files = {
        **{f"{kind.name}.jsonl.gz": kind.record.__name__ for kind in RECORD_TYPES},
        f"{TEXTS}.jsonl.gz": ArticleText.__name__,
    }
    return {
        "files": {name: {"$ref": f"#/jsonl/$defs/{record}"} for name, record in files.items()},
        # fields that only the files of full texts have
        "left_out": {ArticleWhole.__name__: ["text", "blocks[].text"]},
        "$defs": schemas["$defs"],
    }


def _csv(kind: type[Schema], names: list[str]) -> list[dict[str, Any]]:
    return [column for column in _columns(kind) if column["name"] in names]


def _columns(kind: type[Schema], prefix: str = "") -> Iterator[dict[str, Any]]:
    for name, field in kind.model_fields.items():
        inner = csv_writer.nested_schema(field.annotation)
        if inner:
            yield from _columns(inner, f"{prefix}{name}_")
        else:
            yield {
                "name": f"{prefix}{name}",
                "says": field.description,
                "licence": licence(kind, name),
            }


def _table(table: TableDefinition | TablePart, key: tuple[str, ...]) -> dict[str, Any]:
    table_columns = columns(table) if isinstance(table, TablePart) else table.columns
    return {
        "name": table.name,
        "says": table.says,
        "key": list(key),
        "columns": [
            {
                "name": column.name,
                "type": column.type,
                "says": column.says,
                "licence": column.licence,
            }
            for column in table_columns
        ],
    }
