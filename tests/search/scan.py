"""An engine that scans every document: the oracle for the others, in tests only."""

from itertools import pairwise
from operator import attrgetter

from archive.search.contract import FIELDS, Document, Engine, Hit, Query, Results, Term
from archive.text.fold import BOUNDARY


def texts(document: Document, field: str) -> tuple[str, ...]:
    if field == "any":
        return (document.title, document.people, document.places, document.text)
    return (getattr(document, field),)


def has_pairs(term: Term, document: Document) -> bool:
    """Return whether all adjacent pairs of the term are in the field, at most one mark between."""
    names = {"any": (document.title, document.text), "title": (document.title,)}[term.field]
    return all(
        any(a + b in text or a + BOUNDARY + b in text for text in names)
        for a, b in pairwise(term.text)
    )


def are_near(term: Term, document: Document) -> bool:
    """Return whether both terms are in one field, at most `gap` characters apart."""
    names = {"any": (document.title, document.text), "title": (document.title,)}[term.field]
    pairs = {(term.text[-2:], term.near[:2]), (term.near[-2:], term.text[:2])}
    return any(
        term.text in text
        and term.near in text
        and any(
            abs(a - b) <= term.gap + 2
            for first, near_term in pairs
            for a in positions(first, text)
            for b in positions(near_term, text)
        )
        for text in names
    )


def positions(part: str, text: str) -> list[int]:
    return [at for at in range(len(text)) if text.startswith(part, at)]


def matches_term(term: Term, document: Document) -> bool:
    assert term.field in FIELDS
    if term.across_marks:
        return has_pairs(term, document)
    if term.near:
        return are_near(term, document)
    if term.field == "any" and term.text in document.labels:
        return True
    return any(term.text in text for text in texts(document, term.field))


def matches(query: Query, document: Document) -> bool:
    for clause in query.clauses:
        if any(matches_term(term, document) for term in clause.terms) is clause.negated:
            return False
    for name, values in query.filters.items():
        filter_values, has = set(values), set(document.values.get(name, ()))
        if not (
            filter_values and filter_values <= has if name in query.all_of else filter_values & has
        ):
            return False
    if query.since is not None and document.latest < query.since:
        return False
    return query.until is None or document.earliest <= query.until


class ScanEngine(Engine):
    """Answers exactly, with every value of a facet.

    Its relevance only counts occurrences, so orders are not compared with it.
    """

    def __init__(self, folder):
        super().__init__(folder)
        self.documents = []

    def rebuild(self, documents):
        self.documents = list(documents)
        return len(self.documents)

    def search(self, query):
        results = [document for document in self.documents if matches(query, document)]
        if query.ranks:
            results.sort(key=lambda d: (-self._score(query, d), d.newest))
        else:
            by = "newest" if query.sort in ("relevance", "date") else query.sort
            results.sort(key=attrgetter(by))
        hits = results[query.offset : query.offset + query.limit]
        facets = {name: self._count(query.counted_by(name), name) for name in query.facets}
        return Results(tuple(Hit(d.ident) for d in hits), len(results), facets)

    def _score(self, query, document):
        terms = [t for c in query.clauses if not c.negated for t in c.terms]
        return sum(8 * document.title.count(t.text) + document.text.count(t.text) for t in terms)

    def _count(self, query, name):
        counts = {}
        for document in self.documents:
            if matches(query, document):
                for value in document.counted.get(name, ()):
                    counts[value] = counts.get(value, 0) + 1
        return counts
