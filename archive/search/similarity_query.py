"""Similar articles: the words and facet values by which an article is compared with others."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from archive.text.fold import fold

from .tokens import words

# characters of the text that are compared
_MAX_TEXT_LENGTH = 1500
# weight of a word in the title, in the text 1
_TITLE_WEIGHT = 3


@dataclass(frozen=True)
class SimilarityQuery:
    """The words of an article, and its values of facets."""

    ident: str
    # folded word → its frequency in the article; in the title it counts several times
    words: Mapping[str, int]
    # facet → values, of `topic`, `county`, `city` and `province`
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def weighted_words(title: str, text: str) -> Counter[str]:
    """Return the words of two or more characters in a title and the beginning of a text."""
    counts = Counter[str]()
    for part, weight in ((title, _TITLE_WEIGHT), (text[:_MAX_TEXT_LENGTH], 1)):
        for word in words(fold(part).text):
            if len(word) > 1 and not word[0].isdigit():
                counts[word] += weight
    return counts
