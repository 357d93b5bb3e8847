"""The data dictionary: what every field, column and table of the files means, and its licence."""

from collections.abc import Iterator

from pydantic.json_schema import models_json_schema

from archive.formats import csv
from archive.formats.dataset import ArticleText, TextRecord
from archive.formats.schema import ArticleWhole
from archive.formats.schema_parts import Block, Schema

from .database_tables import TABLES, TableDefinition, TablePart
from .licences import licence
from .record_types import KINDS
from .sqlite_database import NTH, columns

# full texts have files of their own
TEXTS = "texts"
TEXT_COLUMNS = csv.columns(TextRecord)


def dictionary() -> dict:
    """As JSON: the lines' records as JSON Schema 2020-12, the columns of the tables of either kind."""
    return {
        "jsonl": _lines(),
        "csv": {
            "separator": csv.SEPARATOR,
            "files": {
                **{
                    f"{kind.name}.csv.gz": _csv(kind.row or kind.record, kind.columns)
                    for kind in KINDS
                },
                f"{TEXTS}.csv.gz": _csv(TextRecord, TEXT_COLUMNS),
            },
        },
        "sqlite": [
            described
            for table in TABLES
            for described in (
                _table(table, table.key),
                *(_table(part, (*part.key, NTH.name)) for part in table.parts),
            )
        ],
    }


def _lines() -> dict:
    models = [*(kind.record for kind in KINDS), ArticleText]
    # references are read from the root of the document (RFC 6901)
    _, defined = models_json_schema(
        [(model, "serialization") for model in models], ref_template="#/jsonl/$defs/{model}"
    )
    for record in (ArticleWhole, Block):
        # what the lines of articles leave out, those of texts have
        defined["$defs"][record.__name__]["required"].remove("text")
    files = {
        **{f"{kind.name}.jsonl.gz": kind.record.__name__ for kind in KINDS},
        f"{TEXTS}.jsonl.gz": ArticleText.__name__,
    }
    return {
        "files": {name: {"$ref": f"#/jsonl/$defs/{record}"} for name, record in files.items()},
        # where full texts are, in a file of their own
        "left_out": {ArticleWhole.__name__: ["text", "blocks[].text"]},
        "$defs": defined["$defs"],
    }


def _csv(kind: type[Schema], names: list[str]) -> list[dict]:
    return [column for column in _columns(kind) if column["name"] in names]


def _columns(kind: type[Schema], prefix: str = "") -> Iterator[dict]:
    for name, field in kind.model_fields.items():
        inner = csv.record_in(field.annotation)
        if inner:
            yield from _columns(inner, f"{prefix}{name}_")
        else:
            yield {
                "name": f"{prefix}{name}",
                "says": field.description,
                "licence": licence(kind, name),
            }


def _table(table: TableDefinition | TablePart, key: tuple[str, ...]) -> dict:
    made = columns(table) if isinstance(table, TablePart) else table.columns
    return {
        "name": table.name,
        "says": table.says,
        "key": list(key),
        "columns": [
            {"name": one.name, "type": one.type, "says": one.says, "licence": one.licence}
            for one in made
        ],
    }
