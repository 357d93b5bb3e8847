"""Refuse an edition that would lose texts or page images that the current edition has."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from archive.catalogue.article_body import block_text
from archive.catalogue.held_files import HeldFiles
from archive.catalogue.page_texts import PageTexts, catalogue_sha256s
from archive.catalogue.unmatched_texts import Published, unmatched_texts
from archive.command_messages import message
from archive.images.open_image import UnreadableImage, image_size

from .current import EditionUnavailable
from .database import edition_database
from .exceptions import TextsLost

# maximum number of pages listed in the message
_MAX_PAGES = 20
# for each page its keys, SHA-256 and number of articles that lose their texts
_LOST = """
SELECT newspaper.slug, issue.key, page.key, page.sha256, COUNT(*)
FROM {new}.archive_article AS article
JOIN {new}.archive_page AS page ON page.id = article.page_id
JOIN {new}.archive_issue AS issue ON issue.id = page.issue_id
JOIN {new}.archive_newspaper AS newspaper ON newspaper.id = issue.newspaper_id
JOIN {old}.archive_article AS former ON former.ident = article.ident
JOIN {old}.archive_fulltext AS full_text ON full_text.article_id = former.id
WHERE NOT EXISTS (SELECT 1 FROM {new}.archive_fulltext AS text WHERE text.article_id = article.id)
GROUP BY newspaper.slug, issue.key, page.key, page.sha256
ORDER BY newspaper.slug, issue.key, page.key
"""
# for each page its keys and the SHA-256 of the image that it loses
_LOST_IMAGES = """
SELECT newspaper.slug, issue.key, page.key, image.sha256
FROM {new}.archive_pageimage AS image
JOIN {new}.archive_page AS page ON page.id = image.page_id
JOIN {new}.archive_issue AS issue ON issue.id = page.issue_id
JOIN {new}.archive_newspaper AS newspaper ON newspaper.id = issue.newspaper_id
WHERE NOT image.held AND image.withdrawn = '' AND image.sha256 IN (
    SELECT former.sha256 FROM {old}.archive_pageimage AS former WHERE former.held
)
ORDER BY newspaper.slug, issue.key, page.key, image.sequence
"""
_TEXTS = """
SELECT article.ident, full_text.blocks FROM {{edition}}.archive_article AS article
JOIN {{edition}}.archive_fulltext AS full_text ON full_text.article_id = article.id
WHERE article.ident IN ({idents})
"""


def refuse_losses(previous: Path | None, held_files: HeldFiles, folder: Path) -> None:
    """Raise TextsLost if articles have a full text in the previous edition and none in `folder`, or
    pages an image.

    Withdrawn and merged articles do not count, nor images that were withdrawn or removed from the
    catalogue. An edition whose database cannot be read is ignored, as are the images of editions
    made before images were supported.
    """
    if previous is None:
        return
    lines = [*_lost_texts(previous, held_files.texts, folder), *_lost_images(previous, folder)]
    if lines:
        remedy = message("找回或改回后再发布；确要缺少它们发布的，用 publish --allow-loss")
        raise TextsLost("\n".join((*lines, remedy)))


def _lost(query: str, previous: Path, folder: Path) -> list[tuple]:
    try:
        return edition_database().compare_databases(query, folder, previous)
    except (DatabaseError, EditionUnavailable):
        return []


def _lost_texts(previous: Path, texts: PageTexts, folder: Path) -> list[str]:
    lost = _lost(_LOST, previous, folder)
    if not lost:
        return []
    articles = sum(count for *_, count in lost)
    lines = [message("有 %(articles)s 篇文章会失去全文，未发布：", articles=articles)]
    lines += [
        message(
            "%(page)s：%(count)s 篇，没有 SHA-256 为 %(sha256_start)s…%(sha256_end)s 的版面文字",
            page="/".join(keys),
            count=count,
            sha256_start=sha256[:8],
            sha256_end=sha256[-4:],
        )
        for *keys, sha256, count in lost[:_MAX_PAGES]
    ]
    if len(lost) > _MAX_PAGES:
        lines.append(message("……另有 %(more)s 个版", more=len(lost) - _MAX_PAGES))
    if settings.PAGES_DIR.is_dir():
        catalogued = set(catalogue_sha256s(settings.FIXTURES_DIR))
        unmatched = unmatched_texts(texts, catalogued, settings.FIXTURES_DIR, published_texts)
        lines += [text.says for text in unmatched if text.page]
    else:
        lines.append(
            message(
                "版面文字应在 %(pages_dir)s，没有这个文件夹；在别处的，用 ARCHIVE_PAGES 指明",
                pages_dir=settings.PAGES_DIR,
            )
        )
    return lines


def _lost_images(previous: Path, folder: Path) -> list[str]:
    lost = _lost(_LOST_IMAGES, previous, folder)
    if not lost:
        return []
    lines = [message("有 %(lost)s 个版会失去版面图，未发布：", lost=len(lost))]
    lines += [
        message(
            "%(page)s：没有 SHA-256 为 %(sha256_start)s…%(sha256_end)s 的版面图",
            page="/".join(keys),
            sha256_start=sha256[:8],
            sha256_end=sha256[-4:],
        )
        for *keys, sha256 in lost[:_MAX_PAGES]
    ]
    if len(lost) > _MAX_PAGES:
        lines.append(message("……另有 %(more)s 个版", more=len(lost) - _MAX_PAGES))
    if not settings.IMAGES_DIR.is_dir():
        lines.append(
            message(
                "版面图应在 %(images_dir)s，没有这个文件夹；在别处的，用 ARCHIVE_IMAGES 指明",
                images_dir=settings.IMAGES_DIR,
            )
        )
    return lines


def pixel_size(path: Path, pdf_page: int | None) -> tuple[int, int] | None:
    """Return the size of an image file or of a page of a PDF; None if it cannot be read."""
    try:
        size = image_size(path, pdf_page)
    except (UnreadableImage, OSError):
        return None
    return size.width, size.height


def published_texts(idents: list[str]) -> Published:
    """Return the texts of these articles in the current edition; empty if it cannot be read."""
    quoted = ", ".join(f"'{ident}'" for ident in idents if ident.isalnum())
    query = _TEXTS.format(idents=quoted)
    try:
        rows = list(edition_database().query_edition(settings.EDITION_DIR, query))
    except (DatabaseError, EditionUnavailable, OSError):
        return {}
    return {ident: _block_texts(blocks) for ident, blocks in rows}


def _block_texts(blocks: str | list[dict[str, Any]]) -> list[tuple[str, str]]:
    parsed = json.loads(blocks) if isinstance(blocks, str) else blocks
    return [(block["id"], block_text(block)) for block in parsed]
