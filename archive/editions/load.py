"""Loads the catalogue and the page texts that are held into the database."""

import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction

from archive.catalogue import parallel_check
from archive.catalogue.article_body import body, plain
from archive.catalogue.entries import IssueFile, LedgerLine, PersonEntry
from archive.catalogue.files import ENTRIES, PEOPLE, all_files, issue_files, line_files
from archive.catalogue.json_lines import has_django_rows
from archive.models import FullText, Page

from . import bulk_insert, sort_columns
from .history import record_histories

_AT_ONCE = 200


def load(
    folder: Path,
    texts: Mapping[str, str] | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> None:
    """Loads the whole catalogue, tells each article its history, and fills the registers.

    What is made for editors goes through Django's fixture machinery. What stands in JSON lines, one
    issue, person or ledger entry a line, is written by many_rows, with the full texts of those
    pages that `texts` has.
    """
    people, entries = line_files(folder, PEOPLE), line_files(folder, ENTRIES)
    issues = [p for p in issue_files(folder) if p.suffix == ".jsonl" and not has_django_rows(p)]
    apart = {*people, *entries, *issues}
    files = [path for path in all_files(folder) if path not in apart]
    # people come before the issues that they signed
    authorities = files.index(folder / "people.yaml") + 1
    _loaddata(files[:authorities])
    with _indexes_afterwards() if _is_much([*issues, *entries]) else transaction.atomic():
        for kind, paths in ((PersonEntry, people), (IssueFile, issues), (LedgerLine, entries)):
            named = [(path, str(path.relative_to(folder.parent))) for path in paths]
            if named:
                bulk_insert.write(kind, named, texts or {}, say)
            if kind is PersonEntry:
                _loaddata(files[authorities:])
        record_histories()
    sort_columns.fill()


def _loaddata(files: list[Path]) -> None:
    with warnings.catch_warnings():
        # a collection may begin with nothing
        warnings.filterwarnings("ignore", "No fixture data found", RuntimeWarning)
        call_command("loaddata", *map(str, files), verbosity=0)


def _is_much(paths: list[Path]) -> bool:
    return parallel_check.is_much(paths) and not connection.in_atomic_block


@contextmanager
def _indexes_afterwards() -> Iterator[None]:
    """Takes away the indexes that can be made again, and makes them when the block has ended.

    In SQLite alone, and in a database that is thrown away if anything goes wrong: nothing is kept
    for taking back what is written.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode = OFF")
        cursor.execute("PRAGMA synchronous = OFF")
        # in KiB, of the pages that are held in memory
        cursor.execute("PRAGMA cache_size = -262144")
        cursor.execute(
            # unique ones find what is loaded, meanwhile
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE 'CREATE INDEX%'"
        )
        made = cursor.fetchall()
        for name, _ in made:
            cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
    yield
    with connection.cursor() as cursor:
        for _, statement in made:
            cursor.execute(statement)
        cursor.execute("PRAGMA journal_mode = DELETE")


@transaction.atomic
def assemble_full_texts(texts: Mapping[str, str]) -> int:
    """Stores the full text of every article whose page is held; returns how many have theirs."""
    waiting = Page.objects.filter(text_held=False).values_list("pk", "sha256")
    # the keys first: what is written must not change what is still being read
    held = iter([pk for pk, sha256 in waiting.iterator() if sha256 in texts])
    while keys := list(islice(held, _AT_ONCE)):
        for page in Page.objects.filter(pk__in=keys).prefetch_related("articles"):
            text = texts[page.sha256]
            full_texts = []
            for article in page.articles.all():
                blocks = body(article.blocks, article.corrections, text)
                full_texts.append(FullText(article=article, blocks=blocks, plain=plain(blocks)))
            FullText.objects.bulk_create(full_texts)
        Page.objects.filter(pk__in=keys).update(text_held=True)
    return FullText.objects.count()
