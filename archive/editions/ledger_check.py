"""Check an edition against its ledger, and its ledger against that of the previous edition."""

import gzip
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import DatabaseError
from django.db.models import F, Model, QuerySet, Value
from django.db.models.functions import Concat

from archive.batches import batched
from archive.command_messages import message
from archive.exports.compressed_lines import compress
from archive.models import Article, Issue, LedgerEntry, Newspaper, Organisation, Page, Person, Tag
from archive.models.ledger import LedgerKind

from .current import EditionUnavailable
from .database import edition_database
from .manifest import NotAnEdition, file_damage, read

_SLASH = Value("/")
# kind → (model, expression for the key in the ledger)
_KEYS: dict[LedgerKind, tuple[type[Model], F | Concat]] = {
    LedgerKind.ARTICLE: (Article, F("ident")),
    LedgerKind.NEWSPAPER: (Newspaper, F("slug")),
    LedgerKind.ISSUE: (Issue, Concat("newspaper__slug", _SLASH, "key")),
    LedgerKind.PAGE: (Page, Concat("issue__newspaper__slug", _SLASH, "issue__key", _SLASH, "key")),
    LedgerKind.TOPIC: (Tag, F("slug")),
    LedgerKind.PERSON: (Person, F("slug")),
    LedgerKind.ORGANISATION: (Organisation, F("slug")),
}
# The ledger as a file of the edition, one entry a line, in byte order of kind and key: so editions
# can be compared whatever their databases are.
FILE = "ledger.tsv.gz"
# entries written at a time
_CHUNK = 5000
_ENTRIES = "SELECT kind, key FROM {edition}.archive_ledgerentry ORDER BY kind, key"

# (kind, key)
Entry = tuple[str, str]


def write(folder: Path) -> None:
    """Write the ledger of the current edition; equal entries give equal bytes."""
    entries = LedgerEntry.objects.order_by("kind", "key").values_list("kind", "key").iterator()
    with (folder / FILE).open("wb") as file:
        for chunk in batched(entries, _CHUNK):
            file.write(compress("".join(f"{kind}\t{key}\n" for kind, key in chunk)))


def ledger_faults(limit: int) -> Iterator[str]:
    """Yield live entries missing from the database, and database rows without a live entry."""
    for kind in LedgerKind:
        live = LedgerEntry.objects.in_state(kind, LedgerEntry.State.LIVE).order_by()
        entries, rows = live.values_list("key", flat=True), _database_keys(kind)
        for key in entries.difference(rows)[:limit]:
            yield message("总账里的 %(kind)s %(key)s 不在数据库里", kind=kind.value, key=key)
        for key in rows.difference(entries)[:limit]:
            yield message("数据库里的 %(kind)s %(key)s 不在总账里", kind=kind.value, key=key)


def _database_keys(kind: LedgerKind) -> QuerySet[Any, Any]:
    model, key = _KEYS[kind]
    rows = model._default_manager.order_by().annotate(entry=key)
    return rows.values_list("entry", flat=True)


def lost_entries(previous: Path, edition: Path, limit: int) -> list[str]:
    """Return up to `limit` faults: entries of the previous ledger that the new one lacks.

    Empty if the previous edition has neither an undamaged ledger file nor a readable database;
    errors of the new edition are raised.
    """
    with closing(_database_entries(edition)) as new, _saved_entries(previous) as old:
        lost = list(islice(_missing(old, new), limit))
    return [
        message(
            "前一个版本的总账里有 %(kind)s %(key)s，新版本没有：公布过的网址不能丢失",
            kind=kind,
            key=key,
        )
        for kind, key in lost
    ]


@contextmanager
def _saved_entries(folder: Path) -> Iterator[Iterator[Entry]]:
    try:
        file_info = read(folder).files.get(FILE)
    except NotAnEdition:
        file_info = None
    if file_info and not file_damage(folder / FILE, file_info, sums=True):
        with gzip.open(folder / FILE, "rt", encoding="utf-8") as file:
            yield map(_parse_line, file)
        return
    # an edition made before this file existed, or a damaged one
    with closing(_database_entries(folder)) as rows:
        yield _until_error(rows)


def _parse_line(line: str) -> Entry:
    kind, key = line.rstrip("\n").split("\t")
    return kind, key


def _until_error(rows: Iterable[Entry]) -> Iterator[Entry]:
    try:
        yield from rows
    except (DatabaseError, EditionUnavailable):
        return


def _database_entries(folder: Path) -> Generator[Entry]:
    yield from edition_database().query_edition(folder, _ENTRIES)


def _missing(old: Iterator[Entry], new: Iterator[Entry]) -> Iterator[Entry]:
    """Yield the items that only the old one of two sorted iterators has."""
    candidate = next(new, None)
    for entry in old:
        while candidate is not None and candidate < entry:
            candidate = next(new, None)
        if candidate != entry:
            yield entry
