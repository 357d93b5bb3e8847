"""The embedded search engine: a tantivy index in a folder beside the database."""

import json
import os
import shutil
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path

import tantivy
from tantivy import Order

from archive.search.contract import Document, Engine, Hit, Query, Results, SearchUnavailable

from .build import build, has_current_fields
from .count import Counter
from .facets import Tables
from .precounts import EVERYTHING, FILE, Place, Precounts, term_of, write
from .query import matching, ranked
from .reader import open_searcher

# Change this whenever the schema or its contents change: an index with another number is not read.
INDEX_VERSION = 4
# includes the index format; the library's annotations lack it
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
        building = self.path.with_name(f".{INDEX}-{os.getpid()}")
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True)
        try:
            count, tables = build(building, documents)
            manifest = {
                "schema": INDEX_VERSION,
                "tantivy": VERSION,
                "documents": count,
                "known": _write_precounts(building, tables),
                "tables": tables.values,
            }
            text = json.dumps(manifest, ensure_ascii=False) + "\n"
            (building / MANIFEST).write_text(text, encoding="utf-8")
            self._swap(building)
        finally:
            shutil.rmtree(building, ignore_errors=True)
        return count

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

    def _read(self) -> "_Opened":
        try:
            manifest = json.loads((self.path / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise SearchUnavailable(f"没有检索索引：{self.path}") from error
        built = (manifest.get("schema"), manifest.get("tantivy"))
        if built != (INDEX_VERSION, VERSION):
            raise SearchUnavailable(f"检索索引是别的版本所建：{self.path}（{built}）")
        try:
            if not has_current_fields(self.path):
                raise SearchUnavailable(f"检索索引的分面不是现在的分面：{self.path}")
            return _Opened(self.path, Tables(manifest["tables"]), manifest["known"])
        except (ValueError, OSError, KeyError) as error:
            raise SearchUnavailable(f"检索索引不可用：{self.path}（{error}）") from error

    def search(self, query: Query) -> Results:
        opened = self._open()
        try:
            counting = opened.counter.start(query)
            hits = self._hits(opened.searcher, query)
            counts = opened.counter.result(counting)
        except (ValueError, OSError) as error:
            opened.counter.forget()
            raise SearchUnavailable(f"检索索引不可用：{self.path}（{error}）") from error
        return Results(hits, counts.total, {name: counts.facets[name] for name in query.facets})

    def _hits(self, searcher: tantivy.Searcher, query: Query) -> tuple[Hit, ...]:
        # tantivy allocates memory for offset + limit hits, however few there are
        if query.limit < 1 or query.offset >= searcher.num_docs:
            return ()
        by = "newest" if query.sort in ("relevance", "date") else query.sort
        if by == "newest" and term_of(query) == EVERYTHING and searcher.num_segments == 1:
            # the index is sorted like this
            last = min(query.offset + query.limit, searcher.num_docs)
            places = (tantivy.DocAddress(0, n) for n in range(query.offset, last))
            return tuple(Hit(searcher.doc(place)["ident"][0]) for place in places)
        if query.ranks:
            results = searcher.search(ranked(query), query.limit, count=False, offset=query.offset)
        else:
            results = searcher.search(
                matching(query),
                query.limit,
                count=False,
                order_by_field=by,
                offset=query.offset,
                order=Order.Asc,
            )
        return tuple(
            Hit(searcher.doc(address)["ident"][0], score if query.ranks else 0.0)
            for score, address in results.hits
        )

    def forget(self) -> None:
        if self._opened:
            self._opened.counter.forget()

    def close(self) -> None:
        if self._opened:
            self._opened.counter.close()
        self._opened = None


class _Opened:
    """An open index."""

    def __init__(self, folder: Path, tables: Tables, known: Mapping[str, Place]):
        self.searcher = open_searcher(folder)
        self.counter = Counter(self.searcher, tables, Precounts(folder, known))


def _write_precounts(folder: Path, tables: Tables) -> dict[str, Place]:
    (folder / FILE).touch()
    opened = _Opened(folder, tables, {})
    try:
        return write(folder, opened.searcher, opened.counter.count)
    finally:
        opened.counter.close()
