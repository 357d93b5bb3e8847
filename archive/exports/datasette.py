"""Metadata for Datasette: descriptions of tables and columns, and each table's label column."""

from pathlib import Path
from typing import Any

from archive.formats.dataset_ld import DESCRIPTION, TITLE
from archive.formats.serialize import DIGEST_LICENCE

from .database_tables import TABLES, Column, TableDefinition, TablePart
from .sqlite_database import NAME, columns

# Datasette guesses a label column only by the names `name` and `title`
_LABELS = {"topics": "label", "articles": "headline", "pages": "label"}


def metadata() -> dict[str, Any]:
    """Return the JSON for `datasette baozang.sqlite3 --metadata datasette.json`."""
    tables = {}
    for table in TABLES:
        tables[table.name] = _table(table, table.columns)
        for part in table.parts:
            tables[part.name] = _table(part, columns(part))
    return {
        "title": TITLE,
        "description": DESCRIPTION,
        "license": "CC BY 4.0",
        "license_url": DIGEST_LICENCE,
        "databases": {Path(NAME).stem: {"tables": tables}},
    }


def _table(table: TableDefinition | TablePart, table_columns: tuple[Column, ...]) -> dict[str, Any]:
    label = {"label_column": _LABELS[table.name]} if table.name in _LABELS else {}
    return {
        "description": table.says,
        "columns": {column.name: column.says for column in table_columns},
        **label,
    }
