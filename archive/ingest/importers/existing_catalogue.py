"""Read the fixtures' issues, idents, people and credits; errors name the line."""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from archive.catalogue import json_lines
from archive.catalogue.entries import CatalogueEntry, Ident, IssueFile, Key, PersonEntry
from archive.catalogue.files import ISSUES
from archive.catalogue.people_files import FILE, read_people, read_people_lines
from archive.catalogue.yaml_file import CatalogueError, Fault, read
from archive.command_messages import message

from .parsed_issue import ImportRefused

# Maximum number of issues per day, including editions and supplements.
MAX_PER_DAY = 100

# Credits in an issue's JSON line and in Django's rows.
_SIGNED = re.compile(rb'"person"\s*:\s*(?:\[\s*)?"([a-z0-9-]+)"')


Entry = TypeVar("Entry", bound=BaseModel)


class _ArticleIdent(BaseModel):
    ident: Ident


class _PageIdents(BaseModel):
    articles: tuple[_ArticleIdent, ...] = ()


class ExistingIssue(BaseModel):
    """The idents that an existing issue already uses."""

    issue: Key
    number: str = ""
    pages: tuple[_PageIdents, ...]

    @property
    def idents(self) -> Iterator[str]:
        return (article.ident for page in self.pages for article in page.articles)


class _PackedText(CatalogueEntry):
    # Texts keep their leading and trailing blanks.
    model_config = ConfigDict(extra="ignore", str_strip_whitespace=False)

    sha256: str
    text: str


class _PlacedText(BaseModel):
    """The SHA-256 of the text that a line of geometry belongs to."""

    text: str


def issues(lines: Iterable[bytes], file: str) -> Iterator[ExistingIssue]:
    """Yield the issue of each line.

    Raise ImportRefused, with file, line and field, if one is invalid.
    """
    return _each(lines, ExistingIssue, IssueFile, file)


def text_hashes(lines: Iterable[bytes], file: str) -> Iterator[str]:
    """Yield the SHA-256 of each line of a text pack; errors as above."""
    return (entry.sha256 for entry in _each(lines, _PackedText, _PackedText, file))


def placed_texts(lines: Iterable[bytes], file: str) -> Iterator[str]:
    """Yield the SHA-256 of the text of each line of geometry; errors as above."""
    return (entry.text for entry in _each(lines, _PlacedText, _PackedText, file))


def text(lines: Iterable[bytes], sha256: str) -> str | None:
    """Return the text with that SHA-256 in the lines of a text pack; None if it is missing."""
    quoted = f'"{sha256}"'.encode()
    return next((json.loads(line)["text"] for line in lines if quoted in line), None)


def people_of(lines: Iterable[bytes], file: str) -> Iterator[PersonEntry]:
    """Yield the person of each line; errors as above."""
    return _each(lines, PersonEntry, PersonEntry, file)


def _each(
    lines: Iterable[bytes], part: type[Entry], entry_type: type[CatalogueEntry], file: str
) -> Iterator[Entry]:
    """Yield each line validated as `part`, which takes a fraction of the time of `entry_type`."""
    for number, line in enumerate(lines, 1):
        if line.isspace():
            continue
        try:
            yield part.model_validate_json(line)
        except ValidationError as error:
            try:
                # Raises the error in the catalogue's own words.
                json_lines.parse(line, entry_type, file, number)
            except CatalogueError as catalogue_error:
                raise refused(catalogue_error) from catalogue_error
            raise ImportRefused(f"{file}:{number}", str(error)) from error


def refused(error: CatalogueError) -> ImportRefused:
    """Return the first fault of a catalogue file as a refusal, with file, line and field."""
    first: Fault = error.faults[0]
    return ImportRefused(f"{first.file}:{first.line}: {first.field}", first.message)


