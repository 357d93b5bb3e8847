"""Checks an edition that was built, before it is served: against the ledger, itself and the one before."""

import gzip
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from archive import exports, search
from archive.exports import served_files
from archive.models import Article
from archive.text.fold import fold

from .build import Say
from .current import opened
from .exceptions import EditionRejected, PublishFailed
from .ledger_check import ledger_faults, lost
from .manifest import Manifest
from .sample import sample
from .smoke_test import address_faults

# articles that are looked for by their headlines, and addresses of the ledger that are asked for
SAMPLE = 3000
# faults of one kind that are told
_MOST = 20
# rows read at a time
_ROWS = 5000
# hits looked at for an article among others of its day with the same words in their headlines
_AT_ONCE, _MOST_HITS = 200, 10_000


def check_edition(
    built: Manifest, before: Path | None, say: Say, most: int = SAMPLE
) -> dict[str, list[int]]:
    """How many articles and addresses were tried, each of how many; EditionRefused with all faults.

    `before` is the folder of the edition that is served now.
    """
    with opened(built.folder):
        counted = Article.objects.count()
        say("逐个访问网址")
        # before anything is searched here: other processes ask, which cannot have its threads
        found, asked, addresses = address_faults(most, built.fingerprint)
        faults = [*ledger_faults(_MOST), *_count_faults(built, counted)]
        if before is not None:
            faults += lost(before, built.folder, _MOST)
        say("逐篇按标题检索")
        keys = Article.objects.as_entered().values_list("pk", flat=True)
        chosen = sample(keys.iterator(chunk_size=_ROWS), most, built.fingerprint)
        looked_for = list(Article.objects.for_looking_up(chosen))
        faults += [*islice(_search_faults(looked_for), _MOST), *found]
    if faults:
        raise EditionRejected(faults)
    return {"articles": [len(looked_for), counted], "addresses": [asked, addresses]}


def check_search(made: Manifest) -> None:
    """PublishFailed if the search of an edition that was made before no longer finds all it has."""
    try:
        with opened(made.folder):
            held = search.search(search.Query(limit=0)).total
    except search.SearchUnavailable as error:
        raise PublishFailed(f"{made.name} 的检索用不了，不能换上：{error}") from error
    if held != made.articles:
        raise PublishFailed(
            f"{made.name} 有 {made.articles} 篇文章，检索索引有 {held} 篇，不能换上"
        )


def _count_faults(built: Manifest, counted: int) -> Iterator[str]:
    """The record, the index and the files to take away hold equally many articles."""
    indexed = search.search(search.Query(limit=0)).total
    if indexed != counted:
        yield f"数据库有 {counted} 篇文章，检索索引有 {indexed} 篇"
    if built.articles != counted:
        yield f"数据库有 {counted} 篇文章，版本自称 {built.articles} 篇"
    there = served_files.manifest()
    if there is None:
        yield f"没有整批数据：{built.folder / exports.FOLDER}"
        return
    for file in there.files:
        if file.records is not None:
            written = _records(built.folder / exports.FOLDER / file.name, file.name)
            if written is not None and written != file.records:
                yield f"{file.name} 有 {written} 条，自称 {file.records} 条"
        if file.name.startswith("articles.") and file.records != counted:
            yield f"数据库有 {counted} 篇文章，{file.name} 有 {file.records} 篇"


def _records(path: Path, name: str) -> int | None:
    """Lines of a file with a record a line; None of another kind."""
    if not name.endswith(".jsonl.gz"):
        return None
    with gzip.open(path, "rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))


def _search_faults(articles: list[tuple]) -> Iterator[str]:
    """Articles that are not found by all of their own headline, among those of their days."""
    for ident, headline, newspaper, earliest, latest in articles:
        term = search.Term(fold(headline).text, "title")
        query = search.Query(
            clauses=(search.Clause((term,)),) if term.text else (),
            filters={"newspaper": (newspaper,)},
            since=earliest.toordinal(),
            until=latest.toordinal(),
            sort="date",
            limit=_AT_ONCE,
        )
        if not search.is_within_first(query, ident, _MOST_HITS):
            yield f"文章 {ident} 按自己的标题“{headline}”检索不到"
