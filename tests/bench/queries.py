"""Draw queries of each kind from the generated articles, the same ones for the same seed."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from rivals import Store

from archive.search.contract import Clause, Query, Term
from archive.text.segment import words

# different queries of a kind, those that only warm up among them
QUERIES_PER_KIND, WARMING = 60, 6
RARE = (1, 20)
COMMON = 0.2
_HAN = re.compile(r"[\u3400-\u9fff]+")


@dataclass(frozen=True)
class Kind:
    name: str
    title: str
    queries: tuple[Query, ...]

    @property
    def warm_up(self) -> tuple[Query, ...]:
        """Queries sent before measuring; not among the measured ones if there are enough."""
        return self.queries[-WARMING:]

    @property
    def measured(self) -> tuple[Query, ...]:
        return self.queries[:-WARMING] if len(self.queries) > 2 * WARMING else self.queries


def query_of(*terms: str, **options) -> Query:
    return Query(clauses=tuple(Clause((Term(term),)) for term in terms), **options)


class Sampler:
    def __init__(self, store: Store, articles: int, seed: int):
        self.store, self.articles = store, articles
        self.rng = random.Random(f"{seed} queries")
        self.numbers = [self.rng.randrange(1, articles + 1) for _ in range(2000)]
        self.common = [w for w in store.words(COMMON * articles, articles) if _is_word(w)]
        if len(self.common) < 2:
            raise SystemExit(f"只有 {len(self.common)} 个常见词，文章太少")

    def documents(self) -> Iterator:
        """Draw some articles for each kind."""
        self.rng.shuffle(self.numbers)
        for start in range(0, len(self.numbers), 50):
            yield from self.store.at(self.numbers[start : start + 50])

    def kinds(self) -> list[Kind]:
        common = self.rng.sample(self.common, min(len(self.common), QUERIES_PER_KIND))
        pairs = [query_of(*self.rng.sample(self.common, 2)) for _ in range(QUERIES_PER_KIND)]
        by_date = [query_of(word, sort=("date", "oldest")[n % 2]) for n, word in enumerate(common)]
        return [
            Kind("rare-pair", "rare pair", self._rare_pairs()),
            Kind("common", "common word", tuple(map(query_of, common))),
            Kind("common-pair", "two common words", tuple(pairs)),
            Kind("character", "one character", self._characters()),
            Kind("inside", "two in a longer word", self._inside()),
            Kind("phrase", "phrase of 8, any", self._phrases()),
            Kind("stock-phrase", "phrase of 8+, frequent", self._stock_phrases()),
            Kind("filtered", "word + province + year", self._filtered()),
            Kind("filters", "province + year alone", self._filters()),
            Kind("everything", "no query", (Query(),)),
            Kind("page-50", "common word, page 50", tuple(query_of(w, offset=980) for w in common)),
            Kind("by-date", "common word by date", tuple(by_date)),
        ]  # fmt: skip

    def _rare_pairs(self) -> tuple[Query, ...]:
        rare = self.store.words(*RARE)
        queries = []
        for document in self.documents():
            own = [w for w in dict.fromkeys(words(document.text)) if w in rare and _is_word(w)]
            if len(own) > 1:
                queries.append(query_of(*self.rng.sample(own, 2)))
            if len(queries) == QUERIES_PER_KIND:
                break
        return tuple(queries)

    def _characters(self) -> tuple[Query, ...]:
        """Draw characters by frequency: any position of any text is equally likely."""
        characters: dict[str, None] = {}
        for document in self.documents():
            character = self.rng.choice(document.text)
            if _HAN.match(character):
                characters[character] = None
            if len(characters) == QUERIES_PER_KIND:
                break
        return tuple(map(query_of, characters))

    def _inside(self) -> tuple[Query, ...]:
        """Draw two characters inside a longer word that no segmentation yields as a word."""
        longer = [w for w in self.store.words(1, self.articles) if 3 <= len(w) <= 6 and _is_word(w)]
        self.rng.shuffle(longer)
        pairs: dict[str, None] = {}
        for word in longer:
            own = words(word)
            inside = [word[n : n + 2] for n in range(len(word) - 1)]
            inside = [pair for pair in inside if pair not in own]
            # one that was cut as another word than it was drawn as is of no use
            if inside and word in own:
                pairs[self.rng.choice(inside)] = None
            if len(pairs) == QUERIES_PER_KIND:
                break
        return tuple(map(query_of, pairs))

    def _phrases(self) -> tuple[Query, ...]:
        phrases: dict[str, None] = {}
        for document in self.documents():
            runs = [run for run in _HAN.findall(document.text) if len(run) >= 8]
            if runs:
                run = self.rng.choice(runs)
                start = self.rng.randrange(len(run) - 7)
                phrases[run[start : start + 8]] = None
            if len(phrases) == QUERIES_PER_KIND:
                break
        return tuple(map(query_of, phrases))

    def _stock_phrases(self) -> tuple[Query, ...]:
        """Return the most frequent phrases, which cost most."""
        frequent = self.store.words(2, self.articles, phrases=True)
        long = [phrase for phrase in frequent if len(phrase) >= 8 and _is_word(phrase)][
            :QUERIES_PER_KIND
        ]
        self.rng.shuffle(long)
        return tuple(map(query_of, long))

    def _filtered(self) -> tuple[Query, ...]:
        """Draw a word in 1 to 20 % of all articles, or a common one, in turn."""
        middling = self.store.words(0.01 * self.articles, COMMON * self.articles)
        common = set(self.common)
        queries: list[Query] = []
        for document in self.documents():
            kind = common if len(queries) % 2 else middling
            own = [w for w in dict.fromkeys(words(document.text)) if w in kind and _is_word(w)]
            if own and document.values["province"]:
                queries.append(query_of(self.rng.choice(own), filters=_place_and_year(document)))
            if len(queries) == QUERIES_PER_KIND:
                break
        return tuple(queries)

    def _filters(self) -> tuple[Query, ...]:
        queries = []
        for document in self.documents():
            if document.values["province"]:
                queries.append(Query(filters=_place_and_year(document)))
            if len(queries) == QUERIES_PER_KIND:
                break
        return tuple(queries)


def _place_and_year(document) -> dict[str, tuple[str, ...]]:
    return {
        "province": document.values["province"][:1],
        "year": document.values["year"][:1],
    }


def _is_word(text: str) -> bool:
    return len(text) > 1 and bool(_HAN.fullmatch(text))
