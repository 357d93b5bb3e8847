"""Every page with the day of its last change, for crawlers: listed when an edition is made, then read.

To find out takes as long as there are articles. Where a database was not published, it is done each time.
"""

import gzip
import json
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from itertools import chain, count, islice
from pathlib import Path
from typing import NamedTuple

from archive.editions.current import served
from archive.exports.compressed_lines import packed
from archive.models import Article, Issue, Newspaper, Page, Person, Place, Tag

PART = 50_000
"""Pages of one list (sitemaps.org: at most 50,000 addresses, and 50 MB)."""
# of a kind; no larger number is a part of ours
MOST_PARTS = 10_000
# of an edition: the folder of the lists, and the one that names them
FOLDER, INDEX = "sitemaps", "index.json"
# rows read at a time
_AT_ONCE = 2000
# kind → (parts of its address …, day of the last change) of each page
KINDS = {
    "articles": Article.objects.last_changes,
    "issues": Issue.objects.last_changes,
    "pages": Page.objects.last_changes,
    "newspapers": Newspaper.objects.last_changes,
    "topics": Tag.objects.last_changes,
    "places": Place.objects.last_changes,
    "people": Person.objects.last_changes,
}


class SitemapPart(NamedTuple):
    """Some of the pages of a kind, numbered from 1, and the latest change among them."""

    kind: str
    number: int
    latest: date | None


class SitemapEntry(NamedTuple):
    """A page: the parts of its address, and when what it shows was last changed."""

    key: tuple[str, ...]
    day: date | None


def build(folder: Path) -> None:
    """Lists the pages of the record that is being built into the folder of its edition."""
    (folder / FOLDER).mkdir()
    listed = []
    for kind in KINDS:
        for number, pages in _counted(kind):
            _write(folder / FOLDER / _name(kind, number), pages)
            listed.append((kind, number, _latest(pages)))
    text = json.dumps(listed, default=date.isoformat)
    (folder / FOLDER / INDEX).write_text(text + "\n", encoding="utf-8")


def parts() -> list[SitemapPart]:
    """All parts of all kinds."""
    kept = served().cached(_index)
    if kept is not None:
        return kept
    return [SitemapPart(kind, n, _latest(pages)) for kind in KINDS for n, pages in _counted(kind)]


def pages(kind: str, number: int) -> Iterator[SitemapEntry] | None:
    """The pages of a part, read on the way; None where there is no such part."""
    if (kept := served().cached(_index)) is not None:
        there = any(part[:2] == (kind, number) for part in kept)
        return _read(served().folder / FOLDER / _name(kind, number)) if there else None
    if kind not in KINDS or not 0 < number < MOST_PARTS:
        return None
    found = islice(_all(kind), (number - 1) * PART, number * PART)
    first = next(found, None)
    return chain([first], found) if first else None


def _counted(kind: str) -> Iterator[tuple[int, list[SitemapEntry]]]:
    rows = _all(kind)
    for number in count(1):
        if not (some := list(islice(rows, PART))):
            return
        yield number, some


def _all(kind: str) -> Iterator[SitemapEntry]:
    rows = KINDS[kind]()
    for *key, day in rows if isinstance(rows, list) else rows.iterator(chunk_size=_AT_ONCE):
        yield SitemapEntry(tuple(key), day)


def _latest(pages: list[SitemapEntry]) -> date | None:
    return max((page.day for page in pages if page.day), default=None)


def _name(kind: str, number: int) -> str:
    return f"{kind}-{number}.tsv.gz"


def _write(path: Path, pages: list[SitemapEntry]) -> None:
    lines = ("\t".join((*page.key, str(page.day or ""))) + "\n" for page in pages)
    path.write_bytes(packed("".join(lines)))


def _read(path: Path) -> Iterator[SitemapEntry]:
    with closing(gzip.open(path, "rt", encoding="utf-8")) as file:
        for line in file:
            *key, day = line.rstrip("\n").split("\t")
            yield SitemapEntry(tuple(key), date.fromisoformat(day) if day else None)


def _index(folder: Path) -> list[SitemapPart] | None:
    try:
        told = json.loads((folder / FOLDER / INDEX).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return [SitemapPart(kind, n, date.fromisoformat(day) if day else None) for kind, n, day in told]
