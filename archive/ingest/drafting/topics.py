"""Propose topics by their terms and by the topics of similar catalogued articles."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archive.catalogue.entries import ArticleEntry, TopicEntry
from archive.text import segment
from archive.text.fold import fold

# Minimum score of a topic.
_MIN_SCORE = 0.5
# Minimum score relative to the best topic.
_MIN_RELATIVE = 0.6
# Maximum number of topics per article.
_MAX_TOPICS = 3
# Weight of a topic's terms in the text (log count).
_TERMS = 0.35
# Weight of a topic's own words (cosine).
_OWN_WORDS = 2.0
# Weight of similar articles with the topic (sum of cosines).
_CARRIED = 1.2
# Occurrences as which a term in the deck counts.
_IN_DECK = 4
# Maximum number of occurrences in the text that count.
_MAX_IN_TEXT = 4
# Minimum confidence in a topic.
_MIN_CONFIDENCE = 0.2
# Maximum confidence in a topic.
_MAX_CONFIDENCE = 0.9
# Number of nearest neighbours used.
_NEIGHBOURS = 4


@dataclass(frozen=True)
class CataloguedArticle:
    """A catalogued article with its text; "" if the text is not available."""

    newspaper: str
    article: ArticleEntry
    text: str


class TopicModel:
    """Topic scores by TF-IDF: against the topics' own words and the articles that have them."""

    def __init__(self, topics: Mapping[str, TopicEntry], examples: Sequence[CataloguedArticle]):
        broad = {topic.broader for topic in topics.values()}
        self.topics = {slug: topic for slug, topic in topics.items() if slug not in broad}
        texts = [
            (
                Counter(
                    _words(f"{entry.article.headline.text}\n{entry.article.digest}\n{entry.text}")
                ),
                entry.article.topics,
            )
            for entry in examples
        ]
        self._seen: Counter = Counter(word for words, _ in texts for word in words)
        self._texts = max(2, len(texts))
        self._example_vectors = [(self._vector(words), topics) for words, topics in texts]
        self._topic_vectors = {
            slug: self._vector(
                Counter(_words(" ".join((topic.label, *topic.also, topic.definition))))
            )
            for slug, topic in self.topics.items()
        }

    def _vector(self, words: Counter) -> dict[str, float]:
        weights = {
            word: (1 + math.log(count)) * math.log((1 + self._texts) / (0.5 + self._seen[word]))
            for word, count in words.items()
        }
        norm = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {word: weight / norm for word, weight in weights.items()}

    def scores(self, deck: str, text: str) -> dict[str, tuple[float, str]]:
        """Return (score, reason) of each topic."""
        own_vector = self._vector(Counter(_words(deck * 3 + "\n" + text)))
        neighbours = sorted(
            ((_cosine(own_vector, vector), topics) for vector, topics in self._example_vectors),
            key=lambda pair: -pair[0],
        )[:_NEIGHBOURS]
        carried: dict[str, float] = defaultdict(float)
        for similarity, topics in neighbours:
            for slug in topics:
                carried[slug] += similarity
        result = {}
        for slug, topic in self.topics.items():
            terms = {topic.label, *topic.also}
            named = [term for term in sorted(terms) if term in deck or term in text]
            weighted_count = sum(
                _IN_DECK * deck.count(term) + min(text.count(term), _MAX_IN_TEXT) for term in named
            )
            score = _TERMS * math.log1p(weighted_count) + _OWN_WORDS * _cosine(
                own_vector, self._topic_vectors[slug]
            )
            score += _CARRIED * carried[slug]
            reason = f"文中有“{named[0]}”" if named else "与已编目文章的用词相近"
            result[slug] = (score, reason)
        return result


def _words(text: str) -> list[str]:
    return [word for word in segment.words(fold(text).text) if len(word) > 1 and not word.isdigit()]


def _cosine(first: Mapping[str, float], second: Mapping[str, float]) -> float:
    if len(first) > len(second):
        first, second = second, first
    return sum(weight * second.get(word, 0.0) for word, weight in sorted(first.items()))


def choose_topics(subjects: TopicModel, deck: str, text: str) -> list[tuple[str, float, str]]:
    """Return (topic, confidence, reason) of the topics of a text, best first."""
    scores = subjects.scores(deck, text)
    order = sorted(scores, key=lambda slug: (-scores[slug][0], slug))
    if not order:
        return []
    enough = max(_MIN_SCORE, scores[order[0]][0] * _MIN_RELATIVE)
    taken = [slug for slug in order[:_MAX_TOPICS] if scores[slug][0] >= enough] or order[:1]
    return [
        (slug, max(_MIN_CONFIDENCE, min(_MAX_CONFIDENCE, scores[slug][0] / 2)), scores[slug][1])
        for slug in taken
    ]
