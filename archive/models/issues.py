"""Issues of a newspaper, and their pages."""

from datetime import date
from itertools import chain

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from archive.fast_reverse import fast_reverse
from archive.text import dates

from .article_parts import Basis
from .articles import Article
from .newspapers import Newspaper


def count_of(rows: models.QuerySet) -> Coalesce:
    """Subquery that counts `rows`; unlike joined counts, several do not multiply one another."""
    counted = rows.order_by().annotate(all=Value(1)).values("all").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n")), 0)


class IssueQuerySet(models.QuerySet):
    def get_by_natural_key(self, newspaper, key):
        return self.get(newspaper__slug=newspaper, key=key)

    def at(self, newspaper, key):
        """The issue at this address, if there is one."""
        return self.filter(newspaper__slug=newspaper, key=key).select_related("newspaper")

    def newest_first(self):
        return self.order_by("-earliest", "-latest", "newspaper__slug", "key")

    def oldest_first(self):
        return self.order_by("earliest", "latest", "key")

    def of_year(self, year: int):
        """That appeared, or may have appeared, in this year."""
        return self.filter(earliest__lte=date(year, 12, 31), latest__gte=date(year, 1, 1))

    def span(self) -> tuple[date | None, date | None]:
        """The first and the last day that any of them may be of."""
        return tuple(self.aggregate(models.Min("earliest"), models.Max("latest")).values())

    def has_inferred_ends(self) -> bool:
        """Whether the first or the last day of their span is one that an editor concluded."""
        first, last = self.span()
        ends = self.filter(Q(earliest=first) | Q(latest=last))
        return ends.filter(date_basis=Basis.INFERRED).exists()

    def counts_by_years(self):
        """(first year, last year, whether the day is known, issues) of each span of years."""
        return (
            self.order_by()
            .annotate(dated=Q(earliest=F("latest")))
            .values_list("earliest__year", "latest__year", "dated")
            .annotate(n=Count("pk"))
        )

    def articles_by_months(self) -> dict[str, dict[str, int]]:
        """Newspaper's slug → the months that its issues are of, or may be of → the articles in them.

        As 2021-06/2021-09, from the first to the last; an issue may be held of which no article is.
        """

        days = ("earliest", "latest")
        held = self.order_by().values_list("newspaper__slug", *days).distinct()
        articles = Article.objects.order_by().values_list("page__issue__newspaper__slug", *days)
        counted: dict[str, dict[str, int]] = {}
        for slug, first, last, n in chain(
            ((*row, 0) for row in held.iterator()),
            articles.annotate(n=Count("pk")).order_by().iterator(),
        ):
            months = counted.setdefault(slug, {})
            span = f"{first:%Y-%m}/{last:%Y-%m}"
            months[span] = months.get(span, 0) + n
        return counted

    def with_counts(self):

        pages = Page.objects.filter(issue=OuterRef("pk"))
        return self.annotate(
            page_count=count_of(pages),
            article_count=count_of(Article.objects.filter(page__issue=OuterRef("pk"))),
        )

    def with_newspaper(self):
        return self.select_related("newspaper")

    def whole(self):
        """With all pages and all their articles, as a list shows them."""

        return self._with_pages(Article.objects.for_list())

    def laid_out(self):
        """With all pages and all their articles, as a newspaper page shows them."""

        return self._with_pages(Article.objects.for_list().with_openings())

    def whole_for_reading(self):
        """With all pages and all that their articles' own pages show."""

        return self._with_pages(Article.objects.for_reading())

    def whole_for_data(self):
        """With all pages and all their articles, as records of data."""

        return self._with_pages(Article.objects.for_data())

    def whole_text(self):
        """With all pages and all their articles, as they are read."""

        return self._with_pages(Article.objects.for_list().with_texts())

    def _with_pages(self, articles):
        articles = models.Prefetch("articles", articles.order_by("sequence"))
        pages = Page.objects.in_order().prefetch_related(articles)
        return self.select_related("newspaper__place").prefetch_related(
            models.Prefetch("pages", pages)
        )

    def last_changes(self):
        """(newspaper, key, day on which one of its articles was last changed)."""
        changed = models.Max("pages__articles__last_changed")
        return self.order_by("pk").values_list("newspaper__slug", "key", changed)

    def neighbours(self, issue):
        """(previous, next) issue of the same newspaper by date; None at either end."""
        order = ("earliest", "latest", "key")
        same = self.filter(newspaper=issue.newspaper_id)
        here = (issue.earliest, issue.latest, issue.key)
        before, after = Q(), Q()
        # lexicographic comparison of the three keys, spelt out for every database
        for depth, field in enumerate(order):
            tied = {order[i]: here[i] for i in range(depth)}
            before |= Q(**tied, **{f"{field}__lt": here[depth]})
            after |= Q(**tied, **{f"{field}__gt": here[depth]})
        return (
            same.filter(before).order_by(*(f"-{f}" for f in order)).first(),
            same.filter(after).order_by(*order).first(),
        )


