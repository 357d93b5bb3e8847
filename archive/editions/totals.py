"""How much there is in all, of each topic and place, and of each time: counted once an edition.

Counting takes as long as there are articles, so it is done when the edition is made. Where a database was not published, it is done each time.
"""

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import NamedTuple

from archive.models import Article, Issue, Newspaper, Page, Person

from .current import served

# of an edition
FILE = "tallies.json"
# of the code of a province, a city, a county
_DIGITS = (2, 4, 6)


class CollectionTotals(NamedTuple):
    """What the archive has in all, and from when to when."""

    newspapers: int
    issues: int
    pages: int
    articles: int
    people: int
    earliest: date | None
    latest: date | None


class _Tallies(NamedTuple):
    topics: dict[int, int]
    places: dict[int, dict[str, int]]
    held: CollectionTotals
    months: dict[str, dict[str, int]]


def build(folder: Path) -> None:
    """Counts the record that is being built into the file of its edition."""
    told = {
        "topics": list(Article.objects.counts_by_topic().items()),
        "places": {digits: Article.objects.counts_by_place(digits) for digits in _DIGITS},
        "held": _count(),
        "months": Issue.objects.articles_by_months(),
    }
    (folder / FILE).write_text(json.dumps(told, default=date.isoformat) + "\n", encoding="utf-8")


def by_topic() -> dict[int, int]:
    """As `Article.objects.counts_by_topic()` of all articles."""
    kept = served().keep(_read)
    return kept.topics if kept else Article.objects.counts_by_topic()


def by_place(digits: int) -> dict[str, int]:
    """As `Article.objects.counts_by_place(digits)` of all articles."""
    kept = served().keep(_read)
    return kept.places[digits] if kept else Article.objects.counts_by_place(digits)


def by_months() -> dict[str, dict[str, int]]:
    """As `Issue.objects.articles_by_months()` of all issues."""
    kept = served().keep(_read)
    return kept.months if kept else Issue.objects.articles_by_months()


def collection_totals() -> CollectionTotals:
    kept = served().keep(_read)
    return kept.held if kept else _count()


def articles() -> int:
    kept = served().keep(_read)
    return kept.held.articles if kept else Article.objects.count()


def _count() -> CollectionTotals:
    counts = (model.objects.count() for model in (Newspaper, Issue, Page, Article, Person))
    return CollectionTotals(*counts, *Issue.objects.span())


def _read(folder: Path) -> _Tallies | None:
    try:
        told = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    places = {int(digits): counts for digits, counts in told["places"].items()}
    return _Tallies(
        topics=dict(map(tuple, told["topics"])),
        places=places,
        held=CollectionTotals(*_with_days(told["held"])),
        months=told["months"],
    )


def _with_days(row: Iterable) -> list:
    """Its last two are days, written or not."""
    *counts, earliest, latest = row
    days = (date.fromisoformat(str(day)) if day else None for day in (earliest, latest))
    return [*counts, *days]
