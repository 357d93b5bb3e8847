"""Metadata for Datasette: descriptions of tables and columns, and each table's label column."""

from pathlib import Path
from typing import Any

from archive.editions.collection import collection
from archive.formats.dataset_ld import DESCRIPTION, title

from .database_tables import TABLES, Column, TableDefinition, TablePart
from .sqlite_database import columns, file_name

# Datasette guesses a label column only by the names `name` and `title`
_LABELS = {"topics": "label", "articles": "headline", "pages": "label"}


def metadata() -> dict[str, Any]:
    """Return the JSON for `datasette NAME.sqlite3 --metadata datasette.json`."""
    tables, licence = {}, collection().digest_licence
    for table in TABLES:
        tables[table.name] = _table(table, table.columns)
        for part in table.parts:
            tables[part.name] = _table(part, columns(part))
    return {
        "title": title(),
        "description": DESCRIPTION,
        "license": licence.name,
        "license_url": licence.url,
        "databases": {Path(file_name()).stem: {"tables": tables}},
    }


def _table(table: TableDefinition | TablePart, table_columns: tuple[Column, ...]) -> dict[str, Any]:
    label = {"label_column": _LABELS[table.name]} if table.name in _LABELS else {}
    return {
        "description": table.says,
        "columns": {column.name: column.says for column in table_columns},
        **label,
    }
