"""Save converted issues as fixtures and page texts, atomically and resumably.

A few issues become YAML files; many become lines of one `.jsonl`, with their texts in one pack and
the geometry of their pages in one file.

Lines are appended to hidden files that the catalogue does not read and of which only complete lines
count; the real files are replaced in one step at the end.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from archive.catalogue import entries
from archive.catalogue.files import GEOMETRY, ISSUES, PEOPLE
from archive.catalogue.people_files import FILE
from archive.catalogue.yaml_file import CatalogueError, parse
from archive.command_messages import message

from . import existing_catalogue, issue_yaml
from .identifiers import People
from .parsed_issue import ImportRefused
from .to_catalogue import CatalogueIssue

_BATCH = 50
# Bytes of {"text":"…", with which a line of geometry begins.
_HEAD = 10 + 64


def write_atomically(path: Path, text: str) -> None:
    """Write a file atomically: readers see the old or the new content."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.new")
    with temporary.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


def add_people(folder: Path, people: People) -> int:
    """Append the new people to people.yaml; return their number."""
    if not people.new:
        return 0
    path = folder / FILE
    try:
        text = path.read_text(encoding="utf-8").rstrip("\n")
    except FileNotFoundError:
        text = "people:"
    except (OSError, UnicodeDecodeError) as error:
        raise ImportRefused(str(path), str(error)) from error
    text = "people:" if text.strip() == "people: []" else text
    for person in people.new:
        name, note = (json.dumps(value, ensure_ascii=False) for value in (person.name, person.note))
        text += f"\n  - {{slug: {person.slug}, name: {name}, note: {note}}}"
    try:
        parse(text + "\n", str(path))
    except CatalogueError as error:
        raise ImportRefused(
            str(path), message("无法添加新的作者：%(fault)s", fault=error.faults[0])
        ) from error
    write_atomically(path, text + "\n")
    count = len(people.new)
    people.new.clear()
    return count


def _text_of(folder: Path, issue: str, page: entries.PageEntry) -> str | None:
    """Return the text in the page's own file, if it still is the catalogued text."""
    try:
        raw = (folder / f"{issue}-{page.page}.txt").read_bytes()
        text = raw.decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    return text if hashlib.sha256(raw).hexdigest() == page.text.sha256 else None


class YamlSaver:
    """Writer of each issue as a YAML file."""

    def __init__(self, fixtures: Path, pages: Path, newspaper: str, comment: str):
        self._fixtures, self._comment, self._newspaper = fixtures, comment, newspaper
        self._folder, self._pages = fixtures / ISSUES / newspaper, pages / newspaper
        self._geometry = fixtures / GEOMETRY / newspaper
        self.issues = existing_catalogue.ExistingIssues(self._folder)
        self._has_written = False

    def text(self, issue: str, page: entries.PageEntry) -> str | None:
        """Return the text of a page, if the file in which it was saved exists."""
        return _text_of(self._pages, issue, page)

    def idents(self) -> Iterator[str]:
        """Return the idents of an interrupted run: none, because files are written atomically."""
        return iter(())

    def people(self) -> Iterator[entries.PersonEntry]:
        """Return the people of an interrupted run: none."""
        return iter(())

    def add(self, composed: CatalogueIssue, people: People) -> None:
        record = composed.record
        add_people(self._fixtures, people)
        for page in record.pages:
            name = f"{record.issue}-{page.page}.txt"
            write_atomically(self._pages / name, composed.texts[page.text.sha256])
        text = issue_yaml.text(record, self._comment)
        try:
            parse(text, f"{record.issue}.yaml")
        except CatalogueError as error:
            raise ImportRefused(record.issue, str(error.faults[0])) from error
        path = self._folder / f"{record.issue}.yaml"
        places = "".join(f"{page.encode()}\n" for page in composed.geometry)
        geometry = self._geometry / f"{record.issue}.jsonl"
        if places:
            write_atomically(geometry, places)
        else:
            # Remove files left by an earlier import of the issue.
            geometry.unlink(missing_ok=True)
        write_atomically(path, text)
        self.issues.add(record.issue, path)
        self._has_written = True

    def finish(self) -> list[Path]:
        """Return the folder of the issues, if any was written."""
        return [self._folder] if self._has_written else []


