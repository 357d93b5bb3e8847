"""The parts of bulk files, with their issues: the next edition reuses unchanged parts.

A part is a gzip member of each file, with the records of a range of issues. A bulk file is the
concatenation of its parts. On disk it is cut into several files, so that editions share unchanged
ones by hard links: the first has its name, each other one in addition the number of its first
issue.
"""

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from archive.editions.row_keys import issue_of_article

from .article_batches import Batch, IssueRange

# in the edition's folder, beside that of the files
FILE = "data-parts.json"
# average number of parts in a file on disk
_PARTS_PER_FILE = 64


class ExportParts:
    """The parts as they are written."""

    def __init__(self) -> None:
        # file → size of the header that precedes its parts
        self._header_sizes: dict[str, int] = {}
        # type → [first issue, records, texts, {file: size}]
        self._parts: dict[str, list[tuple[int, int, int, dict[str, int]]]] = {}
        # file → names of its files on disk
        self.files: dict[str, list[str]] = {}

    def set_header_size(self, file: str, head: int) -> None:
        self._header_sizes[file] = head

    def add_file(self, file: str, name: str) -> None:
        self.files.setdefault(file, []).append(name)

    def add(self, kind: str, batch: Batch, records: int, texts: int, sizes: dict[str, int]) -> None:
        first = batch[0] if batch else -1
        self._parts.setdefault(kind, []).append((first, records, texts, sizes))

    def records(self, kind: str) -> int:
        return sum(records for _, records, _, _ in self._parts.get(kind, ()))

    def texts(self) -> int:
        return sum(texts for parts in self._parts.values() for _, _, texts, _ in parts)

    def write(self, edition: Path) -> None:
        content = {"heads": self._header_sizes, "parts": self._parts, "files": self.files}
        (edition / FILE).write_text(json.dumps(content) + "\n", encoding="utf-8")


def names_on_disk(edition: Path) -> dict[str, list[str]]:
    """Return the names of the files on disk of each bulk file, in order."""
    files: dict[str, list[str]] = json.loads((edition / FILE).read_text(encoding="utf-8"))["files"]
    return files


def group_by_file(batches: Iterable[Batch]) -> list[tuple[str, list[Batch]]]:
    """Return (suffix, batches) of each file on disk.

    Whether a file starts depends on the batch alone: added and removed batches do not move others.
    """
    files: list[tuple[str, list[Batch]]] = []
    for batch in batches:
        if not files:
            files.append(("", []))
        elif batch and _starts_file(batch[0]):
            files.append((_suffix(batch[0]), []))
        files[-1][1].append(batch)
    return files


def _starts_file(first: int) -> bool:
    return zlib.crc32(b"%d" % first) % _PARTS_PER_FILE == 0


def _suffix(first: int) -> str:
    return f".{first:010}"


class ExportPart(NamedTuple):
    records: int
    texts: int
    # suffix of the files on disk with the part, and bulk file → its offset and size there
    suffix: str
    ranges: Mapping[str, tuple[int, int]]


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
        """Read the exports in `folder` of an edition; `changed` are keys of issues."""
        content = json.loads((edition / FILE).read_text(encoding="utf-8"))
        parts = {
            kind: _with_positions(rows, content["heads"]) for kind, rows in content["parts"].items()
        }
        return cls(folder, parts, frozenset(changed), frozenset(articles))

    def unchanged(self, kind: str, batches: Iterable[Batch]) -> dict[Batch, ExportPart]:
        """Return the parts of the unchanged batches."""
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

    def has_file(self, kind: str, suffix: str, unchanged: Iterable[ExportPart]) -> bool:
        """Return whether the files with this suffix consist of these parts and no others."""
        parts = [part for part in self.parts.get(kind, {}).values() if part.suffix == suffix]
        return parts == list(unchanged)

    def gone(self, kind: str, batches: Iterable[Batch]) -> list[int]:
        """Return the first issues of the batches that are no longer there."""
        ranges, _ = _by_first(batches)
        return [first for first in self.parts.get(kind, {}) if first >= 0 and first not in ranges]


def _by_first(batches: Iterable[Batch]) -> tuple[dict[int, IssueRange], int]:
    """Return ranges of issues by their first one, and their size."""
    ranges = {batch[0]: batch for batch in batches if batch}
    return ranges, next((last - first + 1 for first, last in ranges.values()), 1)


def _with_positions(rows: list[Any], heads: Mapping[str, int]) -> dict[int, ExportPart]:
    parts: dict[int, ExportPart] = {}
    ends, suffix = Counter(heads), ""
    for first, records, texts, sizes in rows:
        if parts and first >= 0 and _starts_file(first):
            suffix, ends = _suffix(first), Counter()
        ranges = {name: (ends[name], size) for name, size in sizes.items()}
        for name, size in sizes.items():
            ends[name] += size
        parts[first] = ExportPart(records, texts, suffix, ranges)
    return parts
