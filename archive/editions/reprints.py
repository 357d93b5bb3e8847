"""Find the articles that print the same dispatch, when an edition is made."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from archive import sqlite_files
from archive.batches import batched
from archive.models import Article, FullText, Issue, Reprint

from .database import edition_database
from .database_update import EditionDifference
from .fingerprint_index import FILE, FingerprintIndex, Text
from .reprint_clusters import Extent, Printing, printings
from .row_keys import articles_of_issues

# keys in one query
_CHUNK = 500
# Bytes: 60 articles change some 6,000 pages all over the file, and only publishing reads it.
_MAX_LOG_SIZE = 256 << 20


class _Row(NamedTuple):
    """The columns of Reprint."""

    dispatch_id: int
    article_id: int
    extent: str
    is_first: bool


def build(folder: Path) -> None:
    """Compare all texts of the database being built; write its reprints and the edition's file."""
    with FingerprintIndex(folder / FILE, _newspapers()) as index:
        index.build(_all_texts(), FullText.objects.count())
        _store(_rows(printings(index.pairs(), index.sizes())))


def update(folder: Path, previous: Path, difference: EditionDifference) -> EditionDifference:
    """Compare the texts that differ from those of the `previous` edition.

    Return the difference with the articles that print other dispatches than before.
    """
    differing = difference.remade | difference.removed
    before = {_Row(*row) for row in Reprint.objects.order_by().values_list(*_Row._fields)}
    with (
        sqlite_files.updated(previous / FILE, folder / FILE, _MAX_LOG_SIZE),
        FingerprintIndex(folder / FILE, _newspapers()) as index,
    ):
        index.update(_texts_in(previous, differing), _texts_of_issues(differing), _texts_of)
        now = _rows(printings(index.pairs(), index.sizes()))
    if changed := before.symmetric_difference(now):
        Reprint.objects.all().delete()
        _store(now)
    dispatches = {row.dispatch_id for row in changed}
    articles = {row.article_id for row in (*before, *now) if row.dispatch_id in dispatches}
    return EditionDifference.of(
        difference.remade, difference.removed, difference.articles | articles
    )


def _newspapers() -> dict[int, int]:
    """Return {key of an issue: key of its newspaper}."""
    return dict(Issue.objects.order_by().values_list("pk", "newspaper"))


def _rows(printings: list[Printing]) -> list[_Row]:
    """Return the rows of these printings, with what their dates tell."""
    wholes = [printing for printing in printings if printing.extent == Extent.WHOLE]
    dates: dict[int, tuple[date, date, int]] = {}
    for chunk in batched(sorted({printing.article for printing in wholes}), _CHUNK):
        articles = Article.objects.filter(pk__in=chunk).order_by()
        dates |= {row[-1]: row for row in articles.values_list("earliest", "latest", "pk")}
    first: dict[int, int] = {}
    for dispatch, article, _ in sorted(wholes, key=lambda printing: dates[printing.article]):
        first.setdefault(dispatch, article)
    return [
        _Row(dispatch, article, extent, extent == Extent.WHOLE and first[dispatch] == article)
        for dispatch, article, extent in printings
    ]


def _store(rows: Iterable[_Row]) -> None:
    Reprint.objects.bulk_create((Reprint(**row._asdict()) for row in rows), batch_size=_CHUNK)


def _all_texts() -> Iterator[Text]:
    rows = FullText.objects.order_by("article_id").values_list("article", "plain")
    return rows.iterator(chunk_size=_CHUNK)


def _texts_of_issues(issues: Iterable[int]) -> Iterator[Text]:
    for issue in sorted(issues):
        first, last = articles_of_issues(issue, issue)
        within = FullText.objects.filter(article__gte=first, article__lte=last)
        yield from within.order_by("article_id").values_list("article", "plain")


def _texts_of(articles: Iterable[int]) -> Iterator[Text]:
    for chunk in batched(articles, _CHUNK):
        yield from FullText.objects.filter(article__in=chunk).values_list("article", "plain")


def _texts_in(edition: Path, issues: Iterable[int]) -> Iterator[Text]:
    """Yield the texts that the edition has of these issues."""
    for issue in sorted(issues):
        first, last = articles_of_issues(issue, issue)
        query = (
            "SELECT article_id, plain FROM {edition}.archive_fulltext "
            f"WHERE article_id BETWEEN {first:d} AND {last:d}"
        )
        yield from ((key, plain) for key, plain in edition_database().query_edition(edition, query))
