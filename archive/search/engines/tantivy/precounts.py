"""Precounts: facet counts of all documents and of the most frequent terms, computed when the index
is built.

An index never changes after it is built, and counting is slow only for terms that most documents
have.
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

# JSON, compressed, one after the other
FILE = "counts"
# maximum number of terms, and minimum number of their documents: rarer terms are counted quickly
MAX_TERMS = 2000
MIN_DOCUMENTS = 20_000
# of compression: seven times faster than the usual one, for a sixth more bytes
_LEVEL = 1
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
        return self.of(term) if term is not None and term in self._places else None

    def of(self, term: str) -> Counts:
        """Return the counts of a term; KeyError if they are not known."""
        return Counts(*json.loads(zlib.decompress(self.stored(term))))

    def stored(self, term: str) -> bytes:
        """Return the counts of a term as the file has them."""
        start, size, _ = self._places[term]
        return os.pread(self._file.fileno(), size, start)

    def __iter__(self) -> Iterator[str]:
        """Return the terms whose counts are known."""
        return iter(self._places)

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
            places[term] = _append(file, counts)
    return places


class IndexChange:
    """What documents that went and came make of the counts of a term."""

    def __init__(self, gone: Iterable[Document], added: Iterable[Document]):
        self._documents = [(-1, document) for document in gone]
        self._documents += [(1, document) for document in added]
        self._parts = [_parts_of(document) for _, document in self._documents]

    def of(self, term: str) -> Counts:
        """Return the change of the total and of the counts of facets, by value; none are 0."""
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


def _parts_of(document: Document) -> set[str]:
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
) -> dict[str, Place]:
    """Write the counts that an index has after a change; the terms stay those of `before`."""
    terms = list(before)

    def counted(term: str) -> Counts | None:
        """The counts of a term, None if they are those of before."""
        if term == EVERYTHING:
            return count(Query(), COUNTED)
        changed = change.of(term)
        if changed.total or any(changed.facets.values()):
            return _changed(before.of(term), changed, term, searcher, count)
        return None

    places: dict[str, Place] = {}
    with (folder / FILE).open("wb") as file, ThreadPoolExecutor(os.cpu_count()) as pool:
        for term, counts in zip(terms, pool.map(counted, terms), strict=True):
            if counts:
                places[term] = _append(file, counts)
            else:
                start, data = file.tell(), before.stored(term)
                places[term] = start, file.write(data), before.total(term) or 0
    return places


def _changed(
    old: Counts,
    change: Counts,
    term: str,
    searcher: tantivy.Searcher,
    count: Callable[..., Counts],
) -> Counts:
    """Add the change to the counts; what was left out of them may make it necessary to recount."""
    facets: dict[str, Mapping[str, int]] = {}
    query = Query((Clause((Term(term),)),))
    for name, counts in old.facets.items():
        changed = dict(counts)
        for value, n in change.facets[name].items():
            changed[value] = changed.get(value, 0) + n
        if len(counts) < most_values(name):
            # all values were known
            changed = {value: n for value, n in changed.items() if n}
            is_other = len(changed) > most_values(name)
        else:
            least = min(counts.values())
            is_other = any(changed[value] < least for value in counts)
            # values that were left out, and may now have as many articles as the rarest
            risen = tuple(
                value
                for value, n in change.facets[name].items()
                if n > 0 and value not in counts and searcher.doc_freq(name, value) >= least
            )
            changed = {value: changed[value] for value in counts}
            if risen and not is_other:
                having = replace(query, filters={name: risen})
                among = count(having, (name,), risen, alone=True).facets[name]
                changed |= {value: among[value] for value in risen if value in among}
                # the others that were left out have at most as many as the rarest had
                ranked = sorted(changed.items(), key=lambda pair: -pair[1])
                changed = dict(ranked[: most_values(name)])
        facets[name] = count(query, (name,)).facets[name] if is_other else changed
    return Counts(old.total + change.total, facets)


def _append(file: BinaryIO, counts: Counts) -> Place:
    data = json.dumps(counts, ensure_ascii=False, separators=(",", ":"))
    return file.tell(), file.write(zlib.compress(data.encode(), _LEVEL)), counts.total


def frequent(searcher: tantivy.Searcher) -> list[str]:
    """Return the most frequent terms of one and two characters in texts, by frequency."""

    def starting(kind: str, prefix: str) -> list[tuple[int, str]]:
        terms = searcher.terms_with_prefix(f"text_{kind}", prefix, limit=MAX_TERMS)
        # nobody searches for boundaries and blanks
        return [(n, term) for term, n in terms if n >= MIN_DOCUMENTS and term.isalnum()]

    characters = starting("characters", "")
    pairs = [pair for _, character in characters for pair in starting("pairs", character)]
    ranked = sorted([*characters, *pairs], key=lambda counted: (-counted[0], counted[1]))
    return [term for _, term in ranked[:MAX_TERMS]]
