"""Check large JSON lines files of issues in pieces, in several processes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from archive import parallel

from . import change_digest, json_lines
from .address_index import EnteredRow, LiveRow
from .check_cache import CheckCache
from .entries import CatalogueEntry, IssueFile, LedgerLine, is_slug
from .json_lines import IssueSource
from .unmatched_images import MissingImage
from .yaml_file import CatalogueError, Fault

# size in bytes of a piece, and size of the files from which a second process pays off
_PIECE, _LARGE = 1 << 20, 4 << 20


class FilePart(NamedTuple):
    """A range of whole lines of a file."""

    path: Path
    # the file's name in messages
    name: str
    start: int
    end: int


class CheckedIssue(NamedTuple):
    """The result of checking one issue."""

    faults: list[Fault]
    # (ident of an article it refers to, the fault if there is no such article)
    references: list[tuple[str, Fault]]
    # of each page: (non-blank characters, those accounted for), None if its text is not held
    pages: list[tuple[int, int] | None]
    # faults of the geometry of its pages, which is in other files
    geometry: list[Fault]
    # images held, and those not held
    images_held: int
    missing_images: list[MissingImage]


CheckIssue = Callable[[IssueSource], CheckedIssue]


@dataclass
class AuthorityKeys:
    """Slugs and codes in the authority files."""

    newspapers: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    topics: set[str] = field(default_factory=set)
    organisations: set[str] = field(default_factory=set)

    def add(self, issue: IssueFile) -> None:
        self.newspapers.add(issue.newspaper)
        for page in issue.pages:
            for article in page.articles:
                self.people.update(credit.person for credit in article.bylines)
                self.places.update(place.code for place in article.places or ())
                self.topics.update(article.topics)
                self.people.update(filter(is_slug, article.named.people))
                self.organisations.update(filter(is_slug, article.named.organisations))
                self.places.update(article.named.places)


@dataclass
class CheckedIssues:
    """The result of checking a piece of an issues file; line numbers count from 1 in the piece."""

    lines: int = 0
    # faults of unparsed lines, and of parsed ones
    unread: list[Fault] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    # with 0 as the number of the file
    live: list[LiveRow] = field(default_factory=list)
    # (ident of an article referred to, the fault if there is no such article)
    references: list[tuple[str, Fault]] = field(default_factory=list)
    # pages held, their non-blank characters and those accounted for; pages not held
    held: int = 0
    characters: int = 0
    accounted: int = 0
    not_held: int = 0
    # faults in geometry files
    geometry: list[Fault] = field(default_factory=list)
    images_held: int = 0
    missing_images: list[MissingImage] = field(default_factory=list)
    # SHA-256 of every page text and image, including those of lines that could not be parsed
    sha256s: list[bytes] = field(default_factory=list)
    # references of the issues to the authority files
    referred: AuthorityKeys = field(default_factory=lambda: AuthorityKeys())

    @property
    def is_faultless(self) -> bool:
        return not (self.unread or self.faults or self.geometry)

    def unread_after(self, lines: int) -> list[Fault]:
        """Return the faults of unparsed lines, shifted by the `lines` before the piece."""
        return [shifted(fault, lines) for fault in self.unread]

    def faults_after(self, lines: int) -> list[Fault]:
        return [shifted(fault, lines) for fault in self.faults]

    def live_in(self, file: int) -> Iterator[LiveRow]:
        """Yield the rows with `file` as the number of their file."""
        for kind, key, digest, _, line, path in self.live:
            yield kind, key, digest, file, line, path


@dataclass
class CheckedEntries:
    """The result of checking a piece of the ledger; line numbers count from 1 in the piece."""

    lines: int = 0
    unread: list[Fault] = field(default_factory=list)
    rows: list[EnteredRow] = field(default_factory=list)

    @property
    def is_faultless(self) -> bool:
        return not self.unread

    def unread_after(self, lines: int) -> list[Fault]:
        return [shifted(fault, lines) for fault in self.unread]

    def entered_in(self, file: int) -> Iterator[EnteredRow]:
        """Yield the rows with `file` as the number of their file."""
        for kind, key, digest, _, line, path, state, since, data in self.rows:
            yield kind, key, digest, file, line, path, state, since, data


_Checked = TypeVar("_Checked", CheckedIssues, CheckedEntries)


def shifted(fault: Fault, lines: int) -> Fault:
    return replace(fault, line=fault.line + lines)


def pieces(path: Path, name: str, size: int = _PIECE) -> Iterator[FilePart]:
    """Yield the parts of a file, of about `size` bytes each."""
    total, start = path.stat().st_size, 0
    with path.open("rb") as file:
        while start < total:
            file.seek(min(start + size, total))
            file.readline()
            yield FilePart(path, name, start, end := file.tell())
            start = end


def lines_of(piece: FilePart) -> list[bytes]:
    with piece.path.open("rb") as file:
        file.seek(piece.start)
        lines = file.read(piece.end - piece.start).split(b"\n")
    if not lines[-1]:
        lines.pop()
    return lines


def is_large(paths: list[Path]) -> bool:
    """Return whether the files are large enough for several processes or bulk inserts."""
    return sum(path.stat().st_size for path in paths) >= _LARGE


def processes_for_parts(parts: list[FilePart]) -> int:
    """Return the number of processes worth starting for these parts."""
    return parallel.processes() if sum(p.end - p.start for p in parts) >= _LARGE else 1


class CachedChecks(NamedTuple):
    """The cache of earlier check results, and whether one is still valid."""

    cache: CheckCache
    # what a result depends on, besides the bytes of its part
    dependencies: Callable[[bytes], str]
    is_valid: Callable[[Any], bool]


def check_issues(
    files: list[tuple[Path, str]], check: CheckIssue, cached: CachedChecks | None = None
) -> Iterator[tuple[FilePart, int, CheckedIssues]]:
    """Yield (piece, lines before it in its file, result) for all issue lines of (path, name) files.

    OSError for a file that cannot be read.
    """
    return _in_files(files, _check_issues, cached, _set_check, (check,))


def check_entries(
    files: list[tuple[Path, str]], cached: CachedChecks | None = None
) -> Iterator[tuple[FilePart, int, CheckedEntries]]:
    """Return the same for files of ledger entries."""
    return _in_files(files, _check_entries, cached)


def _in_files(
    files: list[tuple[Path, str]],
    work: Callable[[FilePart], _Checked],
    cached: CachedChecks | None,
    begin: Callable[..., None] | None = None,
    arguments: tuple[CheckIssue, ...] = (),
) -> Iterator[tuple[FilePart, int, _Checked]]:
    parts = [piece for path, name in files for piece in pieces(path, name)]
    keys: dict[FilePart, bytes] = {}
    cached_parts: set[FilePart] = set()
    if cached:
        for piece in parts:
            keys[piece] = _cache_key(piece, work.__name__, cached)
            if _cached_result(keys[piece], cached) is not None:
                cached_parts.add(piece)
    uncached = [piece for piece in parts if piece not in cached_parts]
    workers = processes_for_parts(uncached)
    results = parallel.in_order(work, uncached, workers, begin, arguments)
    file, before = "", 0
    for piece in parts:
        if cached and piece in cached_parts:
            result = _cached_result(keys[piece], cached)
        else:
            result = next(results)
            if cached and result.is_faultless:
                cached.cache.put(keys[piece], result)
        if piece.name != file:
            file, before = piece.name, 0
        yield piece, before, result
        before += result.lines
    results.close()


def _cache_key(piece: FilePart, kind: str, cached: CachedChecks) -> bytes:
    with piece.path.open("rb") as file:
        file.seek(piece.start)
        data = file.read(piece.end - piece.start)
    # faults name the file
    return cached.cache.key(f"{kind} {piece.name}", data, cached.dependencies(data))


def _cached_result(key: bytes, cached: CachedChecks) -> Any:
    """Return the result of an earlier check if it is still valid, else None."""
    result = cached.cache.get(key)
    return result if result is not None and cached.is_valid(result) else None


# the worker process's check; it holds the catalogue, which is too large to pickle with each piece
_check: list[CheckIssue] = []


def _set_check(check: CheckIssue) -> None:
    _check[:] = [check]


def _check_issues(piece: FilePart) -> CheckedIssues:
    (check,) = _check
    lines = lines_of(piece)
    result = CheckedIssues(lines=len(lines))
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            source = json_lines.parse(line, IssueFile, piece.name, number)
        except CatalogueError as error:
            result.unread += error.faults
            result.sha256s += (
                bytes.fromhex(digits.decode())
                for digits in change_digest.DIGEST_PATTERN.findall(line)
            )
            continue
        result.live += live_rows(source, 0)
        result.referred.add(source.record)
        checked = check(source)
        result.faults += checked.faults
        result.references += checked.references
        result.geometry += checked.geometry
        result.images_held += checked.images_held
        result.missing_images += checked.missing_images
        result.sha256s += map(bytes.fromhex, issue_sha256s(source.record))
        for characters in checked.pages:
            if characters is None:
                result.not_held += 1
            else:
                result.held += 1
                result.characters += characters[0]
                result.accounted += characters[1]
    return result


def issue_sha256s(issue: IssueFile) -> Iterator[str]:
    """Yield the SHA-256 of every page text and image of an issue."""
    for page in issue.pages:
        yield page.text.sha256
        yield from (image.sha256 for image in page.images)


def _check_entries(piece: FilePart) -> CheckedEntries:
    lines = lines_of(piece)
    result = CheckedEntries(lines=len(lines))
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json_lines.parse(line, LedgerLine, piece.name, number).record
        except CatalogueError as error:
            result.unread += error.faults
        else:
            result.rows.append(entered_row(record, 0, number, ""))
    return result


def entered_row(entry: LedgerLine, file: int, line: int, path: str) -> EnteredRow:
    """Return the row of an entry for AddressIndex.add_entered; `path` is its field in its file."""
    is_plain = entry.state == "live" and not entry.ended
    data = None if is_plain else entry.model_dump_json(exclude_defaults=True)
    return entry.kind, entry.key, entry.sum, file, line, path, entry.state, entry.since, data


def live_rows(source: IssueSource, file: int) -> Iterator[LiveRow]:
    """Yield the rows of the issue, its pages and their articles for AddressIndex.add_live."""
    record = source.record
    issue = f"{record.newspaper}/{record.issue}"

    def row(kind: str, key: str, entry: CatalogueEntry, *path: str | int) -> LiveRow:
        fault = source.fault(path, "")
        return kind, key, change_digest.digest_of(entry), file, fault.line, fault.field

    yield row("issue", issue, record, "issue")
    for n, page in enumerate(record.pages):
        yield row("page", f"{issue}/{page.page}", page, "pages", n, "page")
        for m, article in enumerate(page.articles):
            path = ("pages", n, "articles", m, "ident")
            yield row("article", article.ident, article, *path)
