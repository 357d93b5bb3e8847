"""Names: sort keys, pinyin spellings, qualifiers for namesakes, and how pages show them."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import Count

from archive import languages
from archive.text.fold import squeezed

# initial of names whose spelling does not begin with a Latin letter
OTHER_INITIAL = "0"
_Row = TypeVar("_Row", bound=models.Model)
INITIALS = (*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", OTHER_INITIAL)


class NamedQuerySet(models.QuerySet[_Row]):
    def named_like(self, typed: str) -> Self:
        """Return rows whose name contains `typed`, or its pinyin or initials anywhere."""
        folded = squeezed(typed)
        if not folded:
            return self.none()
        return self.filter(spellings__contains=f" {folded}" if folded.isascii() else folded)

    def beginning_with(self, *initials: str) -> Self:
        return self.filter(initial__in=initials)

    def counts_by_initial(self) -> dict[str, int]:
        counts = self.order_by().values_list("initial").annotate(n=Count("pk"))
        return dict(counts.order_by("initial"))

    def with_articles(self) -> Self:
        return self.filter(article_count__gt=0)

    def by_name(self) -> Self:
        return self.order_by("pinyin", "slug")

    def most_articles_first(self) -> Self:
        return self.order_by("-article_count", "slug")


class Named(models.Model):
    """Columns for directories; all but the name are filled by archive.editions.sort_columns."""

    # each model has a field of its own length
    name: "models.CharField[str, str]"
    # in Latin letters, as an editor wrote it or in pinyin; "" for a name without characters
    romanised: "models.CharField[str, str]"
    # syllables separated by spaces
    pinyin = models.CharField(max_length=400, default="", editable=False)
    initial = models.CharField(max_length=1, default=OTHER_INITIAL, editable=False)
    # all ways to type it, separated by spaces: the name, and pinyin and initials from any character
    spellings = models.TextField(default="", editable=False)
    # distinguishes it from namesakes; "" without any
    qualifier = models.CharField(max_length=200, default="", editable=False)
    article_count = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    @property
    def label(self) -> str:
        return qualified(self.name, self.qualifier)

    @property
    def shown_name(self) -> str:
        """The name in the language of the page."""
        return with_romanised(self.name, self.romanised)


def qualified(name: str, qualifier: str) -> str:
    return f"{name}（{qualifier}）" if qualifier else name


def with_romanised(name: str, romanised: str) -> str:
    """Return the name, on pages in English after its romanisation: “Chen Biao 陈标”."""
    if languages.current() is languages.ENGLISH and romanised:
        return f"{romanised} {name}"
    return name


def topic_label(pref_label: str, pref_label_en: str) -> str:
    """Return the label of a topic in the page's language; Chinese if it has no other."""
    return (languages.current() is languages.ENGLISH and pref_label_en) or pref_label
