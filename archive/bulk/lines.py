"""Writes records as compressed lines, JSON or CSV, the same bytes for the same records."""

import csv as standard
import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from archive.formats import csv
from archive.formats.parts import Record

# half the time of gzip's usual 9 takes for files a seventh larger
_LEVEL = 4


@contextmanager
def packed(path: Path) -> Iterator[TextIO]:
    """A gzip file without a name or time in it (RFC 1952, section 2.3)."""
    with (
        path.open("wb") as raw,
        gzip.GzipFile("", "wb", _LEVEL, raw, mtime=0) as file,
        TextIOWrapper(file, "utf-8", newline="") as text,
    ):
        yield text


class JsonLines:
    """A record a line (jsonlines.org), as its own address gives it."""

    def __init__(self, file: TextIO, without: dict | None = None):
        self._file, self._without = file, without

    def add(self, record: Record) -> None:
        self._file.write(record.model_dump_json(exclude=self._without) + "\n")


class Table:
    """A record a row, in those of its columns that are named."""

    def __init__(self, file: TextIO, record: type[Record], names: list[str]):
        self._kept = [n for n, name in enumerate(csv.columns(record)) if name in names]
        file.write(csv.BOM)
        self._writer = standard.writer(file)
        self._writer.writerow(names)

    def add(self, record: Record) -> None:
        cells = csv.row(record)
        self._writer.writerow([cells[n] for n in self._kept])
