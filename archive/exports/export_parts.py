"""The parts of bulk files: of which issues each is, so that the next edition can copy it.

A part is a gzip member of each file, and successive rows of a table, with the records of a range of
issues. Files are their parts in order.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from archive.editions.row_keys import issue_of_article

from .article_batches import IssueRange

# in the edition's folder, beside that of the files
FILE = "data-parts.json"
Batch = IssueRange | None


class ExportParts:
    """The parts as they are written."""

    def __init__(self) -> None:
        # file → size of what precedes its parts
        self._heads: dict[str, int] = {}
        # type → [first issue, records, texts, {file: size}]
        self._parts: dict[str, list[tuple[int, int, int, dict[str, int]]]] = {}

    def begin(self, file: str, head: int) -> None:
        self._heads[file] = head

    def add(self, kind: str, batch: Batch, records: int, texts: int, sizes: dict[str, int]) -> None:
        first = batch[0] if batch else -1
        self._parts.setdefault(kind, []).append((first, records, texts, sizes))

    def records(self, kind: str) -> int:
        return sum(records for _, records, _, _ in self._parts.get(kind, ()))

    def texts(self) -> int:
        return sum(texts for parts in self._parts.values() for _, _, texts, _ in parts)

    def write(self, edition: Path) -> None:
        content = {"heads": self._heads, "parts": self._parts}
        (edition / FILE).write_text(json.dumps(content) + "\n", encoding="utf-8")


class ExportPart(NamedTuple):
    records: int
    texts: int
    # file → offset and size
    ranges: Mapping[str, tuple[int, int]]
    # number of the first row in the table of the type, and of the last
    rows: tuple[int, int]


@dataclass(frozen=True)
class PreviousExports:
    """The files of an edition, and the issues that have changed since."""

    folder: Path
    # type → first issue → part
    parts: Mapping[str, Mapping[int, ExportPart]]
    changed: frozenset[int]
    # articles of other issues that have changed since
    articles: frozenset[int]

    @classmethod
    def read(
        cls, edition: Path, folder: Path, changed: Iterable[int], articles: Iterable[int]
    ) -> "PreviousExports":
        """Return those in `folder` of an edition; `changed` are keys of issues."""
        content = json.loads((edition / FILE).read_text(encoding="utf-8"))
        parts = {kind: _placed(rows, content["heads"]) for kind, rows in content["parts"].items()}
        return cls(folder, parts, frozenset(changed), frozenset(articles))

    def unchanged(self, kind: str, batches: Iterable[Batch]) -> dict[Batch, ExportPart]:
        """Return the parts of those batches of which nothing has changed."""
        ranges, size = _by_first(batches)
        changed = {issue // size * size for issue in self.changed}
        parts = self.parts.get(kind, {})
        return {
            batch: parts[first]
            for first, batch in ranges.items()
            if first in parts and first not in changed
        }

    def changed_articles(self, batches: Iterable[Batch]) -> dict[IssueRange, set[int]]:
        """Return the articles that have changed in each of these batches, if any."""
        ranges, size = _by_first(batches)
        articles: dict[IssueRange, set[int]] = {}
        for key in self.articles:
            if batch := ranges.get(issue_of_article(key) // size * size):
                articles.setdefault(batch, set()).add(key)
        return articles

    def rows_of_changed(self, kind: str, kept: Mapping[Batch, ExportPart]) -> list[tuple[int, int]]:
        """Return the ranges of rows of all parts but those that are kept."""
        first = {batch[0] for batch in kept if batch}
        parts = self.parts.get(kind, {}).items()
        return [part.rows for start, part in parts if start not in first]


def _by_first(batches: Iterable[Batch]) -> tuple[dict[int, IssueRange], int]:
    """Return ranges of issues by their first one, and their size."""
    ranges = {batch[0]: batch for batch in batches if batch}
    return ranges, next((last - first + 1 for first, last in ranges.values()), 1)


def _placed(rows: list[Any], heads: Mapping[str, int]) -> dict[int, ExportPart]:
    ends, row, parts = dict(heads), 1, {}
    for first, records, texts, sizes in rows:
        ranges = {name: (ends[name], size) for name, size in sizes.items()}
        for name, size in sizes.items():
            ends[name] += size
        parts[first] = ExportPart(records, texts, ranges, (row, row + records - 1))
        row += records
    return parts
