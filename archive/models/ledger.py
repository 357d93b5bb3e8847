"""The ledger of every address part ever published, what became of it and what was changed of it."""

from datetime import date
from typing import NamedTuple

from django.db import models
from django.db.models import Min, Q


class Mark(NamedTuple):
    """A place in the order in which records are harvested: the day of the last change, then the ledger's.

    The ledger only grows at its end, so what an edition adds on a day comes after all that was there.
    """

    day: date
    accession: int


def marks_after(
    rows: models.QuerySet, day: str, accession: str, mark: Mark | None, limit: int
) -> list[tuple[date, int, int]]:
    """(day, accession, key) of the first rows behind `mark`; the fields are named by their lookups."""
    rows = rows.order_by(day, accession).values_list(day, accession, "pk")
    if mark is None:
        return list(rows[:limit])
    # two ranges of the index; as one condition with "or" it would be read from the day's start
    same_day = rows.filter(**{day: mark.day, f"{accession}__gt": mark.accession})
    found = list(same_day[:limit])
    later = rows.filter(**{f"{day}__gt": mark.day})
    return [*found, *later[: limit - len(found)]] if len(found) < limit else found


class LedgerQuerySet(models.QuerySet["LedgerEntry"]):
    def get_by_natural_key(self, kind, key):
        return self.get(kind=kind, key=key)

    def gone_articles(self):
        # a range, for which SQLite takes the index of the few that have ended: "is not null" it does not
        return self.filter(kind=Kind.ARTICLE, ended__gte=date.min)

    def ended_between(self, start: date | None, end: date | None):
        """Both days included; None leaves a side open."""
        found = self.filter(ended__gte=start) if start else self
        return found.filter(ended__lte=end) if end else found

    def marks_after(self, mark: Mark | None, limit: int):
        return marks_after(self, "ended", "pk", mark, limit)

    def once_printed_in(self, slug: str):
        return self.filter(newspaper__slug=slug)

    def once_about(self, slug: str):
        """With this topic, or one that is narrower."""
        return self.filter(Q(tags__slug=slug) | Q(tags__broader__slug=slug)).distinct()

    def with_keys(self, keys):
        return self.filter(key__in=keys)

    def with_sets(self):
        return self.select_related("newspaper").prefetch_related("tags")

    def first_day(self) -> date | None:
        """When the first of all articles was published here."""
        return self.filter(kind=Kind.ARTICLE).aggregate(day=Min("since"))["day"]

    def replaced(self):
        """Entries of what others of its kind stand in for now."""
        # by the index of the few that have ended
        return self.filter(ended__gte=date.min).exclude(successors=[])

    def with_identifiers(self):
        return self.exclude(identifiers=[])

    def of(self, kind: str, state: str):
        """The entries of one kind that are in one state."""
        return self.filter(kind=kind, state=state).order_by("pk")

    def knows(self, kind: str, key: str) -> bool:
        """Whether there is or was something at this address."""
        return self.filter(kind=kind, key=key).exists()

    def fate(self, kind: str, key: str) -> "Successors | None":
        """What became of something that is no longer there itself; None for what is or never was."""
        trail: dict[str, LedgerEntry] = {}
        live: list[str] = []
        keys = [key]
        while keys:
            rows = self.filter(kind=kind, key__in=keys).exclude(state=LedgerEntry.State.LIVE)
            retired = {entry.key: entry for entry in rows}
            if key in keys and not retired:
                return None
            live += [other for other in keys if other not in retired and other not in live]
            trail |= retired
            successors = [other for entry in retired.values() for other in entry.successors]
            keys = [other for other in dict.fromkeys(successors) if other not in trail]
        return Successors(list(trail.values()), live)


class Successors(NamedTuple):
    """The entry of what is gone and of all that came after it and is gone as well; what is there now."""

    trail: list["LedgerEntry"]
    # keys of the same kind
    now: list[str]

    @property
    def withdrawn(self) -> list["LedgerEntry"]:
        return [entry for entry in self.trail if entry.state == LedgerEntry.State.WITHDRAWN]


class Kind(models.TextChoices):
    ARTICLE = "article", "文章"
    NEWSPAPER = "newspaper", "报纸"
    ISSUE = "issue", "期"
    PAGE = "page", "版"
    TOPIC = "topic", "主题"
    PERSON = "person", "作者"

    @property
    def counted(self) -> str:
        """What follows 这: the name behind its measure word."""
        return {
            "article": "篇",
            "newspaper": "种",
            "issue": "一",
            "page": "一",
            "person": "位",
        }.get(self.value, "个") + self.label


class LedgerEntry(models.Model):
    """One ident, slug or issue address that must resolve for ever."""

    Kind = Kind

    class State(models.TextChoices):
        LIVE = "live", "在库"
        MERGED = "merged", "并入他处"
        SPLIT = "split", "拆分"
        MOVED = "moved", "迁移"
        WITHDRAWN = "withdrawn", "撤下"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    # article ident, slug, or newspaper/issue(/page)
    key = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=State.choices, default=State.LIVE)
    # keys of the same kind that stand in its place now
    successors = models.JSONField(default=list, blank=True)
    reason = models.TextField(blank=True)
    # when it was first published, and the first day on which it was no longer there
    since = models.DateField()
    ended = models.DateField(null=True)
    # of an article that is gone: where it stood, what it was about, and what it went by elsewhere,
    # [{"kind", "value"}]
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

    def __str__(self):
        return f"{self.kind} {self.key}"

    def natural_key(self):
        return (self.kind, self.key)


class Change(models.Model):
    """What one edition changed of something that was published before."""

    class Part(models.TextChoices):
        TEXT = "text", "正文"
        RECORD = "record", "著录"
        DIGEST = "digest", "提要"
        DATING = "dating", "日期推定"

    date = models.DateField()
    # what was changed, as in the ledger
    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.CharField(max_length=100)
    part = models.CharField(max_length=10, choices=Part.choices)
    says = models.TextField()

    class Meta:
        # within a day as they stand in its file
        ordering = ("date", "pk")

    def __str__(self):
        return f"{self.date} {self.kind} {self.key}"


class FormerAddressQuerySet(models.QuerySet):
    def idents_at(self, address: str) -> list[str]:
        """Idents of the articles that have or had this web address; `address` in its one form."""
        return list(self.filter(address=address).order_by("ident").values_list("ident", flat=True))


class FormerAddress(models.Model):
    """A web address that an article is found by, be the article still here or not."""

    # archive.url_normalization.normal of an identifier `url`
    address = models.CharField(max_length=6000, db_index=True)
    ident = models.CharField(max_length=7)

    objects = FormerAddressQuerySet.as_manager()

    def __str__(self):
        return self.address
