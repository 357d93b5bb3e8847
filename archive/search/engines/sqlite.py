"""A search engine in one SQLite file: a scan decides what is found, BM25 on jieba's words in what order."""

import sqlite3
from collections.abc import Iterable

from archive.search.base import Document, Engine, Query, Results, SearchUnavailable
from archive.text.segment import words

INDEX = "search.sqlite3"
# how much a word in the decks counts against one in the text
TITLE_WEIGHT, TEXT_WEIGHT = 8.0, 1.0
# added for every term that stands whole in the decks
TITLE_BONUS = 2.0


class SqliteEngine(Engine):
    @property
    def path(self):
        return self.folder / INDEX

    def rebuild(self, documents: Iterable[Document]) -> int:
        self.path.unlink(missing_ok=True)
        index = sqlite3.connect(self.path)
        try:
            with index:
                index.execute("CREATE TABLE document (ident TEXT, title TEXT, text TEXT)")
                index.execute("CREATE VIRTUAL TABLE word USING fts5(title, text, content='')")
                count = 0
                for count, item in enumerate(documents, 1):
                    row = (count, item.ident, item.title, item.text)
                    index.execute(
                        "INSERT INTO document (rowid, ident, title, text) VALUES (?, ?, ?, ?)", row
                    )
                    cut = (count, " ".join(words(item.title)), " ".join(words(item.text)))
                    index.execute("INSERT INTO word (rowid, title, text) VALUES (?, ?, ?)", cut)
            index.execute("INSERT INTO word (word) VALUES ('optimize')")
            index.commit()
        finally:
            index.close()
        return count

    def find(self, query: Query) -> Results:
        if not self.path.is_file():
            raise SearchUnavailable(f"没有检索索引：{self.path}")
        index = sqlite3.connect(f"{self.path.as_uri()}?mode=ro", uri=True)
        try:
            return Results(self._scores(index, query), list(query.typed))
        except sqlite3.DatabaseError as error:
            raise SearchUnavailable(f"检索索引不可用：{self.path}（{error}）") from error
        finally:
            index.close()

    def _scores(self, index: sqlite3.Connection, query: Query) -> dict[str, float]:
        everywhere = " AND ".join("(instr(title, ?) OR instr(text, ?))" for _ in query.terms)
        twice = [term for term in query.terms for _ in range(2)]
        in_title = " + ".join("(instr(title, ?) > 0)" for _ in query.terms)
        found = index.execute(
            f"SELECT rowid, ident, {in_title} FROM document WHERE {everywhere}",
            [*query.terms, *twice],
        ).fetchall()
        ranked = self._bm25(index, query)
        return {
            ident: ranked.get(rowid, 0.0) + TITLE_BONUS * bonus for rowid, ident, bonus in found
        }

    def _bm25(self, index: sqlite3.Connection, query: Query) -> dict[int, float]:
        cut = {word for term in query.terms for word in words(term)}
        if not cut:
            return {}
        match = " OR ".join('"{}"'.format(word.replace('"', '""')) for word in sorted(cut))
        # SQLite's bm25() is smaller the better
        return dict(
            index.execute(
                "SELECT rowid, -bm25(word, ?, ?) FROM word WHERE word MATCH ?",
                (TITLE_WEIGHT, TEXT_WEIGHT, match),
            ).fetchall()
        )
