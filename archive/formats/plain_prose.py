"""What formats for reading have in common: a record's titled facts, and an article's text by lines."""

from collections.abc import Iterator
from html import escape

from archive.catalogue.article_body import with_gap
from archive.models.article_parts import Basis

from .schema import ArticleRecord, ArticleWhole
from .schema_parts import Schema

NOT_HELD = "本站未存全文。"
NO_DIGEST = "本文为简目，只收录标题、署名和版面位置，暂无提要。"


def facts(record: Schema) -> Iterator[tuple[str, str]]:
    """(title, value) of every field that has a title and a value, in their order.

    Where an editor concluded which newspaper it is, its value says so; a date says so itself.
    """
    inferred = ("newspaper",) if getattr(record, "attribution", "") == Basis.INFERRED else ()
    for name, field in type(record).model_fields.items():
        value = getattr(record, name)
        if field.title and value not in (None, "", []):
            shown = "、".join(map(str, value)) if isinstance(value, list) else str(value)
            yield field.title, f"{shown}（推定）" if name in inferred else shown


def lines(article: ArticleWhole) -> Iterator[tuple[str, str]]:
    """(kind of block, text) of each line of the full text, what runs into a line before it."""
    opening = ""
    for block in article.blocks:
        text = opening + with_gap(block.text or "", block.gap)
        if block.run_in:
            opening = text
        else:
            yield block.kind, text
            opening = ""
    if opening:
        yield "paragraph", opening


def apparatus(article: ArticleWhole) -> Iterator[tuple[str, list[str]]]:
    """(title, lines) of what an editor corrected and noted; titles without lines are left out."""
    corrections = [
        f"“{made.was}”改作“{made.read}”：{made.reason}"
        if made.was and made.read
        else f"删“{made.was}”：{made.reason}"
        if made.was
        else f"补“{made.read}”：{made.reason}"
        for made in article.corrections
    ]
    notes = [note.text for note in article.notes]
    for title, told in (("校改", corrections), ("整理说明", notes)):
        if told:
            yield title, told


def as_html(article: ArticleRecord) -> str:
    """What a feed shows of an article: its decks beside the headline, its source, its digest."""
    source = " ".join((str(article.newspaper), str(article.date), str(article.page)))
    parts = [article.kicker, *article.subheads, source, *article.digest.splitlines()]
    return "".join(f"<p>{escape(part)}</p>" for part in parts if part)
