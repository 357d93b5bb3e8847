"""What is searched for where the words as typed find nothing: without marks, or in mainland words."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from archive.text.fold import BOUNDARY
from archive.text.wording import to_mainland

from .contract import Clause, Query, Results, Term
from .query_parser import Parsed, parse

# shorter terms stand across marks by chance
SHORTEST = 3
# articles that are looked into for the ways in which a term is printed, and ways that are taken
MOST_READ, MOST_PRINTED = 50, 8

ACROSS_MARKS = "没有完全一致的文字，以下结果忽略标点。"


def fallback_queries(parsed: Parsed, search: Callable[[Query], Results]) -> Iterator[Parsed]:
    """What to search for instead, likeliest first; each says so to the reader."""
    yield from _across_marks(parsed, search)
    here = to_mainland(parsed.typed)
    if here not in (parsed.typed, parsed.simplified):
        note = f"没有“{parsed.typed}”，已按大陆用语“{here}”检索。"
        reworded = replace(parse(here), typed=parsed.typed, simplified="", instead=(note,))
        yield reworded
        yield from _across_marks(reworded, search)


def _across_marks(parsed: Parsed, search: Callable[[Query], Results]) -> Iterator[Parsed]:
    """The same with each term in the ways in which it is printed, with marks or without."""
    from .documents import titles_and_texts

    bare = {term: _bare(term) for clause in parsed.clauses for term in _asked(clause)}
    if not any(term.across_marks for term in bare.values()):
        return
    loose = tuple(
        clause if clause.negated else Clause(tuple(bare[term] for term in clause.terms))
        for clause in parsed.clauses
    )
    hits = search(Query(loose, sort="date", limit=MOST_READ)).hits
    texts = list(titles_and_texts(hit.ident for hit in hits))
    clauses = tuple(
        clause
        if clause.negated
        else Clause(tuple(way for term in clause.terms for way in (term, *_printed(term, texts))))
        for clause in parsed.clauses
    )
    if clauses != parsed.clauses:
        words = tuple(dict.fromkeys(t.text for clause in clauses for t in _asked(clause)))
        notes = (*parsed.instead, ACROSS_MARKS)
        yield replace(parsed, clauses=clauses, marks=words, plain=False, instead=notes)


def _asked(clause: Clause) -> tuple[Term, ...]:
    return () if clause.negated else clause.terms


def _bare(term: Term) -> Term:
    text = term.text.replace(BOUNDARY, "")
    if term.field not in ("any", "title") or len(text) < SHORTEST:
        return term
    return Term(text, term.field, across_marks=True)


def _printed(term: Term, texts: list[tuple[str, str]]) -> list[Term]:
    """The term as it stands in these texts, marks and all, the ways that most have first."""
    wanted = _bare(term)
    ways: dict[str, int] = {}
    if wanted.across_marks:
        for title, text in texts:
            for within in (title, text) if term.field == "any" else (title,):
                for way in _ways(wanted.text, within):
                    ways[way] = ways.get(way, 0) + 1
    ranked = sorted(ways, key=lambda way: -ways[way])
    return [Term(way, term.field) for way in ranked[:MOST_PRINTED] if way != term.text]


def _ways(bare: str, text: str) -> set[str]:
    """The stretches of `text` that are `bare` when marks are left out."""
    places = [at for at, character in enumerate(text) if character != BOUNDARY]
    without = text.replace(BOUNDARY, "")
    found, at = set(), without.find(bare)
    while at >= 0:
        found.add(text[places[at] : places[at + len(bare) - 1] + 1])
        at = without.find(bare, at + 1)
    return found
