"""The questions about articles."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Left

from .article_parts import Byline, Coverage, Tagging
from .authorities import Tag
from .ledger import Kind, LedgerEntry, Mark, marks_after

if TYPE_CHECKING:
    from .articles import Article

# characters of a full text that are read for its opening
OPENING = 1600
# the fields that the parts of a ledger entry's key are of
_KEY_PARTS = {
    "article": ("ident",),
    "newspaper": ("page__issue__newspaper__slug",),
    "issue": ("page__issue__newspaper__slug", "page__issue__key"),
    "page": ("page__issue__newspaper__slug", "page__issue__key", "page__key"),
    "topic": ("tags__slug",),
    "person": ("bylines__person__slug",),
}


class ArticleQuerySet(models.QuerySet):
    """Names every question that a view asks about articles."""

    def get_by_natural_key(self, ident):
        return self.get(ident=ident)

    def about(self, *slugs):
        """With one of these topics, or a topic narrower than one of them."""
        tags = Tag.objects.filter(Q(slug__in=slugs) | Q(broader__slug__in=slugs))
        carried = Tagging.objects.filter(article=OuterRef("pk"), tag__in=tags)
        # not "in", which would look for all articles of the topic before it gives the first
        return self.filter(Exists(carried))

    def in_places(self, *codes):
        """About one of these places or a place inside one (codes nest by prefix)."""
        inside = Q()
        for code in codes:
            prefix = (
                code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code
            )
            # a range of the index, which "begins with" is not
            inside |= Q(place__code__range=(prefix.ljust(6, "0"), prefix.ljust(6, "9")))
        return self.filter(pk__in=Coverage.objects.filter(inside).values("article"))

    def by(self, *slugs):
        return self.filter(pk__in=Byline.objects.filter(person__slug__in=slugs).values("article"))

    def printed_in(self, *slugs):
        return self.filter(page__issue__newspaper__slug__in=slugs)

    def of_genre(self, *genres):
        return self.filter(genre__in=genres)

    def features(self):
        """Reports, features and roundups: what a newspaper sets off from its news."""
        genre = self.model.Genre
        return self.of_genre(genre.REPORT, genre.FEATURE, genre.ROUNDUP)

    def with_digest(self):
        """Without what is catalogued so briefly that it has none."""
        return self.exclude(digest="")

    def with_province(self):
        """Adds `province`, the first two digits of the code of the place it is mainly about."""
        first = Coverage.objects.filter(article=OuterRef("pk")).order_by("sequence")
        return self.annotate(province=Subquery(first.values(code=Left("place_id", 2))[:1]))

    def published_between(self, start: date | None, end: date | None):
        """That may have appeared from `start` to `end`, both included; None leaves a side open."""
        found = self
        if start:
            found = found.filter(latest__gte=start)
        if end:
            found = found.filter(earliest__lte=end)
        return found

    def published_in(self, *years: int):
        """That may have appeared in one of these years."""
        any_year = Q()
        for year in years:
            any_year |= Q(earliest__lte=date(year, 12, 31), latest__gte=date(year, 1, 1))
        return self.filter(any_year)

    def changed_between(self, start: date | None, end: date | None):
        """Last changed from `start` to `end`, both included; None leaves a side open."""
        found = self.filter(last_changed__gte=start) if start else self
        return found.filter(last_changed__lte=end) if end else found

    def last_changes(self):
        """(ident, day of the last change)."""
        return self.order_by("pk").values_list("ident", "last_changed")

    def latest_change(self) -> date | None:
        return self.aggregate(day=Max("last_changed"))["day"]

    def span(self) -> dict[str, date | None]:
        """`earliest` and `latest` day on which one may have appeared."""
        return self.aggregate(earliest=Min("earliest"), latest=Max("latest"))

    def marks_after(self, mark: Mark | None, limit: int):
        return marks_after(self, "last_changed", "accession", mark, limit)

    def with_sets(self):
        """With what tells which newspaper it is of and what it is about, and no more."""
        return (
            self.select_related("page__issue__newspaper")
            .prefetch_related(models.Prefetch("taggings", Tagging.objects.of_each_article()))
            .only("ident", "last_changed", "accession", "page__issue__newspaper__slug")
        )

    def newest_first(self):
        # page_id, not page: pages' own order would join and sort every article there is
        return self.order_by("-earliest", "-latest", "page_id", "sequence")

    def newest_added(self):
        """Those that came into the archive last first, and of a day the newest papers."""
        # not "page", which would follow the page's own order through three tables
        return self.order_by("-first_published", "-earliest", "-latest", "page_id", "sequence")

    def as_entered(self):
        """In the order in which the catalogue has them, which needs no sorting."""
        return self.order_by("pk")

    def entered_between(self, first: int, last: int):
        """By their keys, both included, in the order in which the catalogue has them."""
        return self.filter(pk__range=(first, last)).as_entered()

    def in_issue(self, issue):
        return self.filter(page__issue=issue)

    def with_idents(self, idents):
        return self.filter(ident__in=idents)

    def for_looking_up(self, keys):
        """(ident, headline, newspaper's slug, first and last day) of those articles."""
        paper = "page__issue__newspaper__slug"
        found = self.filter(pk__in=keys).as_entered()
        return found.values_list("ident", "headline", paper, "earliest", "latest")

    def on_page(self, page):
        return self.filter(page=page).order_by("sequence")

    def in_order_of(self, idents) -> list["Article"]:
        """The articles with these idents, one for one in that order."""
        # in no order of its own, which would go through four tables
        found = {article.ident: article for article in self.with_idents(idents).order_by()}
        return [found[ident] for ident in idents]

    def slice_of_idents(self, start: int, stop: int) -> list[str]:
        """Of this order, which an index has: with what they belong to joined, all would be sorted."""
        return list(self.values_list("ident", flat=True)[start:stop])

    def as_links(self):
        """With what a link to them needs, in no order."""
        return self.only("ident", "headline").order_by()

    def with_identifiers(self):
        return self.exclude(identifiers=[])

    def begin_with_ledger(self) -> None:
        """Dates every article by its entry in the ledger, as one that was never changed."""
        entry = LedgerEntry.objects.filter(kind=Kind.ARTICLE, key=OuterRef("ident"))
        self.update(
            first_published=Subquery(entry.values("since")),
            accession=Subquery(entry.values("pk")),
            changes=[],
        )
        self.update(last_changed=F("first_published"))

    def reached_by(self, kind: str, key: str):
        """That show something of this entry of the ledger: the article itself, its page, topics, …"""
        parts = dict(zip(_KEY_PARTS[kind], key.split("/"), strict=True))
        return self.filter(**parts).distinct()

    def counts_by_newspaper(self):
        """(slug, name, articles), most articles first."""
        paper = "page__issue__newspaper"
        return (
            self.order_by()
            .values_list(f"{paper}__slug", f"{paper}__name")
            .annotate(n=Count("pk"))
            .order_by("-n", f"{paper}__slug")
        )

    def counts_by_year(self) -> dict[int, int]:
        """Articles that may have appeared in each year, latest first; one that spans two is in both."""
        # by days, of which there are few: SQLite would ask Python for the year of every row
        spans = self.order_by().values_list("earliest", "latest").annotate(n=Count("pk")).order_by()
        years: dict[int, int] = {}
        for first, last, n in spans.iterator():
            for year in range(first.year, last.year + 1):
                years[year] = years.get(year, 0) + n
        return dict(sorted(years.items(), reverse=True))

    def _parts(self, rows: models.QuerySet):
        """Those of these rows that are of one of the articles; of all articles, all of them."""
        is_all = not self.query.where and not self.query.is_sliced
        return rows if is_all else rows.filter(article__in=self.order_by().values("pk"))

    def counts_by_topic(self) -> dict[int, int]:
        """Articles by topic's key, those of a narrower topic counted once under its broader one."""
        carried = self._parts(Tagging.objects.all())
        own = carried.values_list("tag").annotate(n=Count("article"))
        top = Coalesce("tag__broader", "tag")
        whole = (
            carried.annotate(top=top).values_list("top").annotate(n=Count("article", distinct=True))
        )
        return dict(own) | dict(whole)

    def counts_by_place(self, digits: int) -> dict[str, int]:
        """Articles by the first 2, 4 or 6 digits of the code of the places they are about."""
        return dict(
            self._parts(Coverage.objects.all())
            .order_by()
            .annotate(inside=Left("place_id", digits))
            .values_list("inside")
            .annotate(n=Count("article", distinct=True))
            .order_by("inside")
        )

    def counts_by_person(self):
        """(slug, name, articles), most articles first."""
        return (
            self._parts(Byline.objects.all())
            .order_by()
            .values_list("person__slug", "person__name")
            .annotate(n=Count("article", distinct=True))
            .order_by("-n", "person__slug")
        )

    def for_list(self):
        """With all that an entry of a list shows, in a fixed number of queries."""
        return self.select_related("page__issue__newspaper").prefetch_related(
            models.Prefetch("taggings", Tagging.objects.of_each_article()),
            models.Prefetch("bylines", Byline.objects.of_each_article()),
            models.Prefetch("coverage", Coverage.objects.of_each_article()),
        )

    def for_entries(self):
        """`for_list` without what no entry shows: who signed, and what the own pages have."""
        named = self.select_related("page__issue__newspaper").prefetch_related(
            models.Prefetch("taggings", Tagging.objects.of_each_article()),
            models.Prefetch("coverage", Coverage.objects.of_each_article()),
        )
        return named.defer(
            *("blocks", "corrections", "notes", "changes", "identifiers"),
            *("page__apart", "page__issue__evidence"),
        )

    def with_openings(self):
        """With so much of their full texts as a newspaper page sets, `begins`; None where none is held."""
        return self.annotate(begins=Left("full_text__plain", OPENING))

    def with_texts(self):
        """With their full texts, for showing where something was found in them."""
        return self.select_related("full_text")

    def for_data(self):
        """With all that a record of the archive's data holds; the texts without their blocks."""
        return self.for_list().with_texts().defer("full_text__blocks")

    def for_reading(self):
        """With all that an article's own page shows."""
        return self.for_list().select_related("full_text", "page__issue__newspaper__place")
