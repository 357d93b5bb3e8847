"""Precounts: facet counts of all documents and of the most frequent terms, made with the index.

An index never changes, and counting is slow only for terms that most documents have.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import chain
from operator import add
from pathlib import Path
from typing import BinaryIO, NamedTuple

import tantivy
from isal import isal_zlib
from pydantic_core import from_json, to_json

from archive.search.contract import COUNTED, Clause, Document, Query, Term, most_values

# concatenated compressed JSON documents
FILE = "counts"
# maximum number of terms, and minimum number of their documents: rarer terms count quickly
MAX_TERMS = 2000
MIN_DOCUMENTS = 20_000
# How many more values are stored than are shown: so what changes from day to day seldom makes it
# necessary to count again which values are shown.
SURPLUS = 100
# isal's default; its levels take about the same time
_COMPRESSION_LEVEL = 2
# the key for "no term"
ALL_ARTICLES = ""


class Counts(NamedTuple):
    total: int
    # facet → value → number of documents
    facets: Mapping[str, Mapping[str, int]]
    # facet → the most documents that any other value may have; without it, there are no others
    rest: Mapping[str, int] = {}


# Count(query, facets) → counts, as `MatchCounter.count`
Count = Callable[..., Counts]
# offset of its counts in the file, their size in bytes, and its total
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
        return Counts(*from_json(isal_zlib.decompress(self.compressed(term)), cache_strings="keys"))

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
        return ALL_ARTICLES
    if len(query.clauses) == 1:
        (clause,) = query.clauses
        if not clause.negated and clause.terms == (Term(clause.terms[0].text),):
            return clause.terms[0].text
    return None


def write(folder: Path, searcher: tantivy.Searcher, count: Count) -> dict[str, StoredCounts]:
    """Count all frequent terms and write the file; return {term: (offset, size, total)}."""
    terms = [*frequent_terms(searcher), ALL_ARTICLES]
    places: dict[str, StoredCounts] = {}
    with (folder / FILE).open("wb") as file, ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda term: _counted(_query(term), COUNTED, count), terms)
        for term, counts in zip(terms, results, strict=True):
            places[term] = _append(file, counts)
    return places


class IndexChange:
    """What documents that go and come make of the counts of some terms."""

    def __init__(self, terms: Iterable[str], removed: Iterable[Document]):
        self._terms = frozenset(terms)
        self._gone = {document.ident: document for document in removed}
        # term → total, and facet → value → documents
        self._changes: dict[str, tuple[int, dict[str, Counter[str]]]] = {}

    def noting(self, documents: Iterable[Document]) -> Iterator[Document]:
        """Yield the documents that come, which may replace some that go."""
        for document in documents:
            old = self._gone.pop(document.ident, None)
            if old is not None and document.counted == old.counted:
                # of another text, as when the label of a topic changes
                terms = self._terms.intersection(_terms_in_differences(document, old))
                for term in terms:
                    change = _contains(document, term) - _contains(old, term)
                    if change:
                        self._count(document, (term,), change)
            else:
                if old is not None:
                    self._count(old, self._terms_in(old), -1)
                self._count(document, self._terms_in(document), 1)
            yield document

    def changes(self) -> dict[str, Counts]:
        """Return the change of the total and of the counts of facets, by value; none are 0.

        Only once all documents have come.
        """
        for document in self._gone.values():
            self._count(document, self._terms_in(document), -1)
        self._gone.clear()
        return {
            term: Counts(total, {name: _without_zeros(of) for name, of in facets.items()})
            for term, (total, facets) in self._changes.items()
        }

    def _terms_in(self, document: Document) -> frozenset[str]:
        return self._terms.intersection(chain(_terms_of(_texts(document)), document.labels))

    def _count(self, document: Document, terms: Iterable[str], sign: int) -> None:
        facet_values = document.counted.items()
        for term in terms:
            total, facets = self._changes.get(term) or (0, {name: Counter() for name in COUNTED})
            for name, values in facet_values:
                for value in values:
                    facets[name][value] += sign
            self._changes[term] = total + sign, facets


def _texts(document: Document) -> tuple[str, ...]:
    return document.title, document.text, document.people, document.places


def _terms_of(texts: Iterable[str]) -> Iterator[str]:
    """Yield the characters of the texts, and the pairs of characters."""
    for text in texts:
        yield from text
        yield from map(add, text, text[1:])


def _terms_in_differences(new: Document, old: Document) -> Iterator[str]:
    """Yield every term that only one of the two contains, and others."""
    yield from {*new.labels} ^ {*old.labels}
    for texts in zip(_texts(new), _texts(old), strict=True):
        if texts[0] != texts[1]:
            # a pair may begin with the last character that is the same
            start = max(_common_length(*texts) - 1, 0)
            yield from _terms_of(text[start:] for text in texts)


def _common_length(a: str, b: str) -> int:
    """Return the length of the longest common beginning, in fewer steps than characters."""
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        if a[low:middle] == b[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _contains(document: Document, term: str) -> bool:
    """Return whether the document contains a term of one or two characters."""
    return term in document.labels or any(term in text for text in _texts(document))


def _without_zeros(counts: Mapping[str, int]) -> dict[str, int]:
    return {value: n for value, n in counts.items() if n}


def write_changed(
    folder: Path,
    searcher: tantivy.Searcher,
    count: Count,
    before: Precounts,
    change: IndexChange,
) -> dict[str, StoredCounts]:
    """Write the counts that an index has after a change; the terms stay those of `before`."""
    terms, changes = list(before), change.changes()

    def recounted(term: str) -> Counts | None:
        """Return the new counts of a term; None if they have not changed."""
        if term == ALL_ARTICLES:
            return _counted(Query(), COUNTED, count)
        if term_changes := changes.get(term):
            return _apply_change(before.load(term), term_changes, term, searcher, count)
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


def _query(term: str) -> Query:
    return Query((Clause((Term(term),)),)) if term != ALL_ARTICLES else Query()


def _counted(query: Query, names: tuple[str, ...], count: Count) -> Counts:
    """Count more values than are shown, and what the others may have at most."""
    counts = count(query, names, surplus=SURPLUS)
    bounds = {
        name: min(values.values())
        for name, values in counts.facets.items()
        if len(values) >= most_values(name) + SURPLUS
    }
    return counts._replace(rest=bounds)


def _apply_change(
    old: Counts, change: Counts, term: str, searcher: tantivy.Searcher, count: Count
) -> Counts:
    """Add the change to the counts.

    Values that are not stored are counted if they may now be among those that are shown; all are,
    if it can no longer be told which those are.
    """
    facets: dict[str, Mapping[str, int]] = {}
    bounds: dict[str, int] = {}
    query = _query(term)
    for name, counts in old.facets.items():
        most, bound, changes = most_values(name), old.rest.get(name), change.facets[name]
        if not changes:
            facets[name] = counts
            if bound is not None:
                bounds[name] = bound
            continue
        new_counts = Counter(counts)
        new_counts.update({v: n for v, n in changes.items() if bound is None or v in counts})
        if bound is not None:
            limits = {
                value: min(bound + n, searcher.doc_freq(name, value))
                for value, n in changes.items()
                if n > 0 and value not in counts
            }
            least = _nth(new_counts, most)
            risen = tuple(value for value, limit in limits.items() if limit > least)
            if risen:
                having = replace(query, filters={name: risen})
                new_counts.update(count(having, (name,), risen, chosen_only=True).facets[name])
                least = _nth(new_counts, most)
            bound = max(bound, *(limits[value] for value in limits.keys() - set(risen)), 0)
            if bound > least:
                recounted = _counted(query, (name,), count)
                new_counts, bound = Counter(recounted.facets[name]), recounted.rest.get(name)
        ranked = sorted(_without_zeros(new_counts).items(), key=lambda pair: -pair[1])
        facets[name], left_out = dict(ranked[: most + SURPLUS]), ranked[most + SURPLUS :]
        if left_out or bound is not None:
            bounds[name] = max(bound or 0, *(n for _, n in left_out[:1]), 0)
    return Counts(old.total + change.total, facets, bounds)


def _nth(counts: Mapping[str, int], n: int) -> int:
    """Return the n-th greatest count; 0 if there are fewer."""
    ranked = sorted(counts.values(), reverse=True)
    return ranked[n - 1] if len(ranked) >= n else 0


def _append(file: BinaryIO, counts: Counts) -> StoredCounts:
    data = isal_zlib.compress(to_json(counts), _COMPRESSION_LEVEL)
    return file.tell(), file.write(data), counts.total


def frequent_terms(searcher: tantivy.Searcher) -> list[str]:
    """Return the most frequent terms of one and two characters in texts, by frequency."""

    def with_prefix(kind: str, prefix: str) -> list[tuple[int, str]]:
        terms = searcher.terms_with_prefix(f"text_{kind}", prefix, limit=MAX_TERMS)
        # nobody searches for boundaries and blanks
        return [(n, term) for term, n in terms if n >= MIN_DOCUMENTS and term.isalnum()]

    characters = with_prefix("characters", "")
    pairs = [pair for _, character in characters for pair in with_prefix("pairs", character)]
    ranked = sorted(
        [*characters, *pairs], key=lambda count_and_term: (-count_and_term[0], count_and_term[1])
    )
    return [term for _, term in ranked[:MAX_TERMS]]
