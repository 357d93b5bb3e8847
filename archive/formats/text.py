"""Records as plain text for reading: decks, facts, digest, full text."""

from collections.abc import Iterator

from .human_readable import NO_DIGEST, NOT_HELD, apparatus, facts, lines
from .response_data import ResponseData
from .schema import ArticleRecord, ArticleWhole
from .schema_parts import Schema

_RULE = "－" * 20


def write(response: ResponseData) -> str:
    document = response.document
    if isinstance(document, ArticleWhole):
        parts = [_article(document, "提要\n"), _full_text(document)]
        return "\n\n".join(parts) + "\n"
    parts = ["\n".join([response.title, *_facts(document)])]
    for row in response.rows:
        if isinstance(row, ArticleRecord):
            parts.append(_article(row))
        else:
            parts.append("\n".join([str(row), *_facts(row)]))
    if response.links.next:
        parts.append(f"下一页：{response.links.next}")
    return f"\n\n{_RULE}\n\n".join(parts) + "\n"


def _article(article: ArticleRecord, before_digest: str = "") -> str:
    decks = [deck for deck in (article.kicker, article.headline, *article.subheads) if deck]
    head = "\n".join([*decks, "", *_facts(article)])
    return f"{head}\n\n{before_digest}{article.digest or NO_DIGEST}"


def _full_text(article: ArticleWhole) -> str:
    text = [text for _, text in lines(article)] if article.text_held else [NOT_HELD]
    parts = [("全文", text), *apparatus(article)]
    return "\n\n".join("\n".join([title, *entries]) for title, entries in parts)


def _facts(record: Schema) -> Iterator[str]:
    return (f"{title}：{value}" for title, value in facts(record))
