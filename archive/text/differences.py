"""What differs between two texts, word by word."""

from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from .segment import cut

# characters of each text that are compared
LONGEST = 20_000

Side = Literal["both", "left", "right"]


class Difference(NamedTuple):
    """A stretch of text that stands in both, or in one of them only."""

    side: Side
    text: str


def differences(left: str, right: str) -> list[Difference]:
    """Return the two texts as one, in order; what was replaced precedes what replaces it.

    The stretches in `both` and on the `left` are the left text, likewise on the right. Of longer
    texts the first LONGEST characters are compared.
    """
    before, after = cut(left[:LONGEST]), cut(right[:LONGEST])
    result: list[Difference] = []
    for kind, start, end, begin, stop in SequenceMatcher(None, before, after).get_opcodes():
        if kind == "equal":
            result.append(Difference("both", "".join(before[start:end])))
            continue
        if start < end:
            result.append(Difference("left", "".join(before[start:end])))
        if begin < stop:
            result.append(Difference("right", "".join(after[begin:stop])))
    return result
