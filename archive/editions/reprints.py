"""Find the articles that print the same dispatch, when an edition is made."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from archive.models import FullText, Issue, Reprint
from archive.shared_files import copy_file

from .database import edition_database
from .database_update import EditionDifference
from .fingerprint_index import FILE, FingerprintIndex, Text
from .reprint_clusters import Extent, Printing, printings
from .row_keys import articles_of_issues, issue_of_article

# keys in one query
_CHUNK = 500


def build(folder: Path) -> None:
    """Compare all texts of the database being built; write its reprints and the edition's file."""
    with FingerprintIndex(folder / FILE, _newspapers()) as index:
        index.build(_all_texts(), FullText.objects.count())
        _store(printings(index.pairs(), index.sizes()))


def update(folder: Path, previous: Path, difference: EditionDifference) -> EditionDifference:
    """Compare the texts that differ from those of the `previous` edition.

    Return the difference with the issues whose articles print other dispatches than before.
    """
    copy_file(previous / FILE, folder / FILE)
    differing = difference.remade | difference.removed
    before = {Printing(d, a, Extent(extent)) for d, a, extent in _stored()}
    with FingerprintIndex(folder / FILE, _newspapers()) as index:
        index.update(_texts_in(previous, differing), _texts_of_issues(differing), _texts_of)
        now = printings(index.pairs(), index.sizes())
    if changed := before.symmetric_difference(now):
        Reprint.objects.all().delete()
        _store(now)
    dispatches = {printing.dispatch for printing in changed}
    articles = {p.article for p in (*before, *now) if p.dispatch in dispatches}
    present = set(_newspapers())
    remade = {issue for issue in map(issue_of_article, articles) if issue in present}
    return EditionDifference(difference.remade | remade, difference.removed)


def _newspapers() -> dict[int, int]:
    """Return {key of an issue: key of its newspaper}."""
    return dict(Issue.objects.order_by().values_list("pk", "newspaper"))


def _stored() -> Iterable[tuple[int, int, str]]:
    return Reprint.objects.order_by().values_list("dispatch", "article", "extent")


def _store(rows: Iterable[Printing]) -> None:
    reprints = (Reprint(dispatch_id=d, article_id=a, extent=extent) for d, a, extent in rows)
    Reprint.objects.bulk_create(reprints, batch_size=_CHUNK)


def _all_texts() -> Iterator[Text]:
    rows = FullText.objects.order_by("article_id").values_list("article", "plain")
    return rows.iterator(chunk_size=_CHUNK)


def _texts_of_issues(issues: Iterable[int]) -> Iterator[Text]:
    for issue in sorted(issues):
        first, last = articles_of_issues(issue, issue)
        within = FullText.objects.filter(article__gte=first, article__lte=last)
        yield from within.order_by("article_id").values_list("article", "plain")


def _texts_of(articles: Iterable[int]) -> Iterator[Text]:
    keys = iter(articles)
    while chunk := list(islice(keys, _CHUNK)):
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
