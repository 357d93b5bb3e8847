"""Sitemap entries: every page with the day of its last change, listed at build time.

Listing takes time proportional to the number of articles; without a published edition, it happens
on each call.
"""

import gzip
import json
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from itertools import chain, count, islice
from pathlib import Path
from typing import NamedTuple

from django.db.models import QuerySet

from archive.editions.current import served
from archive.exports.compressed_lines import compress
from archive.models import Article, Issue, Name, Newspaper, Organisation, Page, Person, Place, Tag

PART = 10_000
"""Pages in one sitemap (sitemaps.org allows 50,000 addresses and 50 MB)."""
# upper bound of part numbers
MAX_PARTS = 10_000
# within an edition: folder of the lists, and their index
FOLDER, INDEX = "sitemaps", "index.json"
# rows fetched at a time
_CHUNK = 2000
# kind → function that returns (address parts …, day of the last change) of each page
KINDS = {
    "articles": Article.objects.last_changes,
    "issues": Issue.objects.last_changes,
    "pages": Page.objects.last_changes,
    "newspapers": Newspaper.objects.last_changes,
    "topics": Tag.objects.last_changes,
    "places": Place.objects.last_changes,
    "people": Person.objects.last_changes,
    "organisations": Organisation.objects.last_changes,
    "names": Name.objects.in_sitemaps,
}


class SitemapPart(NamedTuple):
    """One sitemap: pages of a kind, numbered from 1, and the latest change among them."""

    kind: str
    number: int
    latest: date | None


class SitemapEntry(NamedTuple):
    """A page: the variable parts of its address, and the day its content last changed."""

    key: tuple[str, ...]
    day: date | None


def build(folder: Path) -> None:
    """Write the lists for the database being built into the folder of its edition."""
    (folder / FOLDER).mkdir()
    index = []
    for kind in KINDS:
        for number, entries in _numbered_parts(kind):
            _write(folder / FOLDER / _name(kind, number), entries)
            index.append((kind, number, _latest(entries)))
    text = json.dumps(index, default=date.isoformat)
    (folder / FOLDER / INDEX).write_text(text + "\n", encoding="utf-8")


def parts() -> list[SitemapPart]:
    """Return all parts of all kinds."""
    index = served().cached(_read_index)
    if index is not None:
        return index
    return [
        SitemapPart(kind, number, _latest(entries))
        for kind in KINDS
        for number, entries in _numbered_parts(kind)
    ]


def pages(kind: str, number: int) -> Iterator[SitemapEntry] | None:
    """Return the entries of a part, read as they are consumed; None if there is no such part."""
    if (index := served().cached(_read_index)) is not None:
        exists = any(part[:2] == (kind, number) for part in index)
        return _read(served().folder / FOLDER / _name(kind, number)) if exists else None
    if kind not in KINDS or not 0 < number < MAX_PARTS:
        return None
    entries = islice(_entries(kind), (number - 1) * PART, number * PART)
    first = next(entries, None)
    return chain([first], entries) if first else None


def _numbered_parts(kind: str) -> Iterator[tuple[int, list[SitemapEntry]]]:
    rows = _entries(kind)
    for number in count(1):
        if not (part := list(islice(rows, PART))):
            return
        yield number, part


def _entries(kind: str) -> Iterator[SitemapEntry]:
    rows = KINDS[kind]()
    for row in rows.iterator(_CHUNK) if isinstance(rows, QuerySet) else rows:
        yield SitemapEntry(row[:-1], row[-1])


def _latest(pages: list[SitemapEntry]) -> date | None:
    return max((page.day for page in pages if page.day), default=None)


def _name(kind: str, number: int) -> str:
    return f"{kind}-{number}.tsv.gz"


def _write(path: Path, pages: list[SitemapEntry]) -> None:
    lines = ("\t".join((*page.key, str(page.day or ""))) + "\n" for page in pages)
    path.write_bytes(compress("".join(lines)))


def _read(path: Path) -> Iterator[SitemapEntry]:
    with closing(gzip.open(path, "rt", encoding="utf-8")) as file:
        for line in file:
            *key, day = line.rstrip("\n").split("\t")
            yield SitemapEntry(tuple(key), date.fromisoformat(day) if day else None)


def _read_index(folder: Path) -> list[SitemapPart] | None:
    try:
        index = json.loads((folder / FOLDER / INDEX).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return [
        SitemapPart(kind, number, date.fromisoformat(day) if day else None)
        for kind, number, day in index
    ]
