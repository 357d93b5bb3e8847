"""Search hits marked with <mark>, in snippets and in the text of an article."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from archive.models import Article
from archive.search import highlight

_DOTS = "……"
_PAUSES = "，；、："
NO_DIGEST = "暂无提要"


def snippet(text: str, terms: Sequence[str] | None = None) -> Markup:
    """The passages of `text` that show the terms best; its opening if there are none."""
    return _joined(highlight.snippets(text, terms or ()) or [highlight.opening(text)])


def shown(article: Article, terms: Sequence[str] | None = None) -> Markup | str:
    """The labelled snippet of a list entry: of its digest, or of the text if only that matches.

    Without a digest, the opening of the full text if it was queried with the article.
    """
    texts = [("提要", article.digest)] if article.digest else []
    # do not query the full texts one by one
    is_loaded = terms or (not texts and "full_text" in article._state.fields_cache)
    if is_loaded and article.text_held:
        texts.append(("正文", article.full_text.plain))
    if not texts:
        return NO_DIGEST
    for label, text in texts:
        if snippets := highlight.snippets(text, terms or ()):
            return _labelled(label, snippets)
    label, text = texts[0]
    return _labelled(label, [highlight.opening(text)])


def _labelled(label: str, snippets: Sequence[highlight.Snippet]) -> Markup:
    return Markup(f'<span class="whose">{label}</span>{_joined(snippets)}')


def _joined(snippets: Sequence[highlight.Snippet]) -> Markup:
    html: list[str] = [_DOTS] if snippets[0].cut_before else []
    for part in snippets:
        html += [_runs(_tail(part)), _after(part, part is snippets[-1])]
    return Markup("".join(html))


def marked_pieces(pieces: Iterable[highlight.HighlightPiece]) -> Markup:
    """Text of an article; the first piece of a hit has an anchor, the others its number."""
    return Markup("".join(map(_piece, pieces)))


def _piece(piece: highlight.HighlightPiece) -> str:
    return marked(piece, escape(piece.text))


def marked(piece: highlight.HighlightPiece, text: Markup) -> str:
    """`text`, the HTML of the piece, in a <mark> with the anchor of its hit."""
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
    """The runs of a snippet, without a comma before omitted text."""
    *runs, (text, hit) = part.runs or (("", False),)
    if part.cut_after and not hit:
        text = text.rstrip(_PAUSES)
    return [*runs, (text, hit)]


def _after(part: highlight.Snippet, is_last: bool) -> str:
    """The ellipsis for omitted text; none after a whole sentence at the end."""
    if not part.cut_after:
        return ""
    last = part.runs[-1][0] if part.runs else ""
    return "" if is_last and last.endswith(("。", "！", "？", "…")) else _DOTS
