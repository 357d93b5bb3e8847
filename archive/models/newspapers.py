"""Newspapers."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Count, F
from django.db.models.functions import Left

from archive.site_urls import fast_reverse

from .sort_names import Named, NamedQuerySet


class NewspaperQuerySet(NamedQuerySet["Newspaper"]):
    def get_by_natural_key(self, slug: str) -> "Newspaper":
        return self.get(slug=slug)

    def with_slugs(self, slugs: Iterable[str]) -> Self:
        return self.filter(slug__in=slugs)

    def last_changes(self) -> models.QuerySet[Any, Any]:
        """Return (slug, date of the last change of one of its articles)."""
        changed = models.Max("issues__pages__articles__last_changed")
        return self.order_by("slug").values_list("slug", changed)

    def with_place(self) -> Self:
        return self.select_related("place__parent__parent")

    def places(self) -> list[str]:
        """Return codes of their places of publication."""
        return list(self.exclude(place=None).order_by().values_list("place", flat=True).distinct())

    def in_provinces(self, *codes: str) -> Self:
        """Return newspapers published in one of these provinces or a place inside one."""
        return self.annotate(province=Left("place_id", 2)).filter(
            province__in=[code[:2] for code in codes]
        )

    def counts_by_province(self) -> dict[str, int]:
        """Return the number of newspapers by the code of their province."""
        provinces = self.order_by().exclude(place=None).annotate(inside=Left("place_id", 2))
        rows = provinces.values_list("inside").annotate(n=Count("pk")).order_by("inside")
        return {digits.ljust(6, "0"): n for digits, n in rows}

    def published_between(self, start: date | None, end: date | None) -> Self:
        """Return newspapers with holdings from `start` to `end`; None leaves an end open."""
        queryset = self.filter(latest__gte=start) if start else self
        return queryset.filter(earliest__lte=end) if end else queryset

    def by_first_holding(self) -> Self:
        return self.order_by(F("earliest").asc(nulls_last=True), "pinyin", "slug")

    def by_last_holding(self) -> Self:
        return self.order_by(F("latest").desc(nulls_last=True), "pinyin", "slug")


class Newspaper(Named):
    """A newspaper title."""

    slug = models.SlugField(unique=True)
    name = models.CharField("报纸", max_length=60)
    romanised = models.CharField("拼音", max_length=400, blank=True)
    level = models.CharField("级别", max_length=20, blank=True)
    place = models.ForeignKey(
        "archive.Place", models.PROTECT, null=True, related_name="newspapers", verbose_name="出版地"
    )
    description = models.TextField("说明", blank=True)
    # [{"since", "until", "weekdays", "pages", "closed", "also", "source"}], by date
    publication = models.JSONField("出版日", default=list, blank=True)
    issue_count = models.PositiveIntegerField(default=0, editable=False)
    page_count = models.PositiveIntegerField(default=0, editable=False)
    # of the holdings; None without any
    earliest = models.DateField(null=True, editable=False)
    latest = models.DateField(null=True, editable=False)

    objects = NewspaperQuerySet.as_manager()

    class Meta:
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str, ...]:
        return (self.slug,)

    def get_absolute_url(self) -> str:
        return fast_reverse("newspaper", self.slug)
