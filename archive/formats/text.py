"""Records as plain text for reading: decks, a head of facts, digest, full text."""

from collections.abc import Iterator

from .plain_prose import NO_DIGEST, NOT_HELD, apparatus, facts, lines
from .response_data import ResponseData
from .schema import ArticleRecord, ArticleWhole
from .schema_parts import Schema

_RULE = "－" * 20


def write(answer: ResponseData) -> str:
    if isinstance(answer.document, ArticleWhole):
        parts = [_article(answer.document, "提要\n"), _whole(answer.document)]
        return "\n\n".join(parts) + "\n"
    parts = ["\n".join([answer.title, *_facts(answer.document)])]
    for row in answer.rows:
        article = isinstance(row, ArticleRecord)
        parts.append(_article(row) if article else "\n".join([str(row), *_facts(row)]))
    if answer.links.next:
        parts.append(f"下一页：{answer.links.next}")
    return f"\n\n{_RULE}\n\n".join(parts) + "\n"


def _article(article: ArticleRecord, before_digest: str = "") -> str:
    decks = [deck for deck in (article.kicker, article.headline, *article.subheads) if deck]
    head = "\n".join([*decks, "", *_facts(article)])
    return f"{head}\n\n{before_digest}{article.digest or NO_DIGEST}"


def _whole(article: ArticleWhole) -> str:
    told = [text for _, text in lines(article)] if article.text_held else [NOT_HELD]
    parts = [("全文", told), *apparatus(article)]
    return "\n\n".join("\n".join([title, *told]) for title, told in parts)


def _facts(record: Schema) -> Iterator[str]:
    return (f"{title}：{value}" for title, value in facts(record))
