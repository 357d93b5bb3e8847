"""The ledger of every address ever published: its current state and its changes."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple, Self

from django.db import models
from django.db.models import F, Min, Q
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

# First key of ledger entries from JSON Lines. Harvesters know an entry by its key, and ledger.yaml,
# whose entries are numbered first, may still grow.
LINES_FROM = 1_000_000_000


# greater than any key
_PRIME = 2**31 - 1


def compact_number(number: int, bits: int) -> int:
    """Return the key of an entry in so many bits; entries of JSON Lines have the upper half."""
    if number >= LINES_FROM:
        number = number - LINES_FROM + (1 << bits - 1)
    return min(number, (1 << bits) - 1)


class Mark(NamedTuple):
    """A position in harvesting order: by date of the last change, then by ledger position.

    The ledger is append-only: entries added later on the same day sort last.
    """

    day: date
    accession: int


def marks_after(
    rows: models.QuerySet, day: str, accession: str, mark: Mark | None, limit: int
) -> list[tuple[date, int, int]]:
    """Return (day, accession, pk) of the first `limit` rows after `mark`.

    `day` and `accession` are the lookups of these fields.
    """
    rows = rows.order_by(day, accession).values_list(day, accession, "pk")
    if mark is None:
        return list(rows[:limit])
    # two index ranges, since one condition with OR would scan the index from the start of the day
    same_day = list(rows.filter(**{day: mark.day, f"{accession}__gt": mark.accession})[:limit])
    if len(same_day) == limit:
        return same_day
    later = rows.filter(**{f"{day}__gt": mark.day})
    return [*same_day, *later[: limit - len(same_day)]]


class LedgerQuerySet(models.QuerySet["LedgerEntry"]):
    def get_by_natural_key(self, kind: str, key: str) -> "LedgerEntry":
        return self.get(kind=kind, key=key)

    def retired_articles(self) -> Self:
        # SQLite uses the partial index on `ended` for a range, but not for IS NOT NULL
        return self.filter(kind=LedgerKind.ARTICLE, ended__gte=date.min)

    def ended_between(self, start: date | None, end: date | None) -> Self:
        """Return entries ended from `start` to `end`, inclusive; None leaves an end open."""
        queryset = self.filter(ended__gte=start) if start else self
        return queryset.filter(ended__lte=end) if end else queryset

    def marks_after(self, mark: Mark | None, limit: int) -> list[tuple[date, int, int]]:
        return marks_after(self, "ended", "pk", mark, limit)

    def formerly_printed_in(self, slug: str) -> Self:
        return self.filter(newspaper__slug=slug)

    def formerly_about(self, slug: str) -> Self:
        """Return retired articles with this topic or a narrower one."""
        return self.filter(Q(tags__slug=slug) | Q(tags__broader__slug=slug)).distinct()

    def with_keys(self, keys: Iterable[Any]) -> Self:
        return self.filter(key__in=keys)

    def with_sets(self) -> Self:
        return self.select_related("newspaper").prefetch_related("tags")

    def first_day(self) -> date | None:
        """Return date on which the archive's first article was published."""
        return self.filter(kind=LedgerKind.ARTICLE).aggregate(day=Min("since"))["day"]

    def with_successors(self) -> Self:
        """Return entries with successors."""
        # the date condition selects the partial index on `ended`
        return self.filter(ended__gte=date.min).exclude(successors=[])

    def with_identifiers(self) -> Self:
        return self.exclude(identifiers=[])

    def in_state(self, kind: str, state: str) -> Self:
        """Return the entries of one kind in one state, in ledger order."""
        return self.filter(kind=kind, state=state).order_by("pk")

    def at_random(self, size: int, number: int) -> Self:
        """Some of them, spread out, the same for the same number."""
        # multiplied by a number, keys are remainders of a prime in another order
        return self.order_by(F("pk") * (1 + number % (_PRIME - 1)) % _PRIME)[:size]

    def has_entry(self, kind: str, key: str) -> bool:
        """Return whether a record has or had this address."""
        return self.filter(kind=kind, key=key).exists()

    def successors_of(self, kind: str, key: str) -> "Successors | None":
        """Return the successors of a retired record; None if it is live or never existed."""
        return self.successors_of_each(kind, [key]).get(key)

    def successors_of_each(self, kind: str, keys: Iterable[str]) -> dict[str, "Successors"]:
        """Return the successors of the retired keys, with one query per generation."""
        keys_in_order = list(dict.fromkeys(keys))
        retired: dict[str, LedgerEntry] = {}
        seen, generation = set(keys_in_order), keys_in_order
        while generation:
            rows = self.filter(kind=kind, key__in=generation).exclude(state=LedgerEntry.State.LIVE)
            retired |= (entries := {entry.key: entry for entry in rows})
            later = (key for entry in entries.values() for key in entry.successors)
            generation = [key for key in dict.fromkeys(later) if key not in seen]
            seen.update(generation)
        return {key: _follow_successors(key, retired) for key in keys_in_order if key in retired}


