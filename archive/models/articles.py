"""Articles."""

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from archive.site_urls import fast_reverse
from archive.text import roles
from archive.text.roles import Work

from .article_queries import ArticleQuerySet
from .authorities import Person, Tag


class Article(models.Model):
    """A unit of the page: a report, a feature, a photo news item, a brief, a commentary, a poem."""

    class Genre(models.TextChoices):
        NEWS = "xiaoxi", gettext_lazy("消息")
        REPORT = "tongxun", gettext_lazy("通讯")
        FEATURE = "texie", gettext_lazy("特写")
        ROUNDUP = "zongshu", gettext_lazy("综述")
        PHOTO = "tupian-xinwen", gettext_lazy("图片新闻")
        BRIEF = "jianxun", gettext_lazy("简讯")
        COMMENTARY = "pinglun", gettext_lazy("评论")
        ESSAY = "sanwen", gettext_lazy("散文")
        POEM = "shige", gettext_lazy("诗歌")

    class Cataloguing(models.TextChoices):
        """MARC 21's encoding levels 1 and 7 (Leader/17)."""

        FULL = "full", gettext_lazy("详目")
        MINIMAL = "minimal", gettext_lazy("简目")

    # opaque, minted once (archive.idents), never reused
    ident = models.CharField(max_length=7, unique=True)
    page = models.ForeignKey("archive.Page", models.PROTECT, related_name="articles")
    sequence = models.PositiveSmallIntegerField()
    cataloguing = models.CharField(
        "著录级别", max_length=10, choices=Cataloguing.choices, default=Cataloguing.FULL
    )
    genre = models.CharField("体裁", max_length=20, choices=Genre.choices, blank=True)
    column = models.CharField("栏目", max_length=60, blank=True)
    kicker = models.CharField("引题", max_length=120, blank=True)
    # in 〔〕 if the editor supplied it because none is printed
    headline = models.CharField("主题", max_length=122)
    headline_supplied = models.BooleanField("编辑拟题", default=False)
    # romanised and in English, for citations
    headline_romanised = models.TextField("主题拼音", blank=True)
    headline_en = models.TextField("主题英译", blank=True)
    # [str]
    subheads = models.JSONField("副题", default=list, blank=True)
    digest = models.TextField("提要", blank=True)
    # standoff: [{"id", "kind", "at": [[start, end], …], "text", "run_in", "gap"}] in reading order;
    # offsets count characters (code points) of the page's text
    blocks = models.JSONField(default=list)
    # [{"at": [start, end], "was", "read", "reason", "certainty"}]
    corrections = models.JSONField(default=list, blank=True)
    # [{"kind", "block", "text"}]
    notes = models.JSONField(default=list, blank=True)
    # [[part, [[start, end], …]], …]: the printed titles (kicker, headline, subhead-1 …)
    deck_spans = models.JSONField(default=list, blank=True)
    # position of each part on the page, in reading order: [[part, x, y, width, height], …] as
    # fractions of the page; for the names of parts see archive.catalogue.zones.Zone
    zones = models.JSONField(default=list, blank=True)
    # the zones of the whole article, [x, y, width, height] each, paragraphs of a column joined
    outline = models.JSONField(default=list, blank=True)
    # [{"zone": [x, y, width, height], "caption": id of a block or ""}], in order
    pictures = models.JSONField(default=list, blank=True)
    # the editor's entries on what it names: lists under "people", "organisations", "places" and
    # "not_named", as in the catalogue
    named = models.JSONField(default=dict, blank=True)
    length = models.PositiveIntegerField("字数")
    tags = models.ManyToManyField(
        Tag, through="archive.Tagging", related_name="articles", blank=True
    )
    # [{"kind", "value"}]: identifiers elsewhere
    identifiers = models.JSONField("别处的编号", default=list, blank=True)
    # Set by archive.editions.history from the ledger and the changes; null only during a build. The
    # accession number is the permanent position in the ledger.
    accession = models.PositiveIntegerField("收录次序", null=True)
    first_published = models.DateField("收录", null=True)
    last_changed = models.DateField("最后修改", null=True)
    # [{"date", "kind", "says"}] since it was first published, oldest first
    changes = models.JSONField(default=list, blank=True)
    # copied from the issue, for sorting and filtering without a join
    earliest = models.DateField(db_index=True)
    latest = models.DateField(db_index=True)
    # annotation of `with_openings`
    opening: str | None

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ("page", "sequence")
        constraints = (
            models.UniqueConstraint(fields=("page", "sequence"), name="one_article_per_position"),
        )
        indexes = (
            models.Index(fields=("last_changed", "accession"), name="by_last_change"),
            # match the orderings of the queries of the same names, so that SQLite need not sort
            models.Index(fields=("-earliest", "-latest", "page", "sequence"), name="newest_first"),
            models.Index(fields=("-first_published", "page", "sequence"), name="newest_added"),
        )

    def __str__(self) -> str:
        return self.headline

    def natural_key(self) -> tuple[str, ...]:
        return (self.ident,)

    natural_key.dependencies = ("archive.page",)  # type: ignore[attr-defined]

    def get_absolute_url(self) -> str:
        return fast_reverse("article", self.ident)

    @property
    def history(self) -> list[dict]:
        """[{"date", "kind", "says"}]: publication and each change, oldest first."""
        assert self.first_published, "set by the time an edition is served"
        first = {"date": self.first_published.isoformat(), "kind": "published", "says": "收录"}
        # sorted, as changes made under a former ident precede its own publication
        return sorted([first, *self.changes], key=lambda entry: entry["date"])

    @cached_property
    def credited(self) -> tuple[list[Person], list[Person]]:
        """(authors, contributors), each in printed order without repetition.

        Photographers and illustrators are contributors, or authors if nobody signed the text.
        Editors are neither.
        """
        writers, illustrators = self._credited_with(Work.TEXT), self._credited_with(Work.PICTURE)
        if not writers:
            return list(illustrators.values()), []
        return list(writers.values()), [p for pk, p in illustrators.items() if pk not in writers]

    @property
    def editors(self) -> list[Person]:
        return list(self._credited_with(Work.EDITING).values())

    def _credited_with(self, work: Work) -> dict[int, Person]:
        signed = (byline for byline in self.bylines.all() if roles.work(byline.role) is work)
        return {byline.person_id: byline.person for byline in signed}

    def get_genre_display(self) -> str:  # type: ignore[no-redef]
        """Return what Django's own does, which tabulates the labels of all genres each time."""
        return str(self.Genre(self.genre).label) if self.genre else ""

    @property
    def topics(self) -> list[Tag]:
        """The topics, the most important first."""
        return [tagging.tag for tagging in self.taggings.all()]

    @property
    def paragraphs(self) -> list[str]:
        """The paragraphs of the digest."""
        return self.digest.splitlines()

    @property
    def is_minimal(self) -> bool:
        return self.cataloguing == self.Cataloguing.MINIMAL

    @property
    def crossheads(self) -> list[dict]:
        return [block for block in self.blocks if block["kind"] == "crosshead"]

    @property
    def text_held(self) -> bool:
        return hasattr(self, "full_text")
