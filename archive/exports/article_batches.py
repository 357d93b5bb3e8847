"""Reads very many articles with all that their records hold, and what they share only once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from archive.formats import schema_parts
from archive.formats.serialize import Serializer
from archive.models import (
    Article,
    Byline,
    Coverage,
    Issue,
    Newspaper,
    Page,
    Person,
    Place,
    Tag,
    Tagging,
)

# articles of a piece, which one process does at once
_AT_ONCE = 500


def batches() -> list[tuple[int, int]]:
    """The first and the last key of each piece of the articles, as entered."""
    keys = list(Article.objects.as_entered().values_list("pk", flat=True).iterator())
    parts = (keys[n : n + _AT_ONCE] for n in range(0, len(keys), _AT_ONCE))
    return [(part[0], part[-1]) for part in parts]


class Shared:
    """The authorities, read once; issues and pages are kept as long as their articles go on."""

    @cached_property
    def _people(self) -> dict[int, Person]:
        return Person.objects.in_bulk()

    @cached_property
    def _places(self) -> dict[str, Place]:
        return {place.pk: place for place in Place.objects.with_lineage()}

    @cached_property
    def _newspapers(self) -> dict[int, Newspaper]:
        return {paper.pk: paper for paper in Newspaper.objects.with_place()}

    @cached_property
    def _tags(self) -> dict[int, Tag]:
        return Tag.objects.in_bulk()

    def articles(self, first: int, last: int) -> Iterator[Article]:
        """Those from one key to another, as `Article.objects.for_reading()` has them."""
        articles = list(Article.objects.entered_between(first, last).with_texts())
        between = {"article_id__gte": first, "article_id__lte": last}
        bylines = _of_articles(Byline.objects.filter(**between).order_by("sequence"))
        coverage = _of_articles(Coverage.objects.filter(**between).order_by("sequence"))
        taggings = _of_articles(Tagging.objects.filter(**between).order_by("sequence"))
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
            # what `article.bylines.all()` answers from: Django's own way makes a query of each
            article._prefetched_objects_cache = {
                "bylines": bylines[article.pk],
                "coverage": coverage[article.pk],
                "taggings": taggings[article.pk],
            }
            yield article


def _of_articles(rows: Iterable) -> dict[int, list]:
    found = defaultdict(list)
    for row in rows:
        found[row.article_id].append(row)
    return found


class SharedRecords(Serializer):
    """Makes the record of what many articles share once, and as long as it is needed again."""

    def __init__(self, origin: str):
        super().__init__(origin)
        # the class it is made from is frozen
        vars(self).update(shared=Shared(), _made={}, _last={})

    def _few(self, what: str, row, make):
        key = (what, row.pk)
        if key not in self._made:
            self._made[key] = make(row)
        return self._made[key]

    def _many(self, what: str, row, make):
        if self._last.get(what, (None,))[0] != row.pk:
            self._last[what] = (row.pk, make(row))
        return self._last[what][1]

    def _newspaper_link(self, paper: Newspaper):
        return self._few("newspaper", paper, super()._newspaper_link)

    def _topic_link(self, tag: Tag):
        return self._few("topic", tag, super()._topic_link)

    def _place_link(self, place: Place):
        return self._few("place", place, super()._place_link)

    def _url(self, row):
        if isinstance(row, Person):
            return self._few("url", row, super()._url)
        if isinstance(row, Article):
            # as the first one's, with its own ident
            if "before" not in self._last:
                before, _, behind = super()._url(row).rpartition(row.ident)
                self._last.update(before=before, behind=behind)
            return f"{self._last['before']}{row.ident}{self._last['behind']}"
        return super()._url(row)

    def _issue_link(self, issue: Issue):
        return self._many("issue", issue, super()._issue_link)

    def _page_link(self, page: Page):
        return self._many("page", page, super()._page_link)

    def _dating(self, issue: Issue) -> schema_parts.Dating:
        return self._many("date", issue, super()._dating)
