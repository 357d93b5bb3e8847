"""Articles, who signed them, where they happened, and their full text where it is held."""

from datetime import date

from django.db import models
from django.db.models import Count, F, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Left
from django.utils.functional import cached_property

from archive.routes import address

from .ledger import Kind, LedgerEntry, Mark, marks_after
from .newspapers import Basis, Page
from .subjects import Person, Place, Tag

# the fields that the parts of a ledger entry's key are of
_KEY_PARTS = {
    "article": ("ident",),
    "newspaper": ("page__issue__newspaper__slug",),
    "issue": ("page__issue__newspaper__slug", "page__issue__key"),
    "page": ("page__issue__newspaper__slug", "page__issue__key", "page__key"),
    "topic": ("tags__slug",),
    "person": ("bylines__person__slug",),
}


class ArticleQuerySet(models.QuerySet):
    """Names every question that a view asks about articles."""

    def get_by_natural_key(self, ident):
        return self.get(ident=ident)

    def about(self, *slugs):
        """With one of these topics, or a topic narrower than one of them."""
        tags = Tag.objects.filter(Q(slug__in=slugs) | Q(broader__slug__in=slugs))
        return self.filter(
            pk__in=Tag.articles.through.objects.filter(tag__in=tags).values("article")
        )

    def in_places(self, *codes):
        """About one of these places or a place inside one (codes nest by prefix)."""
        inside = Q()
        for code in codes:
            prefix = (
                code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code
            )
            # a range of the index, which "begins with" is not
            inside |= Q(place__code__range=(prefix.ljust(6, "0"), prefix.ljust(6, "9")))
        return self.filter(pk__in=Coverage.objects.filter(inside).values("article"))

    def by(self, *slugs):
        return self.filter(pk__in=Byline.objects.filter(person__slug__in=slugs).values("article"))

    def printed_in(self, *slugs):
        return self.filter(page__issue__newspaper__slug__in=slugs)

    def of_genre(self, *genres):
        return self.filter(genre__in=genres)

    def features(self):
        """Reports, features and roundups: what a newspaper sets off from its news."""
        genre = Article.Genre
        return self.of_genre(genre.REPORT, genre.FEATURE, genre.ROUNDUP)

    def with_digest(self):
        """Without what is catalogued so briefly that it has none."""
        return self.exclude(digest="")

    def with_province(self):
        """Adds `province`, the first two digits of the code of the place it is mainly about."""
        first = Coverage.objects.filter(article=OuterRef("pk")).order_by("sequence")
        return self.annotate(province=Subquery(first.values(code=Left("place_id", 2))[:1]))

    def published_between(self, start: date | None, end: date | None):
        """That may have appeared from `start` to `end`, both included; None leaves a side open."""
        found = self
        if start:
            found = found.filter(latest__gte=start)
        if end:
            found = found.filter(earliest__lte=end)
        return found

    def published_in(self, *years: int):
        """That may have appeared in one of these years."""
        any_year = Q()
        for year in years:
            any_year |= Q(earliest__lte=date(year, 12, 31), latest__gte=date(year, 1, 1))
        return self.filter(any_year)

    def changed_between(self, start: date | None, end: date | None):
        """Last changed from `start` to `end`, both included; None leaves a side open."""
        found = self.filter(last_changed__gte=start) if start else self
        return found.filter(last_changed__lte=end) if end else found

    def last_changes(self):
        """(ident, day of the last change)."""
        return self.order_by("pk").values_list("ident", "last_changed")

    def latest_change(self) -> date | None:
        return self.aggregate(day=Max("last_changed"))["day"]

    def span(self) -> dict[str, date | None]:
        """`earliest` and `latest` day on which one may have appeared."""
        return self.aggregate(earliest=Min("earliest"), latest=Max("latest"))

    def marks_after(self, mark: Mark | None, limit: int):
        return marks_after(self, "last_changed", "accession", mark, limit)

    def with_sets(self):
        """With what tells which newspaper it is of and what it is about, and no more."""
        return (
            self.select_related("page__issue__newspaper")
            .prefetch_related("tags")
            .only("ident", "last_changed", "accession", "page__issue__newspaper__slug")
        )

    def newest_first(self):
        # page_id, not page: pages' own order would join and sort every article there is
        return self.order_by("-earliest", "-latest", "page_id", "sequence")

    def newest_added(self):
        """Those that came into the archive last first, and of a day the newest papers."""
        # not "page", which would follow the page's own order through three tables
        return self.order_by("-first_published", "-earliest", "-latest", "page_id", "sequence")

    def as_entered(self):
        """In the order in which the catalogue has them, which needs no sorting."""
        return self.order_by("pk")

    def entered_between(self, first: int, last: int):
        """By their keys, both included, in the order in which the catalogue has them."""
        return self.filter(pk__range=(first, last)).as_entered()

    def in_issue(self, issue):
        return self.filter(page__issue=issue)

    def with_idents(self, idents):
        return self.filter(ident__in=idents)

    def for_looking_up(self, keys):
        """(ident, headline, newspaper's slug, first and last day) of those articles."""
        paper = "page__issue__newspaper__slug"
        found = self.filter(pk__in=keys).as_entered()
        return found.values_list("ident", "headline", paper, "earliest", "latest")

    def on_page(self, page):
        return self.filter(page=page).order_by("sequence")

    def in_order_of(self, idents) -> list["Article"]:
        """The articles with these idents, one for one in that order."""
        # in no order of its own, which would go through four tables
        found = {article.ident: article for article in self.with_idents(idents).order_by()}
        return [found[ident] for ident in idents]

    def slice_of_idents(self, start: int, stop: int) -> list[str]:
        """Of this order, which an index has: with what they belong to joined, all would be sorted."""
        return list(self.values_list("ident", flat=True)[start:stop])

    def as_links(self):
        """With what a link to them needs, in no order."""
        return self.only("ident", "headline").order_by()

    def with_identifiers(self):
        return self.exclude(identifiers=[])

    def begin_with_ledger(self) -> None:
        """Dates every article by its entry in the ledger, as one that was never changed."""
        entry = LedgerEntry.objects.filter(kind=Kind.ARTICLE, key=OuterRef("ident"))
        self.update(
            first_published=Subquery(entry.values("since")),
            accession=Subquery(entry.values("pk")),
            changes=[],
        )
        self.update(last_changed=F("first_published"))

    def reached_by(self, kind: str, key: str):
        """That show something of this entry of the ledger: the article itself, its page, topics, …"""
        parts = dict(zip(_KEY_PARTS[kind], key.split("/"), strict=True))
        return self.filter(**parts).distinct()

    def counts_by_newspaper(self):
        """(slug, name, articles), most articles first."""
        paper = "page__issue__newspaper"
        return (
            self.order_by()
            .values_list(f"{paper}__slug", f"{paper}__name")
            .annotate(n=Count("pk"))
            .order_by("-n", f"{paper}__slug")
        )

    def counts_by_year(self) -> dict[int, int]:
        """Articles that may have appeared in each year, latest first; one that spans two is in both."""
        # by days, of which there are few: SQLite would ask Python for the year of every row
        spans = self.order_by().values_list("earliest", "latest").annotate(n=Count("pk")).order_by()
        years: dict[int, int] = {}
        for first, last, n in spans.iterator():
            for year in range(first.year, last.year + 1):
                years[year] = years.get(year, 0) + n
        return dict(sorted(years.items(), reverse=True))

    def _parts(self, rows: models.QuerySet):
        """Those of these rows that are of one of the articles; of all articles, all of them."""
        is_all = not self.query.where and not self.query.is_sliced
        return rows if is_all else rows.filter(article__in=self.order_by().values("pk"))

    def counts_by_topic(self) -> dict[int, int]:
        """Articles by topic's key, those of a narrower topic counted once under its broader one."""
        carried = self._parts(Tag.articles.through.objects.all())
        own = carried.values_list("tag").annotate(n=Count("article"))
        top = Coalesce("tag__broader", "tag")
        whole = (
            carried.annotate(top=top).values_list("top").annotate(n=Count("article", distinct=True))
        )
        return dict(own) | dict(whole)

    def counts_by_place(self, digits: int) -> dict[str, int]:
        """Articles by the first 2, 4 or 6 digits of the code of the places they are about."""
        return dict(
            self._parts(Coverage.objects.all())
            .order_by()
            .annotate(inside=Left("place_id", digits))
            .values_list("inside")
            .annotate(n=Count("article", distinct=True))
            .order_by("inside")
        )

    def counts_by_person(self):
        """(slug, name, articles), most articles first."""
        return (
            self._parts(Byline.objects.all())
            .order_by()
            .values_list("person__slug", "person__name")
            .annotate(n=Count("article", distinct=True))
            .order_by("-n", "person__slug")
        )

    def for_list(self):
        """With all that an entry of a list shows, in a fixed number of queries."""
        return self.select_related("page__issue__newspaper").prefetch_related(
            "tags",
            models.Prefetch("bylines", Byline.objects.of_each_article()),
            models.Prefetch("coverage", Coverage.objects.of_each_article()),
        )

    def for_entries(self):
        """`for_list` without what no entry shows: who signed, and what the own pages have."""
        named = self.select_related("page__issue__newspaper").prefetch_related(
            "tags", models.Prefetch("coverage", Coverage.objects.of_each_article())
        )
        return named.defer(
            *("blocks", "corrections", "notes", "changes", "identifiers"),
            *("page__apart", "page__issue__evidence"),
        )

    def with_texts(self):
        """With their full texts, for showing where something was found in them."""
        return self.select_related("full_text")

    def for_data(self):
        """With all that a record of the archive's data holds; the texts without their blocks."""
        return self.for_list().with_texts().defer("full_text__blocks")

    def for_reading(self):
        """With all that an article's own page shows."""
        return self.for_list().select_related("full_text", "page__issue__newspaper__place")

    def opened(self, articles: list["Article"]) -> list["Article"]:
        """The same articles; those that have no digest but a text have it with them, in one query."""
        bare = [one for one in articles if not one.digest and one.page.text_held]
        if bare:
            texts = models.Prefetch("full_text", FullText.objects.defer("blocks"))
            models.prefetch_related_objects(bare, texts)
        return articles


