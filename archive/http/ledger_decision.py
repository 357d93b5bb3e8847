"""Decide what to answer for an entry not in the database: 404, 410, 301 or 300, by the ledger."""

from dataclasses import dataclass
from enum import IntEnum
from typing import cast

from archive.formats.serialize import Linkable
from archive.models import Article, LedgerEntry
from archive.models.ledger import Kind
from archive.permalinks import broken_url_suggestions


class LedgerStatus(IntEnum):
    """The HTTP status for an entry that is not in the database."""

    SPLIT = 300
    MOVED = 301
    NEVER_EXISTED = 404
    GONE = 410


@dataclass(frozen=True)
class LedgerDecision:
    """What became of an entry, and the HTTP status that says so."""

    kind: Kind
    # as the client wrote it
    key: str
    status: LedgerStatus
    # the entry itself and every later one that is gone, too
    trail: list[LedgerEntry]
    # keys of what stands in its place now
    successors: list[str]
    withdrawn: list[LedgerEntry]

    @property
    def reasons(self) -> str:
        """Why each entry of the trail went, as one line of text."""
        return "".join(f"{entry.key}：{entry.reason}。" for entry in self.trail)

    @property
    def replacements(self) -> list[Linkable]:
        """The successors as model instances."""
        rows = [broken_url_suggestions.row(self.kind, key) for key in self.successors]
        return cast(list[Linkable], rows)

    @property
    def suggestions(self) -> list[Linkable]:
        """What an unknown key may have been meant for."""
        return cast(list[Linkable], broken_url_suggestions.similar_addresses(self.kind, self.key))

    @property
    def ident_fault(self) -> str:
        """What is wrong with an article ident: "check" (check digit), "form" or "" (nothing)."""
        return broken_url_suggestions.fault(self.key) if self.kind == Kind.ARTICLE else ""


def ledger_decision(kind: Kind, key: str) -> LedgerDecision:
    """The decision for a key that is not in the database; keys are case-insensitive.

    A single successor is redirected to only if no other part was withdrawn: then the reader has to
    see what is missing.
    """
    history = LedgerEntry.objects.successors_of(kind, key.lower())
    if history is None:
        return LedgerDecision(kind, key, LedgerStatus.NEVER_EXISTED, [], [], [])
    if not history.live:
        status = LedgerStatus.GONE
    elif len(history.live) == 1 and not history.withdrawn:
        status = LedgerStatus.MOVED
    else:
        status = LedgerStatus.SPLIT
    return LedgerDecision(kind, key, status, history.trail, history.live, history.withdrawn)


def lowercase_ident(ident: str) -> str | None:
    """The canonical form of an ident in capitals, to redirect to; None without such an article."""
    lower = ident.lower()
    if ident != lower and Article.objects.with_idents([lower]).exists():
        return lower
    return None