class Issue(models.Model):
    """One day's paper, or as much of it as is held."""

    newspaper = models.ForeignKey(Newspaper, models.PROTECT, related_name="issues")
    # The address part: the date of an issue whose date is stated, otherwise minted and opaque, so
    # that finding the true date later changes no address.
    key = models.CharField(max_length=20)
    number = models.CharField("期号", max_length=20, blank=True)
    date = models.CharField("日期（EDTF）", max_length=60)
    date_basis = models.CharField(max_length=10, choices=Basis.choices)
    date_reason = models.TextField(blank=True)
    # [{"article": ident, "sentence": n from 1, "says": what it proves}]
    evidence = models.JSONField(default=list, blank=True)
    attribution = models.CharField(max_length=10, choices=Basis.choices)
    attribution_reason = models.TextField(blank=True)
    # the bounds of `date`, for sorting and filtering
    earliest = models.DateField(db_index=True)
    latest = models.DateField(db_index=True)

    objects = IssueQuerySet.as_manager()

    class Meta:
        ordering = ("newspaper", "earliest", "latest", "key")
        constraints = (
            models.UniqueConstraint(fields=("newspaper", "key"), name="one_issue_per_key"),
        )

    def __str__(self):
        return f"{self.newspaper} {self.date_label}"

    def natural_key(self):
        return (self.newspaper.slug, self.key)

    natural_key.dependencies = ("archive.newspaper",)  # type: ignore[attr-defined]

    def get_absolute_url(self):
        return fast_reverse("issue", self.newspaper.slug, self.key)

    @property
    def date_label(self) -> str:
        """The date in Chinese, as honestly as it is known: 「约2021年6—9月」."""
        return dates.in_chinese(self.date)

    @property
    def date_iso(self) -> str:
        return dates.in_iso(self.date)

    @property
    def is_dated(self) -> bool:
        """Whether one day alone is meant."""
        return self.earliest == self.latest

    @property
    def weekday(self) -> str:
        """「星期四」 of a day that is certain, else nothing."""
        is_certain = dates.is_exact(self.date)
        return f"星期{'一二三四五六日'[self.earliest.weekday()]}" if is_certain else ""


class PageQuerySet(models.QuerySet):
    def get_by_natural_key(self, newspaper, issue, key):
        return self.get(issue__newspaper__slug=newspaper, issue__key=issue, key=key)

    def in_order(self):
        return self.order_by("sequence")

    def with_counts(self):
        return self.annotate(article_count=Count("articles"))

    def with_issue(self):
        return self.select_related("issue__newspaper")

    def last_changes(self):
        """(newspaper, issue, key, day on which one of its articles was last changed)."""
        address = ("issue__newspaper__slug", "issue__key", "key")
        return self.order_by("pk").values_list(*address, models.Max("articles__last_changed"))

    def with_headlines(self):
        """In order, with the headlines of their articles."""

        headlines = Article.objects.only("ident", "headline", "page").order_by("sequence")
        return (
            self.in_order()
            .select_related("issue__newspaper")
            .prefetch_related(models.Prefetch("articles", headlines))
        )


class Page(models.Model):
    """One page of an issue, known by the SHA-256 of its text."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="pages")
    # The address part: the printed page number where it is known, otherwise x1, x2, …
    key = models.CharField(max_length=10)
    sequence = models.PositiveSmallIntegerField()
    number = models.CharField("版次", max_length=10, blank=True)
    name = models.CharField("版名", max_length=30, blank=True)
    sha256 = models.CharField(max_length=64)
    length = models.PositiveIntegerField("字符数")
    # what stands on the page but in no article: [{"kind", "at", "text", "of", "note"}]
    apart = models.JSONField(default=list, blank=True)
    notes = models.JSONField(default=list, blank=True)
    text_held = models.BooleanField(default=False)

    objects = PageQuerySet.as_manager()

    class Meta:
        ordering = ("issue", "sequence")
        constraints = (models.UniqueConstraint(fields=("issue", "key"), name="one_page_per_key"),)

    def __str__(self):
        return f"{self.issue} {self.label}"

    def natural_key(self):
        return (*self.issue.natural_key(), self.key)

    natural_key.dependencies = ("archive.issue",)  # type: ignore[attr-defined]

    def get_absolute_url(self):
        return fast_reverse("page", self.issue.newspaper.slug, self.issue.key, self.key)

    @property
    def label(self) -> str:
        """「第3版 要闻」, or that the number is not known; several such are told apart."""
        unknown = "版次待考" if self.sequence == 1 else f"版次待考（第{self.sequence}面）"
        number = f"第{self.number}版" if self.number else unknown
        return f"{number} {self.name}".strip()
