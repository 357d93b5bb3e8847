"""Records as Markdown (CommonMark 0.31): decks in bold, facts as a list, digest, full text."""

import re
from collections.abc import Iterator

from .human_readable import NO_DIGEST, NOT_HELD, apparatus, facts, lines
from .response_data import ResponseData
from .schema import ArticleRecord, ArticleWhole
from .schema_parts import Schema

# characters with a special meaning anywhere in a line, and at its beginning
_SPECIAL = re.compile(r"([\\`*_\[\]<>&~|])")
_SPECIAL_AT_START = re.compile(r"^(\s*)(?:([#+=-])|(\d{1,9})([.)]))")


def write(response: ResponseData) -> str:
    if isinstance(response.document, ArticleWhole):
        blocks = [*_article(response.document, 1), *_full_text(response.document)]
    else:
        blocks = [heading(1, response.title), *_facts(response.document)]
        for row in response.rows:
            blocks += _article(row, 2) if isinstance(row, ArticleRecord) else _record(row)
        if response.links.next:
            blocks.append(f"[下一页](<{response.links.next}>)")
    return "\n\n".join(blocks) + "\n"


def _record(record: Schema) -> Iterator[str]:
    yield heading(2, str(record))
    yield from _facts(record)


def _article(article: ArticleRecord, level: int) -> Iterator[str]:
    yield heading(level, article.headline)
    # Below the headline and not as headings, since navigation by headings would assign a kicker
    # above the headline to the previous article.
    if article.kicker:
        yield f"**引题：{escaped(article.kicker)}**"
    for subhead in article.subheads:
        yield f"**副题：{escaped(subhead)}**"
    yield from _facts(article)
    if level == 1:
        yield heading(2, "提要")
    yield from map(escaped, (article.digest or NO_DIGEST).splitlines())


def _full_text(article: ArticleWhole) -> Iterator[str]:
    yield heading(2, "全文")
    if not article.text_held:
        yield NOT_HELD
    for kind, text in lines(article) if article.text_held else ():
        if kind == "crosshead":
            yield heading(3, text)
        else:
            yield "- " + escaped(text) if kind == "item" else escaped(text)
    for title, entries in apparatus(article):
        yield heading(2, title)
        yield "\n".join(f"- {escaped(entry)}" for entry in entries)


def _facts(record: Schema) -> Iterator[str]:
    items = [
        f"- {title}：" + (f"<{value}>" if value.startswith("http") else escaped(value))
        for title, value in facts(record)
    ]
    if items:
        yield "\n".join(items)


def heading(level: int, text: str) -> str:
    return f"{'#' * level} {escaped(text)}"


def escaped(text: str) -> str:
    """Return the text as one line that Markdown shows literally."""
    line = _SPECIAL.sub(r"\\\1", " ".join(text.split("\n")).strip())
    return _SPECIAL_AT_START.sub(lambda m: f"\\{m[2]}" if m[2] else f"{m[3]}\\{m[4]}", line)
