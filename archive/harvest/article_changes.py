"""The articles as harvesters take them: by the day of their last change, those that are gone among them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from archive.editions import totals
from archive.models import Article, LedgerEntry, Mark, Newspaper, Tag


@dataclass(frozen=True)
class OaiSet:
    """All articles of a newspaper, or about a topic and those narrower than it."""

    spec: str
    name: str
    description: str = ""


def sets() -> Iterator[OaiSet]:
    """Every set there is, each behind the one it is in."""
    yield OaiSet("newspaper", "各报")
    for paper in Newspaper.objects.all():
        yield OaiSet(f"newspaper:{paper.slug}", paper.name, paper.description)
    yield OaiSet("topic", "各主题")
    for tag in Tag.objects.all():
        yield OaiSet(f"topic:{tag.slug}", tag.pref_label, tag.definition)


@dataclass(frozen=True)
class ChangedArticle:
    """An article, or the entry in the ledger of one that is gone."""

    row: Article | LedgerEntry
    sets: tuple[str, ...]

    @property
    def is_gone(self) -> bool:
        return isinstance(self.row, LedgerEntry)

    @property
    def ident(self) -> str:
        return self.row.key if self.is_gone else self.row.ident

    @property
    def mark(self) -> Mark:
        if self.is_gone:
            return Mark(self.row.ended, self.row.pk)
        return Mark(self.row.last_changed, self.row.accession)


@dataclass(frozen=True)
class HarvestSelection:
    """What a harvester asks for: days of the last change, both included, and a set."""

    start: date | None = None
    end: date | None = None
    spec: str = ""

    def count(self) -> int:
        return self._count_articles() + self._gone().count()

    def items(self, after: Mark | None, limit: int, whole: bool) -> list[ChangedArticle]:
        """The first items behind a mark; `whole` has all that a record of the data holds."""
        here = [(*mark, False) for mark in self._articles().marks_after(after, limit)]
        gone = [(*mark, True) for mark in self._gone().marks_after(after, limit)]
        first = sorted(here + gone)[:limit]
        found = Article.objects.for_data() if whole else Article.objects.with_sets()
        articles = found.in_bulk([pk for *_, pk, is_gone in first if not is_gone])
        entries = LedgerEntry.objects.with_sets().in_bulk([pk for *_, pk, gone in first if gone])
        return _items((entries if gone else articles)[pk] for *_, pk, gone in first)

    def _count_articles(self) -> int:
        # of everything and of a whole topic it is known, and to find out takes long
        kind, _, slug = self.spec.partition(":")
        if self.start or self.end or (kind == "newspaper" and slug):
            return self._articles().count()
        if not slug:
            return totals.articles()
        return totals.by_topic().get(Tag.objects.get_by_natural_key(slug).pk, 0)

    def _articles(self):
        found = Article.objects.changed_between(self.start, self.end)
        return self._of_set(found, found.printed_in, found.about)

    def _gone(self):
        found = LedgerEntry.objects.gone_articles().ended_between(self.start, self.end)
        return self._of_set(found, found.once_printed_in, found.once_about)

    def _of_set(self, found, printed_in, about):
        match self.spec.partition(":"):
            case ("" | "newspaper" | "topic", "", ""):
                return found
            case ("newspaper", ":", slug):
                return printed_in(slug)
            case ("topic", ":", slug):
                return about(slug)
        return found.none()


def changed_article(ident: str) -> ChangedArticle | None:
    """The article with this ident, whole, or what is left of it; None if there never was one."""
    rows = list(Article.objects.for_data().with_idents([ident]))
    return next(iter(_items(rows or LedgerEntry.objects.gone_articles().with_keys([ident]))), None)


def _items(rows: Iterable[Article | LedgerEntry]) -> list[ChangedArticle]:
    broader = Tag.objects.broader_slugs()
    return [ChangedArticle(row, tuple(_specs(row, broader))) for row in rows]


def _specs(row: Article | LedgerEntry, broader: Mapping[str, str]) -> Iterator[str]:
    paper = row.newspaper if isinstance(row, LedgerEntry) else row.page.issue.newspaper
    if paper:
        yield f"newspaper:{paper.slug}"
    topics = row.tags.all() if isinstance(row, LedgerEntry) else row.topics
    own = [tag.slug for tag in topics]
    for slug in dict.fromkeys([*(broader[slug] for slug in own if slug in broader), *own]):
        yield f"topic:{slug}"
