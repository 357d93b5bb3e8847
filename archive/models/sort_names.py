"""What stands in a register under its name: sorted and found by how it is said, told from its namesakes."""

from django.db import models
from django.db.models import Count

from archive.text.fold import squeezed

# where names stand that begin with no Latin letter, spoken or written
OTHER = "0"
INITIALS = (*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", OTHER)


class NamedQuerySet(models.QuerySet):
    def named_like(self, typed: str):
        """With this in their name, or spelled or abbreviated so in pinyin from a character on."""
        folded = squeezed(typed)
        if not folded:
            return self.none()
        return self.filter(spellings__contains=f" {folded}" if folded.isascii() else folded)

    def beginning_with(self, *initials: str):
        return self.filter(initial__in=initials)

    def counts_by_initial(self) -> dict[str, int]:
        counted = self.order_by().values_list("initial").annotate(n=Count("pk"))
        return dict(counted.order_by("initial"))

    def by_name(self):
        return self.order_by("pinyin", "slug")

    def most_articles_first(self):
        return self.order_by("-article_count", "slug")


class Named(models.Model):
    """Its name as registers need it; all but the name is filled in when everything is loaded."""

    # each model has a field of its own length
    name: "models.CharField[str, str]"
    # parted by blanks
    pinyin = models.CharField(max_length=400, default="", editable=False)
    initial = models.CharField(max_length=1, default=OTHER, editable=False)
    # every way to type it: the name, its pinyin and its initials from each character on
    spellings = models.TextField(default="", editable=False)
    # what stands beside the name where others have the same, "" where none has
    qualifier = models.CharField(max_length=200, default="", editable=False)
    article_count = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    @property
    def label(self) -> str:
        return qualified(self.name, self.qualifier)


def qualified(name: str, qualifier: str) -> str:
    return f"{name}（{qualifier}）" if qualifier else name
