"""All addresses of a catalogue and all that its ledger says of them, side by side, on disk where they are many."""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .yaml_file import Fault

Address = tuple[str, str]
# (kind, key, sum, number of the file, line, field)
Row = tuple[str, str, str, int, int, str]

_TABLES = """
CREATE TABLE live (kind, key, sum, file, line, field);
CREATE TABLE entered (kind, key, sum, file, line, field, state, since, record);
"""
_INDEXES = """
CREATE INDEX live_by_address ON live (kind, key);
CREATE INDEX entered_by_address ON entered (kind, key);
"""
_MISSING = (
    "NOT EXISTS (SELECT 1 FROM entered WHERE entered.kind = live.kind AND entered.key = live.key)"
)
_PLACE = "{0}.file, {0}.line, {0}.field"


class FilePosition(NamedTuple):
    """Where something is written."""

    file: str
    line: int
    field: str

    def fault(self, message: str) -> Fault:
        return Fault(self.file, self.line, self.field, message)


class LiveAddress(NamedTuple):
    """Something that has an address now: what its record comes to, and where it is written."""

    sum: str
    place: FilePosition

    def fault(self, message: str) -> Fault:
        return self.place.fault(message)


class LedgerState(NamedTuple):
    since: str
    # all of the entry as JSON, if it is not just live
    whole: str | None


class AddressIndex:
    """Filled first, asked afterwards; the same address may be written more than once."""

    def __init__(self):
        # a private database without a name: in memory as long as it is small
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("PRAGMA cache_size = -65536")
        self._database.executescript(_TABLES)
        self._database.execute("BEGIN")
        self._files: dict[str, int] = {}
        self._names: list[str] = []
        self._is_filled = False

    def file(self, name: str) -> int:
        """The number by which rows name a file."""
        if name not in self._files:
            self._files[name] = len(self._names)
            self._names.append(name)
        return self._files[name]

    def add_live(self, rows: Iterable[Row], lines_before: int = 0) -> None:
        """What has an address; lines count from 1 behind so many."""
        self._refuse_if_asked()
        self._database.executemany(
            f"INSERT INTO live VALUES (?, ?, ?, ?, ? + {lines_before:d}, ?)", rows
        )

    def add_entered(self, rows: Iterable[tuple], lines_before: int = 0) -> None:
        """Of each entry of the ledger: (*Row, state, since, all of it as JSON if it is not just live)."""
        self._refuse_if_asked()
        self._database.executemany(
            f"INSERT INTO entered VALUES (?, ?, ?, ?, ? + {lines_before:d}, ?, ?, ?, ?)", rows
        )

    def _refuse_if_asked(self) -> None:
        if self._is_filled:
            # there are indexes now, and every row would be written to the disk by itself
            raise RuntimeError("the register has been asked already")

    def _all(self, question: str, *given) -> Iterator[tuple]:
        if not self._is_filled:
            self._is_filled = True
            self._database.execute("COMMIT")
            self._database.executescript(_INDEXES)
        # a cursor of its own: the answers to one question may raise another
        return self._database.cursor().execute(question, given)

    def _place(self, file: int, line: int, field: str) -> FilePosition:
        return FilePosition(self._names[file], line, field)

    # what is live

    def __contains__(self, address: Address) -> bool:
        return any(self._all("SELECT 1 FROM live WHERE kind = ? AND key = ? LIMIT 1", *address))

    def __getitem__(self, address: Address) -> LiveAddress:
        """KeyError for what has no address."""
        question = f"SELECT sum, {_PLACE.format('live')} FROM live WHERE kind = ? AND key = ?"
        for sum_, *place in self._all(question + " ORDER BY rowid DESC LIMIT 1", *address):
            return LiveAddress(sum_, self._place(*place))
        raise KeyError(address)

    def count(self, kind: str) -> int:
        (found,) = self._all("SELECT count(DISTINCT key) FROM live WHERE kind = ?", kind)
        return found[0]

    def all_keys(self) -> Iterator[str]:
        """Every key, be it live or only in the ledger."""
        for (key,) in self._all("SELECT key FROM live UNION SELECT key FROM entered"):
            yield key

    def repeated(self, kind: str) -> Iterator[tuple[str, FilePosition, FilePosition]]:
        """(key, where it stood first, where again)."""
        question = (
            f"SELECT key, {_PLACE.format('live')} FROM live WHERE kind = ? AND key IN"
            " (SELECT key FROM live WHERE kind = ? GROUP BY key HAVING count(*) > 1)"
            " ORDER BY key, rowid"
        )
        before, first = None, None
        for key, *place in self._all(question, kind, kind):
            here = self._place(*place)
            if key == before:
                yield key, first, here
            else:
                before, first = key, here

    # what is in the ledger

    def entry(self, address: Address) -> "LedgerState | None":
        """What the last entry of an address says; None without one."""
        question = "SELECT since, record FROM entered WHERE kind = ? AND key = ?"
        found = self._all(question + " ORDER BY rowid DESC LIMIT 1", *address)
        return next((LedgerState(*row) for row in found), None)

    def gone(self) -> Iterator[tuple[str, FilePosition]]:
        """The entries that are not just live, as JSON, and where they stand."""
        question = (
            f"SELECT record, {_PLACE.format('entered')} FROM entered WHERE record IS NOT NULL"
        )
        for record, *place in self._all(question):
            yield record, self._place(*place)

    def entered_twice(self) -> Iterator[tuple[Address, FilePosition]]:
        question = (
            f"SELECT kind, key, {_PLACE.format('entered')} FROM entered WHERE (kind, key) IN"
            " (SELECT kind, key FROM entered GROUP BY kind, key HAVING count(*) > 1)"
            " ORDER BY kind, key, rowid"
        )
        before = None
        for kind, key, *place in self._all(question):
            if (kind, key) == before:
                yield before, self._place(*place)
            before = (kind, key)

    # both

    def missing(self, kind: str) -> Iterator[tuple[str, str]]:
        """(key, its sum) of what is live and not in the ledger."""
        question = (
            f"SELECT key, sum FROM live WHERE kind = ? AND {_MISSING} GROUP BY key ORDER BY key"
        )
        yield from self._all(question, kind)

    def misses_any(self) -> bool:
        return any(self._all(f"SELECT 1 FROM live WHERE {_MISSING} LIMIT 1"))

    def misses_lines(self) -> bool:
        """Whether something that stands in JSON lines is not in the ledger."""
        numbers = [str(n) for n, name in enumerate(self._names) if name.endswith(".jsonl")]
        among = f"file IN ({', '.join(numbers)})"
        return any(self._all(f"SELECT 1 FROM live WHERE {among} AND {_MISSING} LIMIT 1"))

    def vanished(self) -> Iterator[tuple[Address, FilePosition]]:
        """What the ledger calls live and is not."""
        question = (
            f"SELECT kind, key, {_PLACE.format('entered')} FROM entered WHERE state = 'live'"
            " AND NOT EXISTS (SELECT 1 FROM live"
            " WHERE live.kind = entered.kind AND live.key = entered.key)"
        )
        for kind, key, *place in self._all(question):
            yield (kind, key), self._place(*place)

    def unlike(self) -> Iterator[tuple[Address, str, str]]:
        """(address, its sum, the sum that was entered) where the two differ."""
        question = (
            "SELECT live.kind, live.key, live.sum, entered.sum FROM live JOIN entered"
            " ON live.kind = entered.kind AND live.key = entered.key"
            " WHERE entered.sum IS NOT NULL AND entered.sum != live.sum"
        )
        for kind, key, now, then in self._all(question):
            yield (kind, key), now, then
