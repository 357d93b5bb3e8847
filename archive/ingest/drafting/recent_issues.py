"""Read the newest issues of a newspaper from JSON lines, within a time budget."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from archive.catalogue import json_lines
from archive.catalogue.entries import IssueFile
from archive.catalogue.error_messages import os_error_message
from archive.catalogue.files import ISSUES
from archive.catalogue.yaml_file import CatalogueError, Fault
from archive.command_messages import message
from archive.text import dates

# Bytes read from all files of the newspaper.
MAX_BYTES = 1_000_000
# Minimum number of bytes read from each file; a line has about 15,000.
MIN_PER_FILE = 100_000
# Maximum number of articles used.
MAX_ARTICLES = 3000


class _Dated(NamedTuple):
    latest: str
    file: str
    issue: str
    record: IssueFile


def recent_issues(folder: Path, newspaper: str) -> Iterator[IssueFile]:
    """Yield issues from both ends of the newspaper's .jsonl files, newest first, without drafts.

    Files are in ascending or descending order of date. Raise CatalogueError, with file and line, if
    a line that was read is invalid.
    """
    paths = sorted((folder / ISSUES / newspaper).glob("[!.]*.jsonl"), reverse=True)
    paths = [path for path in paths if not json_lines.has_django_rows(path)]
    share = max(MIN_PER_FILE, MAX_BYTES // max(1, len(paths)))
    issues_by_date: list[_Dated] = []
    for path in paths[: MAX_BYTES // MIN_PER_FILE]:
        for number, line in _ends(path, share):
            record = _parsed(line, path, number)
            if record.draft is None:
                latest = dates.bounds(record.date.edtf).latest.isoformat()
                issues_by_date.append(_Dated(latest, str(path), record.issue, record))
    articles_left = MAX_ARTICLES
    for dated in sorted(issues_by_date, key=lambda dated: dated[:3], reverse=True):
        articles_left -= sum(len(page.articles) for page in dated.record.pages)
        if articles_left < 0:
            return
        yield dated.record


def _ends(path: Path, most: int) -> Iterator[tuple[int, bytes]]:
    """Yield (number, line) for the complete lines in a file's first and last bytes.

    `most` bytes are read in total. Lines are numbered from 1, or from -1 if counted from the end.
    """
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(0)
            if size <= most:
                head, tail = file.read(), b""
            else:
                head = file.read(most // 2)
                # One more byte shows whether a line begins there.
                file.seek(size - most // 2 - 1)
                tail = file.read(most // 2 + 1)
    except OSError as error:
        fault = Fault(str(path), 0, message("（文件）"), os_error_message(error))
        raise CatalogueError([fault]) from error
    first, last = head.split(b"\n"), tail.split(b"\n")
    # Drop lines cut at the boundary.
    numbered = [*enumerate(first[:-1] if tail else first, 1)]
    numbered += ((at - len(last) + (not last[-1]), last[at]) for at in range(1, len(last)))
    yield from ((number, line) for number, line in numbered if line.strip())


def _parsed(line: bytes, path: Path, number: int) -> IssueFile:
    try:
        return IssueFile.model_validate_json(line)
    except ValidationError:
        if number < 0:
            # Counting all lines is only worthwhile for an error.
            with path.open("rb") as file:
                number += 1 + sum(1 for _ in file)
        # Raises the error in the catalogue's own words.
        record = json_lines.parse(line, IssueFile, str(path), number).record
        if not isinstance(record, IssueFile):
            raise
        return record
