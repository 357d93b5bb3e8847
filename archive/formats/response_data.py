"""The input of the format writers: one page of the archive as records, with its URLs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from .response_schema import Links
from .schema import ArticleRecord
from .schema_parts import Schema


@dataclass(frozen=True)
class ResponseData:
    title: str
    # the whole response
    document: Schema
    # the rows of a table
    rows: Sequence[Schema]
    links: Links


@dataclass(frozen=True)
class Entry:
    """An article in a feed, with the times of its publication and last change."""

    article: ArticleRecord
    published: datetime
    updated: datetime


@dataclass(frozen=True)
class ResponsePart:
    """The position of a page of the feed among all results of a search."""

    total: int
    # position of its first article, from 1
    start: int
    per_page: int


@dataclass(frozen=True)
class Feed:
    """A feed of articles, latest addition first."""

    title: str
    entries: Sequence[Entry]
    # `first` is its permanent id
    links: Links
    # day of the edition
    edition: date
    # only for searches
    part: ResponsePart | None = None
