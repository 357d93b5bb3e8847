"""What there is a file of each: a kind of record, and how all of them are read, some rows at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from archive.editions import totals
from archive.formats import csv, schema
from archive.formats.schema_parts import Schema
from archive.models import Issue, Newspaper, Page, Person, Place, Tag

from .article_batches import SharedRecords, batches

# rows read at a time
_AT_ONCE = 500


@dataclass(frozen=True)
class RecordType:
    # of its files and of its table
    name: str
    # of one of them
    one: str
    label: str
    record: type[Schema]
    # the columns of its table that tell one from another
    key: tuple[str, ...]
    # those of a piece, be it all of them
    read: Callable[[SharedRecords, Any], Iterator[Schema]]
    # what a table of it has, if less than the record, and without which columns
    row: type[Schema] | None = None
    without: tuple[str, ...] = ()
    # what there is very much of is read in pieces, which several processes do at once
    pieces: Callable[[], list] = lambda: [None]

    @property
    def columns(self) -> list[str]:
        """Of its table in CSV."""
        return [name for name in csv.columns(self.row or self.record) if name not in self.without]


# what is counted has no order of its own: without one it would be the database's
def _newspapers(records: SharedRecords, _all: None) -> Iterator[Schema]:
    return map(records.newspaper, Newspaper.objects.with_place().order_by("pk"))


def _issues(records: SharedRecords, _all: None) -> Iterator[Schema]:
    issues = Issue.objects.with_counts().with_newspaper().order_by("pk")
    return map(records.issue, issues.iterator(chunk_size=_AT_ONCE))


def _pages(records: SharedRecords, _all: None) -> Iterator[Schema]:
    pages = Page.objects.with_counts().with_issue().order_by("pk")
    return map(records.page_alone, pages.iterator(chunk_size=_AT_ONCE))


def _articles(records: SharedRecords, piece: tuple[int, int]) -> Iterator[Schema]:
    return map(records.whole_article, records.shared.articles(*piece))


def _topics(records: SharedRecords, _all: None) -> Iterator[Schema]:
    counts = totals.by_topic()
    return (records.topic(tag, counts.get(tag.pk, 0)) for tag in Tag.objects.with_family())


def _places(records: SharedRecords, _all: None) -> Iterator[Schema]:
    """Those that articles are about, what they lie in, and where newspapers appear."""
    counts: dict[str, int] = {}
    for digits in (2, 4, 6):
        counts |= {code.ljust(6, "0"): n for code, n in totals.by_place(digits).items()}
    printed = Newspaper.objects.places()
    places = Place.objects.named([*counts, *printed]).with_lineage()
    return (records.place(place, counts.get(place.code, 0)) for place in places)


def _people(records: SharedRecords, _all: None) -> Iterator[Schema]:
    people = Person.objects.order_by("pk")
    return map(records.person, people.iterator(chunk_size=_AT_ONCE))


ARTICLES = RecordType(
    "articles",
    "article",
    "文章",
    schema.ArticleWhole,
    ("ident",),
    _articles,
    schema.ArticleRecord,
    ("text",),
    batches,
)
# in the order in which a table may refer to another
KINDS = (
    RecordType("places", "place", "地区", schema.PlaceRecord, ("code",), _places),
    RecordType("newspapers", "newspaper", "报纸", schema.NewspaperRecord, ("slug",), _newspapers),
    RecordType("issues", "issue", "期", schema.IssueRecord, ("newspaper_slug", "key"), _issues),
    RecordType(
        "pages", "page", "版", schema.PageRecord, ("newspaper_slug", "issue_key", "key"), _pages
    ),
    RecordType("topics", "topic", "主题", schema.TopicRecord, ("slug",), _topics),
    RecordType("people", "person", "作者", schema.PersonRecord, ("slug",), _people),
    ARTICLES,
)
