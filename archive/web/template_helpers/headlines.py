"""Presentation of headlines: broken between words, first at their printed blanks, with what was searched marked."""

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
    cut = pieces(text, terms) if terms else ()
    return _set(cut, _marked) if any(piece.hit for piece in cut) else _plain(text)


def deck_pieces(cut: Iterable[HighlightPiece]) -> Markup:
    """The same on an article's own page, where each hit has an anchor."""
    return _set(tuple(cut), marked)


@lru_cache(maxsize=4096)
def _plain(text: str) -> Markup:
    return _set((HighlightPiece(text),), _marked)


def _marked(piece: HighlightPiece, text: Markup) -> Markup:
    return Markup(f"<mark>{text}</mark>") if piece.hit else text


def _set(cut: Sequence[HighlightPiece], marked: Callable[[HighlightPiece, Markup], str]) -> Markup:
    """Between words a line may end (<wbr>); what stands between blanks stays together if it can."""
    breaks = line_breaks("".join(piece.text for piece in cut))
    parts, blanks, at = [[]], [""], 0
    for piece in cut:
        for is_blank, text in enumerate(_BLANKS.split(piece.text)):
            if is_blank % 2:
                parts.append([])
                blanks.append(text)
            elif text:
                parts[-1].append(marked(piece, _breakable(text, at, breaks)))
                piece = piece._replace(opens=False)
            at += len(text)
    written = map("".join, parts)
    if len(parts) > 1:
        written = (f'<span class="headline-part">{part}</span>' if part else "" for part in written)
    whole = "".join(f"{blank}{part}" for blank, part in zip(blanks, written, strict=True))
    return Markup(f'<span class="words">{whole}</span>')


def _breakable(text: str, at: int, breaks: Sequence[int]) -> Markup:
    """`text`, which stands at `at` of the whole."""
    inside = breaks[bisect_left(breaks, at) : bisect_left(breaks, at + len(text))]
    ends = (0, *(place - at for place in inside), len(text))
    return Markup("<wbr>").join(text[start:end] for start, end in pairwise(ends))
