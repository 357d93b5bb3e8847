"""Measure the ranking of the search engine and two rivals with judged queries.

    python tests/bench/relevance.py --pages /path/to/pages --out figures.json

judged.yaml has the queries, and which articles their readers would want. The rivals are SQLite FTS5
over the same words as ours, and over plain pairs of characters, each asked in two ways: a term's
tokens in a row (as our contract has it: a term is found as it stands; pairs in a row find exactly
what ours finds, so that only the order is compared), or anywhere in the article, which finds more.
They apply fields, "not", "or" and dates, and rank by bm25 with decks eight times the text. Without
--pages (or ARCHIVE_PAGES) only the catalogue entries are searched.
"""

import argparse
import json
import math
import os
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

import django
import yaml

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
# the contract's facets are about the tables
django.setup()

from archive.search.contract import Clause, Document, Hit, Query, Results, Term
from archive.search.query_parser import parse
from archive.search.tokens import pairs, words
from archive.text.fold import BOUNDARY

JUDGED = Path(__file__).with_name("judged.yaml")
# ours is the engine of the settings
OURS = "ours"
# "in a row": each term as it stands; "anywhere": all its tokens, wherever they stand
WORDS_IN_A_ROW, WORDS_ANYWHERE = "words in a row", "words anywhere"
PAIRS_IN_A_ROW, PAIRS_ANYWHERE = "pairs in a row", "pairs anywhere"
WITH, WITHOUT = "with page texts", "catalogue entries alone"
# hits that a reader looks at
LOOKED_AT = 10
# the least grade of a hit that ends a reader's search (for MRR)
ANSWERS = 2
WORST = 10


@dataclass(frozen=True)
class JudgedQuery:
    query: str
    # ident → 3 what the reader wants, 2 clearly about it, 1 mentions it usefully
    grades: dict[str, int]


@dataclass(frozen=True)
class QueryResult:
    """The results of one engine for one judged query."""

    query: str
    ndcg: float
    reciprocal_rank: float
    found: int
    first: tuple[str, ...]


@dataclass(frozen=True)
class Figures:
    ndcg: float
    mrr: float
    # share of the queries that find nothing
    nothing: float
    answers: tuple[QueryResult, ...]

    @property
    def worst(self) -> list[QueryResult]:
        return sorted(self.answers, key=lambda answer: (answer.ndcg, answer.query))[:WORST]


class SearchEngine(Protocol):
    """The part of an engine's interface that is measured here."""

    def search(self, query: Query) -> Results: ...


def load_judged() -> list[JudgedQuery]:
    entries = yaml.safe_load(JUDGED.read_text(encoding="utf-8"))
    return [JudgedQuery(entry["query"], entry["grades"]) for entry in entries]


def documents(page_texts: bool) -> list[Document]:
    """Return every article of the database, with or without full texts."""
    from django.db import transaction

    from archive.models import FullText
    from archive.search.documents import documents as of_the_record

    with transaction.atomic():
        if not page_texts:
            FullText.objects.all().delete()
        records = list(of_the_record())
        transaction.set_rollback(True)
    return records


def evaluate(engine: SearchEngine, queries: Iterable[JudgedQuery]) -> Figures:
    answers = tuple(_evaluate_query(engine, item) for item in queries)
    count = len(answers)
    return Figures(
        sum(answer.ndcg for answer in answers) / count,
        sum(answer.reciprocal_rank for answer in answers) / count,
        sum(not answer.found for answer in answers) / count,
        answers,
    )


def _evaluate_query(engine: SearchEngine, item: JudgedQuery) -> QueryResult:
    parsed = parse(item.query)
    results = engine.search(
        Query(clauses=parsed.clauses, since=parsed.since, until=parsed.until, limit=LOOKED_AT)
    )
    idents = tuple(hit.ident for hit in results.hits)
    grades = [item.grades.get(ident, 0) for ident in idents]
    rank = next((n for n, grade in enumerate(grades, 1) if grade >= ANSWERS), math.inf)
    ideal = _gain(sorted(item.grades.values(), reverse=True)[:LOOKED_AT])
    return QueryResult(item.query, _gain(grades) / ideal, 1 / rank, results.total, idents)


def _gain(grades: list[int]) -> float:
    return sum((2**grade - 1) / math.log2(n + 1) for n, grade in enumerate(grades, 1))


# -- the rivals


def character_pairs(folded: str) -> list[str]:
    """Return pairs of adjacent characters between marks; a lone character is kept."""
    runs = folded.replace(BOUNDARY, " ").split()
    return [token for run in runs for token in (pairs(run) if len(run) > 1 else [run])]


