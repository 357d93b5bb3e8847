"""How much a stretch of text has to do with an article: the rare words and names they share."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

_RUN = re.compile(r"[㐀-鿿]+|[A-Za-z0-9]{2,}")


@lru_cache(maxsize=2048)
def features(text: str) -> frozenset[str]:
    """Pairs and triples of neighbouring characters, and words in other letters."""
    found: set[str] = set()
    for run in _RUN.findall(text):
        if run[0] < "㐀":
            found.add(run)
        else:
            for size in (2, 3):
                found |= {run[at : at + size] for at in range(len(run) - size + 1)}
    return frozenset(found)


class Similarity:
    """Weighs what texts share by how few texts have it; `others` are texts known besides."""

    def __init__(self, texts: Sequence[str], others: Iterable[Iterable[str]] = ()):
        sets = [set(one) for one in others] + [features(text) for text in texts]
        self._seen = Counter(feature for one in sets for feature in one)
        self._texts = max(2, len(sets))

    def weight(self, feature: str) -> float:
        """0 for what is in every text."""
        return math.log((1 + self._texts) / (1 + self._seen[feature])) if self._seen else 0.0

    def share(self, part: str, whole: str) -> float:
        """The share of `part`'s weight that stands in `whole` too, from 0 to 1.

        A long text has more of everything, so what it shares counts for a little less.
        """
        return self.share_of(features(part), [features(whole)], len(whole))

    def share_of(self, mine: frozenset[str], wholes: Iterable[frozenset[str]], size: int) -> float:
        """The same, of features: those of the part, and of what makes up the whole of `size`."""
        total = math.fsum(map(self.weight, mine))
        if not total:
            return 0.0
        both: set[str] = set()
        for one in wholes:
            both |= mine & one
        return math.fsum(map(self.weight, both)) / total / max(1.0, size / 300) ** 0.25
