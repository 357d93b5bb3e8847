"""Articles by date of last change, including withdrawn ones, for OAI-PMH harvesters."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from archive.editions import totals
from archive.models import Article, LedgerEntry, Mark, Newspaper, Tag
from archive.models.article_queries import ArticleQuerySet
from archive.models.ledger import LedgerQuerySet


@dataclass(frozen=True)
class OaiSet:
    """An OAI-PMH set: a newspaper's articles, or those about a topic and its narrower topics."""

    spec: str
    name: str
    description: str = ""


def sets() -> Iterator[OaiSet]:
    """Yield all sets, each after the one that contains it."""
    yield OaiSet("newspaper", "各报")
    for newspaper in Newspaper.objects.all():
        yield OaiSet(f"newspaper:{newspaper.slug}", newspaper.name, newspaper.description)
    yield OaiSet("topic", "各主题")
    for tag in Tag.objects.all():
        yield OaiSet(f"topic:{tag.slug}", tag.pref_label, tag.definition)


@dataclass(frozen=True)
class ChangedArticle:
    """An article, or the ledger entry of one that was withdrawn or replaced."""

    row: Article | LedgerEntry
    sets: tuple[str, ...]

    @property
    def is_gone(self) -> bool:
        return isinstance(self.row, LedgerEntry)

    @property
    def ident(self) -> str:
        return self.row.key if isinstance(self.row, LedgerEntry) else self.row.ident

    @property
    def mark(self) -> Mark:
        day: date | None
        accession: int | None
        if isinstance(self.row, LedgerEntry):
            day, accession = self.row.ended, self.row.pk
        else:
            day, accession = self.row.last_changed, self.row.accession
        if day is None or accession is None:
            raise ValueError(f"{self.ident} has not been published")
        return Mark(day, accession)


@dataclass(frozen=True)
class HarvestSelection:
    """A harvester's request: first and last day of change, both inclusive, and a set."""

    start: date | None = None
    end: date | None = None
    spec: str = ""

    def count(self) -> int:
        return self._count_articles() + self._retired().count()

    def items(self, after: Mark | None, limit: int, with_articles: bool) -> list[ChangedArticle]:
        """Return the first items after a mark; `with_articles` loads what the full formats need."""
        live = [(*mark, False) for mark in self._articles().marks_after(after, limit)]
        retired = [(*mark, True) for mark in self._retired().marks_after(after, limit)]
        marks = sorted(live + retired)[:limit]
        queryset = Article.objects.for_data() if with_articles else Article.objects.with_sets()
        articles = queryset.in_bulk([pk for *_, pk, is_retired in marks if not is_retired])
        entries = LedgerEntry.objects.with_sets().in_bulk(
            [pk for *_, pk, is_retired in marks if is_retired]
        )
        return _items(entries[pk] if is_retired else articles[pk] for *_, pk, is_retired in marks)

    def _count_articles(self) -> int:
        # totals of everything and of whole topics are precomputed, as counting them is slow
        kind, _, slug = self.spec.partition(":")
        if self.start or self.end or (kind == "newspaper" and slug):
            return self._articles().count()
        if not slug:
            return totals.articles()
        return totals.by_topic().get(Tag.objects.get_by_natural_key(slug).pk, 0)

    def _articles(self) -> ArticleQuerySet:
        articles = Article.objects.changed_between(self.start, self.end)
        return self._in_set(articles, articles.printed_in, articles.about)

    def _retired(self) -> LedgerQuerySet:
        entries = LedgerEntry.objects.retired_articles().ended_between(self.start, self.end)
        return self._in_set(entries, entries.formerly_printed_in, entries.formerly_about)

    def _in_set(
        self, rows: Any, printed_in: Callable[[str], Any], about: Callable[[str], Any]
    ) -> Any:
        match self.spec.partition(":"):
            case ("" | "newspaper" | "topic", "", ""):
                return rows
            case ("newspaper", ":", slug):
                return printed_in(slug)
            case ("topic", ":", slug):
                return about(slug)
        return rows.none()


def changed_article(ident: str) -> ChangedArticle | None:
    """Return the article with all its data, or its ledger entry; None if it never existed."""
    rows = list(Article.objects.for_data().with_idents([ident]))
    return next(
        iter(_items(rows or LedgerEntry.objects.retired_articles().with_keys([ident]))), None
    )


def _items(rows: Iterable[Article | LedgerEntry]) -> list[ChangedArticle]:
    broader = Tag.objects.broader_slugs()
    return [ChangedArticle(row, tuple(_specs(row, broader))) for row in rows]


def _specs(row: Article | LedgerEntry, broader: Mapping[str, str]) -> Iterator[str]:
    newspaper = row.newspaper if isinstance(row, LedgerEntry) else row.page.issue.newspaper
    if newspaper:
        yield f"newspaper:{newspaper.slug}"
    topics = row.tags.all() if isinstance(row, LedgerEntry) else row.topics
    slugs = [tag.slug for tag in topics]
    for slug in dict.fromkeys([*(broader[slug] for slug in slugs if slug in broader), *slugs]):
        yield f"topic:{slug}"
