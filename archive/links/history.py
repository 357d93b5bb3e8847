"""Gives every article of a new edition its history, and the former addresses that it is found by."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.db import transaction

from archive.addresses import normal
from archive.models import Article, Change, FormerAddress, LedgerEntry

_AT_ONCE = 500
# how another article came into this one, by what became of it
_CAME = {"merged": "文章 {} 并入本文", "split": "由文章 {} 拆出", "moved": "原为文章 {}"}


@transaction.atomic
def record_histories() -> None:
    """From the ledger, the changes and the identifiers, all of them loaded before."""
    Article.objects.begin_with_ledger()
    changes = _changes()
    changed = Article.objects.in_bulk(list(changes))
    for pk, article in changed.items():
        article.changes = sorted(changes[pk], key=lambda change: change["date"])
        article.last_changed = date.fromisoformat(article.changes[-1]["date"])
    Article.objects.bulk_update(changed.values(), ["changes", "last_changed"], _AT_ONCE)
    FormerAddress.objects.all().delete()
    FormerAddress.objects.bulk_create(_addresses(), _AT_ONCE)


def _changes() -> dict[int, list[dict]]:
    """What was changed, by article's key: of itself, or of what it shows; what came into it."""
    found = defaultdict(list)
    for change in Change.objects.all():
        told = {"date": change.date.isoformat(), "kind": change.part, "says": change.says}
        for article in Article.objects.reached_by(change.kind, change.key):
            # what was changed before it came here is none of its history
            if change.date > article.first_published or change.kind == "article":
                found[article.pk].append(told)
    for entry in LedgerEntry.objects.replaced_articles():
        says = f"{_CAME[entry.state].format(entry.key)}。{entry.reason}"
        told = {"date": entry.ended.isoformat(), "kind": entry.state, "says": says}
        for article in Article.objects.with_idents(entry.successors):
            found[article.pk].append(told)
    return found


def _addresses() -> Iterator[FormerAddress]:
    here = Article.objects.with_identifiers().values_list("ident", "identifiers")
    gone = LedgerEntry.objects.with_identifiers().values_list("key", "identifiers")
    for ident, identifiers in (*here, *gone):
        urls = {normal(item["value"]) for item in identifiers if item["kind"] == "url"}
        for address in sorted(urls):
            yield FormerAddress(ident=ident, address=address)
