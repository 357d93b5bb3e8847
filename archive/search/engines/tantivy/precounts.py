"""Precounts: facet counts of all documents and of the most frequent terms, made with the index.

An index never changes, and counting is slow only for terms that most documents have.
"""

import json
import os
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, NamedTuple

import tantivy

from archive.search.contract import COUNTED, Clause, Document, Query, Term, most_values

# concatenated compressed JSON documents
FILE = "counts"
# maximum number of terms, and minimum number of their documents: rarer terms count quickly
MAX_TERMS = 2000
MIN_DOCUMENTS = 20_000
# seven times faster than the default level, for a sixth more bytes
_COMPRESSION_LEVEL = 1
# the key for "no term"
EVERYTHING = ""


class Counts(NamedTuple):
    total: int
    # facet → value → number of documents
    facets: Mapping[str, Mapping[str, int]]


# offset and size in the file, in bytes, and the total
StoredCounts = tuple[int, int, int]


class Precounts:
    """The stored counts of an index; `places` are their offsets, as returned by `write`."""

    def __init__(self, folder: Path, places: Mapping[str, StoredCounts]):
        # opened now, as the folder may be removed while in use
        self._file = (folder / FILE).open("rb")
        self._places = places

    def __contains__(self, term: str | None) -> bool:
        return term in self._places

    def total(self, term: str | None) -> int | None:
        place = self._places.get(term) if term is not None else None
        return place[2] if place else None

    def counts(self, term: str | None) -> Counts | None:
        return self.load(term) if term is not None and term in self._places else None

    def load(self, term: str) -> Counts:
        """Return the counts of a term; raise KeyError if they are not stored."""
        return Counts(*json.loads(zlib.decompress(self.compressed(term))))

    def compressed(self, term: str) -> bytes:
        """Return the counts of a term as stored."""
        start, size, _ = self._places[term]
        return os.pread(self._file.fileno(), size, start)

    def __iter__(self) -> Iterator[str]:
        """Return the terms whose counts are stored."""
        return iter(self._places)

    def close(self) -> None:
        self._file.close()


def single_term(query: Query) -> str | None:
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
) -> dict[str, StoredCounts]:
    """Count all frequent terms and write the file; return {term: (offset, size, total)}."""
    queries = {term: Query((Clause((Term(term),)),)) for term in frequent_terms(searcher)}
    queries[EVERYTHING] = Query()
    places: dict[str, StoredCounts] = {}
    with (folder / FILE).open("wb") as file, ThreadPoolExecutor(os.cpu_count()) as pool:
        counted = pool.map(lambda query: count(query, COUNTED), queries.values())
        for term, counts in zip(queries, counted, strict=True):
            places[term] = _append(file, counts)
    return places


class IndexChange:
    """How removed and added documents change the counts of a term."""

    def __init__(self, gone: Iterable[Document], added: Iterable[Document]):
        self._documents = [(-1, document) for document in gone]
        self._documents += [(1, document) for document in added]
        self._parts = [_terms_of(document) for _, document in self._documents]

    def counts(self, term: str) -> Counts:
        """Return the change of the total and of the facet counts by value, without zeros."""
        total, facets = 0, {name: Counter[str]() for name in COUNTED}
        for (sign, document), parts in zip(self._documents, self._parts, strict=True):
            if term in parts:
                total += sign
                for name, values in document.counted.items():
                    for value in values:
                        facets[name][value] += sign
        changed = {
            name: {value: n for value, n in counts.items() if n} for name, counts in facets.items()
        }
        return Counts(total, changed)


def _terms_of(document: Document) -> set[str]:
    """Return the terms of one and two characters, and the labels, that the document has."""
    fields = (document.title, document.text, document.people, document.places)
    pairs = (text[n : n + 2] for text in fields for n in range(len(text) - 1))
    return {*"".join(fields), *pairs, *document.labels}


def write_changed(
    folder: Path,
    searcher: tantivy.Searcher,
    count: Callable[..., Counts],
    before: Precounts,
    change: IndexChange,
) -> dict[str, StoredCounts]:
    """Write the counts of an index after a change, for the same terms as `before`."""
    terms = list(before)

    def recounted(term: str) -> Counts | None:
        """Return the new counts of a term; None if they have not changed."""
        if term == EVERYTHING:
            return count(Query(), COUNTED)
        changed = change.counts(term)
        if changed.total or any(changed.facets.values()):
            return _apply_change(before.load(term), changed, term, searcher, count)
        return None

    places: dict[str, StoredCounts] = {}
    with (folder / FILE).open("wb") as file, ThreadPoolExecutor(os.cpu_count()) as pool:
        for term, counts in zip(terms, pool.map(recounted, terms), strict=True):
            if counts:
                places[term] = _append(file, counts)
            else:
                start, data = file.tell(), before.compressed(term)
                places[term] = start, file.write(data), before.total(term) or 0
    return places


def _apply_change(
    old: Counts,
    change: Counts,
    term: str,
    searcher: tantivy.Searcher,
    count: Callable[..., Counts],
) -> Counts:
    """Add the change to the counts; recount if a value left out of them may now belong."""
    facets: dict[str, Mapping[str, int]] = {}
    query = Query((Clause((Term(term),)),))
    for name, counts in old.facets.items():
        changed = dict(counts)
        for value, n in change.facets[name].items():
            changed[value] = changed.get(value, 0) + n
        if len(counts) < most_values(name):
            # all values were known
            changed = {value: n for value, n in changed.items() if n}
            must_recount = len(changed) > most_values(name)
        else:
            lowest = min(counts.values())
            must_recount = any(changed[value] < lowest for value in counts)
            # values left out so far that may now have as many articles as the rarest
            candidates = tuple(
                value
                for value, n in change.facets[name].items()
                if n > 0 and value not in counts and searcher.doc_freq(name, value) >= lowest
            )
            changed = {value: changed[value] for value in counts}
            if candidates and not must_recount:
                filtered = replace(query, filters={name: candidates})
                candidate_counts = count(filtered, (name,), candidates, chosen_only=True).facets[
                    name
                ]
                changed |= {
                    value: candidate_counts[value]
                    for value in candidates
                    if value in candidate_counts
                }
                # other values left out have at most as many as the rarest had
                ranked = sorted(changed.items(), key=lambda pair: -pair[1])
                changed = dict(ranked[: most_values(name)])
        facets[name] = count(query, (name,)).facets[name] if must_recount else changed
    return Counts(old.total + change.total, facets)


def _append(file: BinaryIO, counts: Counts) -> StoredCounts:
    data = json.dumps(counts, ensure_ascii=False, separators=(",", ":"))
    return file.tell(), file.write(zlib.compress(data.encode(), _COMPRESSION_LEVEL)), counts.total


def frequent_terms(searcher: tantivy.Searcher) -> list[str]:
    """Return the most frequent terms of one and two characters in texts, by frequency."""

    def with_prefix(kind: str, prefix: str) -> list[tuple[int, str]]:
        terms = searcher.terms_with_prefix(f"text_{kind}", prefix, limit=MAX_TERMS)
        # nobody searches for boundaries and blanks
        return [(n, term) for term, n in terms if n >= MIN_DOCUMENTS and term.isalnum()]

    characters = with_prefix("characters", "")
    pairs = [pair for _, character in characters for pair in with_prefix("pairs", character)]
    ranked = sorted([*characters, *pairs], key=lambda counted: (-counted[0], counted[1]))
    return [term for _, term in ranked[:MAX_TERMS]]
