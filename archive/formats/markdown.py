"""Records as Markdown (CommonMark 0.31): decks as headings, facts as a list, digest, full text."""

import re
from collections.abc import Iterator

from .plain_prose import NO_DIGEST, NOT_HELD, apparatus, facts, lines
from .response_data import ResponseData
from .schema import ArticleRecord, ArticleWhole
from .schema_parts import Schema

# what means something anywhere in a line, and what does at its beginning
_ANYWHERE = re.compile(r"([\\`*_\[\]<>&~|])")
_AT_START = re.compile(r"^(\s*)(?:([#+=-])|(\d{1,9})([.)]))")


def write(answer: ResponseData) -> str:
    if isinstance(answer.document, ArticleWhole):
        blocks = [*_article(answer.document, 1), *_whole(answer.document)]
    else:
        blocks = [heading(1, answer.title), *_facts(answer.document)]
        for row in answer.rows:
            blocks += _article(row, 2) if isinstance(row, ArticleRecord) else _record(row)
        if answer.links.next:
            blocks.append(f"[下一页](<{answer.links.next}>)")
    return "\n\n".join(blocks) + "\n"


def _record(record: Schema) -> Iterator[str]:
    yield heading(2, str(record))
    yield from _facts(record)


def _article(article: ArticleRecord, level: int) -> Iterator[str]:
    yield heading(level, article.headline)
    # below the headline, and no headings: those that read by headings would give a kicker above it to
    # the article before
    if article.kicker:
        yield f"**引题：{escaped(article.kicker)}**"
    for subhead in article.subheads:
        yield f"**副题：{escaped(subhead)}**"
    yield from _facts(article)
    if level == 1:
        yield heading(2, "提要")
    yield from map(escaped, (article.digest or NO_DIGEST).splitlines())


def _whole(article: ArticleWhole) -> Iterator[str]:
    yield heading(2, "全文")
    if not article.text_held:
        yield NOT_HELD
    for kind, text in lines(article) if article.text_held else ():
        if kind == "crosshead":
            yield heading(3, text)
        else:
            yield "- " + escaped(text) if kind == "item" else escaped(text)
    for title, told in apparatus(article):
        yield heading(2, title)
        yield "\n".join(f"- {escaped(line)}" for line in told)


def _facts(record: Schema) -> Iterator[str]:
    told = [
        f"- {title}：" + (f"<{value}>" if value.startswith("http") else escaped(value))
        for title, value in facts(record)
    ]
    if told:
        yield "\n".join(told)


def heading(level: int, text: str) -> str:
    return f"{'#' * level} {escaped(text)}"


def escaped(text: str) -> str:
    """One line of text that Markdown shows as it is."""
    line = _ANYWHERE.sub(r"\\\1", " ".join(text.split("\n")).strip())
    return _AT_START.sub(lambda m: f"\\{m[2]}" if m[2] else f"{m[3]}\\{m[4]}", line)
