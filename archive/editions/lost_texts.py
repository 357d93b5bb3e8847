"""Notices that articles of a new edition would lose the texts that they have in the one that is served."""

import json
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connections

from archive.catalogue.article_body import block_text
from archive.catalogue.page_texts import PageTexts, written_sums
from archive.catalogue.unmatched_texts import Published, unmatched_texts

from .current import EditionUnavailable
from .exceptions import TextsLost

# pages that are named
_MOST = 20
# of every page: where it is, its SHA-256, and how many of its articles lose their texts
_QUESTION = """
SELECT newspaper.slug, issue.key, page.key, page.sha256, COUNT(*)
FROM {here}.archive_article AS here
JOIN {here}.archive_page AS page ON page.id = here.page_id
JOIN {here}.archive_issue AS issue ON issue.id = page.issue_id
JOIN {here}.archive_newspaper AS newspaper ON newspaper.id = issue.newspaper_id
JOIN {there}.archive_article AS there ON there.ident = here.ident
JOIN {there}.archive_fulltext AS held ON held.article_id = there.id
WHERE NOT EXISTS (SELECT 1 FROM {here}.archive_fulltext AS text WHERE text.article_id = here.id)
GROUP BY newspaper.slug, issue.key, page.key, page.sha256
ORDER BY newspaper.slug, issue.key, page.key
"""
_TEXTS = """
SELECT article.ident, held.blocks FROM {{record}}.archive_article AS article
JOIN {{record}}.archive_fulltext AS held ON held.article_id = article.id
WHERE article.ident IN ({idents})
"""


def refuse_losses(before: Path | None, texts: PageTexts, folder: Path) -> None:
    """TextsLost if articles have their texts in the edition `before` and none in `folder`.

    What was withdrawn, or is another article now, is no loss. Nothing is known of an edition whose
    record cannot be read.
    """
    try:
        lost = connections["default"].compare_records(_QUESTION, folder, before) if before else []
    except (DatabaseError, EditionUnavailable):
        return
    if not lost:
        return
    lines = [
        f"{'/'.join(where)}：{count} 篇，没有 SHA-256 为 {sha256[:8]}…{sha256[-4:]} 的版面文字"
        for *where, sha256, count in lost[:_MOST]
    ]
    if len(lost) > _MOST:
        lines.append(f"……另有 {len(lost) - _MOST} 个版")
    if settings.PAGES_DIR.is_dir():
        catalogued = set(written_sums(settings.FIXTURES_DIR))
        found = unmatched_texts(texts, catalogued, settings.FIXTURES_DIR, texts_served)
        lines += [stray.says for stray in found if stray.page]
    else:
        lines.append(
            f"版面文字应在 {settings.PAGES_DIR}，没有这个文件夹；在别处的，用 ARCHIVE_PAGES 指明"
        )
    articles = sum(count for *_, count in lost)
    raise TextsLost(
        "\n".join(
            [
                f"有 {articles} 篇文章会失去全文，未发布：",
                *lines,
                "找回或改回版面文字再发布；确要不带全文发布，用 publish --allow-loss",
            ]
        )
    )


def texts_served(idents: list[str]) -> Published:
    """The texts of these articles as the edition has them that is served; what there is of them."""
    asked = _TEXTS.format(idents=", ".join(f"'{ident}'" for ident in idents if ident.isalnum()))
    try:
        rows = list(connections["default"].read_record(settings.EDITION_DIR, asked))
    except (DatabaseError, EditionUnavailable, OSError):
        return {}
    return {ident: _reading(blocks) for ident, blocks in rows}


def _reading(blocks: str | list) -> list[tuple[str, str]]:
    made = json.loads(blocks) if isinstance(blocks, str) else blocks
    return [(block["id"], block_text(block)) for block in made]
