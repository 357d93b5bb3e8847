"""Totals are exact for many documents, where a faulty union would lose some."""

import random
from itertools import product

import pytest
import tantivy

from archive.search.contract import Clause, Query, Term
from archive.search.engines.tantivy.build import WRITER_MEMORY, _document, schema
from archive.search.engines.tantivy.query import matching, ranked
from archive.search.tokenize_parallel import TokenizedDocument

DOCUMENTS, SEED = 150_000, 3
# frequency of each word in a title or text, and of each value in a facet
WORDS = {"工会": 0.08, "竞赛": 0.06, "培训": 0.02, "焊工": 0.01, "救助": 0.0008}
VALUES = {"often": 0.3, "seldom": 0.01, "rarely": 0.0004}
FIELDS = ("title", "text")


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    """(searcher, {word: numbers of documents}, {value: likewise}) of generated documents."""
    chance = random.Random(SEED)

    def numbers_with(share: float) -> set[int]:
        return set(chance.sample(range(DOCUMENTS), int(DOCUMENTS * share)))

    having = {
        (field, word): numbers_with(share) for field in FIELDS for word, share in WORDS.items()
    }
    valued = {value: numbers_with(share) for value, share in VALUES.items()}
    folder = tmp_path_factory.mktemp("many")
    new_index = tantivy.Index(schema(), path=str(folder), sort_by_field="newest")
    writer = new_index.writer(WRITER_MEMORY, 1)
    for number in range(DOCUMENTS):
        tokens = {}
        for field in FIELDS:
            words_here = [word for word in WORDS if number in having[field, word]]
            if words_here:
                tokens |= {
                    f"{field}_pairs": " ".join(words_here),
                    f"{field}_words": " ".join(words_here),
                }
        values = tuple(value for value in VALUES if number in valued[value])
        numbers = {"newest": number, "earliest": number, "latest": number}
        writer.add_document(
            _document(TokenizedDocument(f"d{number}", tokens, (), {"genre": values}, numbers), {})
        )
    writer.commit()
    writer.wait_merging_threads()
    new_index.reload()
    words = {word: set().union(*(having[field, word] for field in FIELDS)) for word in WORDS}
    return new_index.searcher(), words, valued


def any_of(*words: str, negated: bool = False) -> Clause:
    return Clause(tuple(map(Term, words)), negated)


CLAUSES = {
    "or": (any_of("工会", "竞赛"),),
    "and over or": (any_of("工会", "竞赛"), any_of("培训")),
    "and over two": (any_of("工会", "竞赛"), any_of("培训", "焊工")),
    "with a rare one": (any_of("工会", "竞赛", "培训"), any_of("救助")),
    "and not": (any_of("工会", "竞赛"), any_of("培训", "焊工", negated=True)),
    "not alone": (any_of("工会", "竞赛", negated=True),),
}
FILTERS = {
    "all": {},
    "often": {"filters": {"genre": ("often",)}},
    "seldom": {"filters": {"genre": ("seldom",)}},
    "two values": {"filters": {"genre": ("seldom", "rarely")}},
    "both values": {"filters": {"genre": ("often", "seldom")}, "all_of": ("genre",)},
    "days": {"since": 40_000, "until": 41_000},
    "value and days": {"filters": {"genre": ("seldom",)}, "since": 100_000},
}


def scan_matches(query: Query, words, valued) -> int:
    numbers = set(range(query.since or 0, DOCUMENTS if query.until is None else query.until + 1))
    for name in query.filters:
        sets = [valued[value] for value in query.filters[name]]
        numbers &= set.intersection(*sets) if name in query.all_of else set().union(*sets)
    for clause in query.clauses:
        with_any = set().union(*(words[term.text] for term in clause.terms))
        numbers = numbers - with_any if clause.negated else numbers & with_any
    return len(numbers)


@pytest.mark.slow
@pytest.mark.parametrize(("clauses", "filters"), list(product(CLAUSES, FILTERS)))
def test_totals_of_and_over_or_are_exact(index, clauses, filters):
    searcher, words, valued = index
    query = Query(clauses=CLAUSES[clauses], **FILTERS[filters])
    right = scan_matches(query, words, valued)
    assert right or filters != "all"
    assert searcher.search(matching(query), 1).count == right
    if query.ranks:
        assert searcher.search(ranked(query), 1).count == right
        # paging through them returns each of them
        assert len(searcher.search(ranked(query), max(1, right + 5), count=False).hits) == right
