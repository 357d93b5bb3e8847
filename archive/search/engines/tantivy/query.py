"""Translate queries of the contract into tantivy queries."""

from collections.abc import Iterator

from tantivy import FieldType, Occur
from tantivy import Query as Q

from archive.search.contract import Clause, Query, Term
from archive.search.tokens import cover, encoded, neighbours, pairs, words

from .build import schema

SCHEMA = schema()
# the fields of a term for "any"
ANY = ("title", "text", "people", "places")

# Relevance weights: a word in the decks, a word in the text, a mere run of characters in either.
TITLE_WORD, TEXT_WORD = 8.0, 1.0
TITLE_RUN, TEXT_RUN = 2.0, 0.5
# adjacent terms, as one run
ADJACENT = 2.0


def matching(query: Query) -> Q:
    """Return the conditions of the query, without scores."""
    parts = [(Occur.Must, q) for q in _filters(query)]
    positive = [clause for clause in query.clauses if not clause.negated]
    parts += [(Occur.MustNot, _clause(clause)) for clause in query.clauses if clause.negated]
    if query.filtered and len(positive) == 1:
        # one query per field: a union reads all postings, an intersection skips most
        runs = (run for term in positive[0].terms for run in _runs(term))
        return _union([Q.boolean_query([*parts, (Occur.Must, run)]) for run in runs])
    parts += [(Occur.Must, _clause(clause)) for clause in positive]
    if len(parts) == 1 and parts[0][0] is Occur.Must:
        return parts[0][1]
    if not any(occur is Occur.Must for occur, _ in parts):
        parts.append((Occur.Must, Q.all_query()))
    return Q.boolean_query(parts)


def _filters(query: Query) -> Iterator[Q]:
    for name, values in query.filters.items():
        # one query per value: a term set would read all its documents before the first is needed
        queries = [Q.term_query(SCHEMA, name, value, "basic") for value in values]
        if name in query.all_of:
            yield from queries
        else:
            yield _union(queries)
    if query.since is not None:
        yield Q.range_query(SCHEMA, "latest", FieldType.Integer, lower_bound=query.since)
    if query.until is not None:
        yield Q.range_query(SCHEMA, "earliest", FieldType.Integer, upper_bound=query.until)


def _clause(clause: Clause) -> Q:
    return _union([part for term in clause.terms for part in _runs(term)])


def _runs(term: Term, title: float = 1.0, text: float = 1.0) -> list[Q]:
    """Return a query for the term as a phrase of characters in its fields, or as a label."""
    if term.across_marks:
        return [_across_marks(term)]
    if term.near:
        return [_near(name, term) for name in _titles_or_texts(term)]
    names = ANY if term.field == "any" else (term.field,)
    labels = [Q.term_query(SCHEMA, "labels", term.text, "basic")] if term.field == "any" else []
    return labels + [
        Q.boost_query(_run(name, term.text), title if name == "title" else text)
        if (title, text) != (1.0, 1.0)
        else _run(name, term.text)
        for name in names
    ]


def _titles_or_texts(term: Term) -> tuple[str, ...]:
    return ("title", "text") if term.field == "any" else (term.field,)


def _near(name: str, term: Term) -> Q:
    # slop: the maximum distance of the second from its position next to the first, either way
    pairs = [
        Q.phrase_query(SCHEMA, f"{name}_pairs", [encoded(a), encoded(b)], term.gap + 1)
        for first, second in neighbours(term.text, term.near)
        for a, b in ((first, second), (second, first))
    ]
    parts = [(Occur.Must, _run(name, text)) for text in (term.text, term.near)]
    return Q.boolean_query([*parts, (Occur.Must, _union(pairs))] if pairs else parts)


def _across_marks(term: Term) -> Q:
    names = _titles_or_texts(term)
    fields = [f"{name}_{kind}" for name in names for kind in ("pairs", "across")]
    return Q.boolean_query(
        [
            (Occur.Must, _union([Q.term_query(SCHEMA, field, pair, "basic") for field in fields]))
            for pair in dict.fromkeys(pairs(encoded(term.text)))
        ]
    )


def _run(name: str, text: str) -> Q:
    if len(text) == 1:
        return Q.term_query(SCHEMA, f"{name}_characters", encoded(text))
    pairs = [(n, encoded(pair)) for n, pair in cover(text)]
    if len(pairs) == 1:
        return Q.term_query(SCHEMA, f"{name}_pairs", pairs[0][1])
    return Q.phrase_query(SCHEMA, f"{name}_pairs", [*pairs])


def ranked(query: Query) -> Q:
    """Return a query for the same documents as `matching`, with scores."""
    positive = [clause for clause in query.clauses if not clause.negated]
    terms = [term for clause in positive for term in clause.terms]
    parts: list[tuple[Occur, Q]] = []
    are_words = all(not term.near and words(term.text) == [term.text] for term in terms)
    if len(positive) == 1 and len(query.clauses) == 1 and are_words:
        # every word below is part of one of the runs, so a union matches no more, and lets tantivy
        # skip documents that cannot reach the first page
        union = [q for term in terms for q in _runs(term, TITLE_RUN, TEXT_RUN)]
        union += [q for term in terms for q in _words(term)]
        ranked = _union(union)
    else:
        for clause in positive:
            runs = [q for t in clause.terms for q in _runs(t, TITLE_RUN, TEXT_RUN)]
            parts.append((Occur.Must, _union(runs)))
        parts += [(Occur.Should, q) for term in terms for q in _words(term)]
        parts += [(Occur.Should, q) for q in _adjacent(positive)]
        parts += [(Occur.MustNot, _clause(c)) for c in query.clauses if c.negated]
        ranked = Q.boolean_query(parts)
    filters = [(Occur.Must, Q.const_score_query(q, 0.0)) for q in _filters(query)]
    return Q.boolean_query([*filters, (Occur.Must, ranked)]) if filters else ranked


def _words(term: Term) -> list[Q]:
    if term.field not in ("any", "title"):
        return []
    weights = {"title": TITLE_WORD, "text": TEXT_WORD}
    names = weights if term.field == "any" else ("title",)
    return [
        Q.boost_query(Q.term_query(SCHEMA, f"{name}_words", encoded(word), "freq"), weights[name])
        for word in dict.fromkeys(words(term.text) + words(term.near))
        for name in names
    ]


def _adjacent(clauses: list[Clause]) -> list[Q]:
    plain = [
        c.terms[0]
        for c in clauses
        if len(c.terms) == 1 and c.terms[0].field == "any" and not c.terms[0].near
    ]
    if len(plain) < 2:
        return []
    joined_term = Term("".join(term.text for term in plain))
    return _runs(joined_term, ADJACENT * TITLE_RUN, ADJACENT * TEXT_RUN)


def _union(queries: list[Q]) -> Q:
    if not queries:
        return Q.empty_query()
    if len(queries) == 1:
        return queries[0]
    return Q.boolean_query([(Occur.Should, query) for query in queries])
