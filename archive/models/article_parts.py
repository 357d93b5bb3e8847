"""Rows that belong to an article: bylines, places covered, topics, and the full text if held."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext, gettext_lazy

from archive.text.roles import ROLES


class Basis(models.TextChoices):
    """How the catalogue knows a fact: the page states it, or an editor inferred it."""

    STATED = "stated", gettext_lazy("原文载明")
    INFERRED = "inferred", gettext_lazy("编辑推定")


class PartQuerySet(models.QuerySet[Any]):
    """Rows identified by their article and their position in it."""

    def of_each_article(self) -> Self:
        """Order by position and load the authorities referred to; for prefetching."""
        # the model's own order would sort by the articles' order as well
        return self.select_related(*self.model.NAMED).order_by("sequence")

    def get_by_natural_key(self, ident: str, sequence: int) -> Any:
        return self.get(article__ident=ident, sequence=sequence)


class ArticlePart:
    """Natural key of a row identified by its article and its position in it."""

    article: Any
    sequence: Any

    def natural_key(self) -> tuple[str, int]:
        return (self.article.ident, self.sequence)

    natural_key.dependencies = ("archive.article",)  # type: ignore[attr-defined]


class Byline(ArticlePart, models.Model):
    """A person who signed an article in a role, with the byline as printed."""

    article = models.ForeignKey("archive.Article", models.CASCADE, related_name="bylines")
    person = models.ForeignKey("archive.Person", models.PROTECT, related_name="bylines")
    sequence = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=10, choices=[(name, gettext_lazy(name)) for name in ROLES])
    # the position printed beside a photo credit: 记者 in 「记者某某 摄」
    position = models.CharField(max_length=10, blank=True)
    read_from = models.CharField(max_length=60)
    note = models.TextField(blank=True)

    NAMED = ("person",)

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ("article", "sequence")
        constraints = (
            models.UniqueConstraint(fields=("article", "sequence"), name="one_byline_per_position"),
        )
        # covers the counts, so that no row is read
        indexes = (models.Index(fields=("person", "article"), name="byline_by_person"),)

    def __str__(self) -> str:
        return f"{self.role} {self.person}"

    @property
    def shown_role(self) -> str:
        """The role in the language of the page, after the position: 记者摄影."""
        # get_role_display would tabulate the labels of all roles each time
        role = gettext(self.role)
        if not self.position:
            return role
        return gettext("%(position)s%(role)s") % {
            "position": gettext(self.position).lower(),
            "role": role,
        }


class Coverage(ArticlePart, models.Model):
    """A place that the article is about, and whether that is stated or inferred."""

    article = models.ForeignKey("archive.Article", models.CASCADE, related_name="coverage")
    place = models.ForeignKey("archive.Place", models.PROTECT, related_name="coverage")
    sequence = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=10, choices=Basis.choices)
    reason = models.TextField(blank=True)

    NAMED = ("place__parent__parent",)

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ("article", "sequence")
        constraints = (
            models.UniqueConstraint(
                fields=("article", "sequence"), name="one_coverage_per_position"
            ),
        )
        # covers the counts, so that no row is read
        indexes = (models.Index(fields=("place", "article"), name="coverage_by_place"),)

    def __str__(self) -> str:
        return f"{self.article_id} {self.place}"


class Tagging(ArticlePart, models.Model):
    """A topic of the article; the cataloguer lists the most important first."""

    article = models.ForeignKey("archive.Article", models.CASCADE, related_name="taggings")
    tag = models.ForeignKey("archive.Tag", models.PROTECT, related_name="taggings")
    sequence = models.PositiveSmallIntegerField()

    NAMED = ("tag",)

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ("article", "sequence")
        constraints = (
            models.UniqueConstraint(fields=("article", "sequence"), name="one_tag_per_position"),
            # topic first: covers the count of a topic's articles
            models.UniqueConstraint(fields=("tag", "article"), name="tagged_once"),
        )

    def __str__(self) -> str:
        return f"{self.article_id} {self.tag}"


class FullText(models.Model):
    """The assembled text of an article; absent unless the page's text is held."""

    article = models.OneToOneField("archive.Article", models.CASCADE, related_name="full_text")
    # [{"id", "kind", "run_in", "gap", "runs": [{"text", "scan", "reason", "certainty"}]}]
    blocks = models.JSONField()
    # the reading text as one string, for the search index
    plain = models.TextField()

    def __str__(self) -> str:
        return self.article.headline