class Article(models.Model):
    """Whatever the page prints as one thing: a report, a feature, a photo news item, a brief."""

    class Genre(models.TextChoices):
        NEWS = "xiaoxi", "消息"
        REPORT = "tongxun", "通讯"
        FEATURE = "texie", "特写"
        ROUNDUP = "zongshu", "综述"
        PHOTO = "tupian-xinwen", "图片新闻"
        BRIEF = "jianxun", "简讯"

    class Cataloguing(models.TextChoices):
        """MARC 21's encoding levels 1 and 7 (Leader/17)."""

        FULL = "full", "详目"
        MINIMAL = "minimal", "简目"

    # opaque, minted once (archive.idents), never given to another article
    ident = models.CharField(max_length=7, unique=True)
    page = models.ForeignKey(Page, models.PROTECT, related_name="articles")
    sequence = models.PositiveSmallIntegerField()
    cataloguing = models.CharField(
        "著录级别", max_length=10, choices=Cataloguing.choices, default=Cataloguing.FULL
    )
    genre = models.CharField("体裁", max_length=20, choices=Genre.choices, blank=True)
    column = models.CharField("栏目", max_length=60, blank=True)
    kicker = models.CharField("引题", max_length=120, blank=True)
    headline = models.CharField("主题", max_length=120)
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
    length = models.PositiveIntegerField("字数")
    tags = models.ManyToManyField(Tag, related_name="articles", blank=True)
    # [{"kind", "value"}]: what it goes by elsewhere
    identifiers = models.JSONField("别处的编号", default=list, blank=True)
    # from the ledger and the changes, by archive.links.history; null only while an edition is built
    # its place among all entries of the ledger, which never changes
    accession = models.PositiveIntegerField("入藏次第", null=True)
    first_published = models.DateField("入藏", null=True)
    last_changed = models.DateField("最后修改", null=True)
    # [{"date", "kind", "says"}] since it was first published, oldest first
    changes = models.JSONField(default=list, blank=True)
    # copied from the issue, for sorting and filtering without a join
    earliest = models.DateField(db_index=True)
    latest = models.DateField(db_index=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ("page", "sequence")
        constraints = (
            models.UniqueConstraint(fields=("page", "sequence"), name="one_article_per_position"),
        )
        indexes = (
            models.Index(fields=("last_changed", "accession"), name="by_last_change"),
            # as the questions of these names have them: what is newest is read off, not sorted
            models.Index(fields=("-earliest", "-latest", "page", "sequence"), name="newest_first"),
            models.Index(
                fields=("-first_published", "-earliest", "-latest", "page", "sequence"),
                name="newest_added",
            ),
        )

    def __str__(self):
        return self.headline

    def natural_key(self):
        return (self.ident,)

    natural_key.dependencies = ("archive.page", "archive.tag")

    def get_absolute_url(self):
        return address("article", self.ident)

    @property
    def history(self) -> list[dict]:
        """[{"date", "kind", "says"}], oldest first: when it was first published, and each change."""
        begun = {"date": self.first_published.isoformat(), "kind": "published", "says": "入藏"}
        return [begun, *self.changes]

    @cached_property
    def credited(self) -> tuple[list[Person], list[Person]]:
        """(authors, contributors), each in the printed order and nobody twice.

        Who only took the photographs is a contributor, unless nobody else signed.
        """
        writers, photographers = {}, {}
        for byline in self.bylines.all():
            is_photo = byline.role == Byline.Role.PHOTOGRAPHER
            (photographers if is_photo else writers)[byline.person_id] = byline.person
        if not writers:
            return list(photographers.values()), []
        return list(writers.values()), [p for pk, p in photographers.items() if pk not in writers]

    @property
    def paragraphs(self) -> list[str]:
        """The digest's."""
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


class PartQuerySet(models.QuerySet):
    """Rows known by their article and their place in it."""

    def of_each_article(self):
        """For a prefetch: with what they name, in the order that they have in an article."""
        # not the model's own order, which would sort by the articles' as well
        return self.select_related(*self.model.NAMED).order_by("sequence")

    def get_by_natural_key(self, ident, sequence):
        return self.get(article__ident=ident, sequence=sequence)


class Byline(models.Model):
    """One person under one article, in one role, with the words it was read from."""

    class Role(models.TextChoices):
        REPORTER = "记者", "记者"
        TRAINEE = "见习记者", "见习记者"
        CORRESPONDENT = "通讯员", "通讯员"
        SPECIAL_CORRESPONDENT = "特约通讯员", "特约通讯员"
        PHOTOGRAPHER = "摄影", "摄影"

    article = models.ForeignKey(Article, models.CASCADE, related_name="bylines")
    person = models.ForeignKey(Person, models.PROTECT, related_name="bylines")
    sequence = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=10, choices=Role.choices)
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

    def natural_key(self):
        return (self.article.ident, self.sequence)

    natural_key.dependencies = ("archive.article",)


class Coverage(models.Model):
    """A place that the article is about, and how the catalogue knows."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="coverage")
    place = models.ForeignKey(Place, models.PROTECT, related_name="coverage")
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

    def natural_key(self):
        return (self.article.ident, self.sequence)

    natural_key.dependencies = ("archive.article",)


class FullText(models.Model):
    """The assembled text of an article; there is a row only where the page's text is held."""

    article = models.OneToOneField(Article, models.CASCADE, related_name="full_text")
    # [{"id", "kind", "run_in", "gap", "runs": [{"text", "scan", "reason", "certainty"}]}]
    blocks = models.JSONField()
    # the reading text in one string, for the search index
    plain = models.TextField()

    def __str__(self):
        return self.article.headline
