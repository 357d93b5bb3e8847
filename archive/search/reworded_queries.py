"""Fallback queries when the text as typed has no results: ignoring punctuation, or in mainland
vocabulary."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from archive.text.fold import BOUNDARY
from archive.text.mainland_words import to_mainland

from .contract import Clause, Query, Results, Term
from .query_parser import Parsed, parse

# shorter terms match across punctuation by chance
MIN_LENGTH = 3
# articles whose text is searched for the printed forms of a term, and forms that are used
MAX_ARTICLES_READ, MAX_PRINTED_FORMS = 50, 8

ACROSS_MARKS = "没有完全一致的文字，以下结果忽略标点。"


def reworded_queries(parsed: Parsed, search: Callable[[Query], Results]) -> Iterator[Parsed]:
    """Fallback queries, likeliest first, each with a note to the reader."""
    yield from _across_marks(parsed, search)
    mainland = to_mainland(parsed.typed)
    if mainland not in (parsed.typed, parsed.simplified):
        note = f"没有“{parsed.typed}”，已按大陆用语“{mainland}”检索。"
        reworded = replace(parse(mainland), typed=parsed.typed, simplified="", instead=(note,))
        yield reworded
        yield from _across_marks(reworded, search)


def _across_marks(parsed: Parsed, search: Callable[[Query], Results]) -> Iterator[Parsed]:
    """The query with each term as it may be printed, with or without punctuation."""
    from .documents import titles_and_texts

    bare = {
        term: _without_punctuation(term)
        for clause in parsed.clauses
        for term in _positive_terms(clause)
    }
    if not any(term.across_marks for term in bare.values()):
        return
    loose = tuple(
        clause if clause.negated else Clause(tuple(bare[term] for term in clause.terms))
        for clause in parsed.clauses
    )
    hits = search(Query(loose, sort="date", limit=MAX_ARTICLES_READ)).hits
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
        notes = (*parsed.instead, ACROSS_MARKS)
        yield replace(parsed, clauses=clauses, marks=words, plain=False, instead=notes)


def _positive_terms(clause: Clause) -> tuple[Term, ...]:
    return () if clause.negated else clause.terms


def _without_punctuation(term: Term) -> Term:
    text = term.text.replace(BOUNDARY, "")
    if term.field not in ("any", "title") or len(text) < MIN_LENGTH or term.near:
        return term
    return Term(text, term.field, across_marks=True)


def _printed_forms(term: Term, texts: list[tuple[str, str]]) -> list[Term]:
    """The term as printed in these texts, with punctuation; the most frequent forms first."""
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
    """The stretches of `text` that equal `bare` without punctuation."""
    offsets = [at for at, character in enumerate(text) if character != BOUNDARY]
    without = text.replace(BOUNDARY, "")
    forms, at = set(), without.find(bare)
    while at >= 0:
        forms.add(text[offsets[at] : offsets[at + len(bare) - 1] + 1])
        at = without.find(bare, at + 1)
    return forms
