"""What an article has of its own: who signed it, where it happened, what it is about, its full text where held."""

from django.db import models

from archive.text.roles import ROLES


class Basis(models.TextChoices):
    """How the catalogue knows a fact: the page states it, or an editor inferred it."""

    STATED = "stated", "原文载明"
    INFERRED = "inferred", "编者推定"


class PartQuerySet(models.QuerySet):
    """Rows known by their article and their place in it."""

    def of_each_article(self):
        """For a prefetch: with what they name, in the order that they have in an article."""
        # not the model's own order, which would sort by the articles' as well
        return self.select_related(*self.model.NAMED).order_by("sequence")

    def get_by_natural_key(self, ident, sequence):
        return self.get(article__ident=ident, sequence=sequence)


class Part:
    """What is known by its article and its place in it, as PartQuerySet finds it."""

    def natural_key(self):
        return (self.article.ident, self.sequence)

    natural_key.dependencies = ("archive.article",)  # type: ignore[attr-defined]


class Byline(Part, models.Model):
    """One person under one article, in one role, with the words it was read from."""

    article = models.ForeignKey("archive.Article", models.CASCADE, related_name="bylines")
    person = models.ForeignKey("archive.Person", models.PROTECT, related_name="bylines")
    sequence = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=10, choices=[(name, name) for name in ROLES])
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
        # counted without reading a row
        indexes = (models.Index(fields=("person", "article"), name="byline_by_person"),)

    def __str__(self):
        return f"{self.role} {self.person}"


class Coverage(Part, models.Model):
    """A place that the article is about, and how the catalogue knows."""

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
        # counted without reading a row
        indexes = (models.Index(fields=("place", "article"), name="coverage_by_place"),)

    def __str__(self):
        return f"{self.article_id} {self.place}"


class Tagging(Part, models.Model):
    """A topic of the article, in the cataloguer's order: the most important first."""

    article = models.ForeignKey("archive.Article", models.CASCADE, related_name="taggings")
    tag = models.ForeignKey("archive.Tag", models.PROTECT, related_name="taggings")
    sequence = models.PositiveSmallIntegerField()

    NAMED = ("tag",)

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ("article", "sequence")
        constraints = (
            models.UniqueConstraint(fields=("article", "sequence"), name="one_tag_per_position"),
            # in this order, so that a topic's articles are counted without reading a row
            models.UniqueConstraint(fields=("tag", "article"), name="tagged_once"),
        )

    def __str__(self):
        return f"{self.article_id} {self.tag}"


class FullText(models.Model):
    """The assembled text of an article; there is a row only where the page's text is held."""

    article = models.OneToOneField("archive.Article", models.CASCADE, related_name="full_text")
    # [{"id", "kind", "run_in", "gap", "runs": [{"text", "scan", "reason", "certainty"}]}]
    blocks = models.JSONField()
    # the reading text in one string, for the search index
    plain = models.TextField()

    def __str__(self):
        return self.article.headline
