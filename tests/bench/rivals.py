"""The rivals of our engine, and the file of documents that all are built from.

FTS5 gets the same words as our engine and the best SQL for its indexes; LIKE scans everything.
"""

import json
import random
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from archive.search.contract import FACETS, Document, Engine, Hit, Query, Results
from archive.text.segment import words

DOCUMENTS = "documents.sqlite3"
INDEX = "fts5.sqlite3"
_TEXTS = ("title", "text", "people", "places")
_NUMBERS = ("earliest", "latest", "newest", "oldest")
_COLUMNS = ("ident", *_TEXTS, "facets", *_NUMBERS)


def _write(path: Path, page: int = 8192) -> sqlite3.Connection:
    path.unlink(missing_ok=True)
    database = sqlite3.connect(path, isolation_level=None)
    # nothing here outlives the run
    for pragma in ("journal_mode=off", "synchronous=off", "cache_size=-64000"):
        database.execute(f"PRAGMA {pragma}")
    database.execute(f"PRAGMA page_size={page}")
    database.execute("BEGIN")
    return database


def _read(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, check_same_thread=False)
    for pragma in ("cache_size=-64000", "mmap_size=30000000000", "temp_store=memory"):
        database.execute(f"PRAGMA {pragma}")
    return database


class Store:
    """The generated documents in a file, newest first, with word frequencies."""

    def __init__(self, folder: Path):
        self.path = folder / DOCUMENTS

    def fill(
        self, rows: Iterable[tuple[Document, set[str], set[str], str]], names: Iterable
    ) -> int:
        """Index documents with their words, phrases and headlines; return the bytes of text."""
        # a row of 4 KB on pages of 8 would leave a quarter of them empty
        database = _write(self.path, page=65536)
        database.execute(
            f"CREATE TABLE document (n INTEGER PRIMARY KEY, {', '.join(_COLUMNS)}, headline)"
        )
        database.execute("CREATE TABLE word (word TEXT PRIMARY KEY, df INTEGER, phrase INTEGER)")
        insert = f"INSERT INTO document VALUES (?, {', '.join('?' for _ in _COLUMNS)}, ?)"
        of_words: Counter[str] = Counter()
        of_phrases: Counter[str] = Counter()
        counts: Counter[tuple[str, str]] = Counter()
        size = 0
        for n, (item, its_words, its_phrases, headline) in enumerate(rows, 1):
            texts = [getattr(item, name) for name in _TEXTS]
            numbers = [getattr(item, name) for name in _NUMBERS]
            facets = json.dumps(dict(item.values), ensure_ascii=False)
            database.execute(insert, (n, item.ident, *texts, facets, *numbers, headline))
            of_words.update(its_words)
            of_phrases.update(its_phrases)
            counts.update(
                (facet, value)
                for facet, facet_values in item.values.items()
                for value in facet_values
            )
            size += sum(len(text.encode()) for text in texts)
        for phrase, word_counts in enumerate((of_words, of_phrases)):
            database.executemany(
                "INSERT OR IGNORE INTO word VALUES (?, ?, ?)",
                ((word, df, phrase) for word, df in sorted(word_counts.items())),
            )
        database.execute("CREATE TABLE name (kind, key, label, pinyin, n)")
        database.executemany(
            "INSERT INTO name VALUES (?, ?, ?, ?, ?)",
            (
                (kind, key, label, pinyin, counts[facet, value])
                for kind, key, label, pinyin, facet, value in names
            ),
        )
        database.execute("COMMIT")
        database.close()
        return size

    def __iter__(self) -> Iterator[Document]:
        database = _read(self.path)
        for row in database.execute(f"SELECT {', '.join(_COLUMNS)} FROM document ORDER BY n"):
            yield self._document(row)
        database.close()

    def __len__(self) -> int:
        return self._rows("SELECT count(*) FROM document")[0][0]

    def at(self, numbers: Iterable[int]) -> list[Document]:
        database = _read(self.path)
        select = f"SELECT {', '.join(_COLUMNS)} FROM document WHERE n = ?"
        documents = [self._document(database.execute(select, (n,)).fetchone()) for n in numbers]
        database.close()
        return documents

    def sample(self, rng: random.Random, count: int) -> list[Document]:
        return self.at(rng.randrange(1, self._rows("SELECT max(n) FROM document")[0][0] + 1)
                       for _ in range(count))  # fmt: skip

    def names(self) -> list[tuple[str, str, str, str, int]]:
        """(kind, key, label, pinyin, articles) of topics, places, people and newspapers."""
        return self._rows("SELECT kind, key, label, pinyin, n FROM name ORDER BY rowid")

    def headlines(self) -> Iterator[tuple[str, str, int]]:
        database = _read(self.path)
        yield from database.execute("SELECT ident, headline, earliest FROM document ORDER BY n")
        database.close()

    def _rows(self, question: str, values: tuple = ()) -> list[tuple]:
        database = _read(self.path)
        rows = database.execute(question, values).fetchall()
        database.close()
        return rows

    def words(self, least: float, most: float, phrases: bool = False) -> dict[str, int]:
        """word → articles that have it, for those that so many have; most first."""
        question = (
            "SELECT word, df FROM word WHERE df BETWEEN ? AND ? AND phrase = ? "
            "ORDER BY df DESC, word"
        )
        return dict(self._rows(question, (least, most, phrases)))

    @staticmethod
    def _document(row: tuple) -> Document:
        ident, title, text, people, places, facets, *numbers = row
        values = {name: tuple(labels) for name, labels in json.loads(facets).items()}
        document = Document(
            ident,
            title,
            text,
            people,
            places,
            values=values,
            **dict(zip(_NUMBERS, numbers, strict=True)),
        )
        # no generated article has a day it was added
        return replace(document, added=document.newest)


