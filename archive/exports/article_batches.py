"""Read articles in batches for export, loading shared authorities only once."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from django.db.models import Model

from archive.editions import row_keys
from archive.formats.schema_parts import Dating
from archive.formats.serialize import Fields, Serializer
from archive.models import (
    Article,
    Byline,
    Coverage,
    Issue,
    Mention,
    Newspaper,
    Organisation,
    Page,
    Person,
    Place,
    Reprint,
    Tag,
    Tagging,
)
from archive.models.article_queries import ArticleQuerySet

# maximum number of cached links
_MAX_CACHED_LINKS = 100_000
# keys of the first and the last issue
IssueRange = tuple[int, int]
# None: all records of a type at once
Batch = IssueRange | None
Part = TypeVar("Part", Byline, Coverage, Mention, Reprint, Tagging)
Value = TypeVar("Value")


class SharedAuthorities:
    """Authorities, loaded once, to attach to batches of articles."""

    @cached_property
    def _people(self) -> dict[int, Person]:
        return Person.objects.in_bulk()

    @cached_property
    def _places(self) -> dict[str, Place]:
        return {place.pk: place for place in Place.objects.referenced().with_lineage()}

    @cached_property
    def _organisations(self) -> dict[int, Organisation]:
        return Organisation.objects.in_bulk()

    @cached_property
    def _newspapers(self) -> dict[int, Newspaper]:
        return {newspaper.pk: newspaper for newspaper in Newspaper.objects.with_place()}

    @cached_property
    def _tags(self) -> dict[int, Tag]:
        return Tag.objects.in_bulk()

    def load(self) -> None:
        """Load all now, to be shared with processes forked later."""
        for name in ("_people", "_places", "_organisations", "_newspapers", "_tags"):
            getattr(self, name)

    def articles(self, batch: IssueRange) -> Iterator[Article]:
        """Yield the articles of these issues as `Article.objects.for_reading()` loads them, but
        their mentions without what these refer to, which `attach` adds.
        """
        first, last = row_keys.articles_of_issues(*batch)
        selected = Article.objects.entered_between(first, last)
        yield from self._articles(selected, article_id__gte=first, article_id__lte=last)

    def articles_with(self, keys: Collection[int]) -> Iterator[Article]:
        """Yield the articles with these keys in the same way, in the order of their keys."""
        yield from self._articles(
            Article.objects.filter(pk__in=keys).as_entered(), article_id__in=keys
        )

    def _articles(self, selected: ArticleQuerySet, **of_them: Any) -> Iterator[Article]:
        """Yield the selected articles; `of_them` are the lookups for their related rows."""
        articles = list(selected.with_texts())
        bylines = _by_article(Byline.objects.filter(**of_them).order_by("sequence"))
        coverage = _by_article(Coverage.objects.filter(**of_them).order_by("sequence"))
        taggings = _by_article(Tagging.objects.filter(**of_them).order_by("sequence"))
        reprints = _by_article(Reprint.objects.with_dispatches().filter(**of_them))
        mentions = _by_article(Mention.objects.filter(**of_them).order_by("kind", "-count", "name"))
        pages = Page.objects.in_bulk({article.page_id for article in articles})
        issues = Issue.objects.in_bulk({page.issue_id for page in pages.values()})
        for issue in issues.values():
            issue.newspaper = self._newspapers[issue.newspaper_id]
        for page in pages.values():
            page.issue = issues[page.issue_id]
        for article in articles:
            article.page = pages[article.page_id]
            for byline in bylines[article.pk]:
                byline.person = self._people[byline.person_id]
            for covered in coverage[article.pk]:
                covered.place = self._places[covered.place_id]
            for tagging in taggings[article.pk]:
                tagging.tag = self._tags[tagging.tag_id]
            # fill the prefetch cache: prefetch_related would query for each batch
            article._prefetched_objects_cache = {  # type: ignore[attr-defined]
                "bylines": bylines[article.pk],
                "coverage": coverage[article.pk],
                "taggings": taggings[article.pk],
                "reprints": reprints[article.pk],
                "mentions": mentions[article.pk],
            }
            yield article

    def attach(self, mention: Mention) -> None:
        """Attach the person, organisation or place of the mention."""
        if mention.person_id is not None:
            mention.person = self._people[mention.person_id]
        if mention.organisation_id is not None:
            mention.organisation = self._organisations[mention.organisation_id]
        if mention.place_id is not None:
            mention.place = self._places[mention.place_id]


def _by_article(rows: Iterable[Part]) -> dict[int, list[Part]]:
    grouped: dict[int, list[Part]] = defaultdict(list)
    for row in rows:
        grouped[row.article_id].append(row)
    return grouped


@dataclass(frozen=True)
class CachingSerializer(Serializer):
    """A serializer that caches values common to several articles."""

    shared: SharedAuthorities = field(default_factory=SharedAuthorities)
    # (name, primary key) → value, cached for the whole export
    _values: dict[tuple[str, Any], Any] = field(default_factory=dict)
    # links of people, organisations and places mentioned, by kind and key or name
    _links: dict[tuple[str, int | str], Fields] = field(default_factory=dict)
    # name → (primary key, value) of the last row only
    _latest: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    # the parts of an article's URL before and after its ident
    _around_ident: list[str] = field(default_factory=list)

    def _cached(self, name: str, row: Model, make: Callable[[Any], Value]) -> Value:
        """Cache permanently: there are few of these."""
        key = (name, row.pk)
        if key not in self._values:
            self._values[key] = make(row)
        return self._values[key]

    def _cached_latest(self, name: str, row: Model, make: Callable[[Any], Value]) -> Value:
        """Cache until the next row: there are many, in the order of their articles."""
        if name not in self._latest or self._latest[name][0] != row.pk:
            self._latest[name] = (row.pk, make(row))
        return self._latest[name][1]

    def _newspaper_link(self, newspaper: Newspaper) -> Fields:
        return self._cached("newspaper", newspaper, super()._newspaper_link)

    def _topic_link(self, tag: Tag) -> Fields:
        return self._cached("topic", tag, super()._topic_link)

    def _place_link(self, place: Place) -> Fields:
        return self._cached("place", place, super()._place_link)

    def _mention_link(self, mention: Mention) -> Fields:
        record = mention.person_id or mention.organisation_id or mention.place_id
        key = mention.kind, record or mention.name
        if key not in self._links:
            if len(self._links) > _MAX_CACHED_LINKS:
                self._links.clear()
            self.shared.attach(mention)
            self._links[key] = super()._mention_link(mention)
        return self._links[key]

    def _url(self, row: Any) -> str:
        if isinstance(row, Person):
            return self._cached("url", row, super()._url)
        if isinstance(row, Article):
            if not self._around_ident:
                before, _, after = super()._url(row).rpartition(row.ident)
                self._around_ident.extend((before, after))
            return row.ident.join(self._around_ident)
        return super()._url(row)

    def _issue_link(self, issue: Issue) -> Fields:
        return self._cached_latest("issue", issue, super()._issue_link)

    def _page_link(self, page: Page) -> Fields:
        return self._cached_latest("page", page, super()._page_link)

    def _dating(self, issue: Issue) -> Dating:
        return self._cached_latest("date", issue, super()._dating)
