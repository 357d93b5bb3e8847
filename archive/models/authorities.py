"""The authorities that articles refer to: topics, places and people."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils.translation import gettext_lazy

from archive.site_urls import fast_reverse

from .authorships import Authorship
from .sort_names import Named, NamedQuerySet, topic_label, with_romanised


class TagQuerySet(models.QuerySet["Tag"]):
    def get_by_natural_key(self, slug: str) -> "Tag":
        return self.get(slug=slug)

    def with_slugs(self, slugs: Iterable[str]) -> Self:
        return self.filter(slug__in=slugs)

    def with_relatives(self) -> Self:
        return self.select_related("broader").prefetch_related("narrower")

    def broadest(self) -> Self:
        return self.filter(broader=None)

    def last_changes(self) -> list[tuple[str, date | None]]:
        """Return (slug, date of the last change of an article on the topic or a narrower one)."""
        changed = Max("articles__last_changed")
        latest = dict(self.order_by("slug").values_list("slug", changed))
        for narrower, slug in self.broader_slugs().items():
            days = [day for day in (latest[slug], latest[narrower]) if day]
            latest[slug] = max(days, default=None)
        return list(latest.items())

    def broader_slugs(self) -> dict[str, str]:
        """Return the slug of each narrower topic → slug of its broader one."""
        return dict(self.exclude(broader=None).values_list("slug", "broader__slug"))

    def narrower(self) -> Self:
        return self.exclude(broader=None)


class AuthorityLinks(models.Model):
    """Identifiers of the same person, organisation or topic in other authority files."""

    # Q-number
    wikidata = models.CharField("维基数据", max_length=20, blank=True)

    class Meta:
        abstract = True

    @property
    def same_as(self) -> list[str]:
        """The addresses of its records elsewhere."""
        return [f"https://www.wikidata.org/entity/{self.wikidata}"] if self.wikidata else []


class NameLinks(AuthorityLinks):
    """Identifiers that also include the Virtual International Authority File."""

    # digits
    viaf = models.CharField("VIAF", max_length=22, blank=True)

    class Meta:
        abstract = True

    @property
    def same_as(self) -> list[str]:
        return [*super().same_as, *([f"https://viaf.org/viaf/{self.viaf}"] if self.viaf else [])]


class Tag(AuthorityLinks):
    """A topic (主题) of the controlled vocabulary: a SKOS concept."""

    slug = models.SlugField(unique=True)
    pref_label = models.CharField("主题", max_length=30, unique=True)
    pref_label_en = models.CharField("英文", max_length=120, blank=True)
    alt_labels = models.JSONField("又称", default=list, blank=True)
    definition = models.TextField("定义")
    scope_note = models.TextField("范围说明", blank=True)
    broader = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="narrower"
    )

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.pref_label

    @property
    def shown_label(self) -> str:
        """The label in the language of the page, as far as the editor has written one."""
        return topic_label(self.pref_label, self.pref_label_en)

    def natural_key(self) -> tuple[str, ...]:
        return (self.slug,)

    def get_absolute_url(self) -> str:
        return fast_reverse("topic", self.slug)


class PlaceQuerySet(models.QuerySet["Place"]):
    def get_by_natural_key(self, code: str) -> "Place":
        return self.get(code=code)

    def provinces(self) -> Self:
        return self.filter(level=Place.Level.PROVINCE)

    def cities(self) -> Self:
        return self.filter(level=Place.Level.CITY, is_group=False)

    def counties(self) -> Self:
        return self.filter(level=Place.Level.COUNTY, is_group=False)

    def divisions(self) -> Self:
        """Return all places, without pseudo-units."""
        return self.filter(is_group=False)

    def with_codes(self, codes: Iterable[str | None]) -> Self:
        """Return the places with these codes, without pseudo-units."""
        return self.filter(code__in=codes, is_group=False)

    def with_name(self, name: str) -> Self:
        """Return the places with this name, whole or short, or this slug, without pseudo-units."""
        forms = [name, *(name + unit for unit in "市县区")]
        names = Q(slug=name) | Q(name__in=forms) | Q(short_name=name)
        return self.filter(names, is_group=False)

    def referenced(self) -> Self:
        """Return places that articles are about or name themselves, not only a place inside."""
        covered = Place.objects.filter(pk=OuterRef("pk"), coverage__isnull=False)
        mentioned = Place.objects.filter(pk=OuterRef("pk"), mentions__isnull=False)
        return self.filter(Exists(covered) | Exists(mentioned))

    def with_lineage(self) -> Self:
        return self.select_related("parent__parent")

    def last_changes(self) -> list[tuple[str, date]]:
        """Return (code, date of the last change of an article on the place or one inside it)."""
        # filter first: after the aggregate it would add another join
        covered = self.filter(coverage__isnull=False).order_by()
        latest: dict[str, date] = {}
        for code, changed in covered.values_list("code", Max("coverage__article__last_changed")):
            for containing in (code, f"{code[:4]}00", f"{code[:2]}0000"):
                latest[containing] = max(changed, latest.get(containing, changed))
        real = self.with_codes(latest).order_by("code").values_list("code", flat=True)
        return [(code, latest[code]) for code in real]

    def children_of(self, *codes: str) -> Self:
        """Return the units one level below these places, skipping pseudo-units."""
        return self.filter(
            Q(parent__in=codes, is_group=False) | Q(parent__parent__in=codes, parent__is_group=True)
        )

    def counts_of_children(
        self, place: "Place", counts: Callable[[int], dict[str, int]]
    ) -> list[tuple["Place", int]]:
        """Return (unit, number of articles) for the units one level below `place`.

        `counts(digits)` returns the counts by the first digits of the code.
        """
        cities, counties = counts(4), counts(6)
        return [
            (
                inside,
                cities.get(inside.code[:4], 0)
                if inside.level == Place.Level.CITY
                else counties.get(inside.code, 0),
            )
            for inside in self.children_of(place.code)
        ]


class Place(models.Model):
    """An administrative division of GB/T 2260: province, city or county."""

    class Level(models.TextChoices):
        PROVINCE = "province", gettext_lazy("省级")
        CITY = "city", gettext_lazy("地级")
        COUNTY = "county", gettext_lazy("县级")

    code = models.CharField("行政区划代码", max_length=6, primary_key=True)
    name = models.CharField(max_length=40)
    short_name = models.CharField(max_length=40)
    level = models.CharField(max_length=10, choices=Level.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    province = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    # provinces only: what `province=` takes
    slug = models.SlugField(null=True, unique=True)  # noqa: DJ001 (unique, so absent must be null)
    pinyin = models.CharField(max_length=120)
    # the name in English, without the places around it
    romanised = models.CharField(max_length=120, blank=True)
    # pseudo-units of the standard: 市辖区, 省直辖县级行政区划 …
    is_group = models.BooleanField(default=False)
    since = models.CharField(max_length=4, blank=True)
    ended = models.CharField(max_length=4, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str, ...]:
        return (self.code,)

    def get_absolute_url(self) -> str:
        return fast_reverse("place", self.code)

    @property
    def lineage(self) -> list["Place"]:
        """Province, city, county down to this place, without the pseudo-units."""
        lineage: list[Place] = []
        place: Place | None = self
        while place is not None:
            if not place.is_group:
                lineage.append(place)
            place = place.parent
        return lineage[::-1]

    @property
    def full_name(self) -> str:
        return "".join(place.name for place in self.lineage)

    @property
    def shown_name(self) -> str:
        """The name in the language of the page."""
        return with_romanised(self.name, self.romanised)

    @property
    def shown_short_name(self) -> str:
        return with_romanised(self.short_name, self.romanised)

    @property
    def shown_full_name(self) -> str:
        """The full name in the language of the page, in English the smallest place first."""
        english = [place.romanised for place in reversed(self.lineage) if place.romanised]
        return with_romanised(self.full_name, ", ".join(english))


class PersonQuerySet(NamedQuerySet["Person"]):
    def get_by_natural_key(self, slug: str) -> "Person":
        return self.get(slug=slug)

    def with_slugs(self, slugs: Iterable[str]) -> Self:
        return self.filter(slug__in=slugs)

    def with_bylines_in(self, *slugs: str) -> Self:
        """Return people who signed in one of these newspapers."""
        return self._with_authorship(newspaper__slug__in=slugs)

    def in_role(self, *roles: str) -> Self:
        """Return people who signed in one of these roles."""
        return self._with_authorship(role__in=roles)

    def _with_authorship(self, **lookups: list[str] | tuple[str, ...]) -> Self:
        authorships = Authorship.objects.filter(**lookups).order_by()
        return self.filter(pk__in=authorships.values("person"))

    def counts_by_newspaper(self) -> dict[str, int]:
        """Return the number of people by newspaper's slug."""
        return self._counts("newspaper__slug")

    def counts_by_role(self) -> dict[str, int]:
        return self._counts("role")

    def _counts(self, name: str) -> dict[str, int]:
        authorships = Authorship.objects.order_by()
        if self.query.where:
            authorships = authorships.filter(person__in=self.order_by().values("pk"))
        return dict(authorships.values_list(name).annotate(n=Count("person", distinct=True)))

    def last_changes(self) -> models.QuerySet[Any, Any]:
        """Return (slug, date of the last change of one of their articles)."""
        changed = Max("bylines__article__last_changed")
        return self.order_by("slug").values_list("slug", changed)


