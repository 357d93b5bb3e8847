"""Index of a catalogue's live addresses and its ledger entries, in a temporary SQLite database."""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple, cast

from .yaml_file import Fault

# (kind, key)
Address = tuple[str, str]
# (kind, key, sum, number of the file, line, field)
LiveRow = tuple[str, str, str, int, int, str]
# (kind, key, sum, number of the file, line, field, state, since, entry as JSON unless just live)
EnteredRow = tuple[str, str, str | None, int, int, str, str, str, str | None]

_TABLES = """
CREATE TABLE live (kind, key, sum, file, line, field);
CREATE TABLE entered (kind, key, sum, file, line, field, state, since, record);
"""
# with all that the comparisons need: looking rows up in the tables would take several times as long
_INDEXES = """
CREATE INDEX live_by_address ON live (kind, key, sum, file);
CREATE INDEX entered_by_address ON entered (kind, key, sum, state);
"""
_MISSING = (
    "NOT EXISTS (SELECT 1 FROM entered WHERE entered.kind = live.kind AND entered.key = live.key)"
)
_LIVE_ROWS = "SELECT 1 FROM live INDEXED BY live_by_address"
_PLACE = "{0}.file, {0}.line, {0}.field"


class FilePosition(NamedTuple):
    """Position of a value in the catalogue's files."""

    file: str
    line: int
    field: str

    def fault(self, message: str) -> Fault:
        return Fault(self.file, self.line, self.field, message)


class LiveAddress(NamedTuple):
    """A live address: its record's digest and position."""

    sum: str
    place: FilePosition

    def fault(self, message: str) -> Fault:
        return self.place.fault(message)


class LedgerState(NamedTuple):
    since: str
    # the whole entry, unless it is just live
    json: str | None