class SqlEngine(Engine):
    """The common part of both rivals: a table of hits, counted and joined with facets."""

    # SQL from which hits come, and where it matches
    source: str

    @property
    def path(self) -> Path:
        return self.folder / INDEX

    def rebuild(self, documents: Iterable[Document]) -> int:
        raise NotImplementedError

    def open(self) -> sqlite3.Connection:
        database = _read(self.path)
        database.execute("CREATE TEMP TABLE hit (doc INTEGER PRIMARY KEY)")
        self.labels = {
            (facet, value): label
            for label, facet, value in database.execute("SELECT label, facet, value FROM label")
        }
        self.names = {label: key for key, label in self.labels.items()}
        return database

    def search(self, query: Query) -> Results:
        if not hasattr(self, "database"):
            self.database = self.open()
        where, arguments = self.where(query)
        order = self.order(query)
        top = self.database.execute(
            f"SELECT {self.source}.rowid FROM {self.source} {where} ORDER BY {order} LIMIT ? "
            f"OFFSET ?",
            (*arguments, query.limit, query.offset),
        ).fetchall()
        idents = [
            self.database.execute("SELECT ident FROM ident WHERE doc = ?", row).fetchone()[0]
            for row in top
        ]
        facets: dict[str, dict[str, int]] = {name: {} for name in query.facets}
        if not query.facets:
            total = self.database.execute(
                f"SELECT count(*) FROM {self.source} {where}", arguments
            ).fetchone()[0]
        else:
            free = [name for name in query.facets if name not in query.filters]
            total = self.count(query, free, facets)
            for name in set(query.facets) & set(query.filters):
                self.count(query.without_filter(name), [name], facets)
        return Results(tuple(map(Hit, idents)), total, facets)

    def count(self, query: Query, names: list[str], facets: dict[str, dict[str, int]]) -> int:
        if query.clauses or query.filters:
            where, arguments = self.where(query)
            self.database.execute("DELETE FROM temp.hit")
            self.database.execute(
                f"INSERT INTO temp.hit SELECT {self.source}.rowid FROM {self.source} {where}",
                arguments,
            )
            total = self.database.execute("SELECT count(*) FROM temp.hit").fetchone()[0]
            statement = (
                "SELECT label, count(*) FROM temp.hit CROSS JOIN has USING (doc) GROUP BY label"
            )
        else:
            total = self.database.execute("SELECT count(*) FROM ident").fetchone()[0]
            statement = "SELECT label, count(*) FROM has GROUP BY label"
        for label, count in self.database.execute(statement):
            facet, value = self.names[label]
            if facet in names:
                facets[facet][value] = count
        return total

    def where(self, query: Query) -> tuple[str, list]:
        parts, arguments = self.matching(query)
        for facet, values in query.filters.items():
            labels = [
                self.labels[facet, value] for value in values if (facet, value) in self.labels
            ]
            marks = ", ".join("?" for _ in labels)
            if self.source == "fts":
                # measured: looking up each hit is up to ten times as fast as listing a province
                has = f"doc = {self.source}.rowid AND label IN ({marks})"
                parts.append(f"EXISTS (SELECT 1 FROM has WHERE {has})")
            else:
                parts.append(
                    f"{self.source}.rowid IN (SELECT doc FROM has WHERE label IN ({marks}))"
                )
            arguments += labels
        return (f"WHERE {' AND '.join(parts)}" if parts else ""), arguments

    def matching(self, query: Query) -> tuple[list[str], list]:
        raise NotImplementedError

    def order(self, query: Query) -> str:
        # documents are numbered newest first
        return f"{self.source}.rowid" + (" DESC" if query.sort == "oldest" else "")


