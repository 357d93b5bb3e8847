"""What formats for reading have in common: a record's titled facts, and an article's text by lines."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone
from html import escape

from archive import idents

from .fields import ArticleRecord, ArticleWhole
from .parts import Record

_CHINA = timezone(timedelta(hours=8))
NOT_HELD = "本站未存全文。"
NO_DIGEST = "本文是简目：只著录题目、署名和在版面上的位置，还没有写提要。"


def facts(record: Record) -> Iterator[tuple[str, str]]:
    """(title, value) of every field that has a title and a value, in their order."""
    for name, field in type(record).model_fields.items():
        value = getattr(record, name)
        if field.title and value not in (None, "", []):
            yield field.title, "、".join(map(str, value)) if isinstance(value, list) else str(value)


def lines(article: ArticleWhole) -> Iterator[tuple[str, str]]:
    """(kind of block, text) of each line of the full text, what runs into a line before it."""
    opening = ""
    for block in article.blocks:
        text = opening + (block.text or "")
        if block.run_in:
            opening = text
        else:
            yield block.kind, text
            opening = ""
    if opening:
        yield "paragraph", opening


def as_html(article: ArticleRecord) -> str:
    """What a feed shows of an article: its decks beside the headline, its source, its digest."""
    source = " ".join((str(article.newspaper), str(article.date), str(article.page)))
    parts = [article.kicker, *article.subheads, source, *article.digest.splitlines()]
    return "".join(f"<p>{escape(part)}</p>" for part in parts if part)


def moment(day: date, ident: str = "") -> datetime:
    """A moment of that day which no other article has: feeds want no two entries changed at once.

    The time of day means nothing; it is the ident as microseconds after midnight, ten minutes at most.
    """
    after = timedelta(microseconds=idents.number(ident) if ident else 0)
    return datetime.combine(day, time(), _CHINA) + after
