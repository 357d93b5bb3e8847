"""Everybody whom the catalogue knows: people.yaml, and people/*.jsonl for many."""

from collections.abc import Iterator
from pathlib import Path

from . import json_lines
from .entries import PersonEntry
from .files import PEOPLE, line_files
from .yaml_file import CatalogueError, read

FILE = f"{PEOPLE}.yaml"


def read_people(folder: Path) -> Iterator[PersonEntry]:
    """All of both; CatalogueError for a file that cannot be read."""
    yield from read(folder / FILE).record.people
    yield from in_lines(folder)


def in_lines(folder: Path) -> Iterator[PersonEntry]:
    """Those of people/*.jsonl alone; CatalogueError for a line that cannot be read."""
    files = ((path, str(path)) for path in line_files(folder, PEOPLE))
    for line in json_lines.read(files, PersonEntry):
        if isinstance(line, list):
            raise CatalogueError(line)
        yield line.record
