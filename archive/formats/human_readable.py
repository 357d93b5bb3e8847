"""Shared by the human-readable formats (text, Markdown, EPUB, feeds): facts, text lines, notes."""

from collections.abc import Iterator
from html import escape

from archive.catalogue.article_body import with_gap
from archive.models.article_parts import Basis

from .schema import ArticleRecord, ArticleWhole
from .schema_parts import Schema

NOT_HELD = "本站未存全文。"
NO_DIGEST = "本文为简目，暂无提要。"


def facts(record: Schema) -> Iterator[tuple[str, str]]:
    """Yield (title, value) of every field that has a title and a value.

    A newspaper that an editor inferred is marked 推定; dates carry their own mark. Of a record that
    has never been changed, the day of its last change is left out.
    """
    unchanged = isinstance(record, ArticleRecord) and record.last_changed == record.first_published
    inferred = ("newspaper",) if getattr(record, "attribution", "") == Basis.INFERRED else ()
    for name, field in type(record).model_fields.items():
        value = getattr(record, name)
        if name == "last_changed" and unchanged:
            continue
        if field.title and value not in (None, "", []):
            text_value = "、".join(map(str, value)) if isinstance(value, list) else str(value)
            yield field.title, f"{text_value}（推定）" if name in inferred else text_value


def lines(article: ArticleWhole) -> Iterator[tuple[str, str]]:
    """Yield (kind of block, text) of each line; run-in blocks begin the line of the next block."""
    run_in = ""
    for block in article.blocks:
        text = run_in + with_gap(block.text or "", block.gap)
        if block.run_in:
            run_in = text
        else:
            yield block.kind, text
            run_in = ""
    if run_in:
        yield "paragraph", run_in


def apparatus(article: ArticleWhole) -> Iterator[tuple[str, list[str]]]:
    """Yield (title, lines) of the editor's corrections and notes, if there are any."""
    corrections = [
        f"“{correction.was}”改作“{correction.read}”：{correction.reason}"
        if correction.was and correction.read
        else f"删“{correction.was}”：{correction.reason}"
        if correction.was
        else f"补“{correction.read}”：{correction.reason}"
        for correction in article.corrections
    ]
    notes = [note.text for note in article.notes]
    for title, entries in (("校改", corrections), ("整理说明", notes)):
        if entries:
            yield title, entries


def as_html(article: ArticleRecord) -> str:
    """Return an article's content in feeds: kicker, subheads, source, digest."""
    source = " ".join((str(article.newspaper), str(article.date), str(article.page)))
    parts = [article.kicker, *article.subheads, source, *article.digest.splitlines()]
    return "".join(f"<p>{escape(part)}</p>" for part in parts if part)
