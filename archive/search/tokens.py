"""Cuts folded text into the tokens that engines index, so that every engine has the same.

Overlapping pairs of characters with their positions (what is found), single characters
(terms of one character), pairs with a mark between (what is found though marks are left out), and
words (in what order).
"""

import re

from archive.text.fold import BOUNDARY
from archive.text.segment import words

__all__ = ["characters", "cover", "encoded", "pairs", "pairs_across_marks", "words"]

# the second one may be the first of the next
_ACROSS = re.compile(f"([^{BOUNDARY}]){BOUNDARY}(?=([^{BOUNDARY}]))")

# a blank inside a token (between Latin words) would part it where tokens are listed with blanks
_BLANK = "␠"


def pairs(folded: str) -> list[str]:
    """Every two neighbouring characters, in order: the n-th stands at position n."""
    return [folded[n : n + 2] for n in range(len(folded) - 1)]


def pairs_across_marks(folded: str) -> list[str]:
    """Every two characters that have one boundary mark between them, once."""
    return list(dict.fromkeys(a + b for a, b in _ACROSS.findall(folded)))


def characters(folded: str) -> list[str]:
    """Every character once, in the order of first occurrence."""
    return list(dict.fromkeys(folded))


def cover(term: str) -> list[tuple[int, str]]:
    """The fewest (position, pair) that together hold every character of a term of two or more.

    A text has the term exactly where it has all of them at those distances from each other.
    """
    last = len(term) - 2
    positions = [*range(0, last, 2), last]
    return [(n, term[n : n + 2]) for n in positions]


def encoded(folded: str) -> str:
    """Folded text, or a token of it, without blanks; folding never makes the sign it puts for them."""
    return folded.replace(" ", _BLANK)
