"""Gives every article of a new edition its history, and the former addresses that it is found by."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from django.db import transaction

from archive.fast_reverse import fast_reverse
from archive.models import Article, Change, FormerAddress, LedgerEntry
from archive.url_normalization import normalize

_AT_ONCE = 500
# how another article came into this one, by what became of it
_CAME = {"merged": "文章 {} 并入本文", "split": "由文章 {} 拆出", "moved": "原为文章 {}"}
# and how what it is in, or is shown with it, was replaced: what it is, and its former address
_SHOWN = {
    "newspaper": "本报",
    "issue": "本期",
    "page": "本版",
    "topic": "主题",
    "person": "作者",
}
_REPLACED = {"merged": "{}并入了 {}", "split": "{}由 {} 拆出", "moved": "{}原网址 {}"}

# entries of the ledger that others stand in for, by kind and key
Replaced = Mapping[tuple[str, str], LedgerEntry]


@transaction.atomic
def record_histories() -> None:
    """From the ledger, the changes and the identifiers, all of them loaded before."""
    Article.objects.begin_with_ledger()
    changes = _changes()
    changed = Article.objects.in_bulk(list(changes))
    for pk, article in changed.items():
        article.changes = sorted(changes[pk], key=lambda change: change["date"])
        latest = date.fromisoformat(article.changes[-1]["date"])
        article.last_changed = max(article.first_published, latest)
    Article.objects.bulk_update(changed.values(), ["changes", "last_changed"], _AT_ONCE)
    FormerAddress.objects.all().delete()
    FormerAddress.objects.bulk_create(_addresses(), _AT_ONCE)


def _changes() -> dict[int, list[dict]]:
    """What was changed, by article's key: of itself, or of what it shows; what came into it.

    What was changed of something that others stand in for now was changed of those.
    """
    found = defaultdict(list)
    replaced = {(entry.kind, entry.key): entry for entry in LedgerEntry.objects.replaced()}
    for change in Change.objects.all():
        for key in _now(replaced, change.kind, change.key):
            told = {"date": change.date.isoformat(), "kind": change.part, "says": change.says}
            for article in Article.objects.reached_by(change.kind, key):
                # what was changed before it came here is none of its history
                if change.date > article.first_published or change.kind == "article":
                    found[article.pk].append(told)
    for entry in replaced.values():
        told = {
            "date": entry.ended.isoformat(),
            "kind": entry.state,
            "says": f"{_came(entry)}。{entry.reason}",
        }
        if not _moved_along(replaced, entry):
            for key in _now(replaced, entry.kind, entry.key):
                for article in Article.objects.reached_by(entry.kind, key):
                    if entry.ended > article.first_published or entry.kind == "article":
                        found[article.pk].append(told)
    return found


def _now(replaced: Replaced, kind: str, key: str) -> list[str]:
    """The keys of what stands in the place of something now, be it still itself."""
    waiting, seen, now = [key], set(), []
    while waiting:
        here = waiting.pop(0)
        if here in seen:
            continue
        seen.add(here)
        if entry := replaced.get((kind, here)):
            waiting += entry.successors
        else:
            now.append(here)
    return now


def _came(entry: LedgerEntry) -> str:
    if entry.kind == "article":
        return _CAME[entry.state].format(entry.key)
    former = fast_reverse(entry.kind, *entry.key.split("/"))
    return _REPLACED[entry.state].format(_SHOWN[entry.kind], former)


def _moved_along(replaced: Replaced, entry: LedgerEntry) -> bool:
    """Whether it was replaced because what it is in was, of which alone is told: a page with its
    issue, an issue with its newspaper."""
    *above, _ = entry.key.split("/")
    kind = {1: "newspaper", 2: "issue"}.get(len(above))
    around = replaced.get((kind, "/".join(above)))
    return around is not None and around.ended == entry.ended


def _addresses() -> Iterator[FormerAddress]:
    here = Article.objects.with_identifiers().values_list("ident", "identifiers")
    gone = LedgerEntry.objects.with_identifiers().values_list("key", "identifiers")
    for ident, identifiers in (*here, *gone):
        urls = {normalize(item["value"]) for item in identifiers if item["kind"] == "url"}
        for url in sorted(urls):
            yield FormerAddress(ident=ident, address=url)
