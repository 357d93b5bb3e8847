"""Which articles share how many fingerprints: a SQLite file of an edition, made whole or updated.

Fingerprints that stand in many articles, or in several issues of one newspaper, are boilerplate
(imprints, slogans, notices) and do not count. Two articles of one issue are not compared.
"""

import sqlite3
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, Self

from archive import parallel, sqlite_files
from archive.batches import batched
from archive.text.fingerprints import BITS, fingerprints

from .number_parts import NumberParts
from .row_keys import issue_of_article

FILE = "fingerprints.sqlite3"
# fingerprints that two articles must share; each stands for some 8 characters
MIN_SHARED = 6
# articles above which a fingerprint is boilerplate, and issues of one newspaper from which it is
MAX_ARTICLES, REPEATED = 200, 3
# articles per batch of a process, and those that justify a second process
_BATCH, _PARALLEL_FROM = 500, 2000
# While the file is made, a fingerprint and the number of its article are one number of 64 bits.
_NUMBER_BITS = 64 - BITS
_NUMBER = (1 << _NUMBER_BITS) - 1
_TABLES = """
CREATE TABLE sizes (article INTEGER PRIMARY KEY, fingerprints INTEGER NOT NULL);
CREATE TABLE fingerprints (fingerprint INTEGER, article INTEGER,
    PRIMARY KEY (fingerprint, article)) WITHOUT ROWID;
CREATE TABLE pairs (one INTEGER, other INTEGER, shared INTEGER NOT NULL,
    PRIMARY KEY (one, other)) WITHOUT ROWID;
CREATE INDEX pairs_by_other ON pairs (other);
CREATE TABLE newspapers (issue INTEGER PRIMARY KEY, newspaper INTEGER NOT NULL);
"""

# key of an article, and its text
Text = tuple[int, str]


class Pair(NamedTuple):
    """Two articles, the one with the lower key first, and the number of fingerprints in both."""

    one: int
    other: int
    shared: int


