"""The whole catalogue in one object, with everything its files may refer to."""

import json
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from archive import idents
from archive.command_messages import message

from . import change_digest, json_lines, parallel_check
from .address_index import Address, AddressIndex
from .entries import (
    FILE_KINDS,
    ChangesFile,
    IssueFile,
    LedgerFile,
    LedgerLine,
    NewspaperEntry,
    NewspapersFile,
    OrganisationEntry,
    OrganisationsFile,
    PeopleFile,
    PersonEntry,
    TopicEntry,
    TopicsFile,
)
from .error_messages import json_error_message, os_error_message
from .file_cache import FileCache
from .files import (
    ENTRIES,
    LEDGER,
    PEOPLE,
    authority_files,
    change_files,
    issue_files,
    line_files,
    stray_files,
)
from .geometry import read_geometry
from .json_lines import has_django_rows
from .publication import Publication
from .yaml_file import CatalogueError, Fault, ParsedFile, R, read

# models a JSON lines file of Django rows may hold
BULK_MODELS = frozenset(
    f"archive.{name}"
    for name in (
        "issue",
        "page",
        "pageimage",
        "article",
        "byline",
        "coverage",
        "tagging",
        "fulltext",
    )
)


class Catalogue:
    """The readable files of the catalogue in `folder`; `faults` lists what could not be read."""

    def __init__(self, folder: Path, cache: FileCache | None = None):
        self.folder = folder
        self.faults: list[Fault] = []
        # stems of the authority files that could not be read completely
        self.unread: set[str] = set()
        # every SHA-256 written in a file that could not be read
        self.unread_sums: set[str] = set()
        self.newspapers_file: ParsedFile[NewspapersFile] | None = None
        self.topics_file: ParsedFile[TopicsFile] | None = None
        self.people_file: ParsedFile[PeopleFile] | None = None
        self.organisations_file: ParsedFile[OrganisationsFile] | None = None
        self.ledger_file: ParsedFile[LedgerFile] | None = None
        self.issues: list[ParsedFile[IssueFile]] = []
        # oldest first
        self.changes: list[ParsedFile[ChangesFile]] = []
        self.places: set[str] = set()
        # addresses in files of Django rows, and the digest of the rows of each
        self.bulk: set[Address] = set()
        self._row_digests: dict[Address, change_digest.RowsDigest] = {}
        # (path, name in messages) of JSON lines files of issues and of ledger entries; they are
        # read piece by piece when checked, never held in memory
        self.line_files: list[tuple[Path, str]] = []
        self.entry_files: list[tuple[Path, str]] = [
            (path, self.name_of(path)) for path in line_files(folder, ENTRIES)
        ]
        # (slug, digest, file, line) of the people in JSON lines
        self._people_lines: list[tuple[str, str, str, int]] = []
        for path in (*authority_files(folder), folder / LEDGER):
            if path.suffix == ".jsonl":
                self._read_places(path)
            else:
                self._read_authority(path)
        for path in stray_files(folder):
            problem = message("这里只能放可读的 .yaml 和 .jsonl 文件")
            self.faults.append(Fault(self.name_of(path), 0, message("（文件）"), problem))
        for path in issue_files(folder):
            if path.suffix == ".jsonl" and has_django_rows(path):
                self._read_django_rows(path)
            elif path.suffix == ".jsonl":
                self.line_files.append((path, self.name_of(path)))
            elif issue := self._read(path, IssueFile):
                self.issues.append(issue)
        self.geometries = read_geometry(folder, cache)
        self.faults += (
            Fault(self.name_of(path), line, field, problem)
            for path, line, field, problem in self.geometries.faults
        )
        self._drop_duplicate_issues()
        for path in change_files(folder):
            if changes := self._read(path, ChangesFile):
                self.changes.append(changes)
        self.newspapers: set[str] = set()
        if newspapers := self.newspapers_file:
            self.newspapers = {newspaper.slug for newspaper in newspapers.record.newspapers}
        self.people: set[str] = set()
        if people := self.people_file:
            self.people = {person.slug for person in people.record.people}
        for path in line_files(folder, PEOPLE):
            self._read_people(path)
        self.organisations: set[str] = set()
        if organisations := self.organisations_file:
            self.organisations = {item.slug for item in organisations.record.organisations}
        self.topics: dict[str, TopicEntry] = {}
        if topics := self.topics_file:
            self.topics = {topic.slug: topic for topic in topics.record.topics}

    def _drop_duplicate_issues(self) -> None:
        """Keep the file named after the issue where it has several, and report the others."""
        by_address: dict[tuple[str, str], list[ParsedFile[IssueFile]]] = {}
        for source in self.issues:
            address = (source.record.newspaper, source.record.issue)
            by_address.setdefault(address, []).append(source)
        for (newspaper, issue), sources in by_address.items():
            name = f"/{newspaper}/{issue}.yaml"
            first, *copies = sorted(sources, key=lambda source: not source.file.endswith(name))
            for copy in copies:
                problem = message(
                    "这一期 %(newspaper)s/%(issue)s 已见于 %(file)s；多出来的副本请删去",
                    newspaper=newspaper,
                    issue=issue,
                    file=first.file,
                )
                self.faults.append(copy.fault(("issue",), problem))
                for page in copy.record.pages:
                    self.unread_sums |= {page.text.sha256, *(i.sha256 for i in page.images)}
                self.issues.remove(copy)

    @property
    def ledger(self) -> tuple[LedgerLine, ...]:
        """The entries of ledger.yaml; empty if it could not be read."""
        return self.ledger_file.record.ledger if self.ledger_file else ()

    @cached_property
    def broader_topics(self) -> set[str | None]:
        """Slugs of the topics that have narrower ones."""
        return {topic.broader for topic in self.topics.values()}

    @cached_property
    def publications(self) -> dict[str, Publication]:
        """The publication days of each newspaper, by slug."""
        newspapers = self.newspapers_file.record.newspapers if self.newspapers_file else ()
        return {
            newspaper.slug: Publication(newspaper.model_dump(mode="json")["publication"])
            for newspaper in newspapers
        }

    @cached_property
    def live(self) -> AddressIndex:
        """Index of all live addresses; nothing is checked."""
        index = AddressIndex()
        self.add_live(index)
        unchecked = parallel_check.CheckedIssue([], [], [], [], 0, [])
        for piece, before, result in parallel_check.check_issues(
            self.line_files, lambda _source: unchecked
        ):
            self.faults += result.unread_after(before)
            index.add_live(result.live_in(index.file(piece.name)), before)
        return index

    def add_live(self, index: AddressIndex) -> None:
        """Add all live addresses to `index`, except those of issues in JSON lines."""
        self._add_authorities(index)
        index.add_live(
            ("person", slug, digest, index.file(file), line, "slug")
            for slug, digest, file, line in self._people_lines
        )
        for kind, key in self.bulk:
            rows = self._row_digests[kind, key]
            place = rows.fault("")
            file = index.file(place.file)
            index.add_live([(kind, key, rows.sum, file, place.line, place.field)])
        for source in self.issues:
            index.add_live(parallel_check.live_rows(source, index.file(source.file)))

    def _add_authorities(self, index: AddressIndex) -> None:
        if newspapers := self.newspapers_file:
            for n, newspaper in enumerate(newspapers.record.newspapers):
                place = newspapers.fault(("newspapers", n), "")
                _add_authority(index, "newspaper", newspaper, place)
        if topics := self.topics_file:
            for n, topic in enumerate(topics.record.topics):
                _add_authority(index, "topic", topic, topics.fault(("topics", n), ""))
        if people := self.people_file:
            for n, person in enumerate(people.record.people):
                _add_authority(index, "person", person, people.fault(("people", n), ""))
        self.add_organisations(index)

    def add_organisations(self, index: AddressIndex) -> None:
        """Add the addresses of organisations to `index`."""
        if organisations := self.organisations_file:
            for n, organisation in enumerate(organisations.record.organisations):
                place = organisations.fault(("organisations", n), "")
                _add_authority(index, "organisation", organisation, place)

    def add_ledger(
        self, index: AddressIndex, cached: parallel_check.CachedChecks | None = None
    ) -> None:
        """Add the entries of the ledger to `index`, in their order."""
        if source := self.ledger_file:
            file = index.file(source.file)
            index.add_entered(
                parallel_check.entered_row(
                    entry, file, source.line("ledger", n, "key"), f"ledger[{n}]"
                )
                for n, entry in enumerate(self.ledger)
            )
        for piece, before, result in parallel_check.check_entries(self.entry_files, cached):
            self.faults += result.unread_after(before)
            index.add_entered(result.entered_in(index.file(piece.name)), before)

    @cached_property
    def recorded_digests(self) -> dict[Address, str]:
        """Digest of each record after its last recorded change."""
        return {
            (change.kind, change.key): change.sum
            for source in self.changes
            for change in source.record.changes
        }

    def changed(self, index: AddressIndex) -> list[Address]:
        """Return addresses of records that changed without a recorded change."""
        recorded = self.recorded_digests
        changed = {address for address, *_ in index.differing() if address not in recorded}
        changed |= {
            address
            for address, digest in recorded.items()
            if address in index and index[address].sum != digest
        }
        return sorted(changed)

    def name_of(self, path: Path) -> str:
        """Return the name of a file in messages."""
        return str(path.relative_to(self.folder.parent))

    def _read(self, path: Path, kind: type[R]) -> ParsedFile[R] | None:
        try:
            source = read(path, name=self.name_of(path))
        except CatalogueError as error:
            self.faults += error.faults
            if path.is_file():
                digests = change_digest.DIGEST_PATTERN.findall(path.read_bytes())
                self.unread_sums.update(digits.decode() for digits in digests)
            return None
        narrowed = source.narrowed(kind)
        if narrowed is None:
            field = next(name for name, file_kind in FILE_KINDS.items() if file_kind is kind)
            self.faults.append(
                source.fault((), message("这里应是以 %(field)s 为顶层字段的文件", field=field))
            )
        return narrowed

    def _read_authority(self, path: Path) -> None:
        source: ParsedFile[Any] | None
        match path.stem:
            case "newspapers":
                source = self.newspapers_file = self._read(path, NewspapersFile)
            case "topics":
                source = self.topics_file = self._read(path, TopicsFile)
            case "people":
                source = self.people_file = self._read(path, PeopleFile)
            case "organisations":
                source = self.organisations_file = self._read(path, OrganisationsFile)
            case _:
                source = self.ledger_file = self._read(path, LedgerFile)
        if source is None:
            self.unread.add(path.stem)

    def _read_people(self, path: Path) -> None:
        for line in json_lines.read([(path, self.name_of(path))], PersonEntry):
            if isinstance(line, list):
                self.faults += line
                self.unread.add(PEOPLE)
                continue
            slug = line.record.slug
            if slug in self.people:
                self.faults.append(line.fault(("slug",), message("%(value)r 重复", value=slug)))
            self.people.add(slug)
            self._people_lines.append(
                (slug, change_digest.digest_of(line.record), line.file, line.number)
            )

    def _read_places(self, path: Path) -> None:
        faults_before = len(self.faults)
        self._read_place_rows(path)
        if len(self.faults) > faults_before:
            self.unread.add(path.stem)

    def _read_place_rows(self, path: Path) -> None:
        for fault, row in self._rows(path):
            try:
                code, model, fields = row["pk"], row["model"], row["fields"]
                if model != "archive.place" or not isinstance(fields, dict):
                    self.faults.append(fault("model", message("应为 archive.place 的一条记录")))
                elif code in self.places:
                    self.faults.append(fault("pk", message("区划代码 %(code)s 重复", code=code)))
                else:
                    self.places.add(code)
            except (KeyError, TypeError):
                self.faults.append(fault("pk", message("缺少 pk、model 或 fields")))

    def _read_django_rows(self, path: Path) -> None:
        """Read the addresses of Django's JSON lines; Django checks the rows when it loads them."""
        for fault, row in self._rows(path):
            try:
                # images do not change what is read and cited
                if row["model"] == "archive.pageimage":
                    continue
                address, is_record = _address(row["model"], row["fields"])
                rows = self._row_digests.setdefault(address, change_digest.RowsDigest())
                rows.add(row)
                if is_record:
                    self.bulk.add(address)
                    rows.fault = partial(fault, "fields")
            except (LookupError, TypeError, ValueError) as error:
                self.faults.append(fault("fields", message("缺少或不合：%(error)s", error=error)))

    def _rows(self, path: Path) -> Iterator[tuple[Callable[[str, str], Fault], Any]]:
        """Yield (function that makes a fault of the line, its value) per line of JSON Lines."""
        name = self.name_of(path)
        try:
            with path.open(encoding="utf-8") as lines:
                for number, line in enumerate(lines, 1):
                    try:
                        yield partial(Fault, name, number), json.loads(line)
                    except ValueError as error:
                        problem = json_error_message(error)
                        self.faults.append(Fault(name, number, "JSON", problem))
        except (OSError, UnicodeDecodeError) as error:
            problem = (
                os_error_message(error)
                if isinstance(error, OSError)
                else message("不是 UTF-8 文本")
            )
            self.faults.append(Fault(name, 0, message("（文件）"), problem))


def _add_authority(
    index: AddressIndex,
    kind: str,
    entry: NewspaperEntry | TopicEntry | PersonEntry | OrganisationEntry,
    place: Fault,
) -> None:
    digest = change_digest.digest_of(entry)
    file = index.file(place.file)
    index.add_live([(kind, entry.slug, digest, file, place.line, place.field)])


def _address(model: str, fields: dict[str, Any]) -> tuple[Address, bool]:
    """Return (address of the entry that a Django fixture row belongs to, whether it is the entry's
    own row).
    """
    if model not in BULK_MODELS:
        raise ValueError(message("model %(model)r 不能放在这里", model=model))
    match model:
        case "archive.article":
            if not idents.check(fields["ident"]):
                raise ValueError(message("文章编号 %(ident)r 的校验位不符", ident=fields["ident"]))
            return ("article", fields["ident"]), True
        case "archive.issue":
            return ("issue", f"{fields['newspaper'][0]}/{fields['key']}"), True
        case "archive.page":
            return ("page", "/".join((*fields["issue"], fields["key"]))), True
    return ("article", fields["article"][0]), False
