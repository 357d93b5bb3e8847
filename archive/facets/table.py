"""The table of facets: what articles are filtered and counted by, from the index to the page.

The search contract, documents, both engines, filters, the API and pages take everything they need
of a facet from its entry here. Its order is that of the page.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from archive.models import Article, Place, Tag
from archive.models.article_queries import ArticleQuerySet

from .choices import NEWSPAPERS, PEOPLE, PROVINCES, ChoiceList, Choices, Rows, Years


class FacetSource(NamedTuple):
    """What the values of an article are taken from when it is indexed."""

    earliest: date
    latest: date
    # the newspaper's slug, and those of its authors
    newspaper: str
    people: list[str]
    # the places it is about and those around them, widest first, without pseudo-units
    places: list[Place]
    # with their broader topics
    topics: list[Tag]
    # the columns of Article that `Facet.reads` names
    columns: Mapping[str, str]


@dataclass(frozen=True)
class Facet:
    """One entry of the table."""

    # as a parameter of addresses, and in the index
    name: str
    # as shown to readers
    label: str
    # the values that exist: as in addresses, as shown, and as `select` takes them
    vocabulary: ChoiceList
    # the values of an article, as in addresses
    values: Callable[[FacetSource], Iterable[str]]
    # the articles of a queryset that have any of these values
    select: Callable[..., ArticleQuerySet]
    # its rank among the parameters of canonical addresses: unique, and never changed
    address_rank: int
    # whether articles have several values, so that all of those chosen can be required
    combinable: bool = False
    # whether there are too many values to list and count: the most frequent are, others looked up
    open_ended: bool = False
    # the most values that are counted
    most_values: int = 1000
    # whether values are listed from the highest down, rather than those of most articles first
    highest_first: bool = False
    # The embedded engine counts numbers in columns, one number a document. By rank, the first
    # column has a document's first value, the second its second, the last all others: for facets
    # of many values. Else values are dealt out to the columns: for those of few.
    # See search/engines/tantivy/facets.py.
    columns: int = 1
    by_rank: bool = False
    # its place among suggested filters; one is suggested of facets with the same; 0: none
    suggestion_rank: int = 0
    # columns of Article that `values` reads
    reads: tuple[str, ...] = ()


def column_facet(
    name: str, label: str, vocabulary: ChoiceList, address_rank: int, **options: Any
) -> Facet:
    """A facet whose only value stands in the column of Article that has its name; "" is none."""
    return Facet(
        name,
        label,
        vocabulary,
        values=lambda source: filter(None, [source.columns[name]]),
        select=lambda articles, *values: articles.filter(**{f"{name}__in": values}),
        address_rank=address_rank,
        reads=(name,),
        **options,
    )


def _codes(level: Place.Level) -> Callable[[FacetSource], Iterable[str]]:
    return lambda source: (place.code for place in source.places if place.level == level)


FACETS = (
    Facet(
        "province",
        "省份",
        PROVINCES,
        # provinces alone have a slug
        values=lambda source: (place.slug for place in source.places if place.slug),
        select=ArticleQuerySet.in_places,
        address_rank=2,
        combinable=True,
        columns=3,
        by_rank=True,
        suggestion_rank=2,
    ),
    Facet(
        "city",
        "地市",
        Rows(Place.objects.cities, "code", "name", "code", ("pinyin",)),
        values=_codes(Place.Level.CITY),
        select=ArticleQuerySet.in_places,
        address_rank=3,
        combinable=True,
        columns=3,
        by_rank=True,
        suggestion_rank=2,
    ),
    Facet(
        "county",
        "区县",
        Rows(Place.objects.counties, "code", "name", "code", ("pinyin",)),
        values=_codes(Place.Level.COUNTY),
        select=ArticleQuerySet.in_places,
        address_rank=4,
        combinable=True,
        columns=3,
        by_rank=True,
        suggestion_rank=2,
    ),
    Facet(
        "topic",
        "主题",
        Rows(Tag.objects.all, "slug", "pref_label", "slug", ("slug",)),
        # a narrower topic counts for the broader one
        values=lambda source: (
            topic.slug
            for tag in source.topics
            for topic in ((tag, tag.broader) if tag.broader else (tag,))
        ),
        select=ArticleQuerySet.about,
        address_rank=5,
        combinable=True,
        columns=4,
        suggestion_rank=1,
    ),
    Facet(
        "newspaper",
        "报纸",
        NEWSPAPERS,
        values=lambda source: [source.newspaper],
        select=ArticleQuerySet.printed_in,
        address_rank=1,
        suggestion_rank=4,
    ),
    Facet(
        "year",
        "年份",
        Years(),
        values=lambda source: map(str, range(source.earliest.year, source.latest.year + 1)),
        select=ArticleQuerySet.published_in,
        address_rank=8,
        highest_first=True,
        suggestion_rank=3,
    ),
    column_facet("genre", "体裁", Choices(Article.Genre.choices), 6, suggestion_rank=5),
    Facet(
        "person",
        "作者",
        PEOPLE,
        values=lambda source: source.people,
        select=ArticleQuerySet.by,
        address_rank=7,
        combinable=True,
        open_ended=True,
        most_values=30,
    ),
)

BY_NAME: Mapping[str, Facet] = {facet.name: facet for facet in FACETS}
# name → label
COMBINABLE = {facet.name: facet.label for facet in FACETS if facet.combinable}