class AddressIndex:
    """Fill it first, then query it. The same address may occur more than once."""

    def __init__(self) -> None:
        # an unnamed private database: in memory while it is small, else in a temporary file
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("PRAGMA cache_size = -65536")
        self._database.executescript(_TABLES)
        self._database.execute("BEGIN")
        self._files: dict[str, int] = {}
        self._names: list[str] = []
        self._is_filled = False

    def file(self, name: str) -> int:
        """Return the number of a file in rows."""
        if name not in self._files:
            self._files[name] = len(self._names)
            self._names.append(name)
        return self._files[name]

    def add_live(self, rows: Iterable[LiveRow], lines_before: int = 0) -> None:
        """Add live addresses; `lines_before` is added to their line numbers."""
        self._refuse_if_queried()
        self._database.executemany(
            f"INSERT INTO live VALUES (?, ?, ?, ?, ? + {lines_before:d}, ?)", rows
        )

    def add_entered(self, rows: Iterable[EnteredRow], lines_before: int = 0) -> None:
        """Add entries of the ledger; `lines_before` is added to their line numbers."""
        self._refuse_if_queried()
        self._database.executemany(
            f"INSERT INTO entered VALUES (?, ?, ?, ?, ? + {lines_before:d}, ?, ?, ?, ?)", rows
        )

    def _refuse_if_queried(self) -> None:
        if self._is_filled:
            # the indexes exist by now, and without this each row would be its own transaction
            raise RuntimeError("the address index has been queried already")

    def _rows(self, query: str, *parameters: str) -> Iterator[tuple]:
        if not self._is_filled:
            self._is_filled = True
            self._database.execute("COMMIT")
            self._database.executescript(_INDEXES)
        # a cursor of its own, as queries may be nested
        return self._database.cursor().execute(query, parameters)

    def _place(self, file: int, line: int, field: str) -> FilePosition:
        return FilePosition(self._names[file], line, field)

    # live addresses

    def __contains__(self, address: object) -> bool:
        return any(
            self._rows(
                "SELECT 1 FROM live WHERE kind = ? AND key = ? LIMIT 1", *cast(Address, address)
            )
        )

    def __getitem__(self, address: Address) -> LiveAddress:
        """Return the live address; KeyError if there is none."""
        query = f"SELECT sum, {_PLACE.format('live')} FROM live WHERE kind = ? AND key = ?"
        for sum_, *place in self._rows(query + " ORDER BY rowid DESC LIMIT 1", *address):
            return LiveAddress(sum_, self._place(*place))
        raise KeyError(address)

    def count(self, kind: str) -> int:
        (row,) = self._rows("SELECT count(DISTINCT key) FROM live WHERE kind = ?", kind)
        return row[0]

    def all_keys(self) -> Iterator[str]:
        """Yield every key, live or in the ledger."""
        for (key,) in self._rows("SELECT key FROM live UNION SELECT key FROM entered"):
            yield key

    def repeated(self, kind: str) -> Iterator[tuple[str, FilePosition, FilePosition]]:
        """Yield (key, its first position, the later one) of each repeated key."""
        query = (
            f"SELECT key, {_PLACE.format('live')} FROM live WHERE kind = ? AND key IN"
            " (SELECT key FROM live WHERE kind = ? GROUP BY key HAVING count(*) > 1)"
            " ORDER BY key, rowid"
        )
        previous: tuple[str, FilePosition] | None = None
        for key, *place in self._rows(query, kind, kind):
            position = self._place(*place)
            if previous and key == previous[0]:
                yield key, previous[1], position
            else:
                previous = key, position

    # ledger entries

    def entry(self, address: Address) -> "LedgerState | None":
        """Return the last ledger entry of an address, or None."""
        query = "SELECT since, record FROM entered WHERE kind = ? AND key = ?"
        rows = self._rows(query + " ORDER BY rowid DESC LIMIT 1", *address)
        return next((LedgerState(*row) for row in rows), None)

    def retired(self) -> Iterator[tuple[str, FilePosition]]:
        """Yield (entry as JSON, its position) of every entry that is not merely live."""
        query = f"SELECT record, {_PLACE.format('entered')} FROM entered WHERE record IS NOT NULL"
        for record, *place in self._rows(query):
            yield record, self._place(*place)

    def entered_twice(self) -> Iterator[tuple[Address, FilePosition]]:
        query = (
            f"SELECT kind, key, {_PLACE.format('entered')} FROM entered WHERE (kind, key) IN"
            " (SELECT kind, key FROM entered GROUP BY kind, key HAVING count(*) > 1)"
            " ORDER BY kind, key, rowid"
        )
        previous = None
        for kind, key, *place in self._rows(query):
            address = (kind, key)
            if address == previous:
                yield address, self._place(*place)
            previous = address

    # comparisons of the two

    def missing(self, kind: str) -> Iterator[tuple[str, str]]:
        """Yield (key, digest) of live records that the ledger lacks."""
        query = f"SELECT key, sum FROM live WHERE kind = ? AND {_MISSING} GROUP BY key ORDER BY key"
        yield from self._rows(query, kind)

    def misses_any(self) -> bool:
        return any(self._rows(f"{_LIVE_ROWS} WHERE {_MISSING} LIMIT 1"))

    def misses_lines(self) -> bool:
        """Return whether the ledger lacks a record of a JSON lines file."""
        numbers = [str(n) for n, name in enumerate(self._names) if name.endswith(".jsonl")]
        in_lines = f"file IN ({', '.join(numbers)})"
        return any(self._rows(f"{_LIVE_ROWS} WHERE {in_lines} AND {_MISSING} LIMIT 1"))

    def vanished(self) -> Iterator[tuple[Address, FilePosition]]:
        """Yield addresses that the ledger calls live though they are not."""
        query = (
            f"SELECT kind, key, {_PLACE.format('entered')} FROM entered WHERE rowid IN"
            " (SELECT rowid FROM entered INDEXED BY entered_by_address WHERE state = 'live'"
            " AND NOT EXISTS (SELECT 1 FROM live"
            " WHERE live.kind = entered.kind AND live.key = entered.key))"
        )
        for kind, key, *place in self._rows(query):
            yield (kind, key), self._place(*place)

    def differing(self) -> Iterator[tuple[Address, str, str]]:
        """Yield (address, its digest, the digest in the ledger) where the two differ."""
        query = (
            "SELECT live.kind, live.key, live.sum, entered.sum"
            " FROM live INDEXED BY live_by_address CROSS JOIN entered INDEXED BY entered_by_address"
            " ON live.kind = entered.kind AND live.key = entered.key"
            " WHERE entered.sum IS NOT NULL AND entered.sum != live.sum"
        )
        for kind, key, current, stored in self._rows(query):
            yield (kind, key), current, stored
