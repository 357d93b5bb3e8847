"""Headlines broken between words, first at their printed blanks, with search hits marked."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from markupsafe import Markup

from archive.search.highlight import HighlightPiece, pieces
from archive.text.line_breaks import line_breaks

from .highlighted import marked

_BLANKS = re.compile(r"(\s+)")


def deck(text: str, terms: Sequence[str] | None = None) -> Markup:
    """A kicker, a headline or a subhead, with every folded term in <mark>."""
    split = pieces(text, terms) if terms else ()
    return _set(split, _marked) if any(piece.hit for piece in split) else _plain(text)


def deck_pieces(split: Iterable[HighlightPiece]) -> Markup:
    """The same on the article's page, where each hit has an anchor."""
    return _set(tuple(split), marked)


@lru_cache(maxsize=4096)
def _plain(text: str) -> Markup:
    return _set((HighlightPiece(text),), _marked)


def _marked(piece: HighlightPiece, text: Markup) -> Markup:
    return Markup(f"<mark>{text}</mark>") if piece.hit else text


def _set(split: Sequence[HighlightPiece], mark: Callable[[HighlightPiece, Markup], str]) -> Markup:
    """The pieces with <wbr> between words; CSS keeps parts between blanks together if they fit."""
    breaks = line_breaks("".join(piece.text for piece in split))
    parts: list[list[str]] = [[]]
    blanks, at = [""], 0
    for piece in split:
        for is_blank, text in enumerate(_BLANKS.split(piece.text)):
            if is_blank % 2:
                parts.append([])
                blanks.append(text)
            elif text:
                parts[-1].append(mark(piece, _breakable(text, at, breaks)))
                piece = piece._replace(opens=False)
            at += len(text)
    joined = ["".join(part) for part in parts]
    if len(parts) > 1:
        joined = [f'<span class="headline-part">{part}</span>' if part else "" for part in joined]
    whole = "".join(f"{blank}{part}" for blank, part in zip(blanks, joined, strict=True))
    return Markup(f'<span class="words">{whole}</span>')


def _breakable(text: str, at: int, breaks: Sequence[int]) -> Markup:
    """`text`, which begins at offset `at` of the whole, with <wbr> at the breaks."""
    inside = breaks[bisect_left(breaks, at) : bisect_left(breaks, at + len(text))]
    ends = (0, *(place - at for place in inside), len(text))
    return Markup("<wbr>").join(text[start:end] for start, end in pairwise(ends))
