"""The table of facets: what articles are filtered and counted by, from the index to the page.

The search contract, documents, both engines, filters, the API and pages all derive facets from this
table. Pages show them in its order.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext_noop

from archive.models import Article, Place, Tag
from archive.models.article_parts import Basis
from archive.models.article_queries import FRONT_PAGES, ArticleQuerySet

from .choices import (
    DIVISIONS,
    FEATURES,
    LENGTHS,
    NAMED_ORGANISATIONS,
    NAMED_PEOPLE,
    NEWSPAPERS,
    PEOPLE,
    PROVINCES,
    TOPICS,
    ChoiceList,
    ModelChoices,
    StaticChoices,
    Years,
)


class FacetSource(NamedTuple):
    """The data of an article that its facet values are taken from when it is indexed."""

    earliest: date
    latest: date
    # slug of the newspaper, and slugs of the authors
    newspaper: str
    people: list[str]
    # the places that the article is about and the places containing them, widest first, without
    # pseudo-units
    places: list[Place]
    # with their broader topics
    topics: list[Tag]
    # the columns of Article that `Facet.reads` names
    columns: Mapping[str, Any]
    # people and organisations it names, by slug or, without a record, name; except its authors
    # places it names but is not about, with the places containing them
    named: list[str]
    organisations: list[str]
    named_places: list[Place]
    # whether the archive has an image of its page
    has_image: bool
    # whether other articles print the same, and whether one printed all of it before
    is_reprinted: bool
    is_reprint: bool


@dataclass(frozen=True)
class Facet:
    """One entry of the table."""

    # name of the URL parameter, and name in the index
    name: str
    # as shown to readers
    label: str
    # the existing values: as in URLs, as shown, and as passed to `select`
    vocabulary: ChoiceList
    # returns the values of an article, as in URLs
    values: Callable[[FacetSource], Iterable[str]]
    # filters a queryset of articles to those with any of these values
    select: Callable[..., ArticleQuerySet]
    # position among the parameters of canonical URLs; unique, and must never change
    address_rank: int
    # whether an article can have several values, so that readers may require all chosen ones
    combinable: bool = False
    # whether there are too many values to list: only the most frequent are listed
    open_ended: bool = False
    # maximum number of values that are counted
    most_values: int = 1000
    # whether every list shows its counts, or only lists that are counted quickly
    counted_in_lists: bool = True
    # whether values are sorted in descending order rather than by number of articles
    highest_first: bool = False
    # Columns in the embedded engine (search/engines/tantivy/facets.py). With `by_rank`, the first
    # has a document's first value, the second its second, the last all others; otherwise its
    # values are distributed over the columns.
    columns: int = 1
    by_rank: bool = False
    # priority among suggested filters, 0 for none; of facets with equal rank one is suggested
    suggestion_rank: int = 0
    # columns of Article that `values` reads
    reads: tuple[str, ...] = ()


def column_facet(
    name: str, label: str, vocabulary: ChoiceList, address_rank: int, **options: Any
) -> Facet:
    """Return a facet whose only value is the Article column of its name; "" means no value."""
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


def _features(source: FacetSource) -> Iterable[str]:
    columns = source.columns
    has = {
        "text": columns["page__text_held"],
        "image": source.has_image,
        "front": columns["page__key"] in FRONT_PAGES,
        "certain": columns["page__issue__date_basis"] == Basis.STATED
        and source.earliest == source.latest,
        "reprinted": source.is_reprinted,
        "first": not source.is_reprint,
    }
    return (name for name in FEATURES if has[name])


def _length(source: FacetSource) -> Iterable[str]:
    length = source.columns["length"]
    return (name for name, (_, least, below) in LENGTHS.items() if least <= length < below)


def _in_lengths(articles: ArticleQuerySet, *names: str) -> ArticleQuerySet:
    return articles.of_lengths([LENGTHS[name][1:] for name in names])


FACETS = (
    Facet(
        "province",
        gettext_noop("省份"),
        PROVINCES,
        # only provinces have a slug
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
        gettext_noop("地市"),
        ModelChoices(Place.objects.cities, "code", "name", "code", ("pinyin",)),
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
        gettext_noop("区县"),
        ModelChoices(Place.objects.counties, "code", "name", "code", ("pinyin",)),
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
        gettext_noop("主题"),
        TOPICS,
        # a narrower topic also counts for its broader one
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
        gettext_noop("报纸"),
        NEWSPAPERS,
        values=lambda source: [source.newspaper],
        select=ArticleQuerySet.printed_in,
        address_rank=1,
        suggestion_rank=4,
    ),
    Facet(
        "year",
        gettext_noop("年份"),
        Years(),
        values=lambda source: map(str, range(source.earliest.year, source.latest.year + 1)),
        select=ArticleQuerySet.published_in,
        address_rank=8,
        highest_first=True,
        suggestion_rank=3,
    ),
    column_facet(
        "genre", gettext_noop("体裁"), StaticChoices(Article.Genre.choices), 6, suggestion_rank=5
    ),
    Facet(
        "person",
        gettext_noop("作者"),
        PEOPLE,
        values=lambda source: source.people,
        select=ArticleQuerySet.signed_by,
        address_rank=7,
        combinable=True,
        open_ended=True,
        most_values=30,
    ),
    Facet(
        "has",
        gettext_noop("特征"),
        StaticChoices(FEATURES.items()),
        values=_features,
        select=ArticleQuerySet.with_features,
        address_rank=9,
        combinable=True,
        reads=("page__text_held", "page__key", "page__issue__date_basis"),
    ),
    Facet(
        "length",
        gettext_noop("篇幅"),
        StaticChoices((name, label) for name, (label, *_) in LENGTHS.items()),
        values=_length,
        select=_in_lengths,
        address_rank=10,
        reads=("length",),
    ),
    Facet(
        "named",
        gettext_noop("文中人物"),
        NAMED_PEOPLE,
        values=lambda source: source.named,
        select=ArticleQuerySet.naming_people,
        address_rank=11,
        combinable=True,
        open_ended=True,
        most_values=50,
        counted_in_lists=False,
    ),
    Facet(
        "organisation",
        gettext_noop("文中单位"),
        NAMED_ORGANISATIONS,
        values=lambda source: source.organisations,
        select=ArticleQuerySet.naming_organisations,
        address_rank=12,
        combinable=True,
        open_ended=True,
        most_values=50,
        counted_in_lists=False,
    ),
    Facet(
        "placename",
        gettext_noop("文中地名"),
        DIVISIONS,
        values=lambda source: (place.code for place in source.named_places),
        select=ArticleQuerySet.only_naming_places,
        address_rank=13,
        combinable=True,
        open_ended=True,
        most_values=50,
        counted_in_lists=False,
    ),
)

BY_NAME: Mapping[str, Facet] = {facet.name: facet for facet in FACETS}
# name → label
COMBINABLE = {facet.name: facet.label for facet in FACETS if facet.combinable}
