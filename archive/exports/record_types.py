"""The record types that are exported, and how to read each in batches."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop

from archive.editions import row_keys, totals
from archive.formats import csv_writer, schema
from archive.formats.schema_parts import Schema
from archive.models import Article, Issue, Newspaper, Page, Person, Place, Tag

from .article_batches import Batch, CachingSerializer, IssueRange

# rows fetched at a time
_CHUNK = 500


@dataclass(frozen=True)
class RecordType:
    # plural name, for its files and its table
    name: str
    # singular name
    singular: str
    label: str
    record: type[Schema]
    # columns that form the primary key of its table
    key: tuple[str, ...]
    # reads one batch
    read: Callable[[CachingSerializer, Any], Iterator[Schema]]
    # schema of its CSV rows, if it has fewer fields than `record`, and columns to omit
    row: type[Schema] | None = None
    omitted: tuple[str, ...] = ()
    # whose keys the rows of its table have; None if all are read and compared at once
    model: type[Issue] | type[Page] | type[Article] | None = None
    # successive keys of issues whose records are read at once
    batch_size: int = 0

    @property
    def columns(self) -> list[str]:
        """The columns of its CSV files."""
        return [
            name for name in csv_writer.columns(self.row or self.record) if name not in self.omitted
        ]

    def batches(self) -> Sequence[Batch]:
        """Return arguments for `read`, which are shared out among processes."""
        return _ranges(self.batch_size) if self.batch_size else [None]

    def row_ids(self, batch: Batch) -> tuple[int, int] | None:
        """Return the lowest and the highest key that rows of a batch may have."""
        if batch is None or self.model is Issue:
            return batch
        of_issues = row_keys.pages_of_issues if self.model is Page else row_keys.articles_of_issues
        return of_issues(*batch)

    def row_ids_in(self, batch: Batch) -> list[int] | None:
        """Return the keys of the rows of a batch, in order."""
        if self.model is None:
            return None
        rows = self.model.objects.filter(pk__range=self.row_ids(batch)).order_by("pk")
        return list(rows.values_list("pk", flat=True))


# ordered by key: annotated querysets have no default order
def _newspapers(serializer: CachingSerializer, _all: None) -> Iterator[Schema]:
    return map(serializer.newspaper, Newspaper.objects.with_place().order_by("slug"))


def _issues(serializer: CachingSerializer, batch: IssueRange) -> Iterator[Schema]:
    issues = Issue.objects.with_counts().with_newspaper().filter(pk__range=batch).order_by("pk")
    return map(serializer.issue, issues)


def _pages(serializer: CachingSerializer, batch: IssueRange) -> Iterator[Schema]:
    pages = Page.objects.with_counts().with_issue().with_images()
    first, last = row_keys.pages_of_issues(*batch)
    return map(serializer.page_alone, pages.filter(pk__range=(first, last)).order_by("pk"))


def _articles(serializer: CachingSerializer, batch: IssueRange) -> Iterator[Schema]:
    return map(serializer.whole_article, serializer.shared.articles(batch))


def _ranges(size: int) -> list[IssueRange]:
    """Return the ranges of `size` successive keys with issues: new issues move no others."""
    keys = Issue.objects.order_by("pk").values_list("pk", flat=True)
    starts = dict.fromkeys(key // size * size for key in keys.iterator())
    return [(start, start + size - 1) for start in starts]


def _topics(serializer: CachingSerializer, _all: None) -> Iterator[Schema]:
    counts = totals.by_topic()
    return (serializer.topic(tag, counts.get(tag.pk, 0)) for tag in Tag.objects.with_relatives())


def _places(serializer: CachingSerializer, _all: None) -> Iterator[Schema]:
    """Yield places that articles are about, those that contain them, and places of publication."""
    counts: dict[str, int] = {}
    for digits in (2, 4, 6):
        counts |= {code.ljust(6, "0"): n for code, n in totals.by_place(digits).items()}
    newspaper_places = Newspaper.objects.places()
    places = Place.objects.with_codes([*counts, *newspaper_places]).with_lineage()
    return (serializer.place(place, counts.get(place.code, 0)) for place in places)


def _people(serializer: CachingSerializer, _all: None) -> Iterator[Schema]:
    people = Person.objects.order_by("slug")
    return map(serializer.person, people.iterator(chunk_size=_CHUNK))


ARTICLES = RecordType(
    "articles",
    "article",
    gettext_noop("文章"),
    schema.ArticleWhole,
    ("ident",),
    _articles,
    schema.ArticleRecord,
    ("text",),
    Article,
    8,
)
# referenced tables come first
RECORD_TYPES = (
    RecordType("places", "place", "地区", schema.PlaceRecord, ("code",), _places),
    RecordType("newspapers", "newspaper", "报纸", schema.NewspaperRecord, ("slug",), _newspapers),
    RecordType(
        "issues",
        "issue",
        gettext_noop("期"),
        schema.IssueRecord,
        ("newspaper_slug", "key"),
        _issues,
        model=Issue,
        batch_size=256,
    ),
    RecordType(
        "pages",
        "page",
        gettext_noop("版"),
        schema.PageRecord,
        ("newspaper_slug", "issue_key", "key"),
        _pages,
        model=Page,
        batch_size=64,
    ),
    RecordType("topics", "topic", "主题", schema.TopicRecord, ("slug",), _topics),
    RecordType("people", "person", "作者", schema.PersonRecord, ("slug",), _people),
    ARTICLES,
)