class Person(NameLinks, Named):
    """A person or shared pen name in bylines; one record across all articles."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=40)
    romanised = models.CharField(max_length=400, blank=True)
    pen_name = models.BooleanField("笔名或集体署名", default=False)
    note = models.TextField(blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ("slug",)
        indexes = (
            models.Index(fields=("-article_count", "slug"), name="person_by_articles"),
            models.Index(fields=("pinyin", "slug"), name="person_by_name"),
        )

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str, ...]:
        return (self.slug,)

    def get_absolute_url(self) -> str:
        return fast_reverse("person", self.slug)

    def roles(self) -> list[tuple[str, int]]:
        """Return (role, number of articles), most articles first."""
        role_counts = self.bylines.order_by().values_list("role").annotate(n=Count("article"))
        return list(role_counts.order_by("-n", "role"))


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def last_changes(self) -> models.QuerySet[Any, Any]:
        """Return (slug, date of the last change of an article that names it)."""
        changed = Max("mentions__article__last_changed")
        return self.order_by("slug").values_list("slug", changed)

    def get_by_natural_key(self, slug: str) -> "Organisation":
        return self.get(slug=slug)

    def with_slugs(self, slugs: Iterable[str]) -> Self:
        return self.filter(slug__in=slugs)


class Organisation(NameLinks):
    """An organisation (单位) named in articles; one record for all its names."""

    slug = models.SlugField(unique=True)
    name = models.CharField("单位", max_length=120, unique=True)
    # [str]: abbreviations, former names
    also = models.JSONField("又称", default=list, blank=True)
    romanised = models.CharField(max_length=800, blank=True)
    note = models.TextField(blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str, ...]:
        return (self.slug,)

    def get_absolute_url(self) -> str:
        return fast_reverse("organisation", self.slug)

    @property
    def shown_name(self) -> str:
        """The name in the language of the page."""
        return with_romanised(self.name, self.romanised)

    @property
    def names(self) -> list[str]:
        return [self.name, *self.also]
