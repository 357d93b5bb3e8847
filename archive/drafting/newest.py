"""Reads the newest issues of a newspaper that stand one a line, no more of them than a draft has time for."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from archive.catalogue import json_lines
from archive.catalogue.files import ISSUES
from archive.catalogue.records import IssueFile
from archive.catalogue.yaml_file import CatalogueError, Fault
from archive.text import dates

# bytes read of all the newspaper's files together, and of each at least: a line is some 15,000
MOST_BYTES, LEAST_OF_FILE = 1_000_000, 100_000
# and articles that are taken in of them
MOST_ARTICLES = 3000


class _Dated(NamedTuple):
    latest: str
    file: str
    number: int
    record: IssueFile


def newest(folder: Path, newspaper: str) -> Iterator[IssueFile]:
    """Issues of the ends of the newspaper's .jsonl files, the newest first; no drafts among them.

    Importers add lines at the end, in the order of the days. CatalogueError, with file and line, for
    a line among those read that cannot be.
    """
    paths = sorted((folder / ISSUES / newspaper).glob("[!.]*.jsonl"), reverse=True)
    paths = [path for path in paths if not json_lines.is_rows(path)]
    share = max(LEAST_OF_FILE, MOST_BYTES // max(1, len(paths)))
    found: list[_Dated] = []
    for path in paths[: MOST_BYTES // LEAST_OF_FILE]:
        for back, line in _end(path, share):
            record = _parsed(line, path, back)
            if record.draft is None:
                latest = dates.bounds(record.date.edtf).latest.isoformat()
                found.append(_Dated(latest, str(path), -back, record))
    left = MOST_ARTICLES
    for one in sorted(found, key=lambda one: one[:3], reverse=True):
        left -= sum(len(page.articles) for page in one.record.pages)
        if left < 0:
            return
        yield one.record


def _end(path: Path, most: int) -> Iterator[tuple[int, bytes]]:
    """(how many lines from the end, counted from 1, line) of the whole lines in a file's last bytes."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            start = max(0, size - most)
            # a byte more tells whether a line begins there
            file.seek(max(0, start - 1))
            read = file.read(size - max(0, start - 1))
    except OSError as error:
        fault = Fault(str(path), 0, "（文件）", error.strerror or str(error))
        raise CatalogueError([fault]) from error
    lines = read.splitlines()
    for back, line in enumerate(reversed(lines[1:] if start else lines), 1):
        if line.strip():
            yield back, line


def _parsed(line: bytes, path: Path, back: int) -> IssueFile:
    try:
        return IssueFile.model_validate_json(line)
    except ValidationError:
        # only now is it worth counting them
        with path.open("rb") as file:
            number = sum(1 for _ in file) - back + 1
        return json_lines.parse(line, IssueFile, str(path), number).record
