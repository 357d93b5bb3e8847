"""Similar articles: the words and facet values by which an article is compared with others."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

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

    @cached_property
    def weightiest(self) -> list[str]:
        """The words, the longest and most frequent first."""
        return sorted(self.words, key=lambda word: (-self.words[word] * len(word), word))


def weighted_words(title: str, text: str) -> Counter[str]:
    """Return the words of two or more characters in a title and the beginning of a text."""
    counts = Counter(_compared(title) * _TITLE_WEIGHT)
    counts.update(_compared(text[:_MAX_TEXT_LENGTH]))
    return counts


def _compared(text: str) -> list[str]:
    return [word for word in words(fold(text).text) if len(word) > 1 and not word[0].isdigit()]
