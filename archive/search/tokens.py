"""Tokenise folded text, so that every engine indexes the same tokens.

Overlapping character bigrams with positions (matching), single characters (one-character terms),
bigrams across a punctuation mark (matching without punctuation), and words (ranking).
"""

import re
import sys
from array import array

from archive.text.fold import BOUNDARY
from archive.text.segment import words

__all__ = [
    "characters",
    "cover",
    "encoded",
    "joined_pairs",
    "neighbours",
    "pairs",
    "pairs_across_marks",
    "words",
]

# a lookahead, as the second character is also the first of the next pair
_ACROSS = re.compile(f"([^{BOUNDARY}]){BOUNDARY}(?=([^{BOUNDARY}]))")

# a number of 32 bits for each character, as arrays hold them, without a byte order mark
_UTF_32 = "utf-32-le" if sys.byteorder == "little" else "utf-32-be"

# replaces a space inside a token (between Latin words), as spaces separate tokens
_BLANK = "␠"


def pairs(folded: str) -> list[str]:
    """Return bigrams of neighbouring characters; the n-th has position n."""
    return [folded[n : n + 2] for n in range(len(folded) - 1)]


def joined_pairs(folded: str) -> str:
    """Return what `pairs` does, separated by spaces; ten times as fast for a long text."""
    codes = array("I", folded.encode(_UTF_32))
    if len(codes) < 2:
        return ""
    # first, second, space; first, second, space; … first, second
    joined = array("I", [ord(" ")]) * (3 * (len(codes) - 1) - 1)
    joined[::3], joined[1::3] = codes[:-1], codes[1:]
    return joined.tobytes().decode(_UTF_32)


def pairs_across_marks(folded: str) -> list[str]:
    """Return the distinct bigrams of characters separated by one boundary mark."""
    return list(dict.fromkeys(a + b for a, b in _ACROSS.findall(folded)))


def characters(folded: str) -> list[str]:
    """Return the distinct characters, in order of first occurrence."""
    return list(dict.fromkeys(folded))


def cover(term: str) -> list[tuple[int, str]]:
    """Return the fewest (position, bigram) that cover a term of two or more characters.

    A text contains the term exactly where it has all of these bigrams at these relative positions.
    """
    last = len(term) - 2
    positions = [*range(0, last, 2), last]
    return [(n, term[n : n + 2]) for n in positions]


def encoded(folded: str) -> str:
    """Return folded text with spaces replaced by a character that never occurs in folded text."""
    return folded.replace(" ", _BLANK)


def neighbours(first: str, second: str) -> list[tuple[str, str]]:
    """Return the bigrams that are adjacent if the two terms are, in either order.

    Empty if a bigram would be its own neighbour, as it is near itself everywhere.
    """
    bigrams = list(dict.fromkeys([(first[-2:], second[:2]), (second[-2:], first[:2])]))
    return [] if any(a == b for a, b in bigrams) else bigrams
