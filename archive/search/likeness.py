"""What an article is compared by, to find others like it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from archive.text.fold import fold

from .tokens import words

# characters of the text that are read
_MAX_TEXT_LENGTH = 1500
# how often a word of the title counts as one
_TITLE = 3


@dataclass(frozen=True)
class Likeness:
    """The words of an article, and its values of facets."""

    ident: str
    # folded word → how often it stands in the article; in its title it counts several times
    words: Mapping[str, int]
    # facet → values, of `topic`, `county`, `city` and `province`
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def words_of(title: str, text: str) -> Counter[str]:
    """Return the words of two or more characters in a title and the beginning of a text."""
    counts = Counter[str]()
    for part, weight in ((title, _TITLE), (text[:_MAX_TEXT_LENGTH], 1)):
        for word in words(fold(part).text):
            if len(word) > 1 and not word[0].isdigit():
                counts[word] += weight
    return counts