class Fts5Engine(SqlEngine):
    source = "fts"

    def rebuild(self, documents: Iterable[Document]) -> int:
        database = _write(self.path)
        database.execute("CREATE VIRTUAL TABLE fts USING fts5(title, text, content='')")
        database.execute("CREATE TABLE ident (doc INTEGER PRIMARY KEY, ident TEXT)")
        database.execute("CREATE TABLE label (label INTEGER PRIMARY KEY, facet TEXT, value TEXT)")
        database.execute("CREATE TABLE has (doc INTEGER, label INTEGER, PRIMARY KEY (doc, label)) "
                         "WITHOUT ROWID")  # fmt: skip
        labels: dict[tuple[str, str], int] = {}
        n = 0
        for n, item in enumerate(documents, 1):
            anywhere = " ".join((*words(item.text), *words(item.people), *words(item.places)))
            database.execute(
                "INSERT INTO fts (rowid, title, text) VALUES (?, ?, ?)",
                (n, " ".join(words(item.title)), anywhere),
            )
            database.execute("INSERT INTO ident VALUES (?, ?)", (n, item.ident))
            own = {
                labels.setdefault((facet, value), len(labels))
                for facet in FACETS
                for value in item.values.get(facet, ())
            }
            database.executemany(
                "INSERT INTO has VALUES (?, ?)", ((n, label) for label in sorted(own))
            )
        database.executemany(
            "INSERT INTO label VALUES (?, ?, ?)",
            ((label, facet, value) for (facet, value), label in labels.items()),
        )
        database.execute("CREATE INDEX of_label ON has (label, doc)")
        database.execute("INSERT INTO fts (fts) VALUES ('optimize')")
        database.execute("ANALYZE")
        database.execute("COMMIT")
        database.close()
        return n

    def search(self, query: Query) -> Results:
        if not query.clauses:
            self.source = "ident"
        try:
            return super().search(query)
        finally:
            self.source = "fts"

    def matching(self, query: Query) -> tuple[list[str], list]:
        if not query.clauses:
            return [], []
        required, barred = [], []
        for clause in query.clauses:
            # a term of several words is a phrase of them
            terms = " OR ".join(f'"{" ".join(words(term.text))}"' for term in clause.terms)
            (barred if clause.negated else required).append(f"({terms})")
        return ["fts MATCH ?"], [" NOT ".join((" AND ".join(required), *barred))]

    def order(self, query: Query) -> str:
        return "bm25(fts, 8.0, 1.0)" if query.ranks else super().order(query)


class LikeEngine(SqlEngine):
    """Scans every text for each query; facets use FTS5's tables. Newest first: it cannot rank."""

    source = "document"

    def open(self) -> sqlite3.Connection:
        database = super().open()
        database.execute("ATTACH ? AS texts", (f"{(self.folder / DOCUMENTS).as_uri()}?mode=ro",))
        return database

    def matching(self, query: Query) -> tuple[list[str], list]:
        parts, arguments = [], []
        for clause in query.clauses:
            either = [f"{name} LIKE ?" for _ in clause.terms for name in _TEXTS]
            parts.append(("NOT " if clause.negated else "") + f"({' OR '.join(either)})")
            arguments += [f"%{term.text}%" for term in clause.terms for _ in _TEXTS]
        return parts, arguments
