"""Compares an edition with its ledger, and its ledger with that of the edition before."""

import gzip
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

from django.db import DatabaseError, connections
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat

from archive.models import Article, Issue, LedgerEntry, Newspaper, Page, Person, Tag

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
_ENTRIES = "SELECT kind, key FROM {record}.archive_ledgerentry ORDER BY kind, key"


def write(folder: Path) -> None:
    """Lists the ledger of the edition that this runs in, the same bytes for the same entries."""
    entries = LedgerEntry.objects.order_by("kind", "key").values_list("kind", "key")
    with (
        (folder / FILE).open("wb") as raw,
        gzip.GzipFile("", "wb", 6, raw, mtime=0) as file,
    ):
        for kind, key in entries.iterator():
            file.write(f"{kind}\t{key}\n".encode())


def ledger_faults(most: int) -> Iterator[str]:
    """Live entries without a record, and records that the ledger does not have as live."""
    for kind in Kind:
        entered = LedgerEntry.objects.of(kind, LedgerEntry.State.LIVE).order_by()
        entries, records = entered.values_list("key", flat=True), _keys(kind)
        for key in entries.difference(records)[:most]:
            yield f"总账里的{kind.label} {key} 不在数据库里"
        for key in records.difference(entries)[:most]:
            yield f"数据库里的{kind.label} {key} 不在总账里"


def _keys(kind: Kind) -> QuerySet:
    model, key = _KEYS[kind]
    return model.objects.order_by().annotate(entry=key).values_list("entry", flat=True)


def lost(before: Path, after: Path, most: int) -> list[str]:
    """What the edition `before` has in its ledger and `after` has not; none of one that cannot be read."""
    try:
        with closing(_listed(before)) as old, closing(_recorded(after)) as new:
            found = list(islice(_missing(old, new), most))
    except (OSError, ValueError, DatabaseError):
        return []
    return [f"上一版总账里有 {kind} {key}，新版没有：曾经发布的网址不可丢失" for kind, key in found]


def _listed(folder: Path) -> Iterator[tuple[str, str]]:
    if not (folder / FILE).exists():
        # made before there were such files
        yield from _recorded(folder)
        return
    with gzip.open(folder / FILE, "rt", encoding="utf-8") as file:
        for line in file:
            kind, key = line.rstrip("\n").split("\t")
            yield kind, key


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
