"""The people and organisations that articles name, each with the number of articles."""

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, Exists, Max, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from archive.site_urls import fast_reverse

from .article_parts import Byline
from .mentions import Mention
from .sort_names import Named, NamedQuerySet

if TYPE_CHECKING:
    from .authorities import Organisation, Person

# kinds of mentions that have names of their own; places are in the list of administrative divisions
NAMED_KINDS = (Mention.Kind.PERSON, Mention.Kind.ORGANISATION)
# kind → the filter of articles that name one
FILTERS = {Mention.Kind.PERSON.value: "named", Mention.Kind.ORGANISATION.value: "organisation"}
# articles
_MIN_ARTICLES_IN_SITEMAPS = 5
# names in one query
_CHUNK = 300


def name_mentions(**lookups: object) -> models.QuerySet[Mention]:
    """Return mentions of people and organisations, except people in articles they signed."""
    same_name = Q(person=OuterRef("person")) | Q(person__name=OuterRef("name"))
    signed = Byline.objects.filter(same_name, article=OuterRef("article"))
    mentions = Mention.objects.filter(kind__in=NAMED_KINDS, **lookups).order_by()
    return mentions.exclude(Q(kind=Mention.Kind.PERSON) & Exists(signed))


def mentions_of(kind: str, keys: Iterable[str]) -> models.QuerySet[Mention]:
    """Return mentions of people or organisations by slug, or by name without a record."""
    keys = list(keys)
    without_record = Q(person=None, organisation=None, name__in=keys)
    with_record = Q(**{f"{kind}__slug__in": keys})
    return name_mentions(kind=kind).filter(without_record | with_record)


def named_in(idents: Iterable[str]) -> dict[int, set[tuple[str, str]]]:
    """Return {article: {(filter, its value)}} of the people and organisations that they name."""
    idents = list(idents)
    # like `name_mentions`, with bylines in a query of their own, for thousands of mentions
    bylines = Byline.objects.filter(article__ident__in=idents).order_by()
    signed: set[tuple[int, str]] = set()
    for article, *names in bylines.values_list("article", "person__slug", "person__name"):
        signed.update((article, name) for name in names)
    mentions = Mention.objects.filter(kind__in=NAMED_KINDS, article__ident__in=idents).order_by()
    columns = ("article", "kind", "name", "person__slug", "organisation__slug")
    names_of: dict[int, set[tuple[str, str]]] = {}
    for article, kind, name, person, organisation in mentions.values_list(*columns):
        if kind != Mention.Kind.PERSON or not {(article, name), (article, person)} & signed:
            key = person or organisation or name
            names_of.setdefault(article, set()).add((FILTERS[kind], key))
    return names_of


def signers_of(idents: Iterable[str]) -> dict[int, set[tuple[str, str]]]:
    """Return {article: {(filter, its value)}} of those who signed them."""
    signed: dict[int, set[tuple[str, str]]] = {}
    bylines = Byline.objects.filter(article__ident__in=list(idents)).order_by()
    for article, slug in bylines.values_list("article", "person__slug"):
        signed.setdefault(article, set()).add(("person", slug))
    return signed


