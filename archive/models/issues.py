"""Issues of a newspaper, and their pages."""

from collections.abc import Iterable
from datetime import date
from itertools import chain
from typing import Any, Self

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import gettext

from archive.languages import date_in_words
from archive.site_urls import fast_reverse
from archive.text import dates

from .article_parts import Basis
from .articles import Article
from .newspapers import Newspaper
from .page_images import PageImage


def count_of(rows: models.QuerySet) -> Coalesce:
    """Return a subquery that counts `rows`; unlike counts by joins, several can be combined."""
    count_query = rows.order_by().annotate(all=Value(1)).values("all").annotate(n=Count("pk"))
    return Coalesce(Subquery(count_query.values("n")), 0)


class IssueQuerySet(models.QuerySet["Issue"]):
    def get_by_natural_key(self, newspaper: str, key: str) -> "Issue":
        return self.get(newspaper__slug=newspaper, key=key)

    def at(self, newspaper: str, key: str) -> Self:
        """Return the issue with this address, as a QuerySet of one or none."""
        return self.filter(newspaper__slug=newspaper, key=key).select_related("newspaper")

    def newest_first(self) -> Self:
        return self.order_by("-earliest", "-latest", "newspaper__slug", "key")

    def oldest_first(self) -> Self:
        return self.order_by("earliest", "latest", "key")

    def of_newspaper(self, newspaper: int) -> Self:
        """Return the issues of the newspaper with this primary key."""
        return self.filter(newspaper=newspaper)

    def of_year(self, year: int) -> Self:
        """Return issues that may have appeared in this year."""
        return self.filter(earliest__lte=date(year, 12, 31), latest__gte=date(year, 1, 1))

    def on_days(self, days: Iterable[date]) -> Self:
        """Return issues that are known to be of one of these days."""
        return self.filter(earliest__in=days, latest=F("earliest"))

    def possibly_between(self, first: date, last: date) -> Self:
        """Return issues without a known day that may have appeared from `first` to `last`."""
        issues = self.filter(earliest__lte=last, latest__gte=first)
        return issues.exclude(latest=F("earliest"))

    def by_newspaper(self) -> Self:
        """Order by the newspaper's name, then as within one newspaper."""
        return self.order_by("newspaper__pinyin", "newspaper__slug", "earliest", "latest", "key")

    def counts_by_day(self, first: date, last: date) -> dict[date, int]:
        """Return the number of issues known to be of each day; days without issues are omitted."""
        dated = self.filter(earliest__range=(first, last), latest=F("earliest"))
        return dict(dated.order_by().values_list("earliest").annotate(n=Count("pk")))

    def nearest_days(self, day: date) -> tuple[date | None, date | None]:
        """Return (the last day before, the first day after) with an issue known to be of it."""
        days = self.filter(latest=F("earliest")).values_list("earliest", flat=True)
        return (
            days.filter(earliest__lt=day).order_by("-earliest").first(),
            days.filter(earliest__gt=day).order_by("earliest").first(),
        )

    def span(self) -> tuple[date | None, date | None]:
        """Return (earliest, latest) possible date of any of them."""
        return tuple(self.aggregate(models.Min("earliest"), models.Max("latest")).values())

    def has_inferred_ends(self) -> bool:
        """Return whether the first or last date of the span was inferred by an editor."""
        first, last = self.span()
        ends = self.filter(Q(earliest=first) | Q(latest=last))
        return ends.filter(date_basis=Basis.INFERRED).exists()

    def counts_by_years(self) -> models.QuerySet[Any, Any]:
        """Return (first year, last year, whether the day is known, issues) by span of years."""
        return (
            self.order_by()
            .annotate(dated=Q(earliest=F("latest")))
            .values_list("earliest__year", "latest__year", "dated")
            .annotate(n=Count("pk"))
        )

    def articles_by_months(self) -> dict[str, dict[str, int]]:
        """Return newspaper's slug → span of months, as 2021-06/2021-09 → number of articles.

        Spans of issues without articles are included, with 0.
        """
        return self.totals_by_months()[0]

    def characters_by_months(self) -> dict[str, dict[str, int]]:
        """Return the characters of those articles, as `articles_by_months` counts them."""
        return self.totals_by_months()[1]

    def totals_by_months(self) -> tuple[dict[str, dict[str, int]], dict[str, dict[str, int]]]:
        """Return `articles_by_months()` and `characters_by_months()`, reading articles once."""
        days = ("earliest", "latest")
        dates = self.order_by().values_list("newspaper__slug", *days).distinct()
        articles = Article.objects.order_by().values_list("page__issue__newspaper__slug", *days)
        summed = articles.annotate(n=Count("pk"), characters=models.Sum("length")).order_by()
        totals: tuple[dict[str, dict[str, int]], dict[str, dict[str, int]]] = ({}, {})
        for slug, first, last, *numbers in chain(
            ((*row, 0, 0) for row in dates.iterator()), summed.iterator()
        ):
            span = f"{first:%Y-%m}/{last:%Y-%m}"
            for counts, n in zip(totals, numbers, strict=True):
                months = counts.setdefault(slug, {})
                months[span] = months.get(span, 0) + n
        return totals

    def with_counts(self) -> Self:
        pages = Page.objects.filter(issue=OuterRef("pk"))
        return self.annotate(
            page_count=count_of(pages),
            article_count=count_of(Article.objects.filter(page__issue=OuterRef("pk"))),
        )

    def with_newspaper(self) -> Self:
        return self.select_related("newspaper")

    def for_list(self) -> Self:
        """Load all pages and articles, as for a list."""
        return self._with_pages(Article.objects.for_list())

    def for_layout(self) -> Self:
        """Load all pages and articles, as for the newspaper page view."""
        return self._with_pages(Article.objects.for_list().with_openings())

    def for_reading(self) -> Self:
        """Load all pages and articles, as for the articles' own pages."""
        return self._with_pages(Article.objects.for_reading())

    def for_data(self) -> Self:
        """Load all pages and articles, as for data records."""
        return self._with_pages(Article.objects.for_data())

    def for_viewing(self) -> Self:
        """Load as `for_reading`, with the pages' images."""
        return self._with_pages(Article.objects.for_reading(), "images")

    def with_images(self) -> Self:
        """Load the images of their pages."""
        return self.prefetch_related("pages__images")

    def for_text(self) -> Self:
        """Load all pages and articles, and the full texts."""
        return self._with_pages(Article.objects.for_list().with_texts())

    def _with_pages(self, articles: Any, *more: Any) -> Self:
        articles = models.Prefetch("articles", articles.order_by("sequence"))
        pages = Page.objects.in_order().prefetch_related(articles, *more)
        return self.select_related("newspaper__place").prefetch_related(
            models.Prefetch("pages", pages)
        )

    def last_changes(self) -> models.QuerySet[Any, Any]:
        """Return (newspaper, key, date of the last change of one of its articles)."""
        changed = models.Max("pages__articles__last_changed")
        return self.order_by("pk").values_list("newspaper__slug", "key", changed)

    def neighbours(self, issue: "Issue") -> tuple["Issue | None", "Issue | None"]:
        """Return (previous, next) issue of the same newspaper by date; None at either end."""
        order = ("earliest", "latest", "key")
        issues = self.filter(newspaper=issue.newspaper_id)
        position = (issue.earliest, issue.latest, issue.key)
        before, after = Q(), Q()
        # not a row comparison, which not every database supports
        for depth, field in enumerate(order):
            tied = {order[i]: position[i] for i in range(depth)}
            before |= Q(**tied, **{f"{field}__lt": position[depth]})
            after |= Q(**tied, **{f"{field}__gt": position[depth]})
        return (
            issues.filter(before).order_by(*(f"-{f}" for f in order)).first(),
            issues.filter(after).order_by(*order).first(),
        )


