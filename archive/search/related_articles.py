"""Related articles: what a reader of an article may read next, and why."""

from collections.abc import Sequence
from datetime import date
from typing import Literal, NamedTuple

from archive import search
from archive.models import Article, Place
from archive.models.prepared_queries import Candidate, candidates, entries
from archive.text.fold import fold

from .contract import Hit, SearchUnavailable
from .likeness import Likeness, words_of

# articles shown, those that are looked at for them, and words and values named for each
SHOWN, LOOKED_AT, NAMED = 5, 12, 3
# how much an article of the same day gains over one of long ago, and the days that halve it
_NEARNESS, _HALF_LIFE = 0.2, 365

Kind = Literal["topic", "place", "words"]


class Reason(NamedTuple):
    """Why an article is related: topics or places that both are about, or words of both."""

    kind: Kind
    # names, as shown
    values: tuple[str, ...]


class RelatedArticle(NamedTuple):
    article: Article
    reasons: tuple[Reason, ...]


def related_articles(article: Article) -> list[RelatedArticle]:
    """Return at most SHOWN related articles, most similar first, loaded as entries of a list.

    `article` is loaded by `article_to_read`. Of those that print the same dispatch only one is
    returned, and none that prints the article's own. None while there is no index.
    """
    likeness = _likeness(article)
    try:
        hits = search.related(likeness, LOOKED_AT)
    except SearchUnavailable:
        return []
    found = zip(hits, candidates([hit.ident for hit in hits]), strict=True)
    nearest = sorted(found, key=lambda pair: -_score(pair[0], pair[1], article))
    printed = {reprint.dispatch_id for reprint in article.reprints.all()}
    result: list[RelatedArticle] = []
    # entries are loaded as they are needed: almost always the first ones have a reason
    for start in range(0, len(nearest), SHOWN):
        batch = [candidate for _, candidate in nearest[start : start + SHOWN]]
        loaded = entries([candidate.ident for candidate in batch])
        for candidate, other in zip(batch, loaded, strict=True):
            reasons = tuple(_reasons(article, other, likeness))
            if reasons and not candidate.dispatches & printed:
                printed |= candidate.dispatches
                result.append(RelatedArticle(other, reasons))
            if len(result) == SHOWN:
                return result
    return result


def _likeness(article: Article) -> Likeness:
    text = article.full_text.plain if article.text_held else ""
    codes = [covered.place_id for covered in article.coverage.all()]
    return Likeness(
        article.ident,
        words_of(_title(article), f"{article.digest}\n{text}"),
        {
            "topic": tuple(topic.slug for topic in article.topics),
            "county": tuple(code for code in codes if not code.endswith("00")),
            "city": tuple(dict.fromkeys(f"{code[:4]}00" for code in codes if code[2:4] != "00")),
        },
    )


def _title(article: Article) -> str:
    return " ".join((article.kicker, article.headline, *article.subheads))


def _score(hit: Hit, other: Candidate, article: Article) -> float:
    days = abs((_middle(other) - _middle(article)).days)
    return hit.score * (1 + _NEARNESS * 0.5 ** (days / _HALF_LIFE))


def _middle(article: Article | Candidate) -> date:
    return article.earliest + (article.latest - article.earliest) / 2


def _reasons(article: Article, other: Article, likeness: Likeness) -> list[Reason]:
    reasons = []
    topics = [topic.shown_label for topic in article.topics if topic in other.topics]
    if topics:
        reasons.append(Reason("topic", tuple(topics[:NAMED])))
    places = _common_places(
        [covered.place for covered in article.coverage.all()],
        [covered.place for covered in other.coverage.all()],
    )
    if places:
        reasons.append(Reason("place", tuple(places[:NAMED])))
    if not topics:
        there = fold(f"{_title(other)}\n{other.digest}").text
        common = sorted(
            (word for word in likeness.words if word in there),
            key=lambda word: (-likeness.words[word] * len(word), word),
        )
        if len(common) > 1:
            reasons.append(Reason("words", tuple(common[:NAMED])))
    return reasons


def _common_places(ours: Sequence[Place], theirs: Sequence[Place]) -> list[str]:
    """Return the names of cities and counties in both, or of the wider one of two."""
    names: dict[str, None] = {}
    for one in ours:
        for other in theirs:
            wider = min(one, other, key=lambda place: len(place.code.rstrip("0")))
            inside = other if wider is one else one
            stem = wider.code[:4] if wider.code.endswith("00") else wider.code
            if wider.code[2:4] != "00" and inside.code.startswith(stem):
                names[wider.shown_full_name] = None
    return list(names)
