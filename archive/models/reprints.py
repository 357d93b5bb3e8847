"""Reprints: the articles that print the same dispatch."""

from typing import Self

from django.db import models

from archive.site_urls import fast_reverse


class ReprintQuerySet(models.QuerySet["Reprint"]):
    def with_dispatches(self) -> Self:
        """Load the ident of the article that names each dispatch; for prefetching."""
        dispatches = self.select_related("dispatch").only(
            "article_id", "extent", "is_first", "dispatch__ident"
        )
        return dispatches.order_by("dispatch_id")

    def of_dispatch(self, dispatch: str) -> Self:
        """Return the printings of a dispatch, the earliest first, with what their links show."""
        return (
            self.filter(dispatch=dispatch)
            .select_related("article__page__issue__newspaper")
            .order_by("article__earliest", "article__latest", "article_id")
        )


class Reprint(models.Model):
    """One printing of a dispatch: an article that has its text, or a part of it.

    A dispatch is identified by its whole printing with the lowest key, which has a row too. Set by
    archive.editions.reprints.
    """

    class Extent(models.TextChoices):
        WHOLE = "whole", "整篇"
        PART = "part", "部分相同"

    dispatch = models.ForeignKey("archive.Article", models.CASCADE, related_name="printings")
    article = models.ForeignKey("archive.Article", models.CASCADE, related_name="reprints")
    extent = models.CharField(max_length=5, choices=Extent.choices)
    # the earliest whole printing, as far as is known
    is_first = models.BooleanField()

    objects = ReprintQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("dispatch", "article"), name="one_reprint_per_article"),
        )

    def __str__(self) -> str:
        return self.article.headline

    def get_absolute_url(self) -> str:
        """Return the page of the dispatch."""
        return fast_reverse("dispatch", self.dispatch.ident)
