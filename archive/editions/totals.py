"""Totals of the collection, and articles by topic, place and month, counted once per edition.

Counting takes time proportional to the number of articles, so the build stores the totals. Without
a published edition they are computed on each call.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from archive.models import Article, Issue, Newspaper, Page, Person

from .current import served

FILE = "totals.json"
# lengths of the code prefixes of provinces, cities and counties
_PREFIX_LENGTHS = (2, 4, 6)


class CollectionTotals(NamedTuple):
    """Size of the archive and the span of its dates."""

    newspapers: int
    issues: int
    pages: int
    articles: int
    people: int
    earliest: date | None
    latest: date | None


class _Totals(NamedTuple):
    topics: dict[int, int]
    places: dict[int, dict[str, int]]
    collection: CollectionTotals
    months: dict[str, dict[str, int]]
    characters: dict[str, dict[str, int]]


def build(folder: Path) -> None:
    """Count the database being built and write the totals file of its edition."""
    articles_by_months, characters_by_months = Issue.objects.totals_by_months()
    content = {
        "topics": list(Article.objects.counts_by_topic().items()),
        "places": {length: Article.objects.counts_by_place(length) for length in _PREFIX_LENGTHS},
        "held": _count(),
        "months": articles_by_months,
        "characters": characters_by_months,
    }
    text = json.dumps(content, default=date.isoformat)
    (folder / FILE).write_text(text + "\n", encoding="utf-8")


def by_topic() -> dict[int, int]:
    """Return `Article.objects.counts_by_topic()` of all articles."""
    totals = _stored()
    return totals.topics if totals else Article.objects.counts_by_topic()


def by_place(digits: int) -> dict[str, int]:
    """Return `Article.objects.counts_by_place(digits)` of all articles."""
    totals = _stored()
    return totals.places[digits] if totals else Article.objects.counts_by_place(digits)


def by_months() -> dict[str, dict[str, int]]:
    """Return `Issue.objects.articles_by_months()` of all issues."""
    totals = _stored()
    return totals.months if totals else Issue.objects.articles_by_months()


def characters_by_months() -> dict[str, dict[str, int]]:
    """Return `Issue.objects.characters_by_months()` of all issues."""
    totals = _stored()
    return totals.characters if totals else Issue.objects.characters_by_months()


def collection_totals() -> CollectionTotals:
    totals = _stored()
    return totals.collection if totals else _count()


def articles() -> int:
    totals = _stored()
    return totals.collection.articles if totals else Article.objects.count()


def _stored() -> _Totals | None:
    return served().cached(_read)


def _count() -> CollectionTotals:
    earliest, latest = Issue.objects.span()
    return CollectionTotals(
        newspapers=Newspaper.objects.count(),
        issues=Issue.objects.count(),
        pages=Page.objects.count(),
        articles=Article.objects.count(),
        people=Person.objects.count(),
        earliest=earliest,
        latest=latest,
    )


def _read(folder: Path) -> _Totals | None:
    try:
        content = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return _Totals(
        topics=dict(map(tuple, content["topics"])),
        places={int(length): counts for length, counts in content["places"].items()},
        collection=_parse_collection(content["held"]),
        months=content["months"],
        characters=content["characters"],
    )


def _parse_collection(row: list[Any]) -> CollectionTotals:
    *counts, earliest, latest = row
    days = (date.fromisoformat(day) if day else None for day in (earliest, latest))
    return CollectionTotals(*counts, *days)
