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

from archive.request_clock import OutOfTime
from archive.search.contract import Document, Engine, Hit, Query, Results, SearchUnavailable
from archive.search.likeness import Likeness

from .build import build, deleted_documents, has_current_fields, is_in_order, update
from .count import MANY, Counter, within_deadline
from .facets import Tables
from .likeness import like
from .precounts import (
    EVERYTHING,
    FILE,
    IndexChange,
    Place,
    Precounts,
    term_of,
    write,
    write_changed,
)
from .query import matching, ranked
from .reader import open_searcher

# Changes whenever the schema or what is put into it does; an index of another number is not read.
INDEX_VERSION = 6
# names the index format as well; the library's annotations leave it out
VERSION: str = tantivy.__version__  # type: ignore[attr-defined]
INDEX = "search"
MANIFEST = "index.json"


class TantivyEngine(Engine):
    def __init__(self, folder: Path):
        super().__init__(folder)
        self._opening = threading.Lock()
        self._opened: _Opened | None = None

    @property
    def path(self) -> Path:
        return self.folder / INDEX

    # -- building

    def rebuild(self, documents: Iterable[Document]) -> int:
        with self._building() as building:
            count, tables = build(building, documents)
            (building / FILE).touch()
            known = _with_opened(building, tables, write)
            self._finish(building, tables, known, count)
        return count

    def update(
        self, previous: Path, gone: Sequence[Document], documents: Iterable[Document]
    ) -> int:
        old = TantivyEngine(previous)
        manifest = old.manifest()
        tables = Tables(manifest["tables"])
        added: list[Document] = []
        with self._building() as building:
            update(building, old.path, tables, (document.ident for document in gone),
                   _kept(documents, added))  # fmt: skip
            change = IndexChange(gone, added)
            (building / FILE).touch()
            with closing(Precounts(old.path, manifest["known"])) as before:
                known = _with_opened(
                    building,
                    tables,
                    lambda folder, searcher, count: write_changed(
                        folder, searcher, count, before, change
                    ),
                )
            count = manifest["documents"] - len(gone) + len(added)
            self._finish(building, tables, known, count)
        return count

    def replaced(self) -> int:
        return deleted_documents(self.path)

    @contextmanager
    def _building(self) -> Iterator[Path]:
        """A folder to build in, which takes the place of the index when it is finished."""
        building = self.path.with_name(f".{INDEX}-{os.getpid()}")
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True)
        try:
            yield building
            self._swap(building)
        finally:
            shutil.rmtree(building, ignore_errors=True)

    def _finish(
        self, building: Path, tables: Tables, known: Mapping[str, Place], count: int
    ) -> None:
        manifest = {
            "schema": INDEX_VERSION,
            "tantivy": VERSION,
            "documents": count,
            "in_order": is_in_order(building),
            "known": known,
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

    # -- asking

    def _open(self) -> "_Opened":
        with self._opening:
            if self._opened is None:
                self._opened = self._read()
            return self._opened

    def manifest(self) -> dict[str, Any]:
        """What the build noted; SearchUnavailable if there is no index, or one of another kind."""
        try:
            manifest = json.loads((self.path / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise SearchUnavailable(f"没有检索索引：{self.path}") from error
        built = (manifest.get("schema"), manifest.get("tantivy"))
        if built != (INDEX_VERSION, VERSION):
            raise SearchUnavailable(f"检索索引是别的版本所建：{self.path}（{built}）")
        return manifest

    def _read(self) -> "_Opened":
        manifest = self.manifest()
        try:
            if not has_current_fields(self.path):
                raise SearchUnavailable(f"检索索引的分面不是现在的分面：{self.path}")
            tables = Tables(manifest["tables"])
            return _Opened(self.path, tables, manifest["known"], manifest["in_order"])
        except (ValueError, OSError, KeyError) as error:
            raise SearchUnavailable(f"检索索引不可用：{self.path}（{error}）") from error

    def search(self, query: Query) -> Results:
        opened = self._open()
        try:
            counting = opened.counter.start(query)
            if opened.counter.most(query) > MANY:
                hits = within_deadline(opened.pool.submit(self._hits, opened, query))
            else:
                hits = self._hits(opened, query)
            counts = opened.counter.result(counting)
        except OutOfTime:
            # its counts, if they have not begun, were cancelled
            opened.counter.forget()
            raise
        except (ValueError, OSError) as error:
            opened.counter.forget()
            raise SearchUnavailable(f"检索索引不可用：{self.path}（{error}）") from error
        return Results(hits, counts.total, {name: counts.facets[name] for name in query.facets})

    def _hits(self, opened: "_Opened", query: Query) -> tuple[Hit, ...]:
        searcher = opened.searcher
        # tantivy sets memory aside for offset + limit hits, however few there are
        if query.limit < 1 or query.offset >= searcher.num_docs:
            return ()
        by = "newest" if query.sort in ("relevance", "date") else query.sort
        if by == "newest" and term_of(query) == EVERYTHING and opened.in_order:
            # the index lies in this order
            last = min(query.offset + query.limit, searcher.num_docs)
            places = (tantivy.DocAddress(0, n) for n in range(query.offset, last))
            return tuple(Hit(searcher.doc(place)["ident"][0]) for place in places)
        if query.ranks and opened.in_order:
            found = searcher.search(
                ranked(query), query.limit, count=False, offset=query.offset
            ).hits
        elif query.ranks:
            found = _newest_among_equals(searcher, query)
        else:
            found = searcher.search(
                matching(query),
                query.limit,
                count=False,
                order_by_field=by,
                offset=query.offset,
                order=Order.Asc,
            ).hits
        return tuple(
            Hit(searcher.doc(address)["ident"][0], score if query.ranks else 0.0)
            for score, address in found
        )

    def related(self, likeness: Likeness, limit: int) -> tuple[Hit, ...]:
        opened = self._open()
        searcher = opened.searcher
        try:
            query = like(searcher, likeness)
            if query is None:
                return ()
            searching = opened.pool.submit(searcher.search, query, limit + 1, count=False)
            found = within_deadline(searching).hits
            hits = (Hit(searcher.doc(address)["ident"][0], score) for score, address in found)
            return tuple(hit for hit in hits if hit.ident != likeness.ident)[:limit]
        except (ValueError, OSError) as error:
            raise SearchUnavailable(f"检索索引不可用：{self.path}（{error}）") from error

    def forget(self) -> None:
        if self._opened:
            self._opened.counter.forget()

    def close(self) -> None:
        if self._opened:
            self._opened.close()
        self._opened = None


class _Opened:
    """An open index; `in_order` if it lies newest first.

    Searches that may take long run in the threads of `pool`: tantivy cannot be interrupted, but a
    request can stop waiting for it. Those that are given up end by themselves; meanwhile there are
    no more of them than these threads, and short searches need none.
    """

    def __init__(self, folder: Path, tables: Tables, known: Mapping[str, Place], in_order: bool):
        self.searcher = open_searcher(folder)
        self.counter = Counter(self.searcher, tables, Precounts(folder, known))
        self.in_order = in_order
        self.pool = ThreadPoolExecutor(settings.AT_WORK, thread_name_prefix="hits")

    def close(self) -> None:
        self.pool.shutdown(wait=False)
        self.counter.close()


def _newest_among_equals(
    searcher: tantivy.Searcher, query: Query
) -> list[tuple[float, tantivy.DocAddress]]:
    """Return the hits of a query by score, then newest first, from an index of several segments."""
    last, most = query.offset + query.limit, query.offset + query.limit + 1
    while True:
        hits = searcher.search(ranked(query), most, count=False).hits
        # whatever has the score of the last hit must be there
        if len(hits) < most or hits[-1][0] < hits[last - 1][0]:
            break
        most *= 2
    first = hits[query.offset][0] if query.offset < len(hits) else 0.0
    end = hits[min(last, len(hits)) - 1][0] if hits else 0.0
    begin = sum(score > first for score, _ in hits)
    tied = [(score, address) for score, address in hits if end <= score <= first]
    values = searcher.fast_field_values("newest", [address for _, address in tied])
    ordered = sorted(zip(tied, values, strict=True), key=lambda pair: (-pair[0][0], pair[1]))
    return [hit for hit, _ in ordered][query.offset - begin : last - begin]


def _kept(documents: Iterable[Document], kept: list[Document]) -> Iterator[Document]:
    """Yield the documents, and keep them."""
    for document in documents:
        kept.append(document)
        yield document


def _with_opened(
    folder: Path, tables: Tables, write: Callable[..., dict[str, Place]]
) -> dict[str, Place]:
    """Return `write(folder, searcher, count)` for the index being built."""
    opened = _Opened(folder, tables, {}, in_order=False)
    try:
        return write(folder, opened.searcher, opened.counter.count)
    finally:
        opened.close()
