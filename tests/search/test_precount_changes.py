"""What a changed document adds to the counts of frequent terms is what its texts differ in."""

import random

from archive.search.contract import Document
from archive.search.engines.tantivy.precounts import IndexChange
from archive.text.fold import BOUNDARY

CHARACTERS = f"甲乙丙丁戊己{BOUNDARY}"
TERMS = (*"甲乙丙丁", *(a + b for a in "甲乙丙" for b in "甲乙丁"))
LABELS = ("甲", "甲乙", "甲乙丙", "丙丁")


def texts(chance: random.Random) -> list[str]:
    return ["".join(chance.choices(CHARACTERS, k=chance.randint(0, 12))) for _ in range(4)]


def edited(text: str, chance: random.Random) -> str:
    at = chance.randint(0, len(text))
    new = "".join(chance.choices(CHARACTERS, k=chance.randint(0, 3)))
    return text[:at] + new + text[at + chance.randint(0, 2) :]


def document(fields: list[str], year: str, chance: random.Random) -> Document:
    labels = tuple(dict.fromkeys(chance.choices(LABELS, k=chance.randint(0, 2))))
    return Document("a1b2c3d", *fields, labels=labels, values={"year": (year,)})


def has(document: Document, term: str) -> bool:
    fields = (document.title, document.text, document.people, document.places)
    return term in document.labels or any(term in field for field in fields)


def test_the_counts_change_by_the_terms_that_a_document_gains_and_loses():
    chance = random.Random(7)
    for _ in range(2000):
        fields = texts(chance)
        others = [edited(text, chance) if chance.random() < 0.4 else text for text in fields]
        old = document(fields, "1950", chance)
        new = document(others, chance.choice(("1950", "1951")), chance)
        change = IndexChange(TERMS, [old])
        assert list(change.noting([new])) == [new]
        counts = change.changes()
        for term in TERMS:
            gained, lost = has(new, term), has(old, term)
            total, facets = counts.get(term, (0, {}))[:2]
            assert total == gained - lost, (old, new, term)
            before, after = (d.values["year"][0] for d in (old, new))
            expected = dict.fromkeys((before, after), 0)
            expected[after] += gained
            expected[before] -= lost
            years = {year: n for year, n in expected.items() if n}
            assert facets.get("year", {}) == years, (old, new, term)
