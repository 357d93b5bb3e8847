"""Related articles for an article's reader, each with the reasons."""

from collections.abc import Sequence
from datetime import date
from itertools import islice
from typing import Literal, NamedTuple

from archive import search
from archive.models import Article, Place
from archive.models.prepared_queries import Candidate, ComparableArticle, candidates, comparable
from archive.text.fold import fold

from .contract import Hit, SearchUnavailable
from .similarity_query import SimilarityQuery, weighted_words

# maximum numbers: articles shown, candidates, and values named as reasons
SHOWN, MAX_CANDIDATES, MAX_VALUES = 5, 12, 3
# bonus of an article of the same day over a much older one, and the days that halve it
_DATE_BONUS, _HALF_LIFE = 0.2, 365

Kind = Literal["topic", "place", "words"]


class Reason(NamedTuple):
    """Why an article is related: common topics, places or words."""

    kind: Kind
    # names, as shown
    values: tuple[str, ...]


class RelatedArticle(NamedTuple):
    article: Article
    reasons: tuple[Reason, ...]


def related_articles(article: Article) -> list[RelatedArticle]:
    """Return at most SHOWN related articles, most similar first, loaded by `for_comparing`.

    `article` is loaded by `article_to_read`. Of several that print one dispatch, only one is
    returned, and none that prints the article's own; nothing without an index.
    """
    target = _similarity_query(article)
    try:
        hits = search.related(target, MAX_CANDIDATES)
    except SearchUnavailable:
        return []
    loaded_hits = zip(hits, candidates([hit.ident for hit in hits]), strict=True)
    nearest = sorted(loaded_hits, key=lambda pair: -_score(pair[0], pair[1], article))
    dispatches = {reprint.dispatch_id for reprint in article.reprints.all()}
    related: list[RelatedArticle] = []
    # loaded as needed: the first ones almost always have a reason
    for start in range(0, len(nearest), SHOWN):
        batch = [candidate for _, candidate in nearest[start : start + SHOWN]]
        articles = comparable([candidate.ident for candidate in batch])
        for candidate, candidate_article in zip(batch, articles, strict=True):
            reasons = tuple(_reasons(article, candidate_article, target))
            if reasons and not candidate.dispatches & dispatches:
                dispatches |= candidate.dispatches
                related.append(RelatedArticle(candidate_article.article, reasons))
            if len(related) == SHOWN:
                return related
    return related


def _similarity_query(article: Article) -> SimilarityQuery:
    text = article.full_text.plain if article.text_held else ""
    codes = [covered.place_id for covered in article.coverage.all()]
    return SimilarityQuery(
        article.ident,
        weighted_words(_title(article), f"{article.digest}\n{text}"),
        {
            "topic": tuple(topic.slug for topic in article.topics),
            "county": tuple(code for code in codes if not code.endswith("00")),
            "city": tuple(dict.fromkeys(f"{code[:4]}00" for code in codes if code[2:4] != "00")),
        },
    )


def _title(article: Article) -> str:
    return " ".join((article.kicker, article.headline, *article.subheads))


def _score(hit: Hit, candidate: Candidate, article: Article) -> float:
    days = abs((_middle(candidate) - _middle(article)).days)
    return hit.score * (1 + _DATE_BONUS * 0.5 ** (days / _HALF_LIFE))


def _middle(article: Article | Candidate) -> date:
    return article.earliest + (article.latest - article.earliest) / 2


def _reasons(
    article: Article, candidate: ComparableArticle, target: SimilarityQuery
) -> list[Reason]:
    reasons = []
    topics = [topic.shown_label for topic in article.topics if topic.pk in candidate.topics]
    if topics:
        reasons.append(Reason("topic", tuple(topics[:MAX_VALUES])))
    places = _common_places([covered.place for covered in article.coverage.all()], candidate.places)
    if places:
        reasons.append(Reason("place", tuple(places[:MAX_VALUES])))
    if not topics:
        other_text = fold(f"{_title(candidate.article)}\n{candidate.article.digest}").text
        shared = (word for word in target.weightiest if word in other_text)
        common = tuple(islice(shared, MAX_VALUES))
        if len(common) > 1:
            reasons.append(Reason("words", common))
    return reasons


def _common_places(places: Sequence[Place], other_codes: Sequence[str]) -> list[str]:
    """Return the names of common cities and counties; of a city and its county, the city."""
    names: dict[str, None] = {}
    for place in places:
        # codes nest by prefix: 2304 are the first digits of a city and of its counties
        is_city = place.code.endswith("00")
        lineage = {above.code: above for above in place.lineage}
        for code in other_codes:
            common = place if is_city and code[:4] == place.code[:4] else lineage.get(code)
            if common is not None and common.code[2:4] != "00":
                names[common.shown_full_name] = None
    return list(names)
