"""Compares an edition with its ledger, and its ledger with that of the edition before."""

from collections.abc import Iterator
from pathlib import Path

from django.db import DatabaseError, connections
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat

from archive.edition import EditionUnavailable
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
_LOST = """
SELECT kind, key FROM {here}.archive_ledgerentry AS here WHERE NOT EXISTS (
    SELECT 1 FROM {there}.archive_ledgerentry AS there
    WHERE there.kind = here.kind AND there.key = here.key
) LIMIT {value}
"""


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
        rows = connections["default"].compare_records(_LOST, before, after, most)
    except (DatabaseError, EditionUnavailable):
        return []
    return [f"上一版总账里有 {kind} {key}，新版没有：曾经发布的网址不可丢失" for kind, key in rows]
