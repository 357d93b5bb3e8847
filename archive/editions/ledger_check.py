"""Compares an edition with its ledger, and its ledger with that of the edition before."""

import gzip
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path

from django.db import DatabaseError, connections
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat

from archive.exports.compressed_lines import packed
from archive.models import Article, Issue, LedgerEntry, Newspaper, Page, Person, Tag

from .current import EditionUnavailable
from .manifest import NotAnEdition, damage_of, read

Kind = LedgerEntry.Kind

_SLASH = Value("/")
# kind → (records, what their keys in the ledger are made of)
_KEYS = {
    Kind.ARTICLE: (Article, F("ident")),
    Kind.NEWSPAPER: (Newspaper, F("slug")),
    Kind.ISSUE: (Issue, Concat("newspaper__slug", _SLASH, "key")),
    Kind.PAGE: (Page, Concat("issue__newspaper__slug", _SLASH, "issue__key", _SLASH, "key")),
    Kind.TOPIC: (Tag, F("slug")),
    Kind.PERSON: (Person, F("slug")),
}
# of an edition: every entry of its ledger, a line each, by kind and key in the order of their bytes; so
# that editions can be compared whatever databases their records are in
FILE = "ledger.tsv.gz"
# rows written at a time
_ROWS = 5000
_ENTRIES = "SELECT kind, key FROM {record}.archive_ledgerentry ORDER BY kind, key"


def write(folder: Path) -> None:
    """Lists the ledger of the edition that this runs in, the same bytes for the same entries."""
    entries = LedgerEntry.objects.order_by("kind", "key").values_list("kind", "key").iterator()
    with (folder / FILE).open("wb") as file:
        while some := list(islice(entries, _ROWS)):
            file.write(packed("".join(f"{kind}\t{key}\n" for kind, key in some)))


def ledger_faults(most: int) -> Iterator[str]:
    """Live entries without a record, and records that the ledger does not have as live."""
    for kind in Kind:
        entered = LedgerEntry.objects.in_state(kind, LedgerEntry.State.LIVE).order_by()
        entries, records = entered.values_list("key", flat=True), _keys(kind)
        for key in entries.difference(records)[:most]:
            yield f"总账里的{kind.label} {key} 不在数据库里"
        for key in records.difference(entries)[:most]:
            yield f"数据库里的{kind.label} {key} 不在总账里"


def _keys(kind: Kind) -> QuerySet:
    model, key = _KEYS[kind]
    return model.objects.order_by().annotate(entry=key).values_list("entry", flat=True)


def lost(before: Path, after: Path, most: int) -> list[str]:
    """What the edition in `before` has in its ledger and the one in `after` has not.

    None where `before` has neither a list of it that is still as it was made, nor a record that can be
    read here; whatever is wrong with `after` is raised.
    """
    with closing(_recorded(after)) as new, _entries(before) as old:
        found = list(islice(_missing(old, new), most))
    return [f"上一版总账里有 {kind} {key}，新版没有：曾经发布的网址不可丢失" for kind, key in found]


@contextmanager
def _entries(folder: Path) -> Iterator[Iterator[tuple[str, str]]]:
    try:
        listed = read(folder).files.get(FILE)
    except NotAnEdition:
        listed = None
    if listed and not damage_of(folder / FILE, listed, sums=True):
        with gzip.open(folder / FILE, "rt", encoding="utf-8") as file:
            yield (tuple(line.rstrip("\n").split("\t")) for line in file)
        return
    # made before there were such lists, or damaged
    with closing(_recorded(folder)) as rows:
        yield _while_readable(rows)


def _while_readable(rows: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    try:
        yield from rows
    except (DatabaseError, EditionUnavailable):
        return


def _recorded(folder: Path) -> Iterator[tuple[str, str]]:
    return connections["default"].read_record(folder, _ENTRIES)


def _missing(
    old: Iterator[tuple[str, str]], new: Iterator[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """Of two that are in order, what only the old one has."""
    there = next(new, None)
    for entry in old:
        while there is not None and there < entry:
            there = next(new, None)
        if there != entry:
            yield entry