class ExistingIssues:
    """The issues of a newspaper in the catalogue: their keys and locations."""

    def __init__(self, folder: Path, but: Path | None = None):
        """Index all files but `but`, which the caller reads itself. Errors as above."""
        self._places: dict[str, tuple[Path, int, int]] = {}
        for path in folder.glob("[!.]*.yaml"):
            self.add(path.stem, path)
        for path in sorted(folder.glob("[!.]*.jsonl")):
            if path == but:
                continue
            if json_lines.has_django_rows(path):
                with path.open("rb") as lines:
                    for key in _keys_of_rows(lines, str(path)):
                        self.add(key, path)
            else:
                for _ in self.read(path):
                    # Reading records each issue.
                    pass

    def __contains__(self, key: str) -> bool:
        return key in self._places

    def add(self, key: str, path: Path, number: int = 0, start: int = 0) -> None:
        """Record the file of an issue, with the number and offset of its line if it has one."""
        self._places[key] = path, number, start

    def read(self, path: Path) -> Iterator[ExistingIssue]:
        """Yield each issue of a JSON lines file, and record their locations."""
        with path.open("rb") as file:
            starts: list[int] = []
            for issue in issues(_lines(file, starts), str(path)):
                self.add(issue.issue, path, len(starts), starts[-1])
                yield issue

    def of_day(self, base: str) -> list[str]:
        """Return the keys of the issues of one day: `base`, or `base` and a number."""
        return [
            key for key in (base, *(f"{base}-{n}" for n in range(2, MAX_PER_DAY))) if key in self
        ]

    def place(self, key: str) -> str:
        """Return the file of an issue, with its line number if it has one."""
        path, number, _ = self._places[key]
        return f"{path}:{number}" if number else str(path)

    def record(self, key: str) -> IssueFile | None:
        """Return the entry of an issue; None if it is in Django's own JSON lines.

        Raise ImportRefused if it is unreadable.
        """
        path, number, start = self._places[key]
        record: object
        try:
            if path.suffix == ".yaml":
                record = read(path).record
            elif not number:
                return None
            else:
                with path.open("rb") as file:
                    file.seek(start)
                    record = json_lines.parse(file.readline(), IssueFile, str(path), number).record
        except CatalogueError as error:
            raise refused(error) from error
        return record if isinstance(record, IssueFile) else None


def _lines(file: BinaryIO, starts: list[int]) -> Iterator[bytes]:
    """Yield the lines of a file; append the offset of each to `starts`."""
    offset = 0
    for line in file:
        starts.append(offset)
        offset += len(line)
        yield line


def _keys_of_rows(lines: Iterable[bytes], file: str) -> Iterator[str]:
    """Yield the issue keys in Django's own JSON lines."""
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            if row["model"] == "archive.issue":
                yield str(row["fields"]["key"])
        except (ValueError, LookupError, TypeError, RecursionError) as error:
            raise ImportRefused(
                f"{file}:{number}: JSON", message("不是 Django 的一条记录：%(error)s", error=error)
            ) from error


def people(folder: Path) -> Iterator[PersonEntry]:
    """Yield everybody in people.yaml and people/*.jsonl; errors as above."""
    # An output folder outside the catalogue may have no people.yaml yet.
    read_all = read_people if (folder / FILE).exists() else read_people_lines
    try:
        yield from read_all(folder)
    except CatalogueError as error:
        raise refused(error) from error


def signed_in(folders: Iterable[Path], newspaper: str, slugs: Collection[str]) -> set[str]:
    """Return the slugs, of `slugs`, with a credit in the newspaper's issues below `folders`."""
    signers: set[str] = set()
    for folder in folders:
        for path in sorted((folder / ISSUES / newspaper).glob("[!.]*")):
            if path.suffix == ".jsonl":
                with path.open("rb") as lines:
                    signers |= {slug.decode() for line in lines for slug in _SIGNED.findall(line)}
            elif path.suffix == ".yaml":
                signers |= _signed_in_yaml(path, slugs)
    return signers & set(slugs)


def _signed_in_yaml(path: Path, slugs: Collection[str]) -> set[str]:
    try:
        # Fast path: most files mention none of them.
        if not any(slug in path.read_text(encoding="utf-8") for slug in slugs):
            return set()
        record = read(path).record
    except CatalogueError as error:
        raise refused(error) from error
    except UnicodeDecodeError as error:
        raise ImportRefused(str(path), message("不是 UTF-8 文本")) from error
    if not isinstance(record, IssueFile):
        return set()
    return {c.person for page in record.pages for a in page.articles for c in a.bylines}
