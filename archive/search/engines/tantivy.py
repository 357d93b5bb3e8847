"""The embedded search engine: a tantivy index in a folder beside the database."""

import json
import os
import shutil
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import tantivy
from tantivy import FieldType, Occur, Order, SchemaBuilder
from tantivy import Query as Q

from archive.search.base import (
    FACETS,
    MOST_VALUES,
    Clause,
    Document,
    Engine,
    Hit,
    Query,
    Results,
    SearchUnavailable,
    Term,
)
from archive.search.cutting import Cut, cut_all
from archive.search.tokens import cover, encoded, words

# Changes whenever the schema or what is put into it does; an index of another number is not read.
SCHEMA = 1
INDEX = "search"
MANIFEST = "index.json"

# memory of the writer before it writes a segment, in bytes
HEAP = 256_000_000

# Weights of relevance: a word in the decks, in the text; a mere run of characters in either.
TITLE_WORD, TEXT_WORD = 8.0, 1.0
TITLE_RUN, TEXT_RUN = 2.0, 0.5
# the terms standing side by side, as one run
SIDE_BY_SIDE = 2.0

# fields that have texts of their own; "any" is all of them
TEXTS = ("title", "text", "people", "places")


def _schema() -> tantivy.Schema:
    builder = SchemaBuilder()
    builder.add_text_field("ident", stored=True, tokenizer_name="raw", index_option="basic")
    for name in TEXTS:
        # what is found: pairs of characters where they stand, and single characters
        builder.add_text_field(f"{name}_pairs", tokenizer_name="whitespace")
        builder.add_text_field(
            f"{name}_characters", tokenizer_name="whitespace", index_option="basic"
        )
    for name in ("title", "text"):
        # in what order
        builder.add_text_field(f"{name}_words", tokenizer_name="whitespace", index_option="freq")
    for name in FACETS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("earliest", "latest", "newest", "oldest"):
        builder.add_integer_field(name, indexed=name in ("earliest", "latest"), fast=True)
    return builder.build()


