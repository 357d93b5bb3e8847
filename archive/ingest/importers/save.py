"""Saves composed issues as fixtures and page texts: never half a file, and going on after a stop.

A few issues are YAML files of their own; many are lines of one `.jsonl`, their texts lines of one
pack. While lines are added they stand in hidden files that the catalogue does not read, of which
only whole lines count; the files themselves are replaced in one step when all is there.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from archive.catalogue import entries
from archive.catalogue.files import ISSUES, PEOPLE
from archive.catalogue.people_files import FILE
from archive.catalogue.yaml_file import CatalogueError, parse

from . import existing_catalogue, issue_yaml
from .identifiers import People
from .parsed_issue import ImportRefused
from .to_catalogue import CatalogueIssue

_BATCH = 50


def write_whole(path: Path, text: str) -> None:
    """Writes a file in one step: whoever reads it finds the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = path.with_name(f".{path.name}.new")
    with waiting.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(waiting, path)


def add_people(folder: Path, people: People) -> int:
    """Adds the new people to people.yaml, lines at its end; how many those were."""
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
        name, note = (json.dumps(one, ensure_ascii=False) for one in (person.name, person.note))
        text += f"\n  - {{slug: {person.slug}, name: {name}, note: {note}}}"
    try:
        parse(text + "\n", str(path))
    except CatalogueError as error:
        raise ImportRefused(str(path), f"添不进新的作者：{error.faults[0]}") from error
    write_whole(path, text + "\n")
    count = len(people.new)
    people.new.clear()
    return count


def _text_of(folder: Path, issue: str, page: entries.PageEntry) -> str | None:
    """The text of a page's own file, if it is still the text that was catalogued."""
    try:
        raw = (folder / f"{issue}-{page.page}.txt").read_bytes()
        text = raw.decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    return text if hashlib.sha256(raw).hexdigest() == page.text.sha256 else None


class YamlSaver:
    """A file an issue."""

    def __init__(self, fixtures: Path, pages: Path, newspaper: str, says: str):
        self._fixtures, self._says, self._newspaper = fixtures, says, newspaper
        self._folder, self._pages = fixtures / ISSUES / newspaper, pages / newspaper
        self.issues = existing_catalogue.ExistingIssues(self._folder)
        self._has_written = False

    def text(self, issue: str, page: entries.PageEntry) -> str | None:
        """The text of a page where it is held under the name that it was saved by."""
        return _text_of(self._pages, issue, page)

    def idents(self) -> Iterator[str]:
        """Those of an unfinished run; a file is never unfinished."""
        return iter(())

    def people(self) -> Iterator[entries.PersonEntry]:
        """The same of people."""
        return iter(())

    def add(self, composed: CatalogueIssue, people: People) -> None:
        record = composed.record
        add_people(self._fixtures, people)
        for page in record.pages:
            name = f"{record.issue}-{page.page}.txt"
            write_whole(self._pages / name, composed.texts[page.text.sha256])
        text = issue_yaml.text(record, self._says)
        try:
            parse(text, f"{record.issue}.yaml")
        except CatalogueError as error:
            raise ImportRefused(record.issue, str(error.faults[0])) from error
        path = self._folder / f"{record.issue}.yaml"
        write_whole(path, text)
        self.issues.add(record.issue, path)
        self._has_written = True

    def finish(self) -> list[Path]:
        """Where something was written, if anything was."""
        return [self._folder] if self._has_written else []


class JsonLinesSaver:
    """A line an issue, a line a page's text, and a line a person that nobody knew."""

    def __init__(self, fixtures: Path, pages: Path, newspaper: str, name: str):
        folder = fixtures / ISSUES / newspaper
        self._issues = _Growing(folder / f"{name}.jsonl")
        self._texts = _Growing(pages / newspaper / f"{name}.pages.jsonl")
        self._people = _Growing(fixtures / PEOPLE / f"{newspaper}-{name}.jsonl")
        # what other files of this newspaper have already, and then what this one has
        self.issues = existing_catalogue.ExistingIssues(folder, folder / f"{name}.jsonl")
        self._pages = pages / newspaper
        self._idents: list[str] = []
        self._sums: set[str] = set()
        for one in self.issues.read(self._issues.readable) if self._issues.readable else ():
            self._idents += one.idents
        self._sums.update(existing_catalogue.sums(self._texts.lines(), self._texts.name))
        self._waiting: list[CatalogueIssue] = []

    def text(self, issue: str, page: entries.PageEntry) -> str | None:
        """The text of a page where it is held in the pack, or as a file of its own."""
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
        """Texts first and people next, so that no issue is there before what it refers to."""
        waiting, self._waiting = self._waiting, []
        texts: dict[str, str] = {}
        for composed in waiting:
            texts |= {s: t for s, t in composed.texts.items() if s not in self._sums}
        self._sums |= texts.keys()
        self._texts.add({"sha256": sha256, "text": text} for sha256, text in texts.items())
        new, people.new = people.new, []
        self._people.add(one.model_dump(mode="json", exclude_defaults=True) for one in new)
        self._issues.add(
            composed.record.model_dump(mode="json", exclude_defaults=True) for composed in waiting
        )

    def finish(self) -> list[Path]:
        """The files in which something was written."""
        grown = (self._texts, self._people, self._issues)
        return [path for one in grown if (path := one.finish())]


class _Growing:
    """A file of lines that grows under a hidden name and takes its own when it is finished."""

    def __init__(self, path: Path):
        self.path = path
        self._part = path.with_name(f".{path.name}.part")
        if self._part.exists():
            if path.exists() and path.stat().st_mtime_ns > self._part.stat().st_mtime_ns:
                message = f"在读入中断之后又改过；请先看过 {self._part.name}，移走它再读入"
                raise ImportRefused(str(path), message)
            self._mend()

    def _mend(self) -> None:
        """Cuts off the half of a line that a stopped run may have left."""
        with self._part.open("rb+") as file:
            end = file.seek(0, os.SEEK_END)
            while end:
                start = max(0, end - 2**16)
                file.seek(start)
                found = file.read(end - start).rfind(b"\n")
                if found >= 0:
                    file.truncate(start + found + 1)
                    return
                end = start
            file.truncate(0)

    @property
    def readable(self) -> Path | None:
        """The file that is read; None where there is none yet."""
        return next((path for path in (self._part, self.path) if path.exists()), None)

    @property
    def name(self) -> str:
        """What messages call the file that is read."""
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
            # only now, when there is something to add: until then an editor may change it
            _copy(self.path, self._part)
        with self._part.open("a", encoding="utf-8", newline="") as file:
            for row in chain([first], rows):
                file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def finish(self) -> Path | None:
        """The file, now that it has its name; None where nothing was added."""
        if not self._part.exists():
            return None
        os.replace(self._part, self.path)
        return self.path


def _copy(source: Path, target: Path) -> None:
    waiting = target.with_name(f"{target.name}.new")
    last = b"\n"
    with source.open("rb") as old, waiting.open("wb") as new:
        while chunk := old.read(2**20):
            new.write(chunk)
            last = chunk[-1:]
        # an editor's program may leave the last line open
        new.write(b"" if last == b"\n" else b"\n")
    os.replace(waiting, target)
