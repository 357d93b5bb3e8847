"""Compare two editions article by article: added, changed, withdrawn."""

from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Literal, NamedTuple

from django.db import DatabaseError

from archive.command_messages import message
from archive.models import Article

from .current import SCHEMA, EditionUnavailable
from .database import Row, edition_database
from .exceptions import PublishFailed
from .manifest import Manifest

# columns whose values are keys or positions within one database
_DATABASE_COLUMNS = {"id", "page_id", "accession"}
# related rows of an article, each aggregated into one value
_RELATED = """
(SELECT n.slug || '/' || i.key || '/' || p.key FROM {edition}.archive_page p
    JOIN {edition}.archive_issue i ON i.id = p.issue_id
    JOIN {edition}.archive_newspaper n ON n.id = i.newspaper_id WHERE p.id = a.page_id),
(SELECT {list}({row}(slug)) FROM (SELECT t.slug FROM {edition}.archive_tagging r
    JOIN {edition}.archive_tag t ON t.id = r.tag_id
    WHERE r.article_id = a.id ORDER BY r.sequence) x),
(SELECT {list}({row}(role, position, read_from, note, slug)) FROM (
    SELECT b.*, p.slug FROM {edition}.archive_byline b
    JOIN {edition}.archive_person p ON p.id = b.person_id
    WHERE b.article_id = a.id ORDER BY b.sequence) x),
(SELECT {list}({row}(place_id, basis, reason)) FROM (
    SELECT * FROM {edition}.archive_coverage WHERE article_id = a.id ORDER BY sequence) x),
(SELECT blocks FROM {edition}.archive_fulltext WHERE article_id = a.id)
"""

ChangeKind = Literal["added", "changed", "withdrawn"]


class EditionDiff(NamedTuple):
    what: ChangeKind
    ident: str
    # from the newer edition if the article is in both
    headline: str


def compare(old: Manifest, new: Manifest) -> Iterator[EditionDiff]:
    """Yield differences by ident, in constant memory; PublishFailed if an edition cannot be read.

    An article counts as changed when its own data has: metadata, text, place on a page, topics,
    bylines and places; not when a topic was merely renamed.
    """
    for edition in (old, new):
        if edition.schema != SCHEMA:
            raise PublishFailed(
                message(
                    "%(folder)s 的结构号是 %(schema)s，不能与其他版本比较",
                    folder=edition.folder,
                    schema=edition.schema,
                )
            )
    try:
        with closing(_articles(old.folder)) as before, closing(_articles(new.folder)) as after:
            yield from _merge(before, after)
    except (DatabaseError, EditionUnavailable) as error:
        raise PublishFailed(
            message(
                "%(old)s 与 %(new)s 不能比较：%(error)s",
                old=old.name,
                new=new.name,
                error=error,
            )
        ) from error


def _articles(folder: Path) -> Generator[Row]:
    """Return (ident, headline, everything else) ordered by ident, which is indexed."""
    columns = [field.column for field in Article._meta.concrete_fields]
    own = [f'a."{name}"' for name in columns if name not in _DATABASE_COLUMNS]
    selected = ", ".join(["a.ident", "a.headline", *own, _RELATED])
    query = f"SELECT {selected} FROM {{edition}}.archive_article a ORDER BY a.ident"
    return edition_database().query_edition(folder, query)


def _merge(before: Iterator[Row], after: Iterator[Row]) -> Iterator[EditionDiff]:
    old, new = next(before, None), next(after, None)
    while old or new:
        if old and (new is None or old[0] < new[0]):
            yield EditionDiff("withdrawn", *old[:2])
            old = next(before, None)
        elif new and (old is None or new[0] < old[0]):
            yield EditionDiff("added", *new[:2])
            new = next(after, None)
        elif new:
            if old != new:
                yield EditionDiff("changed", *new[:2])
            old, new = next(before, None), next(after, None)
