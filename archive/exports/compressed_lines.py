"""Writes records as compressed lines, JSON or CSV, the same bytes for the same records."""

import csv as standard
from io import StringIO

from isal import igzip

from archive.formats import csv
from archive.formats.schema_parts import Schema

# of four levels, which in this library cost little: files as small as from gzip's own 3 or 4, in a
# quarter of its time
_LEVEL = 3


def packed(text: str) -> bytes:
    """A gzip member without a name or time in it (RFC 1952, section 2.3); several make one file."""
    return igzip.compress(text.encode(), _LEVEL, mtime=0)


class JsonLines:
    """A record a line (jsonlines.org), as its own address gives it."""

    head = ""

    def __init__(self, without: dict | None = None):
        self._without = without

    def lines(self, records: list[Schema]) -> str:
        return "".join(record.model_dump_json(exclude=self._without) + "\n" for record in records)


class CsvLines:
    """A record a row, in those of its columns that are named."""

    def __init__(self, record: type[Schema], names: list[str]):
        self._record = record
        self._kept = [n for n, name in enumerate(csv.columns(record)) if name in names]
        self.head = csv.BOM + _written([names])

    def lines(self, records: list[Schema]) -> str:
        rows = (csv.row(record, self._record) for record in records)
        return _written([cells[n] for n in self._kept] for cells in rows)


def _written(rows) -> str:
    file = StringIO()
    standard.writer(file).writerows(rows)
    return file.getvalue()
