"""The ledger of every address part ever published, what became of it and what was changed of it."""

from django.db import models


class LedgerQuerySet(models.QuerySet):
    def get_by_natural_key(self, kind, key):
        return self.get(kind=kind, key=key)

    def replaced_articles(self):
        """Entries of articles that others stand in for now."""
        return self.filter(kind=Kind.ARTICLE).exclude(successors=[])

    def moved(self, kind, key):
        """The entry of something once published that is no longer there itself, or None."""
        return self.filter(kind=kind, key=key).exclude(state=LedgerEntry.State.LIVE).first()


class Kind(models.TextChoices):
    ARTICLE = "article", "文章"
    NEWSPAPER = "newspaper", "报纸"
    ISSUE = "issue", "期"
    PAGE = "page", "版"
    TOPIC = "topic", "主题"
    PERSON = "person", "作者"


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

    objects = LedgerQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "key")
        constraints = (models.UniqueConstraint(fields=("kind", "key"), name="one_entry_per_key"),)

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
        DATING = "dating", "日期考订"

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
