"""Compares a drafted page with the same page as an editor catalogued it.

Every measure is a pair of counts, so that pages add up before anything is divided: what was right,
out of what was drafted and out of what is true.

- text: of the characters that stand in an article, those that the draft puts in the same article;
- articles: those that share most of their characters with one of the other side, one to one;
- decks: kicker, headline and each subhead, by role and wording;
- joins: places where a block goes on from the end of one span to the start of another;
- bylines: who, in which role and position; topics: the topics of each article;
- province, county: of the matched articles, those whose first place lies in the right province,
  and of those that have a county (or a city below which no county is named), those that name it;
- apart: characters that belong to no article, by kind.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from archive.catalogue.entries import ArticleEntry, PageEntry

# an article is found when the two sides share this much of their characters (F1)
FOUND = 0.5
MEASURES = (
    *("text", "articles", "decks", "joins", "bylines", "province", "county", "topics"),
    *("column-title", "furniture", "repeat", "stray"),
)


@dataclass
class Count:
    """Right answers, out of those drafted and those that are true."""

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
    """What one page, or several together, came to."""

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
    """What `drafted` is worth, `true` being right; both are of the page whose text is `text`."""
    pairs = matched(true, drafted, text)
    made = Score()
    counts = made.counts
    ours = {article.ident: _letters(_article_spans(article), text) for article in drafted.articles}
    theirs = {article.ident: _letters(_article_spans(article), text) for article in true.articles}
    counts["text"] = Count(
        sum(len(ours[mine.ident] & theirs[right.ident]) for right, mine in pairs),
        sum(map(len, ours.values())),
        sum(map(len, theirs.values())),
    )
    counts["articles"] = Count(len(pairs), len(drafted.articles), len(true.articles))
    of_ours = {mine.ident: right.ident for right, mine in pairs}
    for name, facts in (("decks", _decks), ("bylines", _bylines), ("topics", _topics)):
        right = {(a.ident, *fact) for a in true.articles for fact in facts(a)}
        found = {
            (of_ours.get(a.ident, f"no {a.ident}"), *fact)
            for a in drafted.articles
            for fact in facts(a)
        }
        counts[name] = Count(len(right & found), len(found), len(right))
    true_joins, drafted_joins = set(_joins(true, text)), set(_joins(drafted, text))
    counts["joins"] = Count(len(true_joins & drafted_joins), len(drafted_joins), len(true_joins))
    for kind in ("column-title", "furniture", "repeat", "stray"):
        true_letters = _letters(_apart_spans(true, kind), text)
        drafted_letters = _letters(_apart_spans(drafted, kind), text)
        counts[kind] = Count(
            len(true_letters & drafted_letters), len(drafted_letters), len(true_letters)
        )
    _count_places(counts, true, pairs)
    return made


def matched(
    true: PageEntry, drafted: PageEntry, text: str
) -> list[tuple[ArticleEntry, ArticleEntry]]:
    """Pairs of (true, drafted) articles that are the same, the likest first."""
    ours = [(a, _letters(_article_spans(a), text)) for a in drafted.articles]
    theirs = [(a, _letters(_article_spans(a), text)) for a in true.articles]
    likeness = sorted(
        (
            (2 * len(mine & right) / (len(mine) + len(right)), n, m)
            for n, (_, right) in enumerate(theirs)
            for m, (_, mine) in enumerate(ours)
            if mine & right
        ),
        key=lambda item: (-item[0], *item[1:]),
    )
    found, used_true, used_ours = [], set(), set()
    for share, n, m in likeness:
        if share >= FOUND and n not in used_true and m not in used_ours:
            found.append((theirs[n][0], ours[m][0]))
            used_true.add(n)
            used_ours.add(m)
    return found


def _count_places(counts: Mapping[str, Count], true: PageEntry, pairs: list) -> None:
    counts["province"].true = sum(bool(article.places) for article in true.articles)
    for right, mine in pairs:
        if not right.places:
            continue
        provinces = {mine.places[0].code[:2]} if mine.places else set()
        counts["province"].drafted += bool(provinces)
        counts["province"].right += right.places[0].code[:2] in provinces
    for article in true.articles:
        finest = _finest(article)
        if finest is None:
            continue
        counts["county"].true += 1
        for right, mine in pairs:
            if right is article and mine.places:
                counts["county"].drafted += 1
                counts["county"].right += finest in {place.code for place in mine.places}


def _finest(article: ArticleEntry) -> str | None:
    """The county, else the city, that the article's stated places begin with."""
    stated = [place.code for place in article.places if place.basis == "stated"]
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
    """Offsets of the characters in `spans` that are no blanks."""
    return {i for start, end in spans for i in range(start, end) if not text[i].isspace()}


def _bare(words: str) -> str:
    return "".join(char for char in words if char.isalnum())


def _decks(article: ArticleEntry) -> Iterator[tuple]:
    if article.kicker:
        yield "kicker", _bare(article.kicker.text)
    yield "headline", _bare(article.headline.text)
    for deck in article.subheads:
        yield "subhead", _bare(deck.text)


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
