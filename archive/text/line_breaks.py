"""Find where a headline may be broken into lines: between words, never inside one."""

import re
from functools import lru_cache
from itertools import pairwise

from .fold import fold
from .segment import cut

_TOKENS = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)*)|(?P<latin>[A-Za-z\u00c0-\u024f]+)"
    r"|(?P<han>[\u3400-\u9fff]+)|(?P<blank>\s+)|."
)
# marks that cannot begin a line, and marks that cannot end one (GB/T 15834-2011, 5.1; CLREQ, 3.1.6)
_NOT_FIRST = frozenset("，。、；：？！）》〉」』】”’…·—～-%％℃°,.;:?!)")
_NOT_LAST = frozenset("“‘（《〈「『【·-(#$￥")
# Single-character words that attach to the word before them, and those that attach to the word
# after. Any other single character attaches to both, since it is usually part of a word that the
# dictionary lacks.
_BELONG_BEFORE = frozenset("的地得了着过们等者")
_BELONG_BEHIND = frozenset("和与及或在由被把将为让使给从向对以于助帮促")
# longest run that is not broken, in characters: half a line of a headline on a phone
_MAX_UNBROKEN = 7


@lru_cache(maxsize=4096)
def line_breaks(text: str) -> tuple[int, ...]:
    """Return the offsets in `text` at which a line may begin, ascending; blanks excluded."""
    places, start, at = [], 0, 0
    tokens = _tokens(text)
    for (kind, word), (next_kind, next_word) in pairwise(tokens):
        at += len(word)
        if "blank" in (kind, next_kind):
            start = at
        elif _may_part(kind, word, next_kind, next_word, at + len(next_word) - start):
            places.append(at)
            start = at
    return tuple(places)


def _tokens(text: str) -> list[tuple[str, str]]:
    """Return (kind, word) of the whole `text`; a number includes its measure word."""
    tokens: list[tuple[str, str]] = []
    for match in _TOKENS.finditer(text):
        kind, run = match.lastgroup or "mark", match[0]
        words = _words(run) if kind == "han" else [run]
        if kind == "han" and tokens and tokens[-1][0] == "number" and len(words[0]) == 1:
            tokens[-1] = ("number", tokens[-1][1] + words.pop(0))
        tokens += [(kind, word) for word in words]
    return tokens


def _words(han: str) -> list[str]:
    """Return the words of a run of Han characters as printed; the dictionary is simplified."""
    folded = fold(han).text
    if len(folded) != len(han):
        return cut(han)
    words, at = [], 0
    for word in cut(folded):
        words.append(han[at : at + len(word)])
        at += len(word)
    return words


def _may_part(kind: str, word: str, next_kind: str, next_word: str, length: int) -> bool:
    """Return whether a line may end between two tokens, together `length` characters long."""
    if word[-1] in _NOT_LAST or next_word[0] in _NOT_FIRST:
        return False
    if "mark" in (kind, next_kind):
        return True
    if kind == "number" and word[-1].isdigit():
        return False
    if length > _MAX_UNBROKEN:
        return True
    # browsers leave a little room between letters and Han characters only if nothing is in between
    if next_kind == "number":
        return False
    if len(word) == 1 and word not in _BELONG_BEFORE:
        return False
    return len(next_word) > 1 or next_word in _BELONG_BEHIND