class TantivyEngine(Engine):
    def __init__(self, folder: Path):
        super().__init__(folder)
        self._schema = _schema()
        self._opening = threading.Lock()
        self._index: tantivy.Index | None = None
        # counting and ranking run side by side: tantivy lets go of the interpreter's lock
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="search")

    @property
    def path(self) -> Path:
        return self.folder / INDEX

    # -- building

    def rebuild(self, documents: Iterable[Document]) -> int:
        building = self.path.with_name(f".{INDEX}-{os.getpid()}")
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True)
        try:
            count = self._build(building, documents)
            self._swap(building)
        finally:
            shutil.rmtree(building, ignore_errors=True)
        return count

    def _build(self, folder: Path, documents: Iterable[Document]) -> int:
        # sorted by date, so that among equal scores the newer comes first
        index = tantivy.Index(self._schema, path=str(folder), sort_by_field="newest")
        writer = index.writer(HEAP, 1)
        count = 0
        for count, cut in enumerate(cut_all(documents), 1):  # noqa: B007 (the last is the total)
            writer.add_document(_document(cut))
        writer.commit()
        writer.wait_merging_threads()
        manifest = {"schema": SCHEMA, "tantivy": tantivy.__version__, "documents": count}
        (folder / MANIFEST).write_text(json.dumps(manifest) + "\n", encoding="utf-8")
        return count

    def _swap(self, building: Path) -> None:
        old = self.path.with_name(f".{INDEX}-old-{os.getpid()}")
        if self.path.exists():
            self.path.rename(old)
        building.rename(self.path)
        shutil.rmtree(old, ignore_errors=True)
        self._index = None

    # -- asking

    def _searcher(self) -> tantivy.Searcher:
        with self._opening:
            if self._index is None:
                self._index = self._open()
            return self._index.searcher()

    def _open(self) -> tantivy.Index:
        try:
            manifest = json.loads((self.path / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise SearchUnavailable(f"没有检索索引：{self.path}") from error
        wanted = (SCHEMA, tantivy.__version__)
        if (manifest.get("schema"), manifest.get("tantivy")) != wanted:
            raise SearchUnavailable(f"检索索引是别的版本所建：{self.path}（{manifest}）")
        try:
            return tantivy.Index.open(str(self.path))
        except (ValueError, OSError) as error:
            raise SearchUnavailable(f"检索索引不可用：{self.path}（{error}）") from error

    def search(self, query: Query) -> Results:
        searcher = self._searcher()
        try:
            counting = self._pool.submit(self._count, searcher, query)
            hits = self._hits(searcher, query)
            total, facets = counting.result()
        except (ValueError, OSError) as error:
            raise SearchUnavailable(f"检索索引不可用：{self.path}（{error}）") from error
        return Results(hits, total, facets)

    def _hits(self, searcher: tantivy.Searcher, query: Query) -> tuple[Hit, ...]:
        # tantivy sets memory aside for offset + limit hits, however few there are
        if query.limit < 1 or query.offset >= searcher.num_docs:
            return ()
        order = {}
        asked = self._ranked(query) if query.ranks else self._matching(query)
        if not query.ranks:
            order = {
                "order_by_field": "oldest" if query.sort == "oldest" else "newest",
                "order": Order.Asc,
            }
        found = searcher.search(asked, query.limit, count=False, offset=query.offset, **order).hits
        return tuple(
            Hit(searcher.doc(address)["ident"][0], score if query.ranks else 0.0)
            for score, address in found
        )

    def _count(self, searcher: tantivy.Searcher, query: Query):
        """The exact total, and each facet's counts under everything but its own filter."""
        narrowed = [name for name in query.facets if query.filters.get(name)]
        free = [name for name in query.facets if name not in narrowed]
        wanted = {name: _terms(name) for name in free}
        wanted["total"] = {"value_count": {"field": "newest"}}
        answer = searcher.aggregate(self._matching(query), wanted)
        facets = {name: _buckets(answer[name]) for name in free}
        for name in narrowed:
            without = self._matching(query.without_filter(name))
            facets[name] = _buckets(searcher.aggregate(without, {name: _terms(name)})[name])
        total = int(answer["total"]["value"])
        return total, {name: facets[name] for name in query.facets}

    # -- from our query to tantivy's

    def _matching(self, query: Query) -> Q:
        """What must hold, without any score."""
        parts = [(Occur.Must, q) for q in self._filters(query)]
        for clause in query.clauses:
            occur = Occur.MustNot if clause.negated else Occur.Must
            parts.append((occur, self._clause(clause)))
        if len(parts) == 1 and parts[0][0] is Occur.Must:
            return parts[0][1]
        if not any(occur is Occur.Must for occur, _ in parts):
            parts.append((Occur.Must, Q.all_query()))
        return Q.boolean_query(parts)

    def _filters(self, query: Query) -> Iterator[Q]:
        for name, values in query.filters.items():
            yield Q.term_set_query(self._schema, name, list(values))
        if query.since is not None:
            yield Q.range_query(self._schema, "latest", FieldType.Integer, lower_bound=query.since)
        if query.until is not None:
            yield Q.range_query(
                self._schema, "earliest", FieldType.Integer, upper_bound=query.until
            )

    def _clause(self, clause: Clause) -> Q:
        return _any([part for term in clause.terms for part in self._runs(term)])

    def _runs(self, term: Term, title: float = 1.0, text: float = 1.0) -> list[Q]:
        """The term as a run of characters in each text it may stand in."""
        names = TEXTS if term.field == "any" else (term.field,)
        return [
            Q.boost_query(self._run(name, term.text), title if name == "title" else text)
            if (title, text) != (1.0, 1.0)
            else self._run(name, term.text)
            for name in names
        ]

    def _run(self, name: str, text: str) -> Q:
        if len(text) == 1:
            return Q.term_query(self._schema, f"{name}_characters", encoded(text))
        pairs = [(n, encoded(pair)) for n, pair in cover(text)]
        if len(pairs) == 1:
            return Q.term_query(self._schema, f"{name}_pairs", pairs[0][1])
        return Q.phrase_query(self._schema, f"{name}_pairs", pairs)

    def _ranked(self, query: Query) -> Q:
        """The same documents as `_matching`, scored."""
        asked = [clause for clause in query.clauses if not clause.negated]
        terms = [term for clause in asked for term in clause.terms]
        parts: list[tuple[Occur, Q]] = []
        whole = all(words(term.text) == [term.text] for term in terms)
        if len(asked) == 1 and len(query.clauses) == 1 and whole:
            # every word below is one of the runs, so a union finds no more: tantivy can then skip
            # whatever cannot reach the first page
            union = [q for term in terms for q in self._runs(term, TITLE_RUN, TEXT_RUN)]
            union += [q for term in terms for q in self._words(term)]
            ranked = _any(union)
        else:
            for clause in asked:
                runs = [q for t in clause.terms for q in self._runs(t, TITLE_RUN, TEXT_RUN)]
                parts.append((Occur.Must, _any(runs)))
            parts += [(Occur.Should, q) for term in terms for q in self._words(term)]
            parts += [(Occur.Should, q) for q in self._side_by_side(asked)]
            parts += [(Occur.MustNot, self._clause(c)) for c in query.clauses if c.negated]
            ranked = Q.boolean_query(parts)
        filters = [(Occur.Must, Q.const_score_query(q, 0.0)) for q in self._filters(query)]
        return Q.boolean_query([*filters, (Occur.Must, ranked)]) if filters else ranked

    def _words(self, term: Term) -> list[Q]:
        if term.field in ("people", "places"):
            return []
        weights = {"title": TITLE_WORD, "text": TEXT_WORD}
        names = weights if term.field == "any" else ("title",)
        return [
            Q.boost_query(
                Q.term_query(self._schema, f"{name}_words", encoded(word), "freq"), weights[name]
            )
            for word in dict.fromkeys(words(term.text))
            for name in names
        ]

    def _side_by_side(self, asked: list[Clause]) -> list[Q]:
        plain = [c.terms[0] for c in asked if len(c.terms) == 1 and c.terms[0].field == "any"]
        if len(plain) < 2:
            return []
        together = Term("".join(term.text for term in plain))
        return self._runs(together, SIDE_BY_SIDE * TITLE_RUN, SIDE_BY_SIDE * TEXT_RUN)

    def close(self) -> None:
        self._pool.shutdown(wait=False)
        self._index = None


def _any(queries: list[Q]) -> Q:
    if len(queries) == 1:
        return queries[0]
    return Q.boolean_query([(Occur.Should, query) for query in queries])


def _terms(name: str) -> dict:
    # exact over all segments: each hands in every value it has
    return {"terms": {"field": name, "size": MOST_VALUES, "segment_size": 1_000_000}}


def _buckets(answer: dict) -> dict[str, int]:
    return {bucket["key"]: bucket["doc_count"] for bucket in answer["buckets"]}


def _document(cut: Cut) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("ident", cut.ident)
    for name, tokens in cut.tokens.items():
        document.add_text(name, tokens)
    for name, values in cut.values.items():
        for value in values:
            document.add_text(name, value)
    for name, number in cut.numbers.items():
        document.add_integer(name, number)
    return document
