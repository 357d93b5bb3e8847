"""Precounts: facet counts of all documents and of the most frequent terms, computed when the index
is built.

An index never changes after it is built, and counting is slow only for terms that most documents
have.
"""

import json
import os
import zlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import tantivy

from archive.search.contract import COUNTED, Clause, Query, Term

# JSON, compressed, one after the other
FILE = "counts"
# maximum number of terms, and minimum number of their documents: rarer terms are counted quickly
MOST_TERMS = 2000
LEAST = 20_000
# the key for "no term"
EVERYTHING = ""


class Counts(NamedTuple):
    total: int
    # facet → value → number of documents
    facets: Mapping[str, Mapping[str, int]]


# offset of its counts in the file, their size in bytes, and its total
Place = tuple[int, int, int]


class Precounts:
    """The stored counts of an index; `places` are their offsets, as returned by `write`."""

    def __init__(self, folder: Path, places: Mapping[str, Place]):
        # kept open, as the folder may be removed while it is in use
        self._file = (folder / FILE).open("rb")
        self._places = places

    def __contains__(self, term: str | None) -> bool:
        return term in self._places

    def total(self, term: str | None) -> int | None:
        place = self._places.get(term) if term is not None else None
        return place[2] if place else None

    def counts(self, term: str | None) -> Counts | None:
        place = self._places.get(term) if term is not None else None
        if place is None:
            return None
        start, size, _ = place
        return Counts(*json.loads(zlib.decompress(os.pread(self._file.fileno(), size, start))))

    def close(self) -> None:
        self._file.close()


def term_of(query: Query) -> str | None:
    """Return the only term of the query, in any field; EVERYTHING without terms; else None."""
    if query.filtered:
        return None
    if not query.clauses:
        return EVERYTHING
    if len(query.clauses) == 1:
        (clause,) = query.clauses
        if not clause.negated and clause.terms == (Term(clause.terms[0].text),):
            return clause.terms[0].text
    return None


def write(
    folder: Path, searcher: tantivy.Searcher, count: Callable[[Query, tuple[str, ...]], Counts]
) -> dict[str, Place]:
    """Count all frequent terms and write the file; return {term: (offset, size, total)}."""
    queries = {term: Query((Clause((Term(term),)),)) for term in frequent(searcher)}
    queries[EVERYTHING] = Query()
    places: dict[str, Place] = {}
    with (folder / FILE).open("wb") as file, ThreadPoolExecutor(os.cpu_count()) as pool:
        counted = pool.map(lambda query: count(query, COUNTED), queries.values())
        for term, counts in zip(queries, counted, strict=True):
            data = json.dumps(counts, ensure_ascii=False, separators=(",", ":"))
            places[term] = file.tell(), file.write(zlib.compress(data.encode())), counts.total
    return places


def frequent(searcher: tantivy.Searcher) -> list[str]:
    """Return the most frequent terms of one and two characters in texts, by frequency."""

    def starting(kind: str, prefix: str) -> list[tuple[int, str]]:
        terms = searcher.terms_with_prefix(f"text_{kind}", prefix, limit=MOST_TERMS)
        # nobody searches for boundaries and blanks
        return [(n, term) for term, n in terms if n >= LEAST and term.isalnum()]

    characters = starting("characters", "")
    pairs = [pair for _, character in characters for pair in starting("pairs", character)]
    ranked = sorted([*characters, *pairs], key=lambda counted: (-counted[0], counted[1]))
    return [term for _, term in ranked[:MOST_TERMS]]