class JsonLinesSaver:
    """Writer of issues, page texts, geometry and new people as lines of four files."""

    def __init__(self, fixtures: Path, pages: Path, newspaper: str, name: str):
        folder = fixtures / ISSUES / newspaper
        self._issues = _LinesFile(folder / f"{name}.jsonl")
        self._texts = _LinesFile(pages / newspaper / f"{name}.pages.jsonl")
        self._geometry = _LinesFile(fixtures / GEOMETRY / newspaper / f"{name}.jsonl")
        self._people = _LinesFile(fixtures / PEOPLE / f"{newspaper}-{name}.jsonl")
        # Issues in other files of this newspaper, then those in this file.
        self.issues = existing_catalogue.ExistingIssues(folder, folder / f"{name}.jsonl")
        self._pages = pages / newspaper
        self._idents: list[str] = []
        self._sums: set[str] = set()
        for issue in self.issues.read(self._issues.readable) if self._issues.readable else ():
            self._idents += issue.idents
        self._sums.update(existing_catalogue.text_hashes(self._texts.lines(), self._texts.name))
        geometry = self._geometry
        self._placed = set(existing_catalogue.placed_texts(geometry.lines(), geometry.name))
        self._waiting: list[CatalogueIssue] = []

    def text(self, issue: str, page: entries.PageEntry) -> str | None:
        """Return the text of a page from the pack or its own file; None if neither has it."""
        if page.text.sha256 in self._sums:
            return existing_catalogue.text(self._texts.lines(), page.text.sha256)
        return _text_of(self._pages, issue, page)

    def idents(self) -> Iterator[str]:
        return iter(self._idents)

    def people(self) -> Iterator[entries.PersonEntry]:
        return existing_catalogue.people_of(self._people.lines(), self._people.name)

    def add(self, composed: CatalogueIssue, people: People) -> None:
        self._waiting.append(composed)
        self.issues.add(composed.record.issue, self._issues.path)
        if len(self._waiting) >= _BATCH:
            self.flush(people)

    def flush(self, people: People) -> None:
        """Write the pending issues, after the texts and people that they refer to."""
        waiting, self._waiting = self._waiting, []
        texts: dict[str, str] = {}
        for composed in waiting:
            texts |= {s: t for s, t in composed.texts.items() if s not in self._sums}
        self._sums |= texts.keys()
        self._texts.add({"sha256": sha256, "text": text} for sha256, text in texts.items())
        places = {page.text: page for composed in waiting for page in composed.geometry}
        # Drop old geometry of a page whose issue was deleted to be imported again.
        self._geometry.drop(self._placed & places.keys())
        self._geometry.add(json.loads(page.encode()) for page in places.values())
        self._placed |= places.keys()
        new, people.new = people.new, []
        self._people.add(person.model_dump(mode="json", exclude_defaults=True) for person in new)
        self._issues.add(
            composed.record.model_dump(mode="json", exclude_defaults=True) for composed in waiting
        )

    def finish(self) -> list[Path]:
        """Return the files that were written."""
        grown = (self._texts, self._geometry, self._people, self._issues)
        return [path for file in grown if (path := file.finish())]


class _LinesFile:
    """A file of lines that is appended to under a hidden name and renamed when finished."""

    def __init__(self, path: Path):
        self.path = path
        self._part = path.with_name(f".{path.name}.part")
        if self._part.exists():
            if path.exists() and path.stat().st_mtime_ns > self._part.stat().st_mtime_ns:
                problem = message(
                    "在导入中断之后又改过；请先检查 %(name)s，移走它再导入", name=self._part.name
                )
                raise ImportRefused(str(path), problem)
            self._truncate_partial_line()

    def _truncate_partial_line(self) -> None:
        """Cut off a partial last line that an interrupted run may have left."""
        with self._part.open("rb+") as file:
            end = file.seek(0, os.SEEK_END)
            while end:
                start = max(0, end - 2**16)
                file.seek(start)
                newline = file.read(end - start).rfind(b"\n")
                if newline >= 0:
                    file.truncate(start + newline + 1)
                    return
                end = start
            file.truncate(0)

    @property
    def readable(self) -> Path | None:
        """Return the file to read: the hidden or the finished one; None if neither exists."""
        return next((path for path in (self._part, self.path) if path.exists()), None)

    @property
    def name(self) -> str:
        """Return the name of the readable file, for messages."""
        return str(self.readable or self.path)

    def lines(self) -> Iterator[bytes]:
        if path := self.readable:
            with path.open("rb") as file:
                yield from file

    def add(self, rows: Iterator[dict]) -> None:
        if (first := next(rows, None)) is None:
            return
        self._part.parent.mkdir(parents=True, exist_ok=True)
        if self.path.exists() and not self._part.exists():
            # Copied only when there is something to add: until then an editor may change it.
            _copy(self.path, self._part)
        self._append(chain([first], rows))

    def drop(self, sums: set[str]) -> None:
        """Remove the lines that begin with one of these SHA-256."""
        if not sums:
            return
        heads = {f'{{"text":"{sha256}"'.encode() for sha256 in sums}
        remaining = [line for line in self.lines() if line[:_HEAD] not in heads]
        self._part.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._part.with_name(f"{self._part.name}.new")
        temporary.write_bytes(b"".join(remaining))
        os.replace(temporary, self._part)

    def _append(self, rows: Iterable[dict]) -> None:
        with self._part.open("a", encoding="utf-8", newline="") as file:
            for row in rows:
                file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def finish(self) -> Path | None:
        """Rename the hidden file to the final one and return it; None if nothing was added."""
        if not self._part.exists():
            return None
        os.replace(self._part, self.path)
        return self.path


def _copy(source: Path, target: Path) -> None:
    temporary = target.with_name(f"{target.name}.new")
    last = b"\n"
    with source.open("rb") as old, temporary.open("wb") as new:
        while chunk := old.read(2**20):
            new.write(chunk)
            last = chunk[-1:]
        # An editor may have removed the last newline.
        new.write(b"" if last == b"\n" else b"\n")
    os.replace(temporary, target)
