"""Describes the database to Datasette: what its tables and columns are, and how their rows are called."""

from pathlib import Path

from archive.formats.dataset_ld import DESCRIPTION, TITLE
from archive.formats.serialize import DIGEST_LICENCE

from .database_tables import TABLES, Column, TableDefinition, TablePart
from .sqlite_database import NAME, columns

# Datasette takes a column for a label by itself only where it is called name or title
_LABELS = {"topics": "label", "articles": "headline", "pages": "label"}


def metadata() -> dict:
    """As JSON for `datasette baozang.sqlite3 --metadata datasette.json`."""
    described = {}
    for table in TABLES:
        described[table.name] = _table(table, table.columns)
        for part in table.parts:
            described[part.name] = _table(part, columns(part))
    return {
        "title": TITLE,
        "description": DESCRIPTION,
        "license": "CC BY 4.0",
        "license_url": DIGEST_LICENCE,
        "databases": {Path(NAME).stem: {"tables": described}},
    }


def _table(table: TableDefinition | TablePart, made: tuple[Column, ...]) -> dict:
    label = {"label_column": _LABELS[table.name]} if table.name in _LABELS else {}
    return {
        "description": table.says,
        "columns": {column.name: column.says for column in made},
        **label,
    }
