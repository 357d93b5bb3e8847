"""Proposes topics of the vocabulary by their words and by what catalogued articles carry."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archive.catalogue.entries import ArticleEntry, TopicEntry
from archive.text import segment
from archive.text.fold import fold

# a topic must come to this, and to this share of the best
_LEAST, _BESIDE = 0.5, 0.6
_MOST = 3
# how many of the articles most alike are asked
_NEIGHBOURS = 4


@dataclass(frozen=True)
class KnownTopics:
    """A catalogued article with its text, where that is held ('' else)."""

    newspaper: str
    article: ArticleEntry
    text: str


class TopicModel:
    """The topics that may be given to an article, with their words and the articles that carry them."""

    def __init__(self, topics: Mapping[str, TopicEntry], known: Sequence[KnownTopics]):
        broad = {topic.broader for topic in topics.values()}
        self.topics = {slug: topic for slug, topic in topics.items() if slug not in broad}
        texts = [
            (
                Counter(_words(f"{one.article.headline.text}\n{one.article.digest}\n{one.text}")),
                one.article.topics,
            )
            for one in known
        ]
        self._seen: Counter = Counter(word for words, _ in texts for word in words)
        self._texts = max(2, len(texts))
        self._known = [(self._vector(words), topics) for words, topics in texts]
        self._said = {
            slug: self._vector(
                Counter(_words(" ".join((topic.label, *topic.also, topic.definition))))
            )
            for slug, topic in self.topics.items()
        }

    def _vector(self, words: Counter) -> dict[str, float]:
        found = {
            word: (1 + math.log(count)) * math.log((1 + self._texts) / (0.5 + self._seen[word]))
            for word, count in words.items()
        }
        size = math.sqrt(sum(weight * weight for weight in found.values())) or 1.0
        return {word: weight / size for word, weight in found.items()}

    def scores(self, deck: str, text: str) -> dict[str, tuple[float, str]]:
        """What speaks for each topic, and in what words."""
        mine = self._vector(Counter(_words(deck * 3 + "\n" + text)))
        near = sorted(
            ((_cosine(mine, vector), topics) for vector, topics in self._known),
            key=lambda pair: -pair[0],
        )[:_NEIGHBOURS]
        carried: dict[str, float] = defaultdict(float)
        for alike, topics in near:
            for slug in topics:
                carried[slug] += alike
        found = {}
        for slug, topic in self.topics.items():
            terms = {topic.label, *topic.also}
            named = [term for term in sorted(terms) if term in deck or term in text]
            times = sum(4 * deck.count(term) + min(text.count(term), 4) for term in named)
            score = 0.35 * math.log1p(times) + 2.0 * _cosine(mine, self._said[slug])
            score += 1.2 * carried[slug]
            why = f"文中有“{named[0]}”" if named else "与已编目文章的用词相近"
            found[slug] = (score, why)
        return found


def _words(text: str) -> list[str]:
    return [word for word in segment.words(fold(text).text) if len(word) > 1 and not word.isdigit()]


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other.get(word, 0.0) for word, weight in sorted(one.items()))


def choose_topics(subjects: TopicModel, deck: str, text: str) -> list[tuple[str, float, str]]:
    """(topic, confidence, reason) of those that a text suggests, the likeliest first."""
    scores = subjects.scores(deck, text)
    order = sorted(scores, key=lambda slug: (-scores[slug][0], slug))
    if not order:
        return []
    enough = max(_LEAST, scores[order[0]][0] * _BESIDE)
    taken = [slug for slug in order[:_MOST] if scores[slug][0] >= enough] or order[:1]
    return [(slug, max(0.2, min(0.9, scores[slug][0] / 2)), scores[slug][1]) for slug in taken]