def _follow_successors(key: str, retired: "dict[str, LedgerEntry]") -> "Successors":
    """Return the successors of a retired key, following the entries in `retired`."""
    trail: dict[str, LedgerEntry] = {}
    live: list[str] = []
    keys = [key]
    while keys:
        ended = {
            retired_key: retired[retired_key] for retired_key in keys if retired_key in retired
        }
        live += [
            retired_key
            for retired_key in keys
            if retired_key not in ended and retired_key not in live
        ]
        trail |= ended
        successors = [retired_key for entry in ended.values() for retired_key in entry.successors]
        keys = [
            retired_key for retired_key in dict.fromkeys(successors) if retired_key not in trail
        ]
    return Successors(list(trail.values()), live)


class Successors(NamedTuple):
    """The chain of retired entries from one record, and the live records it ends in."""

    trail: list["LedgerEntry"]
    # keys, of the same kind
    live: list[str]

    @property
    def withdrawn(self) -> list["LedgerEntry"]:
        return [entry for entry in self.trail if entry.state == LedgerEntry.State.WITHDRAWN]


class LedgerKind(models.TextChoices):
    ARTICLE = "article", pgettext_lazy("kind", "文章")
    NEWSPAPER = "newspaper", pgettext_lazy("kind", "报纸")
    ISSUE = "issue", pgettext_lazy("kind", "期")
    PAGE = "page", pgettext_lazy("kind", "版")
    TOPIC = "topic", pgettext_lazy("kind", "主题")
    PERSON = "person", pgettext_lazy("kind", "作者")
    ORGANISATION = "organisation", pgettext_lazy("kind", "单位")

    @property
    def counted(self) -> str:
        """The kind with its measure word, to follow 这: 篇文章."""
        return {
            "article": pgettext("this", "篇文章"),
            "newspaper": pgettext("this", "种报纸"),
            "issue": pgettext("this", "一期"),
            "page": pgettext("this", "一版"),
            "topic": pgettext("this", "个主题"),
            "person": pgettext("this", "位作者"),
            "organisation": pgettext("this", "个单位"),
        }[self.value]


class LedgerEntry(models.Model):
    """An ident, slug or issue address, which must resolve permanently."""

    Kind = LedgerKind

    class State(models.TextChoices):
        LIVE = "live", gettext_lazy("在库")
        MERGED = "merged", gettext_lazy("并入他处")
        SPLIT = "split", gettext_lazy("拆分")
        MOVED = "moved", gettext_lazy("迁移")
        WITHDRAWN = "withdrawn", gettext_lazy("撤下")

    kind = models.CharField(max_length=12, choices=LedgerKind.choices)
    # article ident, slug, or newspaper/issue(/page)
    key = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=State.choices, default=State.LIVE)
    # keys, of the same kind
    successors = models.JSONField(default=list, blank=True)
    reason = models.TextField(blank=True)
    # date of first publication, and the date of retirement
    since = models.DateField()
    ended = models.DateField(null=True)
    # of a retired article: its newspaper, topics, and identifiers elsewhere, [{"kind", "value"}]
    newspaper = models.ForeignKey("archive.Newspaper", models.PROTECT, null=True, related_name="+")
    tags = models.ManyToManyField("archive.Tag", related_name="+")
    identifiers = models.JSONField(default=list, blank=True)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "key")
        constraints = (models.UniqueConstraint(fields=("kind", "key"), name="one_entry_per_key"),)
        indexes = (
            models.Index(fields=("ended",), condition=Q(ended__isnull=False), name="by_end"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    def natural_key(self) -> tuple[str, ...]:
        return (self.kind, self.key)


class Change(models.Model):
    """A change that an edition made to a published record."""

    class Part(models.TextChoices):
        TEXT = "text", gettext_lazy("正文")
        RECORD = "record", gettext_lazy("著录")
        DIGEST = "digest", gettext_lazy("提要")
        DATING = "dating", gettext_lazy("日期推定")

    date = models.DateField()
    # the changed record, as in the ledger
    kind = models.CharField(max_length=12, choices=LedgerKind.choices)
    key = models.CharField(max_length=100)
    part = models.CharField(max_length=10, choices=Part.choices)
    says = models.TextField()

    class Meta:
        # within a day in file order
        ordering = ("date", "pk")

    def __str__(self) -> str:
        return f"{self.date} {self.kind} {self.key}"


class FormerAddressQuerySet(models.QuerySet["FormerAddress"]):
    def idents_at(self, address: str) -> list[str]:
        """Return idents of the articles that have or had this web address, given in normal form."""
        return list(self.filter(address=address).order_by("ident").values_list("ident", flat=True))


class FormerAddress(models.Model):
    """A web address elsewhere of an article, live or retired."""

    # an identifier `url` after archive.url_normalization.normalize
    address = models.CharField(max_length=6000, db_index=True)
    ident = models.CharField(max_length=7)

    objects = FormerAddressQuerySet.as_manager()

    def __str__(self) -> str:
        return self.address
