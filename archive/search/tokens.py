"""Tokenise folded text, so that every engine indexes the same tokens.

Overlapping character bigrams with positions (matching), single characters (one-character terms),
bigrams across a punctuation mark (matching without punctuation), and words (ranking).
"""

import re

from archive.text.fold import BOUNDARY
from archive.text.segment import words

__all__ = [
    "characters",
    "cover",
    "encoded",
    "neighbours",
    "pairs",
    "pairs_across_marks",
    "words",
]

# a lookahead, as the second character is also the first of the next pair
_ACROSS = re.compile(f"([^{BOUNDARY}]){BOUNDARY}(?=([^{BOUNDARY}]))")

# stands for a space inside a token (between Latin words), as spaces separate tokens
_BLANK = "␠"


def pairs(folded: str) -> list[str]:
    """Bigrams of neighbouring characters; the n-th has position n."""
    return [folded[n : n + 2] for n in range(len(folded) - 1)]


def pairs_across_marks(folded: str) -> list[str]:
    """Distinct bigrams of characters separated by one boundary mark."""
    return list(dict.fromkeys(a + b for a, b in _ACROSS.findall(folded)))


def characters(folded: str) -> list[str]:
    """Distinct characters, in order of first occurrence."""
    return list(dict.fromkeys(folded))


def cover(term: str) -> list[tuple[int, str]]:
    """The fewest (position, bigram) that cover a term of two or more characters.

    A text contains the term exactly where it has all of these bigrams at these relative positions.
    """
    last = len(term) - 2
    positions = [*range(0, last, 2), last]
    return [(n, term[n : n + 2]) for n in positions]


def encoded(folded: str) -> str:
    """Folded text with spaces replaced by a character that never occurs in folded text."""
    return folded.replace(" ", _BLANK)


def neighbours(one: str, other: str) -> list[tuple[str, str]]:
    """The bigrams that stand next to each other if two terms do, for each order of the terms.

    Empty if one of these pairs is a bigram with itself, which is near wherever it stands.
    """
    both = list(dict.fromkeys([(one[-2:], other[:2]), (other[-2:], one[:2])]))
    return [] if any(a == b for a, b in both) else both