class Issue(models.Model):
    """An issue of a newspaper, or the part of it that the archive holds."""

    # annotated by with_counts()
    page_count: int
    article_count: int

    newspaper = models.ForeignKey(Newspaper, models.PROTECT, related_name="issues")
    # Part of the address: the date if it is stated, otherwise minted and opaque, to stay the same
    # when the date becomes known.
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

    def __str__(self) -> str:
        return f"{self.newspaper} {self.date_label}"

    def natural_key(self) -> tuple[str, ...]:
        return (self.newspaper.slug, self.key)

    natural_key.dependencies = ("archive.newspaper",)  # type: ignore[attr-defined]

    def get_absolute_url(self) -> str:
        return fast_reverse("issue", self.newspaper.slug, self.key)

    @property
    def date_label(self) -> str:
        """The date in Chinese, with its uncertainty: 「约2021年6—9月」."""
        return date_in_words(self.date)

    @property
    def date_beside_mark(self) -> str:
        """The date in Chinese for display beside the mark 推定: 「2021年6—9月」."""
        if self.date_basis == Basis.INFERRED:
            return date_in_words(self.date, says_about=False)
        return self.date_label

    @property
    def date_iso(self) -> str:
        return dates.in_iso(self.date)

    @property
    def is_dated(self) -> bool:
        """Whether the date is a single day."""
        return self.earliest == self.latest

    @property
    def weekday(self) -> str:
        """「星期四」 if the date is one certain day, else ""."""
        is_certain = dates.is_exact(self.date)
        return date_format(self.earliest, "l") if is_certain else ""


