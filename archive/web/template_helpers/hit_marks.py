"""Search hits highlighted with <mark>: in headlines, in snippets and in the text of an article.

Headlines have line breaks between words, first at their printed blanks.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from django.utils.translation import gettext_noop
from markupsafe import Markup, escape

from archive.languages import translated as gettext
from archive.models import Article
from archive.search import highlight
from archive.search.highlight import HighlightPiece
from archive.text.line_breaks import line_breaks

_DOTS = "……"
_PAUSES = "，；、："
NO_DIGEST = gettext_noop("暂无提要")
_BLANKS = re.compile(r"(\s+)")


def deck(text: str, terms: Sequence[str] | None = None) -> Markup:
    """Return a kicker, a headline or a subhead, with every folded term in <mark>."""
    split = highlight.pieces(text, terms) if terms else ()
    return (
        _with_breaks(split, mark_plain) if any(piece.hit for piece in split) else _plain_deck(text)
    )


def deck_pieces(split: Iterable[HighlightPiece]) -> Markup:
    """Return a deck on the article's own page, where each hit has an anchor."""
    return _with_breaks(tuple(split), mark_with_anchor)


@lru_cache(maxsize=4096)
def _plain_deck(text: str) -> Markup:
    return _with_breaks((HighlightPiece(text),), mark_plain)


def mark_plain(piece: HighlightPiece, text: Markup) -> Markup:
    return Markup(f"<mark>{text}</mark>") if piece.hit else text


def _with_breaks(
    split: Sequence[HighlightPiece], mark: Callable[[HighlightPiece, Markup], str]
) -> Markup:
    """Return the pieces with <wbr> between words; CSS keeps each part between blanks on one line if
    it fits.
    """
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
    html_parts = ["".join(part) for part in parts]
    if len(parts) > 1:
        html_parts = [
            f'<span class="headline-part">{part}</span>' if part else "" for part in html_parts
        ]
    joined_text = "".join(f"{blank}{part}" for blank, part in zip(blanks, html_parts, strict=True))
    return Markup(f'<span class="whole-words">{joined_text}</span>')


def _breakable(text: str, at: int, breaks: Sequence[int]) -> Markup:
    """Return `text`, which begins at offset `at` of the whole, with <wbr> at the breaks."""
    inside = breaks[bisect_left(breaks, at) : bisect_left(breaks, at + len(text))]
    ends = (0, *(place - at for place in inside), len(text))
    return Markup("<wbr>").join(text[start:end] for start, end in pairwise(ends))


def snippet(text: str, terms: Sequence[str] | None = None) -> Markup:
    """Return the passages of `text` that best show the terms; its opening if there are none."""
    return _joined(highlight.snippets(text, terms or ()) or [highlight.opening(text)])


def entry_snippet(article: Article, terms: Sequence[str] | None = None) -> Markup | str:
    """Return the labelled snippet of a list entry: of its digest, or of the text if only that
    matches.

    Without a digest, the opening of the full text if it was queried with the article.
    """
    texts = [(gettext("提要"), article.digest)] if article.digest else []
    # do not query the full texts one by one
    is_loaded = terms or (not texts and "full_text" in article._state.fields_cache)
    if is_loaded and article.text_held:
        texts.append((gettext("正文"), article.full_text.plain))
    if not texts:
        return gettext(NO_DIGEST)
    for label, text in texts:
        if snippets := highlight.snippets(text, terms or ()):
            return _labelled(label, snippets)
    label, text = texts[0]
    return _labelled(label, [highlight.opening(text)])


def _labelled(label: str, snippets: Sequence[highlight.Snippet]) -> Markup:
    return Markup(f'<span class="snippet-label">{label}</span>{_joined(snippets)}')


def _joined(snippets: Sequence[highlight.Snippet]) -> Markup:
    html: list[str] = [_DOTS] if snippets[0].cut_before else []
    for part in snippets:
        html += [_runs(_tail(part)), _after(part, part is snippets[-1])]
    return Markup("".join(html))


def marked_pieces(pieces: Iterable[HighlightPiece]) -> Markup:
    """Return the text of an article; a hit's first piece has an anchor, the others its number."""
    return Markup("".join(map(_piece, pieces)))


def _piece(piece: HighlightPiece) -> str:
    return mark_with_anchor(piece, escape(piece.text))


def mark_with_anchor(piece: HighlightPiece, text: Markup) -> str:
    """Return `text`, the HTML of the piece, in a <mark> with the anchor of its hit."""
    if not piece.hit:
        return text
    if piece.opens:
        return f'<mark id="hit-{piece.hit}">{text}</mark>'
    return f'<mark data-hit="{piece.hit}">{text}</mark>'


def _runs(runs: Iterable[tuple[str, bool]]) -> Markup:
    return Markup(
        "".join(f"<mark>{escape(text)}</mark>" if hit else escape(text) for text, hit in runs)
    )


def _tail(part: highlight.Snippet) -> list[tuple[str, bool]]:
    """Return the runs of a snippet, without a comma before omitted text."""
    *runs, (text, hit) = part.runs or (("", False),)
    if part.cut_after and not hit:
        text = text.rstrip(_PAUSES)
    return [*runs, (text, hit)]


def _after(part: highlight.Snippet, is_last: bool) -> str:
    """Return the ellipsis for omitted text; none after a whole sentence at the end."""
    if not part.cut_after:
        return ""
    last = part.runs[-1][0] if part.runs else ""
    return "" if is_last and last.endswith(("。", "！", "？", "…")) else _DOTS
