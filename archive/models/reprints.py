"""Reprints: the articles that print the same dispatch."""

from django.db import models


class ReprintQuerySet(models.QuerySet):
    def of_dispatches(self, keys):
        """The printings of these dispatches, each with what a link to its article shows."""
        return (
            self.filter(dispatch__in=keys)
            .select_related("article__page__issue__newspaper")
            .order_by("dispatch", "article__earliest", "article__latest", "article")
        )

    def dispatches_of(self, article) -> list[int]:
        """The keys of the dispatches that the article prints, the earliest entered first."""
        dispatches = self.filter(article=article).order_by("dispatch")
        return list(dispatches.values_list("dispatch", flat=True))


class Reprint(models.Model):
    """One printing of a dispatch: an article that has its text, or a part of it.

    A dispatch is named by the article with the lowest key among those that print it whole; that
    article has a row as well. Set by archive.editions.reprints.
    """

    class Extent(models.TextChoices):
        WHOLE = "whole", "整篇"
        PART = "part", "部分相同"

    dispatch = models.ForeignKey("archive.Article", models.CASCADE, related_name="printings")
    article = models.ForeignKey("archive.Article", models.CASCADE, related_name="reprints")
    extent = models.CharField(max_length=5, choices=Extent.choices)

    objects = ReprintQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("dispatch", "article"), name="one_reprint_per_article"),
        )

    def __str__(self):
        return self.article.headline
