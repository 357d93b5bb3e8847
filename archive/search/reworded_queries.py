"""Fallback queries when the text as typed has no results: ignoring punctuation, or in mainland
vocabulary."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from archive.text.fold import BOUNDARY
from archive.text.mainland_words import to_mainland

from .contract import Clause, Query, Results, Term
from .query_parser import ParsedQuery, parse

# shorter terms match across punctuation by chance
MIN_LENGTH = 3
# maximum numbers: articles searched for printed forms of a term, and forms used
MAX_ARTICLES_READ, MAX_PRINTED_FORMS = 50, 8

ACROSS_MARKS = "没有完全一致的文字，以下结果忽略标点。"


def reworded_queries(
    parsed: ParsedQuery, search: Callable[[Query], Results]
) -> Iterator[ParsedQuery]:
    """Yield fallback queries, likeliest first, each with a note to the reader."""
    yield from _across_marks(parsed, search)
    mainland = to_mainland(parsed.typed)
    if mainland not in (parsed.typed, parsed.simplified):
        note = f"没有“{parsed.typed}”，已按大陆用语“{mainland}”检索。"
        reworded = replace(
            parse(mainland), typed=parsed.typed, simplified="", fallback_notes=(note,)
        )
        yield reworded
        yield from _across_marks(reworded, search)


def _across_marks(parsed: ParsedQuery, search: Callable[[Query], Results]) -> Iterator[ParsedQuery]:
    """Yield the query with each term as it may be printed, with or without punctuation."""
    from .documents import titles_and_texts

    bare = {
        term: _without_punctuation(term)
        for clause in parsed.clauses
        for term in _positive_terms(clause)
    }
    if not any(term.across_marks for term in bare.values()):
        return
    without_marks = tuple(
        clause if clause.negated else Clause(tuple(bare[term] for term in clause.terms))
        for clause in parsed.clauses
    )
    hits = search(Query(without_marks, sort="date", limit=MAX_ARTICLES_READ)).hits
    texts = list(titles_and_texts(hit.ident for hit in hits))
    clauses = tuple(
        clause
        if clause.negated
        else Clause(
            tuple(form for term in clause.terms for form in (term, *_printed_forms(term, texts)))
        )
        for clause in parsed.clauses
    )
    if clauses != parsed.clauses:
        words = tuple(dict.fromkeys(t.text for clause in clauses for t in _positive_terms(clause)))
        notes = (*parsed.fallback_notes, ACROSS_MARKS)
        yield replace(parsed, clauses=clauses, highlight_terms=words, fallback_notes=notes)


def _positive_terms(clause: Clause) -> tuple[Term, ...]:
    return () if clause.negated else clause.terms


def _without_punctuation(term: Term) -> Term:
    text = term.text.replace(BOUNDARY, "")
    if term.field not in ("any", "title") or len(text) < MIN_LENGTH or term.near:
        return term
    return Term(text, term.field, across_marks=True)


def _printed_forms(term: Term, texts: list[tuple[str, str]]) -> list[Term]:
    """Return the term as printed in these texts, with punctuation, the most frequent first."""
    bare = _without_punctuation(term)
    counts: dict[str, int] = {}
    if bare.across_marks:
        for title, text in texts:
            for part in (title, text) if term.field == "any" else (title,):
                for form in _forms(bare.text, part):
                    counts[form] = counts.get(form, 0) + 1
    ranked = sorted(counts, key=lambda form: -counts[form])
    return [Term(form, term.field) for form in ranked[:MAX_PRINTED_FORMS] if form != term.text]


def _forms(bare: str, text: str) -> set[str]:
    """Return the substrings of `text` that equal `bare` without punctuation."""
    offsets = [at for at, character in enumerate(text) if character != BOUNDARY]
    without = text.replace(BOUNDARY, "")
    forms, at = set(), without.find(bare)
    while at >= 0:
        forms.add(text[offsets[at] : offsets[at + len(bare) - 1] + 1])
        at = without.find(bare, at + 1)
    return forms
