"""Reads every file of the catalogue into one object that knows what may be referred to."""

import json
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from pathlib import Path
from typing import Any, NamedTuple

from archive import idents

from . import sums
from .files import AUTHORITIES, LEDGER, change_files, issue_files, stray_files
from .records import FILE_KINDS, ChangesFile, IssueFile, LedgerRecord, TopicRecord
from .yaml_file import CatalogueError, Fault, Source, read

# what a JSON lines file of issues may hold
BULK_MODELS = frozenset(
    f"archive.{name}" for name in ("issue", "page", "article", "byline", "coverage", "fulltext")
)


class Live(NamedTuple):
    """Something that has an address now: what its record comes to, and where a fault of it is."""

    sum: str
    fault: Callable[[str], Fault]


class Collection:
    """The catalogue in `folder`, as far as it can be read; `faults` says what could not."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.faults: list[Fault] = []
        self.issues: list[Source] = []
        # oldest first
        self.changes: list[Source] = []
        self.authorities: dict[str, Source] = {}
        self.places: set[str] = set()
        # (kind, key) of what stands in JSON lines files, and the rows of each
        self.bulk: set[tuple[str, str]] = set()
        self._rows_of: dict[tuple[str, str], sums.OfRows] = {}
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
            if path.suffix == ".jsonl":
                self._read_bulk(path)
            elif source := self._read(path, IssueFile):
                self.issues.append(source)
        for path in change_files(folder):
            if source := self._read(path, ChangesFile):
                self.changes.append(source)
        self.newspapers = {record.slug for record in self.records("newspapers")}
        self.people = {record.slug for record in self.records("people")}
        self.topics: dict[str, TopicRecord] = {r.slug: r for r in self.records("topics")}
        self.articles = {
            article.ident
            for source in self.issues
            for page in source.record.pages
            for article in page.articles
        }

    def records(self, kind: str) -> tuple:
        """The records of newspapers, topics, people or ledger; none when the file is unreadable."""
        return getattr(self.authorities[kind].record, kind) if kind in self.authorities else ()

    @property
    def ledger(self) -> tuple[LedgerRecord, ...]:
        return self.records("ledger")

    @cached_property
    def live(self) -> dict[tuple[str, str], Live]:
        """All that has an address now, by (kind, key) as the ledger writes them."""
        rows_of = ((address, self._rows_of[address]) for address in self.bulk)
        found = {address: Live(rows.sum, rows.fault) for address, rows in rows_of}
        for kind, name in _AUTHORITY_KINDS.items():
            for n, record in enumerate(self.records(name)):
                where = partial(self.authorities[name].fault, (name, n))
                found[kind, record.slug] = Live(sums.of(record), where)
        for source in self.issues:
            issue = f"{source.record.newspaper}/{source.record.issue}"
            where = partial(source.fault, ("issue",))
            found["issue", issue] = Live(sums.of(source.record), where)
            for n, page in enumerate(source.record.pages):
                where = partial(source.fault, ("pages", n, "page"))
                found["page", f"{issue}/{page.page}"] = Live(sums.of(page), where)
                for m, article in enumerate(page.articles):
                    where = partial(source.fault, ("pages", n, "articles", m, "ident"))
                    found["article", article.ident] = Live(sums.of(article), where)
        return found

    @cached_property
    def entered_sums(self) -> dict[tuple[str, str], str]:
        """What each record came to when it was entered, or by the last change written down."""
        found = {(entry.kind, entry.key): entry.sum for entry in self.ledger if entry.sum}
        for source in self.changes:
            found |= {(change.kind, change.key): change.sum for change in source.record.changes}
        return found

    @cached_property
    def changed(self) -> list[tuple[str, str]]:
        """(kind, key) of what is no longer as it was entered, with no word of what was changed."""
        return sorted(
            address
            for address, live in self.live.items()
            if self.entered_sums.get(address, live.sum) != live.sum
        )

    def _name(self, path: Path) -> str:
        return str(path.relative_to(self.folder.parent))

    def _read(self, path: Path, kind: type) -> Source | None:
        try:
            source = read(path, self._name(path))
        except CatalogueError as error:
            self.faults += error.faults
            return None
        if isinstance(source.record, kind):
            return source
        wanted = next(name for name, file_kind in FILE_KINDS.items() if file_kind is kind)
        self.faults.append(source.fault((), f"这里应是以 {wanted} 为顶层字段的文件"))
        return None

    def _read_authority(self, path: Path) -> None:
        if source := self._read(path, FILE_KINDS[path.stem]):
            self.authorities[path.stem] = source

    def _read_places(self, path: Path) -> None:
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
                rows = self._rows_of.setdefault(address, sums.OfRows())
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
                        self.faults.append(Fault(name, number, "JSON", f"不是 JSON：{error}"))
        except (OSError, UnicodeDecodeError) as error:
            self.faults.append(Fault(name, 0, "（文件）", str(error)))


# the kinds of ledger entry whose records stand in a file of their own
_AUTHORITY_KINDS = {"newspaper": "newspapers", "topic": "topics", "person": "people"}


def _address(model: str, fields: dict[str, Any]) -> tuple[tuple[str, str], bool]:
    """(kind, key) in the ledger of what a Django fixture record is, or is a part of; which of them."""
    if model not in BULK_MODELS:
        raise ValueError(f"model {model!r} 不能放在这里")
    match model:
        case "archive.article":
            if not idents.check(fields["ident"]):
                raise ValueError(f"文章号 {fields['ident']!r} 的校验位不符")
            return ("article", fields["ident"]), True
        case "archive.issue":
            return ("issue", f"{fields['newspaper'][0]}/{fields['key']}"), True
        case "archive.page":
            return ("page", "/".join((*fields["issue"], fields["key"]))), True
    return ("article", fields["article"][0]), False
