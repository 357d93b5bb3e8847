"""Reads every file of the catalogue into one object that knows what may be referred to."""

import json
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from archive import idents

from . import change_digest, json_lines, parallel_check
from .address_index import AddressIndex
from .entries import FILE_KINDS, ChangesFile, IssueFile, LedgerLine, PersonEntry, TopicEntry
from .error_messages import no_json, unreadable
from .files import (
    AUTHORITIES,
    ENTRIES,
    LEDGER,
    PEOPLE,
    change_files,
    issue_files,
    line_files,
    stray_files,
)
from .json_lines import is_rows
from .publication import Publication
from .yaml_file import CatalogueError, Fault, Source, read

# what a JSON lines file of issues may hold
BULK_MODELS = frozenset(
    f"archive.{name}"
    for name in ("issue", "page", "article", "byline", "coverage", "tagging", "fulltext")
)


class Collection:
    """The catalogue in `folder`, as far as it can be read; `faults` says what could not."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.faults: list[Fault] = []
        # the files of authorities, by their stems, that could not be read whole
        self.unread: set[str] = set()
        # the SHA-256s that stand in files that could not be read
        self.unread_sums: set[str] = set()
        self.issues: list[Source] = []
        # oldest first
        self.changes: list[Source] = []
        self.authorities: dict[str, Source] = {}
        self.places: set[str] = set()
        # (kind, key) of what stands in Django's JSON lines, and the rows of each
        self.bulk: set[tuple[str, str]] = set()
        self._rows_of: dict[tuple[str, str], change_digest.RowsDigest] = {}
        # files of issues one a line, and of ledger entries, with what messages call them: they are
        # gone through when they are checked, never held whole
        self.line_files: list[tuple[Path, str]] = []
        self.entry_files: list[tuple[Path, str]] = [
            (path, self._name(path)) for path in line_files(folder, ENTRIES)
        ]
        # people who stand one a line: (slug, sum, file, line)
        self._people_lines: list[tuple[str, str, str, int]] = []
        for name in (*AUTHORITIES, LEDGER):
            path = folder / name
            if path.suffix == ".jsonl":
                self._read_places(path)
            else:
                self._read_authority(path)
        for path in stray_files(folder):
            message = "这里只放读得到的 .yaml 与 .jsonl 文件"
            self.faults.append(Fault(self._name(path), 0, "（文件）", message))
        for path in issue_files(folder):
            if path.suffix == ".jsonl" and is_rows(path):
                self._read_bulk(path)
            elif path.suffix == ".jsonl":
                self.line_files.append((path, self._name(path)))
            elif source := self._read(path, IssueFile):
                self.issues.append(source)
        self._set_copies_aside()
        for path in change_files(folder):
            if source := self._read(path, ChangesFile):
                self.changes.append(source)
        self.newspapers = {record.slug for record in self.records("newspapers")}
        self.people = {record.slug for record in self.records("people")}
        for path in line_files(folder, PEOPLE):
            self._read_people(path)
        self.topics: dict[str, TopicEntry] = {r.slug: r for r in self.records("topics")}

    def _set_copies_aside(self) -> None:
        """Of several files of one issue keeps the one that is called after it."""
        by_address: dict[tuple[str, str], list[Source]] = {}
        for source in self.issues:
            address = (source.record.newspaper, source.record.issue)
            by_address.setdefault(address, []).append(source)
        for (newspaper, issue), sources in by_address.items():
            name = f"/{newspaper}/{issue}.yaml"
            first, *copies = sorted(sources, key=lambda source: not source.file.endswith(name))
            for copy in copies:
                message = f"这一期 {newspaper}/{issue} 已见于 {first.file}；多出来的副本请删去"
                self.faults.append(copy.fault(("issue",), message))
                self.unread_sums.update(page.text.sha256 for page in copy.record.pages)
                self.issues.remove(copy)

    def records(self, kind: str) -> tuple:
        """The records of newspapers, topics, people or ledger; none when the file is unreadable."""
        return getattr(self.authorities[kind].record, kind) if kind in self.authorities else ()

    @property
    def ledger(self) -> tuple[LedgerLine, ...]:
        return self.records("ledger")

    @cached_property
    def broad(self) -> set[str | None]:
        """The slugs of the topics that have narrower ones."""
        return {topic.broader for topic in self.topics.values()}

    @cached_property
    def publications(self) -> dict[str, Publication]:
        """What is known of each newspaper's days of publication."""
        return {
            paper.slug: Publication(paper.model_dump(mode="json")["publication"])
            for paper in self.records("newspapers")
        }

    @cached_property
    def live(self) -> AddressIndex:
        """All that has an address now, by (kind, key) as the ledger writes them; nothing is checked."""
        register = AddressIndex()
        self.enter_live(register)
        unchecked = parallel_check.Checked([], [], [])
        for piece, before, found in parallel_check.examined(
            self.line_files, lambda _source: unchecked
        ):
            self.faults += found.unread_behind(before)
            register.add_live(found.live_in(register.file(piece.name)), before)
        return register

    def enter_live(self, register: AddressIndex) -> None:
        """Enters all that has an address, but for the issues that stand one a line."""
        for kind, name in _AUTHORITY_KINDS.items():
            source = self.authorities.get(name)
            for n, record in enumerate(self.records(name)):
                place = source.fault((name, n), "")
                number = register.file(place.file)
                row = (
                    kind,
                    record.slug,
                    change_digest.digest_of(record),
                    number,
                    place.line,
                    place.field,
                )
                register.add_live([row])
        people = (
            ("person", slug, sum_, register.file(file), line, "slug")
            for slug, sum_, file, line in self._people_lines
        )
        register.add_live(people)
        for address in self.bulk:
            rows = self._rows_of[address]
            place = rows.fault("")
            number = register.file(place.file)
            register.add_live([(*address, rows.sum, number, place.line, place.field)])
        for source in self.issues:
            register.add_live(parallel_check.live_rows(source, register.file(source.file)))

    def enter_ledger(self, register: AddressIndex) -> None:
        """Enters what the ledger says, in its order."""
        if source := self.authorities.get("ledger"):
            file = register.file(source.file)
            register.add_entered(
                parallel_check.entered_row(
                    entry, file, source.line("ledger", n, "key"), f"ledger[{n}]"
                )
                for n, entry in enumerate(self.ledger)
            )
        for piece, before, found in parallel_check.entries(self.entry_files):
            self.faults += found.unread_behind(before)
            register.add_entered(found.entered_in(register.file(piece.name)), before)

    @cached_property
    def changed_sums(self) -> dict[tuple[str, str], str]:
        """What each record came to by the last change written down."""
        return {
            (change.kind, change.key): change.sum
            for source in self.changes
            for change in source.record.changes
        }

    def changed(self, register: AddressIndex) -> list[tuple[str, str]]:
        """(kind, key) of what is no longer as it was entered, with no word of what was changed."""
        told = self.changed_sums
        unlike = {address for address, *_ in register.unlike() if address not in told}
        return sorted(
            unlike
            | {
                here
                for here, sum_ in told.items()
                if here in register and register[here].sum != sum_
            }
        )

    def _name(self, path: Path) -> str:
        return str(path.relative_to(self.folder.parent))

    def _read(self, path: Path, kind: type) -> Source | None:
        try:
            source = read(path, self._name(path))
        except CatalogueError as error:
            self.faults += error.faults
            if path.is_file():
                found = change_digest.WRITTEN.findall(path.read_bytes())
                self.unread_sums.update(sum_.decode() for sum_ in found)
            return None
        if isinstance(source.record, kind):
            return source
        wanted = next(name for name, file_kind in FILE_KINDS.items() if file_kind is kind)
        self.faults.append(source.fault((), f"这里应是以 {wanted} 为顶层字段的文件"))
        return None

    def _read_authority(self, path: Path) -> None:
        if source := self._read(path, FILE_KINDS[path.stem]):
            self.authorities[path.stem] = source
        else:
            self.unread.add(path.stem)

    def _read_people(self, path: Path) -> None:
        for found in json_lines.read([(path, self._name(path))], PersonEntry):
            if isinstance(found, list):
                self.faults += found
                self.unread.add(PEOPLE)
                continue
            slug = found.record.slug
            if slug in self.people:
                self.faults.append(found.fault(("slug",), f"{slug!r} 重复"))
            self.people.add(slug)
            self._people_lines.append(
                (slug, change_digest.digest_of(found.record), found.file, found.number)
            )

    def _read_places(self, path: Path) -> None:
        known = len(self.faults)
        self._read_place_rows(path)
        if len(self.faults) > known:
            self.unread.add(path.stem)

    def _read_place_rows(self, path: Path) -> None:
        for fault, row in self._rows(path):
            try:
                code, model, fields = row["pk"], row["model"], row["fields"]
                if model != "archive.place" or not isinstance(fields, dict):
                    self.faults.append(fault("model", "应为 archive.place 的一条记录"))
                elif code in self.places:
                    self.faults.append(fault("pk", f"区划代码 {code} 重复"))
                else:
                    self.places.add(code)
            except (KeyError, TypeError):
                self.faults.append(fault("pk", "缺少 pk、model 或 fields"))

    def _read_bulk(self, path: Path) -> None:
        """Django's JSON lines: what they hold is checked as it is loaded; here, its addresses."""
        for fault, row in self._rows(path):
            try:
                address, is_whole = _address(row["model"], row["fields"])
                rows = self._rows_of.setdefault(address, change_digest.RowsDigest())
                rows.add(row)
                if is_whole:
                    self.bulk.add(address)
                    rows.fault = partial(fault, "fields")
            except (LookupError, TypeError, ValueError) as error:
                self.faults.append(fault("fields", f"缺少或不合：{error}"))

    def _rows(self, path: Path) -> Iterator[tuple[Callable[[str, str], Fault], Any]]:
        """(maker of faults for the line, record) for each line of a JSON lines file."""
        name = self._name(path)
        try:
            with path.open(encoding="utf-8") as lines:
                for number, line in enumerate(lines, 1):
                    try:
                        yield partial(Fault, name, number), json.loads(line)
                    except ValueError as error:
                        self.faults.append(Fault(name, number, "JSON", no_json(error)))
        except (OSError, UnicodeDecodeError) as error:
            why = unreadable(error) if isinstance(error, OSError) else "不是 UTF-8 文本"
            self.faults.append(Fault(name, 0, "（文件）", why))


# the kinds of ledger entry whose records stand in a file of their own
_AUTHORITY_KINDS = {"newspaper": "newspapers", "topic": "topics", "person": "people"}


def _address(model: str, fields: dict[str, Any]) -> tuple[tuple[str, str], bool]:
    """(kind, key) in the ledger of what a Django fixture record is, or is a part of; which of them."""
    if model not in BULK_MODELS:
        raise ValueError(f"model {model!r} 不能放在这里")
    match model:
        case "archive.article":
            if not idents.check(fields["ident"]):
                raise ValueError(f"文章编号 {fields['ident']!r} 的校验位不符")
            return ("article", fields["ident"]), True
        case "archive.issue":
            return ("issue", f"{fields['newspaper'][0]}/{fields['key']}"), True
        case "archive.page":
            return ("page", "/".join((*fields["issue"], fields["key"]))), True
    return ("article", fields["article"][0]), False
