"""Give each article of a new edition its history of changes and its former addresses."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from django.db import transaction

from archive.models import Article, Change, FormerAddress, LedgerEntry
from archive.models.article_queries import ArticleQuerySet
from archive.models.ledger import LedgerQuerySet
from archive.site_urls import fast_reverse
from archive.url_normalization import normalize

_BATCH = 500
# sentence for an article that was merged into this one, by the state of its ledger entry
_FORMER_ARTICLE = {"merged": "文章 {} 并入本文", "split": "由文章 {} 拆出", "moved": "原为文章 {}"}
# sentence for a replaced page, issue, …: its name in the sentence, then the sentence
_SUBJECTS = {
    "newspaper": "本报",
    "issue": "本期",
    "page": "本版",
    "topic": "主题",
    "person": "作者",
    "organisation": "单位",
}
_REPLACED = {"merged": "{}并入了 {}", "split": "{}由 {} 拆出", "moved": "{}原网址 {}"}

# retired ledger entries that have successors, by kind and key
Replaced = Mapping[tuple[str, str], LedgerEntry]
# an item of Article.changes
ChangeItem = dict[str, str]


@transaction.atomic
def record_histories() -> None:
    """Derive histories from the ledger, the changes and the identifiers, which must be loaded."""
    Article.objects.reset_from_ledger()
    record_changes()
    record_former_addresses()


def record_changes() -> set[int]:
    """Set what has changed in each article; return the keys of those that now say another thing."""
    changes = {
        pk: sorted(items, key=lambda change: change["date"]) for pk, items in _changes().items()
    }
    recorded = dict(Article.objects.with_changes().order_by().values_list("pk", "changes"))
    differing = {pk for pk in (*changes, *recorded) if changes.get(pk, []) != recorded.get(pk, [])}
    changed = Article.objects.in_bulk(differing)
    for pk, article in changed.items():
        article.changes = changes.get(pk, [])
        days = [date.fromisoformat(change["date"]) for change in article.changes]
        article.last_changed = max(
            (day for day in (article.first_published, *days) if day), default=None
        )
    Article.objects.bulk_update(changed.values(), ["changes", "last_changed"], _BATCH)
    return differing


def record_former_addresses(idents: set[str] | None = None) -> None:
    """Record the addresses elsewhere of all articles, or of those with these idents."""
    live, retired = Article.objects.all(), LedgerEntry.objects.all()
    former = FormerAddress.objects.all()
    if idents is not None:
        live, retired = live.filter(ident__in=idents), retired.filter(key__in=idents)
        former = former.filter(ident__in=idents)
    former.delete()
    FormerAddress.objects.bulk_create(_former_addresses(live, retired), _BATCH)


def _changes() -> dict[int, list[ChangeItem]]:
    """Return changes by article pk: to the article, what it shows, and what was merged into it.

    Changes to an entry that has since been replaced count for its successors.
    """
    changes: dict[int, list[ChangeItem]] = defaultdict(list)
    replaced: Replaced = {
        (entry.kind, entry.key): entry for entry in LedgerEntry.objects.with_successors()
    }
    for change in Change.objects.all():
        item = {"date": change.date.isoformat(), "kind": change.part, "says": change.says}
        for key in _successors(replaced, change.kind, change.key):
            for pk in _affected_articles(change.kind, key, change.date):
                changes[pk].append(item)
    for entry in replaced.values():
        if entry.ended is None or _moved_with_parent(replaced, entry):
            continue
        item = {
            "date": entry.ended.isoformat(),
            "kind": entry.state,
            "says": f"{_description(entry)}。{entry.reason}",
        }
        for key in _successors(replaced, entry.kind, entry.key):
            for pk in _affected_articles(entry.kind, key, entry.ended):
                changes[pk].append(item)
    return changes


def _affected_articles(kind: str, key: str, day: date) -> Iterator[int]:
    articles = Article.objects.affected_by(kind, key).order_by()
    for pk, first_published in articles.values_list("pk", "first_published"):
        # a change to its page, topic, … before the article was published is not part of its history
        if kind == "article" or first_published is None or day > first_published:
            yield pk


def _successors(replaced: Replaced, kind: str, key: str) -> list[str]:
    """Return the keys of its live successors; the key itself if it was not replaced."""
    queue, seen, successors = [key], set(), []
    while queue:
        candidate = queue.pop(0)
        if candidate in seen:
            continue
        seen.add(candidate)
        if entry := replaced.get((kind, candidate)):
            queue += entry.successors
        else:
            successors.append(candidate)
    return successors


def _description(entry: LedgerEntry) -> str:
    if entry.kind == "article":
        return _FORMER_ARTICLE[entry.state].format(entry.key)
    former = fast_reverse(entry.kind, *entry.key.split("/"))
    return _REPLACED[entry.state].format(_SUBJECTS[entry.kind], former)


def _moved_with_parent(replaced: Replaced, entry: LedgerEntry) -> bool:
    """Return whether a page was replaced with its issue, or an issue with its newspaper.

    The history mentions only the parent then.
    """
    *parent_parts, _ = entry.key.split("/")
    parent_kind = {1: "newspaper", 2: "issue"}.get(len(parent_parts))
    if parent_kind is None:
        return False
    parent = replaced.get((parent_kind, "/".join(parent_parts)))
    return parent is not None and parent.ended == entry.ended


def _former_addresses(
    articles: ArticleQuerySet, entries: LedgerQuerySet
) -> Iterator[FormerAddress]:
    live = articles.with_identifiers().values_list("ident", "identifiers")
    retired = entries.with_identifiers().values_list("key", "identifiers")
    for ident, identifiers in (*live, *retired):
        urls = {normalize(item["value"]) for item in identifiers if item["kind"] == "url"}
        for url in sorted(urls):
            yield FormerAddress(ident=ident, address=url)
