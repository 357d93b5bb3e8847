"""Read the people of the catalogue: people.yaml, and people/*.jsonl for large numbers."""

from collections.abc import Iterator
from pathlib import Path

from . import json_lines
from .entries import PeopleFile, PersonEntry
from .files import PEOPLE, line_files
from .yaml_file import CatalogueError, read

FILE = f"{PEOPLE}.yaml"


def read_people(folder: Path) -> Iterator[PersonEntry]:
    """Yield people of both; CatalogueError for an unreadable file."""
    yield from read(folder / FILE, PeopleFile).record.people
    yield from read_people_lines(folder)


def read_people_lines(folder: Path) -> Iterator[PersonEntry]:
    """Yield people of people/*.jsonl; CatalogueError for an invalid line."""
    files = ((path, str(path)) for path in line_files(folder, PEOPLE))
    for line in json_lines.read(files, PersonEntry):
        if isinstance(line, list):
            raise CatalogueError(line)
        yield line.record
