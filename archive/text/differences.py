"""Compare two texts: clause by clause, then word by word."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from operator import attrgetter
from typing import Literal, NamedTuple

from .segment import cut

# characters of each text that are compared
MAX_LENGTH = 20_000
# Pairs of words of two stretches up to which they are compared word by word. Longer ones have
# little in common, as no clause is the same.
_MAX_PAIRS = 1_000_000
_CLAUSES = re.compile(r"[^，。；：！？、\n]*[，。；：！？、\n]*")

Side = Literal["both", "left", "right"]


class Difference(NamedTuple):
    """A stretch of text that is in both, or in one of them only."""

    side: Side
    text: str


def differences(left: str, right: str) -> list[Difference]:
    """Return the two texts as one, in order; deletions precede their replacements.

    The stretches in `both` and on the `left` are the left text, likewise on the right. Of longer
    texts the first MAX_LENGTH characters are compared.
    """
    parts = _by_clause(left[:MAX_LENGTH], right[:MAX_LENGTH])
    return [
        Difference(side, "".join(part.text for part in stretch))
        for side, stretch in groupby(parts, attrgetter("side"))
    ]


def _by_clause(left: str, right: str) -> Iterator[Difference]:
    for left_part, right_part in _aligned(_clauses(left), _clauses(right)):
        if left_part == right_part:
            yield Difference("both", left_part)
        else:
            yield from _by_word(left_part, right_part)


def _by_word(left: str, right: str) -> Iterator[Difference]:
    before, after = cut(left), cut(right)
    pairs = [(left, right)]
    if left and right and len(before) * len(after) <= _MAX_PAIRS:
        pairs = list(_aligned(before, after))
    for left_part, right_part in pairs:
        if left_part == right_part:
            yield Difference("both", left_part)
            continue
        if left_part:
            yield Difference("left", left_part)
        if right_part:
            yield Difference("right", right_part)


def _aligned(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield pairs of stretches that are equal or correspond."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for _, start, end, begin, stop in matcher.get_opcodes():
        yield "".join(before[start:end]), "".join(after[begin:stop])


def _clauses(text: str) -> list[str]:
    return [clause for clause in _CLAUSES.findall(text) if clause]


def common_prefix_length(a: str, b: str) -> int:
    """Return the length of the longest common prefix."""
    pairs = enumerate(zip(a, b, strict=False))
    return next((n for n, (x, y) in pairs if x != y), min(len(a), len(b)))
