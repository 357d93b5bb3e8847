"""The embedded search engine: a tantivy index in a folder beside the database."""

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import tantivy
from django.conf import settings
from tantivy import Order

from archive.request_state import DeadlineExceeded
from archive.search.contract import Document, Engine, Hit, Query, Results, SearchUnavailable
from archive.search.similarity_query import SimilarityQuery

from .build import build, deleted_documents, has_current_fields, is_in_order, update
from .count import MIN_PARALLEL, MatchCounter, within_deadline
from .facets import FacetTables
from .more_like_this import more_like_this
from .precounts import (
    ALL_ARTICLES,
    FILE,
    IndexChange,
    Precounts,
    StoredCounts,
    single_term,
    write,
    write_changed,
)
from .query import matching, ranked
from .reader import open_searcher

# Increase when the schema or its contents change; an index with another version is not read.
INDEX_VERSION = 7
# includes the index format; missing in the library's annotations
VERSION: str = tantivy.__version__  # type: ignore[attr-defined]
INDEX = "search"
MANIFEST = "index.json"


class TantivyEngine(Engine):
    def __init__(self, folder: Path):
        super().__init__(folder)
        self._open_lock = threading.Lock()
        self._opened: _OpenIndex | None = None

    @property
    def path(self) -> Path:
        return self.folder / INDEX

    # -- building

    def rebuild(self, documents: Iterable[Document]) -> int:
        with self._building() as building:
            count, tables = build(building, documents)
            (building / FILE).touch()
            precounts = _with_open_index(building, tables, write)
            self._write_manifest(building, tables, precounts, count)
        return count

    def update(
        self, previous: Path, removed: Sequence[Document], documents: Iterable[Document]
    ) -> int:
        previous_engine = TantivyEngine(previous)
        manifest = previous_engine.manifest()
        tables = FacetTables(manifest["tables"])
        with (
            self._building() as building,
            closing(Precounts(previous_engine.path, manifest["known"])) as before,
        ):
            change = IndexChange(before, removed)
            idents = (document.ident for document in removed)
            added = update(building, previous_engine.path, tables, idents, change.noting(documents))
            (building / FILE).touch()
            precounts = _with_open_index(
                building,
                tables,
                lambda folder, searcher, count: write_changed(
                    folder, searcher, count, before, change
                ),
            )
            count = manifest["documents"] - len(removed) + added
            self._write_manifest(building, tables, precounts, count)
        return count

    def replaced(self) -> int:
        return deleted_documents(self.path)

    @contextmanager
    def _building(self) -> Iterator[Path]:
        """Yield a folder to build in, which replaces the index when finished."""
        building = self.path.with_name(f".{INDEX}-{os.getpid()}")
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True)
        try:
            yield building
            self._swap(building)
        finally:
            shutil.rmtree(building, ignore_errors=True)

    def _write_manifest(
        self, building: Path, tables: FacetTables, precounts: Mapping[str, StoredCounts], count: int
    ) -> None:
        manifest = {
            "schema": INDEX_VERSION,
            "tantivy": VERSION,
            "documents": count,
            "in_order": is_in_order(building),
            "known": precounts,
            "tables": tables.values,
        }
        text = json.dumps(manifest, ensure_ascii=False) + "\n"
        (building / MANIFEST).write_text(text, encoding="utf-8")

    def _swap(self, building: Path) -> None:
        old = self.path.with_name(f".{INDEX}-old-{os.getpid()}")
        if self.path.exists():
            self.path.rename(old)
        building.rename(self.path)
        shutil.rmtree(old, ignore_errors=True)
        self._opened = None

    # -- searching

    def _open(self) -> "_OpenIndex":
        with self._open_lock:
            if self._opened is None:
                self._opened = self._read()
            return self._opened

    def manifest(self) -> dict[str, Any]:
        """Return the index's manifest; raise SearchUnavailable without a usable index."""
        try:
            manifest = json.loads((self.path / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise SearchUnavailable(f"没有检索索引：{self.path}") from error
        versions = (manifest.get("schema"), manifest.get("tantivy"))
        if versions != (INDEX_VERSION, VERSION):
            raise SearchUnavailable(f"检索索引是别的版本所建：{self.path}（{versions}）")
        return manifest

    def _read(self) -> "_OpenIndex":
        manifest = self.manifest()
        try:
            if not has_current_fields(self.path):
                raise SearchUnavailable(f"检索索引的分面不是现在的分面：{self.path}")
            tables = FacetTables(manifest["tables"])
            return _OpenIndex(self.path, tables, manifest["known"], manifest["in_order"])
        except (ValueError, OSError, KeyError) as error:
            raise SearchUnavailable(f"检索索引不可用：{self.path}（{error}）") from error

    def search(self, query: Query) -> Results:
        opened = self._open()
        try:
            counting = opened.counter.start(query)
            if opened.counter.max_matches(query) > MIN_PARALLEL:
                hits = within_deadline(opened.pool.submit(self._hits, opened, query))
            else:
                hits = self._hits(opened, query)
            counts = opened.counter.result(counting)
        except DeadlineExceeded:
            # counts that had not begun are cancelled
            opened.counter.forget()
            raise
        except (ValueError, OSError) as error:
            opened.counter.forget()
            raise SearchUnavailable(f"检索索引不可用：{self.path}（{error}）") from error
        return Results(hits, counts.total, {name: counts.facets[name] for name in query.facets})

    def _hits(self, opened: "_OpenIndex", query: Query) -> tuple[Hit, ...]:
        searcher = opened.searcher
        # tantivy allocates memory for offset + limit hits, however few there are
        if query.limit < 1 or query.offset >= searcher.num_docs:
            return ()
        order_field = "newest" if query.sort in ("relevance", "date") else query.sort
        if order_field == "newest" and single_term(query) == ALL_ARTICLES and opened.in_order:
            # the index is in this order
            last = min(query.offset + query.limit, searcher.num_docs)
            places = (tantivy.DocAddress(0, n) for n in range(query.offset, last))
            return tuple(Hit(searcher.doc(place)["ident"][0]) for place in places)
        if query.ranks and opened.in_order:
            matches = searcher.search(
                ranked(query), query.limit, count=False, offset=query.offset
            ).hits
        elif query.ranks:
            matches = _newest_among_equals(searcher, query)
        else:
            matches = searcher.search(
                matching(query),
                query.limit,
                count=False,
                order_by_field=order_field,
                offset=query.offset,
                order=Order.Asc,
            ).hits
        return tuple(
            Hit(searcher.doc(address)["ident"][0], score if query.ranks else 0.0)
            for score, address in matches
        )

    def related(self, target: SimilarityQuery, limit: int) -> tuple[Hit, ...]:
        opened = self._open()
        searcher = opened.searcher
        try:
            query = more_like_this(searcher, target)
            if query is None:
                return ()
            future = opened.pool.submit(searcher.search, query, limit + 1, count=False)
            matches = within_deadline(future).hits
            hits = (Hit(searcher.doc(address)["ident"][0], score) for score, address in matches)
            return tuple(hit for hit in hits if hit.ident != target.ident)[:limit]
        except (ValueError, OSError) as error:
            raise SearchUnavailable(f"检索索引不可用：{self.path}（{error}）") from error

    def forget(self) -> None:
        if self._opened:
            self._opened.counter.forget()

    def close(self) -> None:
        if self._opened:
            self._opened.close()
        self._opened = None


class _OpenIndex:
    """An open index; `in_order` if it is sorted newest first.

    Potentially slow searches run in the threads of `pool`: tantivy cannot be interrupted, but a
    request can stop waiting. Abandoned searches run on, at most as many as there are threads.
    """

    def __init__(
        self,
        folder: Path,
        tables: FacetTables,
        precounts: Mapping[str, StoredCounts],
        in_order: bool,
    ):
        self.searcher = open_searcher(folder)
        self.counter = MatchCounter(self.searcher, tables, Precounts(folder, precounts))
        self.in_order = in_order
        self.pool = ThreadPoolExecutor(settings.MAX_CONCURRENT_REQUESTS, thread_name_prefix="hits")

    def close(self) -> None:
        self.pool.shutdown(wait=False)
        self.counter.close()


def _newest_among_equals(
    searcher: tantivy.Searcher, query: Query
) -> list[tuple[float, tantivy.DocAddress]]:
    """Return the hits of a query by score, then newest first, from an index of several segments."""
    last, limit = query.offset + query.limit, query.offset + query.limit + 1
    while True:
        hits = searcher.search(ranked(query), limit, count=False).hits
        # stop when every document with the score of the last hit is included
        if len(hits) < limit or hits[-1][0] < hits[last - 1][0]:
            break
        limit *= 2
    first = hits[query.offset][0] if query.offset < len(hits) else 0.0
    end = hits[min(last, len(hits)) - 1][0] if hits else 0.0
    begin = sum(score > first for score, _ in hits)
    tied = [(score, address) for score, address in hits if end <= score <= first]
    values = searcher.fast_field_values("newest", [address for _, address in tied])
    ordered = sorted(zip(tied, values, strict=True), key=lambda pair: (-pair[0][0], pair[1]))
    return [hit for hit, _ in ordered][query.offset - begin : last - begin]


def _with_open_index(
    folder: Path, tables: FacetTables, write: Callable[..., dict[str, StoredCounts]]
) -> dict[str, StoredCounts]:
    """Return `write(folder, searcher, count)` for the index being built."""
    opened = _OpenIndex(folder, tables, {}, in_order=False)
    try:
        return write(folder, opened.searcher, opened.counter.count)
    finally:
        opened.close()