class FingerprintIndex:
    """The file, open within a `with` block; `newspapers` has that of every issue, by keys."""

    def __init__(self, path: Path, newspapers: Mapping[int, int]):
        self._path, self._newspapers = path, newspapers

    def __enter__(self) -> Self:
        self._connection = sqlite3.connect(self._path)
        sqlite_files.begin_updating(self._connection)
        # KiB
        self._connection.execute("PRAGMA cache_size = -65536")
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.commit()
        self._connection.close()

    def pairs(self) -> Iterator[Pair]:
        """Yield the pairs of articles that share MIN_SHARED fingerprints, in order."""
        rows = self._connection.execute("SELECT one, other, shared FROM pairs ORDER BY one, other")
        return map(Pair._make, rows)

    def sizes(self) -> dict[int, int]:
        """Return {key of an article with a text: number of its fingerprints}."""
        return dict(self._connection.execute("SELECT article, fingerprints FROM sizes"))

    # made whole

    def build(self, texts: Iterable[Text], count: int) -> None:
        """Fill a new file with the fingerprints of about `count` texts.

        Memory grows with the number of articles by 8 bytes each, not with their texts.
        """
        # a file that was not finished is not used
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute(f"PRAGMA page_size = {sqlite_files.SMALL_PAGES}")
        self._connection.executescript(_TABLES)
        workers = parallel.processes() if count >= _PARALLEL_FROM else 1
        keys = array("Q")
        with TemporaryDirectory(dir=self._path.parent, prefix=".") as name:
            folder = Path(name)
            entries = NumberParts(folder, "fingerprints", 64)
            for batch in parallel.in_order(_fingerprints, batched(texts, _BATCH), workers):
                for key, values in batch:
                    number = len(keys)
                    keys.append(key)
                    entries.add(value << _NUMBER_BITS | number for value in values)
                self._add_sizes((key, len(values)) for key, values in batch)
            # of as many bits as there are, or most parts would be empty and the others too large
            shared = NumberParts(folder, "pairs", len(keys).bit_length() + _NUMBER_BITS)
            for part in parallel.in_order(_sorted, entries, workers, ahead=1):
                self._add_fingerprints(
                    (value >> _NUMBER_BITS, keys[value & _NUMBER]) for value in part
                )
                shared.add(self._shared(part, keys))
            for part in shared:
                counts = ((n, count) for n, count in Counter(part).items() if count >= MIN_SHARED)
                self._add_pairs(
                    Pair(keys[numbers >> _NUMBER_BITS], keys[numbers & _NUMBER], count)
                    for numbers, count in sorted(counts)
                )
        self._add_newspapers(self._newspapers.items())
        self._connection.commit()
        sqlite_files.make_sharable(self._connection)

    def _shared(self, part: "array[int]", keys: "array[int]") -> Iterator[int]:
        """Yield the numbers of two articles, as one, for each fingerprint that both have."""
        for numbers in _articles_by_fingerprint(part):
            articles = [keys[number] for number in numbers]
            if not self._is_boilerplate(articles):
                for (a, first), (b, second) in combinations(zip(numbers, articles, strict=True), 2):
                    if issue_of_article(first) != issue_of_article(second):
                        yield a << _NUMBER_BITS | b

    # updated

    def update(
        self,
        removed: Iterable[Text],
        added: Iterable[Text],
        texts_of: Callable[[Iterable[int]], Iterable[Text]],
    ) -> None:
        """Bring a copy of another edition's file up to what `build` would make.

        Only what is added is compared, and articles with a fingerprint that has become boilerplate
        or no longer is, whose present texts are `texts_of` their keys.
        """
        newspaper_of = dict(self._connection.execute("SELECT issue, newspaper FROM newspapers"))
        now = self._newspapers
        self._newspapers = newspaper_of | dict(now)
        before = {key: fingerprints(text) for key, text in removed}
        after = {key: fingerprints(text) for key, text in added}
        # of an issue that has changed, most texts have not
        for key in [key for key, values in after.items() if before.get(key) == values]:
            del before[key], after[key]
        touched = set[int]().union(*before.values(), *after.values())
        articles = {fingerprint: self._articles(fingerprint) for fingerprint in touched}
        for key, values in before.items():
            self._delete(key, values)
        for key, values in after.items():
            self._add_fingerprints((value, key) for value in values)
        self._add_sizes((key, len(values)) for key, values in after.items())
        changed = set[int]()
        for fingerprint, old in articles.items():
            new = self._articles(fingerprint)
            if self._is_boilerplate(old) != self._is_boilerplate(new):
                changed.update(old, new)
        changed -= before.keys() | after.keys()
        self._compare(after | {key: fingerprints(text) for key, text in texts_of(sorted(changed))})
        self._newspapers = now
        gone_issues = [(issue,) for issue in newspaper_of if issue not in now]
        self._connection.executemany("DELETE FROM newspapers WHERE issue = ?", gone_issues)
        self._add_newspapers(now.items() - newspaper_of.items())

    def _compare(self, changed: Mapping[int, set[int]]) -> None:
        """Count anew what these articles, given with their fingerprints, share with others."""
        for key in changed:
            self._delete_pairs(key)
        pairs = set[Pair]()
        for key, values in changed.items():
            shared = Counter[int]()
            for fingerprint in values:
                articles = self._articles(fingerprint)
                if len(articles) > 1 and not self._is_boilerplate(articles):
                    shared.update(articles)
            pairs.update(
                Pair(min(key, other_key), max(key, other_key), count)
                for other_key, count in shared.items()
                if count >= MIN_SHARED and issue_of_article(other_key) != issue_of_article(key)
            )
        self._add_pairs(sorted(pairs))

    def _delete(self, article: int, values: set[int]) -> None:
        rows = ((value, article) for value in values)
        self._connection.executemany(
            "DELETE FROM fingerprints WHERE fingerprint = ? AND article = ?", rows
        )
        self._connection.execute("DELETE FROM sizes WHERE article = ?", (article,))
        self._delete_pairs(article)

    def _delete_pairs(self, article: int) -> None:
        self._connection.execute("DELETE FROM pairs WHERE one = ?", (article,))
        self._connection.execute("DELETE FROM pairs WHERE other = ?", (article,))

    # both

    def _articles(self, fingerprint: int) -> list[int]:
        """Return the articles with this fingerprint; of boilerplate, MAX_ARTICLES and one more."""
        rows = self._connection.execute(
            "SELECT article FROM fingerprints WHERE fingerprint = ? LIMIT ?",
            (fingerprint, MAX_ARTICLES + 1),
        )
        return [article for (article,) in rows]

    def _is_boilerplate(self, articles: list[int]) -> bool:
        if len(articles) < REPEATED:
            return False
        if len(articles) > MAX_ARTICLES:
            return True
        issues = Counter(self._newspapers[issue] for issue in set(map(issue_of_article, articles)))
        return max(issues.values()) >= REPEATED

    def _add_fingerprints(self, rows: Iterable[tuple[int, int]]) -> None:
        self._connection.executemany("INSERT INTO fingerprints VALUES (?, ?)", rows)

    def _add_sizes(self, rows: Iterable[tuple[int, int]]) -> None:
        self._connection.executemany("INSERT INTO sizes VALUES (?, ?)", rows)

    def _add_pairs(self, pairs: Iterable[Pair]) -> None:
        self._connection.executemany("INSERT INTO pairs VALUES (?, ?, ?)", pairs)

    def _add_newspapers(self, rows: Iterable[tuple[int, int]]) -> None:
        self._connection.executemany("REPLACE INTO newspapers VALUES (?, ?)", rows)


def _fingerprints(batch: list[Text]) -> list[tuple[int, "array[int]"]]:
    return [(key, array("Q", fingerprints(text))) for key, text in batch]


def _sorted(part: "array[int]") -> "array[int]":
    return array("Q", sorted(part))


def _articles_by_fingerprint(part: "array[int]") -> Iterator[list[int]]:
    """Yield the numbers of the articles of each fingerprint that several have."""
    articles: list[int] = []
    current = -1
    for value in part:
        if (fingerprint := value >> _NUMBER_BITS) == current:
            articles.append(value & _NUMBER)
        else:
            if len(articles) > 1:
                yield articles
            current, articles = fingerprint, [value & _NUMBER]
    if len(articles) > 1:
        yield articles
