"""Precomputed counts of articles by person, newspaper and role."""

from django.db import models
from django.db.models import Count, Max, Min

from archive.text.roles import ROLES

from .article_parts import Byline


class AuthorshipQuerySet(models.QuerySet["Authorship"]):
    def recount(self, people: set[int] | None = None) -> None:
        """Replace all rows, or those of some people by their keys, with counts of the bylines."""
        bylines, rows = Byline.objects.all(), self.all()
        if people is not None:
            bylines, rows = bylines.filter(person__in=people), rows.filter(person__in=people)
        rows.delete()
        role_counts = (
            bylines.order_by()
            .values_list("person", "article__page__issue__newspaper", "role")
            .annotate(
                n=Count("article", distinct=True),
                first=Min("article__earliest"),
                last=Max("article__latest"),
            )
            .order_by("person", "-n", "article__page__issue__newspaper__slug", "role")
        )
        self.bulk_create(
            (
                self.model(
                    person_id=person,
                    newspaper_id=newspaper,
                    role=role,
                    article_count=n,
                    earliest=first,
                    latest=last,
                )
                for person, newspaper, role, n, first, last in role_counts
            ),
            batch_size=1000,
        )


class Authorship(models.Model):
    person = models.ForeignKey("archive.Person", models.CASCADE, related_name="authorships")
    newspaper = models.ForeignKey("archive.Newspaper", models.CASCADE, related_name="authorships")
    role = models.CharField(max_length=10, choices=[(name, name) for name in ROLES], db_index=True)
    article_count = models.PositiveIntegerField()
    earliest = models.DateField()
    latest = models.DateField()

    objects = AuthorshipQuerySet.as_manager()

    class Meta:
        # within a person, most articles first
        ordering = ("person", "-article_count", "newspaper__slug", "role")

    def __str__(self) -> str:
        return f"{self.newspaper}{self.role}"

    @property
    def years(self) -> str:
        first, last = self.earliest.year, self.latest.year
        return f"{first}" if first == last else f"{first}—{last}"
