"""Decide the response for an entry not in the database by the ledger: 404 (never existed), 410
(withdrawn), 301 (redirect after a merge or move) or 300 (split).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import cast

from archive.formats.serialize import Linkable
from archive.models import LedgerEntry
from archive.models.ledger import LedgerKind, Successors
from archive.permalinks import broken_url_suggestions


class LedgerStatus(IntEnum):
    """The HTTP status for an entry that is not in the database."""

    SPLIT = 300
    MOVED = 301
    NEVER_EXISTED = 404
    GONE = 410


@dataclass(frozen=True)
class LedgerDecision:
    """What happened to an entry, and the HTTP status for it."""

    kind: LedgerKind
    # as requested by the client
    key: str
    status: LedgerStatus
    # the entry itself and every successor that has been retired, too
    trail: list[LedgerEntry]
    # keys of its live successors
    successors: list[str]
    withdrawn: list[LedgerEntry]

    @property
    def reasons(self) -> str:
        """Return why each entry of the trail was retired, as one line of text."""
        return "".join(f"{entry.key}：{entry.reason}。" for entry in self.trail)

    @property
    def replacements(self) -> list[Linkable]:
        """The successors as model instances."""
        rows = [broken_url_suggestions.row(self.kind, key) for key in self.successors]
        return cast(list[Linkable], rows)

    @property
    def suggestions(self) -> list[Linkable]:
        """Rows that an unknown key may have been meant for."""
        return cast(list[Linkable], broken_url_suggestions.similar_addresses(self.kind, self.key))

    @property
    def ident_fault(self) -> str:
        """The fault of an article ident: "check" (its check digit), "form" or "" (none)."""
        return broken_url_suggestions.fault(self.key) if self.kind == LedgerKind.ARTICLE else ""


def ledger_decision(kind: LedgerKind, key: str) -> LedgerDecision:
    """Return the decision for a key that is not in the database; keys are case-insensitive.

    Redirects to a single successor only if no part was withdrawn; otherwise readers must see what
    is missing.
    """
    return _decision(kind, key, LedgerEntry.objects.successors_of(kind, key.lower()))


def ledger_decisions(kind: LedgerKind, keys: Iterable[str]) -> dict[str, LedgerDecision]:
    """Return lower-case key → its decision, for keys that are not in the database."""
    keys = list(keys)
    histories = LedgerEntry.objects.successors_of_each(kind, keys)
    return {key: _decision(kind, key, histories.get(key)) for key in keys}


def _decision(kind: LedgerKind, key: str, history: Successors | None) -> LedgerDecision:
    if history is None:
        return LedgerDecision(kind, key, LedgerStatus.NEVER_EXISTED, [], [], [])
    if not history.live:
        status = LedgerStatus.GONE
    elif len(history.live) == 1 and not history.withdrawn:
        status = LedgerStatus.MOVED
    else:
        status = LedgerStatus.SPLIT
    return LedgerDecision(kind, key, status, history.trail, history.live, history.withdrawn)
