"""Check a new edition before it is served: ledger, counts, addresses, search, previous edition."""

import gzip
import random
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path

from archive import exports, search
from archive.command_messages import message
from archive.exports import served_files
from archive.exports.served_files import ServedFile
from archive.models import Article
from archive.progress import ProgressCallback
from archive.text.fold import fold

from .current import opened
from .database_update import EditionDifference
from .exceptions import EditionRejected, PublishFailed
from .ledger_check import ledger_faults, lost_entries
from .manifest import Manifest
from .smoke_test import address_faults, sample

# default number of articles to search for by headline, and of ledger addresses to request
SAMPLE = 3000
# of an edition made from another, articles that have not changed and are looked for all the same
OTHERS = 50
# maximum number of faults reported of one kind
_MAX_FAULTS = 20
# rows fetched at a time
_CHUNK = 5000
# Results per page, and maximum results read, if an article shares its day and the words of its
# headline with others.
_PAGE_SIZE, _MAX_RESULTS = 200, 10_000


def check_edition(
    built: Manifest,
    previous: Path | None,
    report: ProgressCallback,
    limit: int = SAMPLE,
    difference: EditionDifference | None = None,
) -> dict[str, list[int]]:
    """Return the numbers of articles and addresses checked, and in all; EditionRejected on faults.

    `previous` is the folder of the edition served now. If the edition was made from it, what is
    new or has changed is tried, and a few others.
    """
    with opened(built.folder):
        total = Article.objects.count()
        report(message("逐个访问网址"))
        # before any search in this process: forked workers cannot use the threads of its index
        broken_addresses, requested, addresses = address_faults(
            limit, built.fingerprint, difference
        )
        faults = [*ledger_faults(_MAX_FAULTS), *_count_faults(built, total, difference is None)]
        if previous is not None:
            faults += lost_entries(previous, built.folder, _MAX_FAULTS)
        report(message("逐篇按标题检索"))
        sample_pks = _chosen_articles(limit, built.fingerprint, difference)
        articles = list(Article.objects.for_lookup(sample_pks))
        faults += [*islice(_search_faults(articles), _MAX_FAULTS), *broken_addresses]
    if faults:
        raise EditionRejected(faults)
    return {"articles": [len(articles), total], "addresses": [requested, addresses]}


def _chosen_articles(limit: int, seed: str, difference: EditionDifference | None) -> list[int]:
    """Return the keys of articles to look for."""
    keys = Article.objects.as_entered().values_list("pk", flat=True)
    if difference is None:
        return sample(keys.iterator(chunk_size=_CHUNK), limit, seed)
    changed = sample(difference.keys(), limit, seed)
    first, last = keys.first() or 0, keys.last() or 0
    chance = random.Random(seed)
    # the next article after any key, as counting them would read all
    random_pks = {keys.filter(pk__gte=chance.randint(first, last)).first() for _ in range(OTHERS)}
    return [*{*changed, *filter(None, random_pks)}]


def check_search(edition: Manifest) -> None:
    """PublishFailed if the index of an existing edition no longer holds all its articles."""
    try:
        with opened(edition.folder):
            indexed = search.search(search.Query(limit=0)).total
    except search.SearchUnavailable as error:
        raise PublishFailed(
            message("%(name)s 不能检索，不能启用：%(error)s", name=edition.name, error=error)
        ) from error
    if indexed != edition.articles:
        raise PublishFailed(
            message(
                "%(name)s 有 %(articles)s 篇文章，检索索引有 %(indexed)s 篇，不能启用",
                name=edition.name,
                articles=edition.articles,
                indexed=indexed,
            )
        )


def _count_faults(built: Manifest, total: int, reads_files: bool) -> Iterator[str]:
    """Yield differences between the counts of database, index, manifest and exports.

    Files that consist mostly of those of the previous edition need not be read again.
    """
    indexed = search.search(search.Query(limit=0)).total
    if indexed != total:
        yield message(
            "数据库有 %(total)s 篇文章，检索索引有 %(indexed)s 篇", total=total, indexed=indexed
        )
    if built.articles != total:
        yield message(
            "数据库有 %(total)s 篇文章，版本清单上是 %(articles)s 篇",
            total=total,
            articles=built.articles,
        )
    manifest = served_files.manifest()
    if manifest is None:
        yield message("没有整批数据：%(folder)s", folder=built.folder / exports.FOLDER)
        return
    for file in manifest.files:
        if file.records is not None and reads_files:
            lines = _count_lines(file.name, served_files.served_file(file.name))
            if lines is not None and lines != file.records:
                yield message(
                    "%(name)s 有 %(lines)s 条，清单上是 %(records)s 条",
                    name=file.name,
                    lines=lines,
                    records=file.records,
                )
        if file.name.startswith("articles.") and file.records != total:
            yield message(
                "数据库有 %(total)s 篇文章，%(name)s 有 %(records)s 篇",
                total=total,
                name=file.name,
                records=file.records,
            )


def _count_lines(name: str, bulk: ServedFile | None) -> int | None:
    """Return the number of lines of a JSON Lines file; None for other formats."""
    if bulk is None or not name.endswith(".jsonl.gz"):
        return None
    count = 0
    for path in bulk.pieces:
        assert isinstance(path, Path)
        with gzip.open(path, "rb") as file:
            count += sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
    return count


def _search_faults(articles: Iterable[tuple[str, str, str, date, date]]) -> Iterator[str]:
    """Yield articles that a search for their whole headline, on their days, does not return."""
    for ident, headline, newspaper, earliest, latest in articles:
        term = search.Term(fold(headline).text, "title")
        query = search.Query(
            clauses=(search.Clause((term,)),) if term.text else (),
            filters={"newspaper": (newspaper,)},
            since=earliest.toordinal(),
            until=latest.toordinal(),
            sort="date",
            limit=_PAGE_SIZE,
        )
        if not search.is_within_first(query, ident, _MAX_RESULTS):
            yield message(
                "用标题“%(headline)s”检索不到文章 %(ident)s", ident=ident, headline=headline
            )
