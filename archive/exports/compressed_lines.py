"""Write records as gzip-compressed JSON Lines or CSV; equal records give equal bytes."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import Any

from isal import igzip

from archive.formats import csv_writer
from archive.formats.schema_parts import Schema

# isal's highest level: as small as gzip's level 3 or 4, in a quarter of the time
_COMPRESSION_LEVEL = 3
# of csv.writer
_ROW_END = b"\r\n"


def compress(text: str | bytes) -> bytes:
    """Return a gzip member without name or time; members can be concatenated (RFC 1952, 2.2)."""
    data = text.encode() if isinstance(text, str) else text
    return igzip.compress(data, _COMPRESSION_LEVEL, mtime=0)


def decompress(member: bytes) -> bytes:
    """Return the text of a gzip member, in UTF-8."""
    return igzip.decompress(member)


class JsonLines:
    """One record a line (jsonlines.org), in the JSON of the record's own address."""

    head = ""

    def __init__(self, without: dict[str, Any] | None = None):
        self._without = without

    def lines(self, records: Sequence[Schema]) -> str:
        return "".join(record.model_dump_json(exclude=self._without) + "\n" for record in records)

    def revised(self, lines: bytes, records: Mapping[int, Schema]) -> bytes:
        """Return the lines, replacing those at the positions of these records."""
        # not splitlines(): records may contain other line separators
        revised = lines.split(b"\n")
        for n, record in records.items():
            revised[n] = self.lines([record])[:-1].encode()
        return b"\n".join(revised)


class CsvLines:
    """One record a row, reduced to the named columns."""

    def __init__(self, record: type[Schema], names: list[str]):
        self._record = record
        self._indexes = [n for n, name in enumerate(csv_writer.columns(record)) if name in names]
        self.head = csv_writer.BOM + _csv_text([names])

    def lines(self, records: Sequence[Schema]) -> str:
        return _csv_text(map(self._cells, records))

    def revised(self, lines: bytes, records: Mapping[int, Schema]) -> bytes:
        """Return the lines, replacing the rows at the positions of these records."""
        rows = _csv_rows(lines)
        for n, record in records.items():
            rows[n] = _csv_text([self._cells(record)]).encode()
        return b"".join(rows)

    def _cells(self, record: Schema) -> list[str]:
        cells = csv_writer.row(record, self._record)
        return [cells[n] for n in self._indexes]


def _csv_rows(lines: bytes) -> list[bytes]:
    """Return the rows as they are written: taking them apart would take ten times as long."""
    rows: list[bytes] = []
    row = b""
    for line in lines.splitlines(keepends=True):
        row += line
        # within quotation marks, a line break is part of a cell
        if row.endswith(_ROW_END) and not row.count(b'"') % 2:
            rows.append(row)
            row = b""
    return rows


def _csv_text(rows: Iterable[list[str]]) -> str:
    file = StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue()
