"""Mentions: the people, organisations and places that articles name."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

from archive.site_urls import fast_reverse

if TYPE_CHECKING:
    from .authorities import Organisation, Person, Place


class MentionQuerySet(models.QuerySet["Mention"]):
    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def of_each_article(self) -> Self:
        """Order by frequency and load the authorities referred to; for prefetching."""
        return self.select_related("person", "organisation", "place").order_by(
            "kind", "-count", "name"
        )

    def stated(self) -> Self:
        """Select those that an editor stated."""
        return self.filter(source=Mention.Source.EDITOR)


class Mention(models.Model):
    """A person, organisation or place that an article names. Set by archive.editions.mentions."""

    class Kind(models.TextChoices):
        PERSON = "person", gettext_lazy("人物")
        ORGANISATION = "organisation", gettext_lazy("单位")
        PLACE = "place", gettext_lazy("地点")

    class Source(models.TextChoices):
        PROGRAM = "program", gettext_lazy("程序识别")
        EDITOR = "editor", gettext_lazy("编辑认定")

    article = models.ForeignKey("archive.Article", models.CASCADE, related_name="mentions")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    # a person's name as printed; an organisation's name in its authority record, or the longest in
    # the article; a place's name with those of its city and province
    name = models.CharField(max_length=120)
    # an author of this name, if there is only one
    person = models.ForeignKey(
        "archive.Person", models.PROTECT, null=True, blank=True, related_name="mentions"
    )
    organisation = models.ForeignKey(
        "archive.Organisation", models.PROTECT, null=True, blank=True, related_name="mentions"
    )
    # set exactly if the kind is place
    place = models.ForeignKey(
        "archive.Place", models.PROTECT, null=True, blank=True, related_name="mentions"
    )
    source = models.CharField(max_length=7, choices=Source.choices, default=Source.PROGRAM)
    # in the printed titles, the digest and the text; 0 if only an editor names it
    count = models.PositiveIntegerField()

    objects = MentionQuerySet.as_manager()

    class Meta:
        ordering = ("article", "kind", "-count", "name")
        constraints = (
            models.UniqueConstraint(fields=("article", "kind", "name"), name="mentioned_once"),
            models.CheckConstraint(
                condition=Q(kind="place", place__isnull=False)
                | (~Q(kind="place") & Q(place__isnull=True)),
                name="only_places_have_a_place",
            ),
        )
        # covers the counts, so that no row is read
        indexes = (models.Index(fields=("kind", "name", "article"), name="mention_by_name"),)

    def __str__(self) -> str:
        return self.name

    @property
    def record(self) -> "Person | Organisation | Place | None":
        """The person, organisation or place that it refers to, or None."""
        return self.person or self.organisation or self.place

    @property
    def same_as(self) -> list[str]:
        """The addresses of the records of the person or organisation elsewhere."""
        authority = self.person or self.organisation
        return authority.same_as if authority else []

    @property
    def key(self) -> str:
        """The value in filters of articles: the slug or code of the record, else the name."""
        record = self.record
        return record.natural_key()[0] if record else self.name

    def get_absolute_url(self) -> str:
        """Return the page of what it names."""
        record = self.record
        return record.get_absolute_url() if record else fast_reverse("name", self.kind, self.name)