class PageQuerySet(models.QuerySet["Page"]):
    def get_by_natural_key(self, newspaper: str, issue: str, key: str) -> "Page":
        return self.get(issue__newspaper__slug=newspaper, issue__key=issue, key=key)

    def in_order(self) -> Self:
        return self.order_by("sequence")

    def with_counts(self) -> Self:
        return self.annotate(article_count=Count("articles"))

    def with_issue(self) -> Self:
        return self.select_related("issue__newspaper")

    def last_changes(self) -> models.QuerySet[Any, Any]:
        """Return (newspaper, issue, key, date of the last change of one of its articles)."""
        address = ("issue__newspaper__slug", "issue__key", "key")
        return self.order_by("pk").values_list(*address, models.Max("articles__last_changed"))

    def with_images(self) -> Self:
        """Load their images, for `image`."""
        return self.prefetch_related("images")

    def with_headlines(self) -> Self:
        """Load in order, with the headlines of their articles."""
        headlines = Article.objects.only("ident", "headline", "page").order_by("sequence")
        return (
            self.in_order()
            .select_related("issue__newspaper")
            .prefetch_related(models.Prefetch("articles", headlines))
        )


class Page(models.Model):
    """A page of an issue, identified by the SHA-256 of its text."""

    # annotated by with_counts()
    article_count: int

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="pages")
    # Part of the address: the printed page number if known, otherwise x1, x2, …
    key = models.CharField(max_length=10)
    sequence = models.PositiveSmallIntegerField()
    number = models.CharField("版次", max_length=10, blank=True)
    name = models.CharField("版名", max_length=30, blank=True)
    sha256 = models.CharField(max_length=64)
    length = models.PositiveIntegerField("字符数")
    # text of the page that belongs to no article: [{"kind", "at", "text", "of", "note"}]
    apart = models.JSONField(default=list, blank=True)
    notes = models.JSONField(default=list, blank=True)
    text_held = models.BooleanField(default=False)

    objects = PageQuerySet.as_manager()

    class Meta:
        ordering = ("issue", "sequence")
        constraints = (models.UniqueConstraint(fields=("issue", "key"), name="one_page_per_key"),)

    def __str__(self) -> str:
        return f"{self.issue} {self.label}"

    def natural_key(self) -> tuple[str, ...]:
        return (*self.issue.natural_key(), self.key)

    natural_key.dependencies = ("archive.issue",)  # type: ignore[attr-defined]

    def get_absolute_url(self) -> str:
        return fast_reverse("page", self.issue.newspaper.slug, self.issue.key, self.key)

    @property
    def label(self) -> str:
        """「第3版 要闻」; pages without a printed number are identified by their sequence."""
        if self.number:
            number = gettext("第%(number)s版") % {"number": self.number}
        elif self.sequence == 1:
            number = gettext("版次待考")
        else:
            number = gettext("版次待考（第%(sequence)s面）") % {"sequence": self.sequence}
        return f"{number} {self.name}".strip()

    @property
    def reads_from_right(self) -> bool:
        """Whether pages turn from right to left, as with vertical text; one query."""
        geometry = getattr(self, "geometry", None)
        return geometry is not None and geometry.unpack().direction != "horizontal"

    @property
    def image(self) -> PageImage | None:
        """The first held image that shows the whole page; one query unless `with_images`."""
        images = sorted(self.images.all(), key=lambda image: image.sequence)
        return next((i for i in images if i.held and i.shows == PageImage.Shows.PAGE), None)

    @property
    def withdrawn_images(self) -> list[PageImage]:
        """Images that were withdrawn from readers; one query unless `with_images`."""
        return [image for image in self.images.all() if image.withdrawn]
