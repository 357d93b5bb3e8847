"""Compares two editions article by article: what was added, changed and withdrawn."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Literal, NamedTuple

from django.db import DatabaseError, connections

from archive.models import Article

from .current import SCHEMA, EditionUnavailable
from .exceptions import PublishFailed
from .manifest import Manifest

# columns that only say where a row stands in its database
_OF_THE_DATABASE = {"id", "page_id", "accession"}
# what belongs to an article, in one value each
_PARTS = """
(SELECT n.slug || '/' || i.key || '/' || p.key FROM {record}.archive_page p
    JOIN {record}.archive_issue i ON i.id = p.issue_id
    JOIN {record}.archive_newspaper n ON n.id = i.newspaper_id WHERE p.id = a.page_id),
(SELECT {list}({row}(slug)) FROM (SELECT t.slug FROM {record}.archive_tagging r
    JOIN {record}.archive_tag t ON t.id = r.tag_id WHERE r.article_id = a.id ORDER BY r.sequence) x),
(SELECT {list}({row}(role, position, read_from, note, slug)) FROM (
    SELECT b.*, p.slug FROM {record}.archive_byline b
    JOIN {record}.archive_person p ON p.id = b.person_id
    WHERE b.article_id = a.id ORDER BY b.sequence) x),
(SELECT {list}({row}(place_id, basis, reason)) FROM (
    SELECT * FROM {record}.archive_coverage WHERE article_id = a.id ORDER BY sequence) x),
(SELECT blocks FROM {record}.archive_fulltext WHERE article_id = a.id)
"""

What = Literal["added", "changed", "withdrawn"]


class EditionDiff(NamedTuple):
    what: What
    ident: str
    # the newer one, where there are two
    headline: str


def compare(old: Manifest, new: Manifest) -> Iterator[EditionDiff]:
    """Ordered by ident; memory does not grow with the editions. PublishFailed if one cannot be read.

    An article has changed when anything of its own has: its record, its text, its place on a page,
    its topics, bylines and places; not when a topic was only renamed.
    """
    for edition in (old, new):
        if edition.schema != SCHEMA:
            raise PublishFailed(
                f"{edition.folder} 是第 {edition.schema} 号格式，不能与别的版本比较"
            )
    try:
        with closing(_articles(old.folder)) as before, closing(_articles(new.folder)) as after:
            yield from _merged(before, after)
    except (DatabaseError, EditionUnavailable) as error:
        raise PublishFailed(f"{old.name} 与 {new.name} 不能比较：{error}") from error


def _articles(folder: Path) -> Iterator[tuple]:
    """(ident, headline, all the rest), ordered by ident, which has an index."""
    columns = [field.column for field in Article._meta.concrete_fields]
    own = [f'a."{name}"' for name in columns if name not in _OF_THE_DATABASE]
    told = ", ".join(["a.ident", "a.headline", *own, _PARTS])
    question = f"SELECT {told} FROM {{record}}.archive_article a ORDER BY a.ident"
    return connections["default"].read_record(folder, question)


def _merged(before: Iterator[tuple], after: Iterator[tuple]) -> Iterator[EditionDiff]:
    old, new = next(before, None), next(after, None)
    while old or new:
        if new is None or (old and old[0] < new[0]):
            yield EditionDiff("withdrawn", *old[:2])
            old = next(before, None)
        elif old is None or new[0] < old[0]:
            yield EditionDiff("added", *new[:2])
            new = next(after, None)
        else:
            if old != new:
                yield EditionDiff("changed", *new[:2])
            old, new = next(before, None), next(after, None)
