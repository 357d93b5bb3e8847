"""Examines issues that stand one a line in large files, piece by piece, in several processes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from archive import parallel

from . import change_digest, json_lines
from .address_index import Row
from .entries import IssueFile, LedgerLine
from .json_lines import JsonLine
from .yaml_file import CatalogueError, Fault, Source

# bytes of a piece; and how many must be there until a second process is worth its start
_PIECE, _MUCH = 1 << 20, 4 << 20


class FilePart(NamedTuple):
    """A stretch of whole lines of a file."""

    path: Path
    # what messages call the file
    name: str
    start: int
    end: int


class Checked(NamedTuple):
    """What the check of one issue found."""

    faults: list[Fault]
    # idents that it refers to, and the fault if there is no such article
    referred: list[tuple[str, Fault]]
    # of each page: characters that are no blanks, of those accounted for; None where it is not held
    pages: list[tuple[int, int] | None]


Check = Callable[[Source | JsonLine], Checked]


@dataclass
class Findings:
    """What was found in a piece; lines count from 1 in it."""

    lines: int = 0
    # of lines that could not be read, and of those that could
    unread: list[Fault] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    # (kind, key, sum, 0, line, field)
    live: list[Row] = field(default_factory=list)
    # idents that are referred to, and where
    referred: list[tuple[str, Fault]] = field(default_factory=list)
    # pages held, their characters that are no blanks, of those accounted for; pages not held
    held: int = 0
    characters: int = 0
    accounted: int = 0
    not_held: int = 0
    # the SHA-256 of every page, those of lines that could not be read as well
    wanted: list[bytes] = field(default_factory=list)

    def unread_behind(self, lines: int) -> list[Fault]:
        """The faults by their lines in the file, so many of which come before the piece."""
        return [behind(fault, lines) for fault in self.unread]

    def faults_behind(self, lines: int) -> list[Fault]:
        return [behind(fault, lines) for fault in self.faults]

    def live_in(self, file: int) -> Iterator[Row]:
        return ((kind, key, sum_, file, *where) for kind, key, sum_, _, *where in self.live)


@dataclass
class EntriesChecked:
    """What was found in a piece of the ledger; lines count from 1 in it."""

    lines: int = 0
    unread: list[Fault] = field(default_factory=list)
    rows: list[tuple] = field(default_factory=list)

    unread_behind = Findings.unread_behind

    def entered_in(self, file: int) -> Iterator[tuple]:
        return ((*row[:3], file, *row[4:]) for row in self.rows)


def behind(fault: Fault, lines: int) -> Fault:
    return replace(fault, line=fault.line + lines)


def pieces(path: Path, name: str, size: int = _PIECE) -> Iterator[FilePart]:
    """A file in stretches of about `size` bytes."""
    whole, start = path.stat().st_size, 0
    with path.open("rb") as file:
        while start < whole:
            file.seek(min(start + size, whole))
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


def is_much(paths: list[Path]) -> bool:
    """Whether files are so large that preparations for speed are worth their time."""
    return sum(path.stat().st_size for path in paths) >= _MUCH


def processes_for(paths: list[Path]) -> int:
    """How many processes so much is worth."""
    return parallel.processes() if is_much(paths) else 1


def examined(
    files: list[tuple[Path, str]], check: Check
) -> Iterator[tuple[FilePart, int, Findings]]:
    """(piece, lines before it in its file, findings) of all issue lines of files, given with names.

    A file that cannot be read raises OSError.
    """
    return _in_files(files, _examine, _begin, (check,))


def entries(files: list[tuple[Path, str]]) -> Iterator[tuple[FilePart, int, EntriesChecked]]:
    """The same of files of ledger entries."""
    return _in_files(files, _examine_entries)


def _in_files(files: list[tuple[Path, str]], work: Callable, *begin) -> Iterator[tuple]:
    asked = [piece for path, name in files for piece in pieces(path, name)]
    found = parallel.in_order(work, asked, processes_for([path for path, _ in files]), *begin)
    file, before = "", 0
    for piece, findings in zip(asked, found, strict=True):
        if piece.name != file:
            file, before = piece.name, 0
        yield piece, before, findings
        before += findings.lines


# how the process that works is to check: it knows too much to be sent along with each piece
_checks: list[Check] = []


def _begin(check: Check) -> None:
    _checks[:] = [check]


def _examine(piece: FilePart) -> Findings:
    (check,) = _checks
    lines = lines_of(piece)
    found = Findings(lines=len(lines))
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            source = json_lines.parse(line, IssueFile, piece.name, number)
        except CatalogueError as error:
            found.unread += error.faults
            found.wanted += (
                bytes.fromhex(sum_.decode()) for sum_ in change_digest.WRITTEN.findall(line)
            )
            continue
        found.live += live_rows(source, 0)
        checked = check(source)
        found.faults += checked.faults
        found.referred += checked.referred
        found.wanted += [bytes.fromhex(page.text.sha256) for page in source.record.pages]
        for accounted in checked.pages:
            if accounted is None:
                found.not_held += 1
            else:
                found.held += 1
                found.characters += accounted[0]
                found.accounted += accounted[1]
    return found


def _examine_entries(piece: FilePart) -> EntriesChecked:
    lines = lines_of(piece)
    found = EntriesChecked(lines=len(lines))
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json_lines.parse(line, LedgerLine, piece.name, number).record
        except CatalogueError as error:
            found.unread += error.faults
        else:
            found.rows.append(entered_row(record, 0, number, ""))
    return found


def entered_row(entry: LedgerLine, file: int, line: int, field: str) -> tuple:
    """As Register.add_entered takes it; `field` is where the entry stands in its file."""
    is_plain = entry.state == "live" and not entry.ended
    whole = None if is_plain else entry.model_dump_json(exclude_defaults=True)
    return entry.kind, entry.key, entry.sum, file, line, field, entry.state, entry.since, whole


def live_rows(source: Source | JsonLine, file: int) -> Iterator[Row]:
    """What has an address in an issue: itself, its pages and their articles."""
    record: IssueFile = source.record
    issue = f"{record.newspaper}/{record.issue}"

    def row(kind: str, key: str, of, *path) -> Row:
        where = source.fault(path, "")
        return kind, key, change_digest.digest_of(of), file, where.line, where.field

    yield row("issue", issue, record, "issue")
    for n, page in enumerate(record.pages):
        yield row("page", f"{issue}/{page.page}", page, "pages", n, "page")
        for m, article in enumerate(page.articles):
            path = ("pages", n, "articles", m, "ident")
            yield row("article", article.ident, article, *path)
