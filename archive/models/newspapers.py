"""Newspapers, known by their titles."""

from collections.abc import Mapping
from typing import Self

from django.db import models
from django.db.models import OuterRef, Subquery

from archive.routes import address

from .counting import count_of


class NewspaperQuerySet(models.QuerySet):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)

    def with_slugs(self, slugs):
        return self.filter(slug__in=slugs)

    def last_changes(self):
        """(slug, day on which one of its articles was last changed)."""
        changed = models.Max("issues__pages__articles__last_changed")
        return self.order_by("pk").values_list("slug", changed)

    def with_place(self):
        return self.select_related("place__parent__parent")

    def places(self) -> list[str]:
        """Codes of the places where they appear."""
        return list(self.exclude(place=None).order_by().values_list("place", flat=True).distinct())

    def with_counts(self):
        """Adds `issue_count`, `page_count`, `article_count`, and `earliest`/`latest` of what is held."""
        from .articles import Article
        from .issues import Issue, Page

        issues = Issue.objects.filter(newspaper=OuterRef("pk"))
        return self.annotate(
            issue_count=count_of(issues),
            page_count=count_of(Page.objects.filter(issue__newspaper=OuterRef("pk"))),
            article_count=count_of(Article.objects.filter(page__issue__newspaper=OuterRef("pk"))),
            earliest=Subquery(issues.order_by("earliest").values("earliest")[:1]),
            latest=Subquery(issues.order_by("-latest").values("latest")[:1]),
        )

    def counts(self) -> list[tuple]:
        """(key, *what `with_counts` adds) of each."""
        return list(self.with_counts().values_list("pk", *_COUNTS))

    def counted(self, counts: Mapping[int, tuple]):
        """As a list, with what `with_counts` would add, from `counts` by key."""
        return [paper.counted(counts) for paper in self]


# of a newspaper
_COUNTS = ("issue_count", "page_count", "article_count", "earliest", "latest")


class Newspaper(models.Model):
    """A title: what appears under one name."""

    slug = models.SlugField(unique=True)
    name = models.CharField("报纸", max_length=60)
    level = models.CharField("级别", max_length=20, blank=True)
    place = models.ForeignKey(
        "archive.Place", models.PROTECT, null=True, related_name="newspapers", verbose_name="出版地"
    )
    description = models.TextField("说明", blank=True)
    # [{"since", "until", "weekdays", "pages", "closed", "also", "source"}], by date
    publication = models.JSONField("出版日", default=list, blank=True)

    objects = NewspaperQuerySet.as_manager()

    class Meta:
        ordering = ("slug",)

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.slug,)

    def get_absolute_url(self):
        return address("newspaper", self.slug)

    def counted(self, counts: Mapping[int, tuple]) -> Self:
        """Itself, with what `with_counts` would add, from `counts` by key."""
        for name, value in zip(_COUNTS, counts[self.pk], strict=True):
            setattr(self, name, value)
        return self
