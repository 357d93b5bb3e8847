"""Compares two editions article by article: what was added, changed and withdrawn."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Literal, NamedTuple

from archive.edition import DATABASE, SCHEMA

from .manifest import Manifest
from .refusals import PublishFailed

# columns that only say where a row stands in its database
_OF_THE_DATABASE = {"id", "page_id", "accession"}
# what belongs to an article, in one value each
_PARTS = """
(SELECT n.slug || '/' || i.key || '/' || p.key FROM archive_page p
    JOIN archive_issue i ON i.id = p.issue_id JOIN archive_newspaper n ON n.id = i.newspaper_id
    WHERE p.id = a.page_id),
(SELECT group_concat(slug) FROM (SELECT t.slug FROM archive_article_tags r
    JOIN archive_tag t ON t.id = r.tag_id WHERE r.article_id = a.id ORDER BY t.slug)),
(SELECT json_group_array(json_array(role, position, read_from, note, slug)) FROM (
    SELECT b.*, p.slug FROM archive_byline b JOIN archive_person p ON p.id = b.person_id
    WHERE b.article_id = a.id ORDER BY b.sequence)),
(SELECT json_group_array(json_array(place_id, basis, reason)) FROM (
    SELECT * FROM archive_coverage WHERE article_id = a.id ORDER BY sequence)),
(SELECT blocks FROM archive_fulltext WHERE article_id = a.id)
"""

What = Literal["added", "changed", "withdrawn"]


class Difference(NamedTuple):
    what: What
    ident: str
    # the newer one, where there are two
    headline: str


def compare(old: Manifest, new: Manifest) -> Iterator[Difference]:
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
        with closing(_open(old.folder)) as before, closing(_open(new.folder)) as after:
            yield from _merged(_articles(before), _articles(after))
    except sqlite3.Error as error:
        raise PublishFailed(f"{old.name} 与 {new.name} 不能比较：{error}") from error


def _open(folder: Path) -> sqlite3.Connection:
    address = f"{(folder / DATABASE).resolve().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(address, uri=True)


def _articles(connection: sqlite3.Connection) -> Iterator[tuple]:
    """(ident, headline, all the rest), ordered by ident, which has an index."""
    columns = [row[1] for row in connection.execute("PRAGMA table_info(archive_article)")]
    own = [f'a."{name}"' for name in columns if name not in _OF_THE_DATABASE]
    told = ", ".join(["a.ident", "a.headline", *own, _PARTS])
    yield from connection.execute(f"SELECT {told} FROM archive_article a ORDER BY a.ident")


def _merged(before: Iterator[tuple], after: Iterator[tuple]) -> Iterator[Difference]:
    old, new = next(before, None), next(after, None)
    while old or new:
        if new is None or (old and old[0] < new[0]):
            yield Difference("withdrawn", *old[:2])
            old = next(before, None)
        elif old is None or new[0] < old[0]:
            yield Difference("added", *new[:2])
            new = next(after, None)
        else:
            if old != new:
                yield Difference("changed", *new[:2])
            old, new = next(before, None), next(after, None)