class Fts5:
    """SQLite FTS5 in memory over the tokens of `tokenize`."""

    _TEXTS = ("title", "text", "people", "places")

    def __init__(
        self, tokenize: Callable[[str], list[str]], items: Iterable[Document], in_a_row: bool
    ):
        self._cut = tokenize
        self._in_a_row = in_a_row
        self._database = sqlite3.connect(":memory:")
        self._database.execute(
            "CREATE VIRTUAL TABLE fts USING fts5"
            f"(ident UNINDEXED, earliest UNINDEXED, latest UNINDEXED, {', '.join(self._TEXTS)})"
        )
        # newest first, so that among equals the newer comes first
        self._database.executemany(
            "INSERT INTO fts VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    *(item.ident, item.earliest, item.latest),
                    *(" ".join(tokenize(getattr(item, name))) for name in self._TEXTS),
                )
                for item in items
            ),
        )

    def search(self, query: Query) -> Results:
        required = [self._clause(clause) for clause in query.clauses if not clause.negated]
        barred = [self._clause(clause) for clause in query.clauses if clause.negated]
        since = -math.inf if query.since is None else query.since
        until = math.inf if query.until is None else query.until
        rows = self._database.execute(
            "SELECT ident, -bm25(fts, 0, 0, 0, 8, 1, 1, 1) AS score FROM fts "
            "WHERE fts MATCH ? AND latest >= ? AND earliest <= ? ORDER BY score DESC, rowid",
            (" NOT ".join((" AND ".join(required), *barred)), since, until),
        ).fetchall()
        return Results(tuple(Hit(*row) for row in rows[: query.limit]), len(rows))

    def _clause(self, clause: Clause) -> str:
        return f"({' OR '.join(self._term(term) for term in clause.terms)})"

    def _term(self, term: Term) -> str:
        tokens = self._cut(term.text)
        if self._cut is character_pairs and len(term.text) == 1:
            # one character: any pair that begins with it
            together = f'("{term.text}" *)'
        elif self._in_a_row:
            together = f'("{" ".join(tokens)}")'
        else:
            together = "(" + " AND ".join(f'"{token}"' for token in tokens) + ")"
        return together if term.field == "any" else f"{{{term.field}}} : {together}"


def engines(items: list[Document], folder: Path) -> Iterator[tuple[str, SearchEngine]]:
    """Yield our engine, built in `folder`, and the rivals, each with all `items`, newest first."""
    from django.conf import settings
    from django.utils.module_loading import import_string

    engine = import_string(settings.SEARCH_ENGINE)(folder)
    engine.rebuild(items)
    yield OURS, engine
    engine.close()
    yield WORDS_IN_A_ROW, Fts5(words, items, in_a_row=True)
    yield WORDS_ANYWHERE, Fts5(words, items, in_a_row=False)
    yield PAIRS_IN_A_ROW, Fts5(character_pairs, items, in_a_row=True)
    yield PAIRS_ANYWHERE, Fts5(character_pairs, items, in_a_row=False)


def compare_engines(page_texts: bool) -> dict[str, Figures]:
    """Engine → figures over the database."""
    queries = load_judged()
    with tempfile.TemporaryDirectory(prefix="relevance-") as folder:
        return {
            name: evaluate(engine, queries)
            for name, engine in engines(documents(page_texts), Path(folder))
        }


# -- the command


def _catalogue(pages: Path | None) -> int:
    """Load the catalogue into a database in memory; return how many articles have full text."""
    from django.conf import settings
    from django.db import connection

    from archive.catalogue.page_texts import PageTexts
    from archive.editions.load import assemble_full_texts, load

    # nothing of the user's is read or written but the catalogue and the page texts
    folder = Path(tempfile.mkdtemp(prefix="relevance-"))
    folder.rmdir()
    settings.VAR_DIR = settings.EDITION_DIR = folder
    if pages:
        settings.PAGES_DIR, settings.PAGES_DIR_IS_EXPLICIT = pages.resolve(), True
    if settings.PAGES_DIR_IS_EXPLICIT and not settings.PAGES_DIR.is_dir():
        raise SystemExit(f"{settings.PAGES_DIR} is not a folder")
    connection.creation.create_test_db(verbosity=0, serialize=False)
    load(settings.FIXTURES_DIR)
    return assemble_full_texts(PageTexts(settings.PAGES_DIR))


def _report(table: dict[str, dict[str, Figures]]) -> None:
    for texts, figures_by_engine in table.items():
        print(f"\n{texts}\n{'':<16}{'nDCG@10':>9}{'MRR':>9}{'finds nothing':>15}")
        for name, figures in figures_by_engine.items():
            print(f"{name:<16}{figures.ndcg:>9.3f}{figures.mrr:>9.3f}{figures.nothing:>15.1%}")
    for texts, figures_by_engine in table.items():
        print(f"\nOurs at its worst, {texts}\n{'nDCG':>6}{'1/rank':>8}{'found':>7}  query")
        for answer in figures_by_engine[OURS].worst:
            rank = f"{answer.reciprocal_rank:.2f}"
            print(f"{answer.ndcg:>6.2f}{rank:>8}{answer.found:>7}  {answer.query}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--pages", type=Path, help="a folder of page texts (ARCHIVE_PAGES)")
    options.add_argument("--out", type=Path, help="keeps all figures and answers as JSON")
    arguments = options.parse_args()
    has_texts = _catalogue(arguments.pages)
    table = {WITH: compare_engines(True)} if has_texts else {}
    table[WITHOUT] = compare_engines(False)
    queries = load_judged()
    print(f"{len(queries)} judged queries; {has_texts} articles with their page text")
    _report(table)
    if arguments.out:
        report = {
            texts: {name: asdict(figures) for name, figures in figures_by_engine.items()}
            for texts, figures_by_engine in table.items()
        }
        arguments.out.write_text(
            json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
