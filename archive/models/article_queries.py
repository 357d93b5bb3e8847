"""QuerySet of articles: filters, orders, counts and prefetching."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Left

from .article_parts import Basis, Byline, Coverage, Tagging
from .authorities import Tag
from .ledger import LedgerEntry, LedgerKind, Mark, marks_after
from .mentions import Mention
from .names import mentions_of
from .page_images import PageImage
from .reprints import Reprint

if TYPE_CHECKING:
    from .articles import Article

# keys of front pages, of papers with sections and without
FRONT_PAGES = ("1", "a1", "01", "a01")
# characters of a full text to read for showing its opening
OPENING = 1600
# kind of ledger entry → the lookups for the parts of its key; without organisations, as articles
# that name one do not change with it
_KEY_PARTS = {
    "article": ("ident",),
    "newspaper": ("page__issue__newspaper__slug",),
    "issue": ("page__issue__newspaper__slug", "page__issue__key"),
    "page": ("page__issue__newspaper__slug", "page__issue__key", "page__key"),
    "topic": ("tags__slug",),
    "person": ("bylines__person__slug",),
}


def _is_inside(code: str) -> Q:
    """Return the condition that the place of a row is this one or inside it."""
    prefix = code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code
    # a range uses the index, "starts with" does not
    return Q(place__code__range=(prefix.ljust(6, "0"), prefix.ljust(6, "9")))


class ArticleQuerySet(models.QuerySet["Article"]):
    """Named queries on articles; views call no `filter()`."""

    def get_by_natural_key(self, ident: str) -> "Article":
        return self.get(ident=ident)

    def about(self, *slugs: str) -> Self:
        """Return articles with one of these topics or a narrower one."""
        tags = Tag.objects.filter(Q(slug__in=slugs) | Q(broader__slug__in=slugs))
        taggings = Tagging.objects.filter(article=OuterRef("pk"), tag__in=tags)
        # "IN" would collect all articles of the topic before returning the first
        return self.filter(Exists(taggings))

    def in_places(self, *codes: str) -> Self:
        """Return articles about one of these places or a place inside it: codes nest by prefix."""
        inside = Q()
        for code in codes:
            inside |= _is_inside(code)
        return self.filter(pk__in=Coverage.objects.filter(inside).values("article"))

    def only_naming_places(self, *codes: str) -> Self:
        """Return articles naming one of these places, or a place inside it, but not about it."""
        matches = Q()
        for code in codes:
            inside = _is_inside(code)
            naming = Mention.objects.filter(inside).order_by().values("article")
            about = Coverage.objects.filter(inside).values("article")
            matches |= Q(pk__in=naming) & ~Q(pk__in=about)
        return self.filter(matches)

    def naming_people(self, *keys: str) -> Self:
        """Return articles naming one of these people, by slug or name, and not signed by them."""
        return self.filter(pk__in=mentions_of(Mention.Kind.PERSON, keys).values("article"))

    def naming_organisations(self, *keys: str) -> Self:
        """Return articles that name one of these organisations, by slug or name."""
        return self.filter(pk__in=mentions_of(Mention.Kind.ORGANISATION, keys).values("article"))

    def signed_by(self, *slugs: str) -> Self:
        return self.filter(pk__in=Byline.objects.filter(person__slug__in=slugs).values("article"))

    def printed_in(self, *slugs: str) -> Self:
        return self.filter(page__issue__newspaper__slug__in=slugs)

    def of_genre(self, *genres: str) -> Self:
        return self.filter(genre__in=genres)

    def features(self) -> Self:
        """Select reports, features and roundups, as opposed to news."""
        genre = self.model.Genre
        return self.of_genre(genre.REPORT, genre.FEATURE, genre.ROUNDUP)

    def with_digest(self) -> Self:
        """Return articles with a digest; minimal cataloguing may leave it out."""
        return self.exclude(digest="")

    def with_province(self) -> models.QuerySet[Any, Any]:
        """Annotate `province`: the first two digits of the code of the main place."""
        first = Coverage.objects.filter(article=OuterRef("pk")).order_by("sequence")
        return self.annotate(province=Subquery(first.values(code=Left("place_id", 2))[:1]))

    def published_between(self, start: date | None, end: date | None) -> Self:
        """Return articles perhaps published from `start` to `end`, inclusive; None is unbounded."""
        queryset = self
        if start:
            queryset = queryset.filter(latest__gte=start)
        if end:
            queryset = queryset.filter(earliest__lte=end)
        return queryset

    def published_in(self, *years: int) -> Self:
        """Return articles that may have appeared in one of these years."""
        any_year = Q()
        for year in years:
            any_year |= Q(earliest__lte=date(year, 12, 31), latest__gte=date(year, 1, 1))
        return self.filter(any_year)

    def changed_between(self, start: date | None, end: date | None) -> Self:
        """Return articles last changed from `start` to `end`, inclusive; None is unbounded."""
        queryset = self.filter(last_changed__gte=start) if start else self
        return queryset.filter(last_changed__lte=end) if end else queryset

    def last_changes(self) -> models.QuerySet[Any, Any]:
        """Return (ident, date of the last change)."""
        return self.order_by("pk").values_list("ident", "last_changed")

    def latest_change(self) -> date | None:
        return self.aggregate(day=Max("last_changed"))["day"]

    def span(self) -> dict[str, date | None]:
        """Return {"earliest": …, "latest": …}: the first and last possible day of any of them."""
        return self.aggregate(earliest=Min("earliest"), latest=Max("latest"))

    def marks_after(self, mark: Mark | None, limit: int) -> list[tuple[date, int, int]]:
        return marks_after(self, "last_changed", "accession", mark, limit)

    def with_sets(self) -> Self:
        """Load only the newspaper and the topics, which make up the OAI-PMH sets."""
        return (
            self.select_related("page__issue__newspaper")
            .prefetch_related(models.Prefetch("taggings", Tagging.objects.of_each_article()))
            .only("ident", "last_changed", "accession", "page__issue__newspaper__slug")
        )

    def first_day_of(self, idents: Iterable[str]) -> date | None:
        """Return the first day on which one of them may have appeared."""
        return self.filter(ident__in=list(idents)).aggregate(day=Min("earliest"))["day"]

    def newest_first(self) -> Self:
        # ordering by page would follow the pages' own order, joining and sorting every article
        return self.order_by("-earliest", "-latest", "page_id", "sequence")

    def oldest_first(self) -> Self:
        """Order by first possible day; among equals, the most precise dates first."""
        return self.order_by("earliest", "latest", "page_id", "sequence")

    def newest_added(self) -> Self:
        """Order by date of accession, latest first; within a day as entered."""
        # ordering by page would follow the pages' own order through three tables
        return self.order_by("-first_published", "page_id", "sequence")

    def as_entered(self) -> Self:
        """Order by issue as in the ledger, then as printed (editions.row_keys)."""
        return self.order_by("pk")

    def entered_between(self, first: int, last: int) -> Self:
        """Return articles with primary keys from `first` to `last`, inclusive, in that order."""
        return self.filter(pk__range=(first, last)).as_entered()

    def of_issues(self, keys: Iterable[Any]) -> Self:
        """Return articles of the issues with these primary keys."""
        return self.filter(page__issue__in=keys)

    def keys_of_issues(self, keys: Iterable[Any]) -> list[int]:
        """Return primary keys of the articles of the issues with these keys, however many."""
        keys = sorted(keys)
        chunks = (keys[n : n + 500] for n in range(0, len(keys), 500))
        rows = (self.of_issues(chunk).as_entered().values_list("pk", flat=True) for chunk in chunks)
        return [pk for chunk in rows for pk in chunk]

    def in_issue(self, issue: Any) -> Self:
        return self.filter(page__issue=issue)

    def with_features(self, *features: str) -> Self:
        """Return articles with any of these features.

        `reprinted`: other articles print the same; `first`: none printed it before, if known.
        """
        images = PageImage.objects.held().filter(page=OuterRef("page"))
        printings = Reprint.objects.filter(article=OuterRef("pk"))
        later = printings.filter(extent=Reprint.Extent.WHOLE, is_first=False)
        conditions = {
            "text": Q(page__text_held=True),
            "image": Q(Exists(images)),
            "front": Q(page__key__in=FRONT_PAGES),
            "certain": Q(page__issue__date_basis=Basis.STATED, earliest=F("latest")),
            "reprinted": Q(Exists(printings)),
            "first": ~Q(Exists(later)),
        }
        any_feature = Q()
        for feature in features:
            any_feature |= conditions[feature]
        return self.filter(any_feature)

    def of_lengths(self, ranges: Iterable[tuple[int, int]]) -> Self:
        """Return articles with a number of characters in any of the ranges, each (from, below)."""
        any_length = Q()
        for low, below in ranges:
            any_length |= Q(length__gte=low, length__lt=below)
        return self.filter(any_length)

    def with_idents(self, idents: Iterable[str]) -> Self:
        return self.filter(ident__in=idents)

    def for_lookup(self, keys: Iterable[int]) -> models.QuerySet[Any, Any]:
        """Return (ident, headline, newspaper's slug, earliest, latest) of articles by key."""
        newspaper = "page__issue__newspaper__slug"
        articles = self.filter(pk__in=keys).as_entered()
        return articles.values_list("ident", "headline", newspaper, "earliest", "latest")

    def first_of_issues(self, issues: Iterable[Any]) -> Self:
        """Return the first article of the first page of each of these issues, for links."""
        first = self.filter(page__issue__in=issues, page__sequence=1, sequence=1)
        return first.select_related("page").only("ident", "headline", "page__issue").order_by()

    def on_page(self, page: Any) -> Self:
        return self.filter(page=page).order_by("sequence")

    def in_order_of(self, idents: Iterable[str]) -> list["Article"]:
        """Return the articles with these idents, in the same order."""
        # unordered, as the default order goes through four tables
        articles = {article.ident: article for article in self.with_idents(idents).order_by()}
        return [articles[ident] for ident in idents]

    def slice_of_idents(self, start: int, stop: int) -> list[str]:
        """Return idents of a slice; without joins, so that an index provides the order."""
        return list(self.values_list("ident", flat=True)[start:stop])

    def as_links(self) -> Self:
        """Load only the fields a link needs, unordered."""
        return self.only("ident", "headline").order_by()

    def with_changes(self) -> Self:
        """Return articles that have changed since they were first published."""
        return self.exclude(changes=[])

    def with_identifiers(self) -> Self:
        return self.exclude(identifiers=[])

    def reset_from_ledger(self) -> None:
        """Set each article's dates and accession number from the ledger, and clear its changes."""
        entry = LedgerEntry.objects.filter(kind=LedgerKind.ARTICLE, key=OuterRef("ident"))
        self.update(
            first_published=Subquery(entry.values("since")),
            accession=Subquery(entry.values("pk")),
            changes=[],
        )
        self.update(last_changed=F("first_published"))

    def affected_by(self, kind: str, key: str) -> Self:
        """Return articles affected by a ledger entry: the article, or those of a page, topic, …"""
        if kind not in _KEY_PARTS:
            return self.none()
        parts = dict(zip(_KEY_PARTS[kind], key.split("/"), strict=True))
        return self.filter(**parts).distinct()

    def counts_by_newspaper(self) -> models.QuerySet[Any, Any]:
        """Return (slug, name, articles), most articles first."""
        paper = "page__issue__newspaper"
        return (
            self.order_by()
            .values_list(f"{paper}__slug", f"{paper}__name")
            .annotate(n=Count("pk"))
            .order_by("-n", f"{paper}__slug")
        )

    def counts_by_year(self) -> dict[int, int]:
        """Return the number of articles that may have appeared in each year, latest first."""
        # grouped by days, which are few: on SQLite, Django extracts years in a Python callback
        spans = self.order_by().values_list("earliest", "latest").annotate(n=Count("pk")).order_by()
        years: dict[int, int] = {}
        for first, last, n in spans.iterator():
            for year in range(first.year, last.year + 1):
                years[year] = years.get(year, 0) + n
        return dict(sorted(years.items(), reverse=True))

    def _parts(self, rows: models.QuerySet[Any, Any]) -> models.QuerySet[Any, Any]:
        """Return `rows` of these articles; unfiltered if this is the queryset of all articles."""
        is_all = not self.query.where and not self.query.is_sliced
        return rows if is_all else rows.filter(article__in=self.order_by().values("pk"))

    def counts_by_topic(self) -> dict[int, int]:
        """Return the number of articles by topic's key; broader topics include narrower ones."""
        taggings = self._parts(Tagging.objects.all()).order_by()
        direct = taggings.values_list("tag").annotate(n=Count("article"))
        top = Coalesce("tag__broader", "tag")
        inclusive = (
            taggings.annotate(top=top)
            .values_list("top")
            .annotate(n=Count("article", distinct=True))
        )
        return dict(direct) | dict(inclusive)

    def counts_by_place(self, digits: int) -> dict[str, int]:
        """Return the number of articles by the first 2, 4 or 6 digits of their places' codes."""
        return dict(
            self._parts(Coverage.objects.all())
            .order_by()
            .annotate(inside=Left("place_id", digits))
            .values_list("inside")
            .annotate(n=Count("article", distinct=True))
            .order_by("inside")
        )

    def for_list(self) -> Self:
        """Load everything a list entry shows, in a fixed number of queries."""
        return self.select_related("page__issue__newspaper").prefetch_related(
            models.Prefetch("taggings", Tagging.objects.of_each_article()),
            models.Prefetch("bylines", Byline.objects.of_each_article()),
            models.Prefetch("coverage", Coverage.objects.of_each_article()),
        )

    def with_reprints(self) -> Self:
        """Load the dispatches that they print."""
        return self.prefetch_related(models.Prefetch("reprints", Reprint.objects.with_dispatches()))

    def with_mentions(self) -> Self:
        """Load the people, organisations and places that they name."""
        mentions = Mention.objects.of_each_article()
        return self.prefetch_related(models.Prefetch("mentions", mentions))

    def for_entries(self) -> Self:
        """Return `for_list` without bylines and fields that only the articles' own pages show."""
        articles = self.select_related("page__issue__newspaper").prefetch_related(
            models.Prefetch("taggings", Tagging.objects.of_each_article()),
            models.Prefetch("coverage", Coverage.objects.of_each_article()),
        )
        return articles.defer(
            *("blocks", "corrections", "notes", "changes", "identifiers"),
            *("deck_spans", "zones", "outline", "pictures"),
            *("page__apart", "page__issue__evidence"),
        )

    def for_comparing(self) -> Self:
        """Load the words that related articles are compared by, and what a link to each shows."""
        issue = "page__issue"
        return self.select_related(f"{issue}__newspaper").only(
            *("ident", "kicker", "headline", "subheads", "digest", f"{issue}__key"),
            *(f"{issue}__{name}" for name in ("date", "date_basis", "earliest", "latest")),
            *(f"{issue}__newspaper__{name}" for name in ("slug", "name", "romanised")),
        )

    def with_openings(self) -> Self:
        """Annotate `opening`: the opening of the full text, None if it is not held."""
        return self.annotate(opening=Left("full_text__plain", OPENING))

    def with_texts(self) -> Self:
        """Load the full texts, for snippets."""
        return self.select_related("full_text")

    def for_data(self) -> Self:
        """Load everything a data record has; the full texts without their blocks."""
        articles = self.for_list().with_reprints().with_mentions()
        return articles.with_texts().defer("full_text__blocks")

    def for_citing(self) -> Self:
        """Load everything a citation of the article has, in a fixed number of queries."""
        return self.select_related("page__issue__newspaper__place").prefetch_related(
            models.Prefetch("taggings", Tagging.objects.of_each_article()),
            models.Prefetch("bylines", Byline.objects.of_each_article()),
        )

    def for_reading(self) -> Self:
        """Load everything an article's own page shows."""
        articles = self.for_list().with_reprints().with_mentions()
        return articles.select_related("full_text", "page__issue__newspaper__place")
