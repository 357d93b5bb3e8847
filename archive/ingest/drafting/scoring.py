"""Compare a drafted page with the page as catalogued by an editor.

Every measure is a pair of counts, so that pages are added before dividing: correct items, of those
drafted and of those in the catalogue.

- text: characters of articles that the draft assigns to the same article;
- articles: matched one to one by the characters they share;
- blocks: decks and blocks of articles that are mostly in the same article (block-to-article F1);
- decks: kicker, headline and each subhead, by role and wording;
- joins: places where a block continues from the end of one span to the start of another;
- bylines: person, role and position; topics: the topics of each article;
- province, county: matched articles whose first place is in the right province, and of those
  that have a county (or a city, if no county is named), those that name it;
- apart: characters outside articles, by kind.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from archive.catalogue.entries import ArticleEntry, PageEntry
from archive.text.punctuation import letters_only

# Minimum F1 of shared characters for two articles to match.
MATCHED = 0.5
MEASURES = (
    *("text", "articles", "blocks", "decks", "joins", "bylines", "province", "county", "topics"),
    *("column-title", "furniture", "notice", "advertisement", "repeat", "stray"),
)


@dataclass
class Count:
    """Correct answers, of those drafted and of those in the catalogue."""

    right: int = 0
    drafted: int = 0
    true: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.right + other.right, self.drafted + other.drafted, self.true + other.true)

    @property
    def precision(self) -> float:
        return self.right / self.drafted if self.drafted else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        both = self.drafted + self.true
        return 2 * self.right / both if both else 1.0


@dataclass
class Score:
    """The counts of one page or of several."""

    counts: dict[str, Count] = field(default_factory=lambda: {name: Count() for name in MEASURES})

    def __add__(self, other: "Score") -> "Score":
        return Score({name: self.counts[name] + other.counts[name] for name in MEASURES})

    def as_json(self) -> dict[str, dict[str, float | int]]:
        return {
            name: {
                "right": count.right,
                "drafted": count.drafted,
                "true": count.true,
                "precision": round(count.precision, 4),
                "recall": round(count.recall, 4),
                "f1": round(count.f1, 4),
            }
            for name, count in self.counts.items()
        }


def score(true: PageEntry, drafted: PageEntry, text: str) -> Score:
    """Return the score of `drafted` against `true`, two entries of a page with this text."""
    pairs = matched(true, drafted, text)
    result = Score()
    counts = result.counts
    drafted_letters_of = {
        article.ident: _letters(_article_spans(article), text) for article in drafted.articles
    }
    true_letters_of = {
        article.ident: _letters(_article_spans(article), text) for article in true.articles
    }
    counts["text"] = Count(
        sum(
            len(drafted_letters_of[drafted_article.ident] & true_letters_of[true_facts.ident])
            for true_facts, drafted_article in pairs
        ),
        sum(map(len, drafted_letters_of.values())),
        sum(map(len, true_letters_of.values())),
    )
    counts["articles"] = Count(len(pairs), len(drafted.articles), len(true.articles))
    counts["blocks"] = _blocks(true, pairs, drafted_letters_of, text)
    true_ident_of = {
        drafted_article.ident: true_facts.ident for true_facts, drafted_article in pairs
    }
    for name, facts in (("decks", _decks), ("bylines", _bylines), ("topics", _topics)):
        true_facts = {(a.ident, *fact) for a in true.articles for fact in facts(a)}
        drafted_facts = {
            (true_ident_of.get(a.ident, f"no {a.ident}"), *fact)
            for a in drafted.articles
            for fact in facts(a)
        }
        counts[name] = Count(len(true_facts & drafted_facts), len(drafted_facts), len(true_facts))
    true_joins, drafted_joins = set(_joins(true, text)), set(_joins(drafted, text))
    counts["joins"] = Count(len(true_joins & drafted_joins), len(drafted_joins), len(true_joins))
    for kind in ("column-title", "furniture", "notice", "advertisement", "repeat", "stray"):
        true_letters = _letters(_apart_spans(true, kind), text)
        drafted_letters = _letters(_apart_spans(drafted, kind), text)
        counts[kind] = Count(
            len(true_letters & drafted_letters), len(drafted_letters), len(true_letters)
        )
    _count_places(counts, true, pairs)
    return result


def _blocks(
    true: PageEntry,
    pairs: Sequence[tuple[ArticleEntry, ArticleEntry]],
    letters_of: Mapping[str, set[int]],
    text: str,
) -> Count:
    """Return how many of the blocks of `true` are mostly in the matching article."""
    drafted_ident_of = {true_article.ident: article.ident for true_article, article in pairs}
    count = Count()
    for article in true.articles:
        decks = [deck for deck in (article.kicker, article.headline, *article.subheads) if deck]
        for part in [*decks, *article.body]:
            letters = _letters(part.at, text)
            if not letters:
                continue
            shares = {
                ident: len(letters & drafted_letters)
                for ident, drafted_letters in letters_of.items()
            }
            most = max(shares, key=lambda ident: shares[ident], default="")
            count.true += 1
            count.drafted += bool(most) and shares[most] * 2 >= len(letters)
            count.right += (
                bool(most)
                and shares[most] * 2 >= len(letters)
                and drafted_ident_of.get(article.ident) == most
            )
    return count


def matched(
    true: PageEntry, drafted: PageEntry, text: str
) -> list[tuple[ArticleEntry, ArticleEntry]]:
    """Return matching pairs of (true, drafted) articles, most similar first."""
    drafted_articles = [(a, _letters(_article_spans(a), text)) for a in drafted.articles]
    true_articles = [(a, _letters(_article_spans(a), text)) for a in true.articles]
    target = sorted(
        (
            (
                2
                * len(drafted_letters & true_letters)
                / (len(drafted_letters) + len(true_letters)),
                n,
                m,
            )
            for n, (_, true_letters) in enumerate(true_articles)
            for m, (_, drafted_letters) in enumerate(drafted_articles)
            if drafted_letters & true_letters
        ),
        key=lambda item: (-item[0], *item[1:]),
    )
    pairs, used_true, used_ours = [], set(), set()
    for share, n, m in target:
        if share >= MATCHED and n not in used_true and m not in used_ours:
            pairs.append((true_articles[n][0], drafted_articles[m][0]))
            used_true.add(n)
            used_ours.add(m)
    return pairs


def _count_places(counts: Mapping[str, Count], true: PageEntry, pairs: list) -> None:
    counts["province"].true = sum(bool(article.places) for article in true.articles)
    for true_article, drafted_article in pairs:
        if not true_article.places:
            continue
        provinces = {drafted_article.places[0].code[:2]} if drafted_article.places else set()
        counts["province"].drafted += bool(provinces)
        counts["province"].right += true_article.places[0].code[:2] in provinces
    for article in true.articles:
        finest = _finest(article)
        if finest is None:
            continue
        counts["county"].true += 1
        for true_article, drafted_article in pairs:
            if true_article is article and drafted_article.places:
                counts["county"].drafted += 1
                counts["county"].right += finest in {place.code for place in drafted_article.places}


def _finest(article: ArticleEntry) -> str | None:
    """Return the county, or else the city, of the first stated place; None if neither is stated."""
    stated = [place.code for place in article.places or () if place.basis == "stated"]
    return stated[0] if stated and not stated[0].endswith("0000") else None


def _article_spans(article: ArticleEntry) -> Iterator[tuple[int, int]]:
    for deck in (article.kicker, article.headline, *article.subheads):
        if deck:
            yield from deck.at
    for block in article.body:
        yield from block.at


def _apart_spans(page: PageEntry, kind: str) -> Iterator[tuple[int, int]]:
    for zone in page.apart:
        if zone.kind == kind:
            yield from zone.at


def _letters(spans: Iterable[tuple[int, int]], text: str) -> set[int]:
    """Return the offsets of the characters in `spans` that are not white space."""
    return {i for start, end in spans for i in range(start, end) if not text[i].isspace()}


def _decks(article: ArticleEntry) -> Iterator[tuple]:
    if article.kicker:
        yield "kicker", letters_only(article.kicker.text)
    yield "headline", letters_only(article.headline.text)
    for deck in article.subheads:
        yield "subhead", letters_only(deck.text)


def _bylines(article: ArticleEntry) -> Iterator[tuple]:
    for credit in article.bylines:
        yield credit.person, credit.role, credit.position


def _topics(article: ArticleEntry) -> Iterator[tuple]:
    for topic in article.topics:
        yield (topic,)


def _joins(page: PageEntry, text: str) -> Iterator[tuple[int, int]]:
    for article in page.articles:
        for block in article.body:
            for (_, end), (start, _) in zip(block.at, block.at[1:], strict=False):
                yield end, start
