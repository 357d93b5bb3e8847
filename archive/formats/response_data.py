"""What every format is given to write: one page of the archive as records, with its addresses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from .listings import Links
from .schema import ArticleRecord
from .schema_parts import Schema


@dataclass(frozen=True)
class ResponseData:
    # what the page is called
    title: str
    # the whole of it
    document: Schema
    # what a table has one row of each
    rows: Sequence[Schema]
    links: Links


@dataclass(frozen=True)
class Entry:
    """An article in a feed, and the moments at which it came in and was last changed."""

    article: ArticleRecord
    published: datetime
    updated: datetime


@dataclass(frozen=True)
class Part:
    """Which part of what a search finds a page of its feed is."""

    total: int
    # the place of its first article among all, from 1
    start: int
    per_page: int


@dataclass(frozen=True)
class Feed:
    """Articles, those that came into the archive last first."""

    title: str
    entries: Sequence[Entry]
    # `first` is what the feed is known by for good
    links: Links
    # the day on which the edition was made
    edition: date
    # of a search alone
    part: Part | None = None
