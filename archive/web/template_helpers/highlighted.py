"""What was searched for, marked: in decks, in snippets, in an article's text."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from archive.search import highlight

_DOTS = "……"
_PAUSES = "，；、："
NO_DIGEST = "暂无提要"


def snippet(text: str, terms: Sequence[str] | None = None):
    """What shows the terms best of `text`; its opening where nothing was searched or found."""
    return _written(highlight.snippets(text, terms or ()) or [highlight.opening(text)])


def shown(article, terms: Sequence[str] | None = None):
    """What shows an article in a list, and whose words it is: its digest, or its full text where only
    that was hit.

    What has no digest shows the opening of its full text where that was read with it, or that it
    has none.
    """
    texts = [("提要", article.digest)] if article.digest else []
    # what was not read with it is not asked for now, an article at a time
    was_read = terms or (not texts and "full_text" in article._state.fields_cache)
    if was_read and article.text_held:
        texts.append(("正文", article.full_text.plain))
    if not texts:
        return NO_DIGEST
    for label, text in texts:
        if found := highlight.snippets(text, terms or ()):
            return _labelled(label, found)
    label, text = texts[0]
    return _labelled(label, [highlight.opening(text)])


def _labelled(label: str, found: Sequence[highlight.Snippet]) -> Markup:
    return Markup(f'<span class="whose">{label}</span>{_written(found)}')


def _written(found: Sequence[highlight.Snippet]) -> Markup:
    shown = [_DOTS] if found[0].cut_before else []
    for part in found:
        shown += [_runs(_tail(part)), _after(part, part is found[-1])]
    return Markup("".join(shown))


def marked_pieces(pieces: Iterable[highlight.HighlightPiece]):
    """Text of an article; each hit has one anchor, and its further pieces tell which hit they are of."""
    return Markup("".join(map(_piece, pieces)))


def _piece(piece: highlight.HighlightPiece) -> str:
    return marked(piece, escape(piece.text))


def marked(piece: highlight.HighlightPiece, text: Markup) -> str:
    """`text`, which is what a page shows of the piece, with the hit's anchor."""
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
    """Its runs; a comma before what is left out goes."""
    *runs, (text, hit) = part.runs or (("", False),)
    if part.cut_after and not hit:
        text = text.rstrip(_PAUSES)
    return [*runs, (text, hit)]


def _after(part: highlight.Snippet, is_last: bool) -> str:
    """What stands for the text left out; a sentence that ends the whole needs nothing."""
    if not part.cut_after:
        return ""
    last = part.runs[-1][0] if part.runs else ""
    return "" if is_last and last.endswith(("。", "！", "？", "…")) else _DOTS
