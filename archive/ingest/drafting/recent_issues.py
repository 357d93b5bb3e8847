"""Reads the newest issues of a newspaper that stand one a line, no more of them than a draft has time for."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from archive.catalogue import json_lines
from archive.catalogue.entries import IssueFile
from archive.catalogue.error_messages import os_error_message
from archive.catalogue.files import ISSUES
from archive.catalogue.yaml_file import CatalogueError, Fault
from archive.text import dates

# bytes read of all the newspaper's files together, and of each at least: a line is some 15,000
MOST_BYTES, LEAST_OF_FILE = 1_000_000, 100_000
# and articles that are taken in of them
MOST_ARTICLES = 3000


class _Dated(NamedTuple):
    latest: str
    file: str
    issue: str
    record: IssueFile


def recent_issues(folder: Path, newspaper: str) -> Iterator[IssueFile]:
    """Issues of both ends of the newspaper's .jsonl files, the newest first; no drafts among them.

    Files are in the order of the days, or the other way round. CatalogueError, with file and line,
    for a line among those read that cannot be.
    """
    paths = sorted((folder / ISSUES / newspaper).glob("[!.]*.jsonl"), reverse=True)
    paths = [path for path in paths if not json_lines.has_django_rows(path)]
    share = max(LEAST_OF_FILE, MOST_BYTES // max(1, len(paths)))
    found: list[_Dated] = []
    for path in paths[: MOST_BYTES // LEAST_OF_FILE]:
        for number, line in _ends(path, share):
            record = _parsed(line, path, number)
            if record.draft is None:
                latest = dates.bounds(record.date.edtf).latest.isoformat()
                found.append(_Dated(latest, str(path), record.issue, record))
    left = MOST_ARTICLES
    for one in sorted(found, key=lambda one: one[:3], reverse=True):
        left -= sum(len(page.articles) for page in one.record.pages)
        if left < 0:
            return
        yield one.record


def _ends(path: Path, most: int) -> Iterator[tuple[int, bytes]]:
    """(number, line) of the whole lines in a file's first and last bytes, `most` together.

    Lines count from 1, and from -1 where they are counted from the end.
    """
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(0)
            if size <= most:
                head, tail = file.read(), b""
            else:
                head = file.read(most // 2)
                # a byte more tells whether a line begins there
                file.seek(size - most // 2 - 1)
                tail = file.read(most // 2 + 1)
    except OSError as error:
        fault = Fault(str(path), 0, "（文件）", os_error_message(error))
        raise CatalogueError([fault]) from error
    first, last = head.split(b"\n"), tail.split(b"\n")
    # where the one breaks off, or the other begins, there is no whole line
    numbered = [*enumerate(first[:-1] if tail else first, 1)]
    numbered += ((at - len(last) + (not last[-1]), last[at]) for at in range(1, len(last)))
    yield from ((number, line) for number, line in numbered if line.strip())


def _parsed(line: bytes, path: Path, number: int) -> IssueFile:
    try:
        return IssueFile.model_validate_json(line)
    except ValidationError:
        if number < 0:
            # only now is it worth counting them
            with path.open("rb") as file:
                number += 1 + sum(1 for _ in file)
        # raises the error in the catalogue's own words
        record = json_lines.parse(line, IssueFile, str(path), number).record
        if not isinstance(record, IssueFile):
            raise
        return record
