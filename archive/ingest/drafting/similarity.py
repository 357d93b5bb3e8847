"""Measure the similarity of a piece of text and an article by their shared rare words and names."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

# Longer wholes are discounted: number of characters.
_LONG = 300
# Power of the length by which they are discounted.
_LENGTH_POWER = 0.25
_RUN = re.compile(r"[㐀-鿿]+|[A-Za-z0-9]{2,}")


@lru_cache(maxsize=2048)
def features(text: str) -> frozenset[str]:
    """Return bigrams and trigrams of characters, and words in other scripts."""
    result: set[str] = set()
    for run in _RUN.findall(text):
        if run[0] < "㐀":
            result.add(run)
        else:
            for size in (2, 3):
                result |= {run[index : index + size] for index in range(len(run) - size + 1)}
    return frozenset(result)


class Similarity:
    """Similarity by inverse document frequency; `others` are the features of further texts."""

    def __init__(self, texts: Sequence[str], others: Iterable[Iterable[str]] = ()):
        sets = [set(feature_set) for feature_set in others] + [features(text) for text in texts]
        self._seen = Counter(feature for feature_set in sets for feature in feature_set)
        self._texts = max(2, len(sets))

    def weight(self, feature: str) -> float:
        """Return the inverse document frequency of a feature; 0 if it is in every text."""
        return math.log((1 + self._texts) / (1 + self._seen[feature])) if self._seen else 0.0

    def share(self, part: str, whole: str) -> float:
        """Return the share of `part`'s weight that is also in `whole`, from 0 to 1.

        Slightly reduced for long texts, which share more with everything.
        """
        return self.share_of(features(part), [features(whole)], len(whole))

    def share_of(
        self, part_features: frozenset[str], wholes: Iterable[frozenset[str]], size: int
    ) -> float:
        """Return the same share by features: of the part, and of the pieces of a whole.

        `size` is the number of characters of the whole.
        """
        total = math.fsum(map(self.weight, part_features))
        if not total:
            return 0.0
        shared: set[str] = set()
        for piece in wholes:
            shared |= part_features & piece
        return math.fsum(map(self.weight, shared)) / total / max(1.0, size / _LONG) ** _LENGTH_POWER