class NameQuerySet(NamedQuerySet["Name"]):
    def of_kind(self, *kinds: str) -> Self:
        return self.filter(kind__in=kinds)

    def stated(self) -> Self:
        """Select those that an editor stated somewhere."""
        return self.filter(is_stated=True)

    def recognised(self) -> Self:
        """Select those that only the program recognised."""
        return self.filter(is_stated=False)

    def from_source(self, *sources: str) -> Self:
        is_stated = [source == Mention.Source.EDITOR for source in sources]
        return self.filter(is_stated__in=is_stated)

    def by_name(self) -> Self:
        return self.order_by("pinyin", "key")

    def most_articles_first(self) -> Self:
        return self.order_by("-article_count", "key")

    def with_names(self, kind: str, *names: str) -> Self:
        """Return the rows of this kind with one of these names."""
        return self.filter(kind=kind, name__in=names)

    def counts_by_kind(self) -> dict[str, int]:
        return dict(self.order_by().values_list("kind").annotate(n=Count("pk")))

    def counts_by_source(self) -> dict[str, int]:
        """Return the number of names by source."""
        rows = self.order_by().values_list("is_stated").annotate(n=Count("pk"))
        sources = {True: Mention.Source.EDITOR.value, False: Mention.Source.PROGRAM.value}
        return {sources[is_stated]: n for is_stated, n in rows}

    def without_record(self) -> Self:
        """Select those of which only the name is known."""
        return self.filter(person=None, organisation=None)

    def in_sitemaps(self) -> models.QuerySet[Any, Any]:
        """Return (kind, name, None for no date) of frequent names without a record.

        A name recognised only once may be a mistake.
        """
        often = self.without_record().filter(article_count__gte=_MIN_ARTICLES_IN_SITEMAPS)
        undated = Value(None, output_field=models.DateField())
        return often.order_by("kind", "key").values_list("kind", "name", undated)

    def with_records(self) -> Self:
        return self.select_related("person", "organisation")

    def count_mentions(self, names: Collection[tuple[str, str]] | None = None) -> Iterator["Name"]:
        """Yield unsaved rows with current counts: of all names, or of these (kind, name)."""
        for mentions in _in_chunks(names):
            for kind, key, name, person, organisation, count, stated_count in _counted(mentions):
                yield Name(
                    kind=kind,
                    key=key,
                    name=name,
                    person_id=person,
                    organisation_id=organisation,
                    article_count=count,
                    is_stated=stated_count > 0,
                )


def _counted(mentions: models.QuerySet[Mention]) -> Iterable[tuple]:
    """Return (kind, key, name, person, organisation, articles, those stated by an editor)."""
    keys: Any = mentions.annotate(key_of=Coalesce("person__slug", "organisation__slug", "name"))
    rows = keys.values("kind", "key_of").annotate(
        called=Max("name"),
        of_person=Max("person"),
        of_organisation=Max("organisation"),
        n=Count("article"),
        stated=Count("pk", filter=Q(source=Mention.Source.EDITOR)),
    )
    columns = ("kind", "key_of", "called", "of_person", "of_organisation", "n", "stated")
    return rows.order_by("kind", "key_of").values_list(*columns).iterator()


def _in_chunks(names: Collection[tuple[str, str]] | None) -> Iterable[models.QuerySet[Mention]]:
    if names is None:
        yield name_mentions()
        return
    for kind in NAMED_KINDS:
        of_kind = sorted(name for its_kind, name in names if its_kind == kind)
        for n in range(0, len(of_kind), _CHUNK):
            yield name_mentions(kind=kind, name__in=of_kind[n : n + _CHUNK])


class Name(Named):
    """A person or organisation that articles name. Set by archive.editions.names.

    Without a record in the catalogue only the name is known, which several may have.
    """

    kind = models.CharField(
        max_length=12, choices=[(kind.value, kind.label) for kind in NAMED_KINDS]
    )
    # the value in filters of articles: the slug of its record, else its name
    key = models.CharField(max_length=120)
    name = models.CharField(max_length=120)
    # only without a record, else ""
    romanised = models.CharField(max_length=800, default="", editable=False)
    person = models.ForeignKey(
        "archive.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )
    organisation = models.ForeignKey(
        "archive.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    # whether an editor states it in any article
    is_stated = models.BooleanField(default=False)

    objects = NameQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "key")
        constraints = (models.UniqueConstraint(fields=("kind", "key"), name="one_name_per_key"),)
        indexes = (
            models.Index(fields=("-article_count", "key"), name="name_by_articles"),
            models.Index(fields=("pinyin", "key"), name="name_by_pinyin"),
            models.Index(fields=("kind", "name"), name="name_by_name"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def source(self) -> str:
        return Mention.Source.EDITOR if self.is_stated else Mention.Source.PROGRAM

    @property
    def record(self) -> "Person | Organisation | None":
        """The person or organisation in the catalogue, or None."""
        return self.person or self.organisation

    @property
    def shown_name(self) -> str:
        record = self.record
        return record.shown_name if record else super().shown_name

    def get_absolute_url(self) -> str:
        record = self.record
        return record.get_absolute_url() if record else fast_reverse("name", self.kind, self.key)
