"""The states of an article in the editions that are still kept (Memento, RFC 7089)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from django.db import DatabaseError

from archive.models import Article

from .current import EditionUnavailable, opened, served
from .manifest import Manifest
from .store import EditionStore

# in addresses, in UTC
MOMENT = "%Y%m%d%H%M%S"


class Memento(NamedTuple):
    """An edition that has the article: its folder, and when it was made, to the second, in UTC."""

    folder: Path
    made: datetime

    @property
    def moment(self) -> str:
        return self.made.strftime(MOMENT)


def mementos(ident: str) -> list[Memento]:
    """Return the editions that have the article, oldest first; Article.DoesNotExist if it is gone.

    What was withdrawn since is not given out again: neither an article that the served edition
    does not have, nor a text that it does not hold.
    """
    now = Article.objects.with_idents([ident]).select_related("page").get()
    states = []
    for manifest in _kept():
        timestamp = datetime.fromisoformat(manifest.made).astimezone(UTC).replace(microsecond=0)
        try:
            with opened(manifest.folder):
                then = Article.objects.with_idents([ident]).select_related("page").first()
        except (EditionUnavailable, DatabaseError):
            # made by a program whose tables this one does not read
            continue
        if then and (now.page.text_held or not then.page.text_held):
            states.append(Memento(manifest.folder, timestamp))
    return states


def _kept() -> Iterator[Manifest]:
    """Yield the edition that is served and those before it, oldest first."""
    editions = EditionStore().all()
    fingerprint = served().fingerprint
    numbers = [edition.number for edition in editions if edition.fingerprint == fingerprint]
    # later ones have not been served yet, or were abandoned
    return (
        candidate
        for candidate in reversed(editions)
        if numbers and candidate.number <= max(numbers)
    )


def of_moment(states: list[Memento], moment: str) -> Memento | None:
    """Return the state with this time in its address, if it is held."""
    return next((state for state in states if state.moment == moment), None)


def nearest(states: list[Memento], target: datetime) -> Memento:
    """Return the last one made by then, or the first one held if they were all made later."""
    return next((state for state in reversed(states) if state.made <= target), states[0])
