"""Build the tantivy index: partial indexes on all cores, merged into one segment."""

import json
import shutil
from collections.abc import Iterable, Iterator
from itertools import chain, islice, repeat
from pathlib import Path
from typing import Any, NamedTuple

import tantivy
from tantivy import SchemaBuilder

from archive import parallel
from archive.search.contract import FACETS, Document
from archive.search.tokenize_parallel import (
    NUMBERS,
    TEXTS,
    TokenizedDocument,
    tokenize,
    tokenize_all,
)
from archive.shared_files import link_or_copy

from .facets import COLUMNS, DIRECT, FacetTables

# bytes of memory after which a writer flushes a segment; a part stays far below it
WRITER_MEMORY = 512_000_000
# Documents per part. tantivy merges eight segments of similar size by itself, and treats all below
# 10,000 documents as similar: so eight or more parts become one segment at once.
PARTS = (*repeat(1000, 16), 9900)
# below this number of documents, one process writes one segment
MIN_PARALLEL = 8 * PARTS[0]
# The final merge runs on one core, and takes longer the more segments there are. If there are many,
# groups of at least eight segments are first merged on all cores.
GROUPS = 8
MIN_GROUPED_PARTS = 96

# memory of the writer of an update, in bytes
UPDATE_MEMORY = 128_000_000
# the files of a segment; deletions are in files of their own
SEGMENT_FILES = (".fast", ".fieldnorm", ".idx", ".pos", ".store", ".term", ".del")

META, MANAGED = "meta.json", ".managed.json"
PART, GROUP = "part-", "part-group-"


class IndexRow(NamedTuple):
    document: Document
    # the document's numbers in the columns of facets
    numbers: dict[str, int]


def _fields() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Return (type, name, options) of each field, in order."""
    token = {"tokenizer_name": "raw", "index_option": "basic"}
    tokens = {"tokenizer_name": "whitespace"}
    yield "text", "ident", {"stored": True, **token}
    for name in TEXTS:
        # matching: pairs of characters with their positions, and single characters
        yield "text", f"{name}_pairs", tokens
        yield "text", f"{name}_characters", {**tokens, "index_option": "basic"}
    for name in ("title", "text"):
        # sorting
        yield "text", f"{name}_words", {**tokens, "index_option": "freq"}
        # matching without punctuation
        yield "text", f"{name}_across", {**tokens, "index_option": "basic"}
    yield "text", "labels", token
    for name in FACETS:
        # filtering, and counting if there are too many values for columns
        yield "text", name, {**token, "fast": name in DIRECT}
    for column in chain.from_iterable(COLUMNS.values()):
        yield "unsigned", column, {"fast": True}
    for name in NUMBERS:
        yield "integer", name, {"indexed": name in ("earliest", "latest"), "fast": True}


def schema() -> tantivy.Schema:
    builder = SchemaBuilder()
    for kind, name, options in _fields():
        getattr(builder, f"add_{kind}_field")(name, **options)
    return builder.build()


def has_current_fields(folder: Path) -> bool:
    """Return whether the index in the folder has the fields of `schema`."""
    fields = json.loads((folder / META).read_text(encoding="utf-8"))["schema"]
    return {field["name"] for field in fields} == {name for _, name, _ in _fields()}


def build(folder: Path, documents: Iterable[Document]) -> tuple[int, FacetTables]:
    """Fill the empty folder; return the number of documents and the facet tables."""
    tables = FacetTables()
    rows = (IndexRow(document, tables.numbers(document.counted)) for document in documents)
    first = list(islice(rows, MIN_PARALLEL))
    if len(first) < MIN_PARALLEL:
        return write(folder, first), tables
    parts = enumerate(_parts(chain(first, rows)))
    tasks = ((folder / f"{PART}{n}", part) for n, part in parts)
    # forking is safe only here, where tantivy has no threads yet
    cores = parallel.processes()
    sizes = list(parallel.in_order(_write_part, tasks, cores, ahead=1))
    if len(sizes) >= MIN_GROUPED_PARTS:
        list(parallel.in_order(merge, _groups(folder, sizes), cores))
    merge(folder)
    return sum(sizes), tables


def update(
    folder: Path,
    previous: Path,
    tables: FacetTables,
    removed: Iterable[str],
    documents: Iterable[Document],
) -> int:
    """Fill the empty folder with the index in `previous` minus `removed` (idents), plus documents;
    return the number of these.

    New values are added to `tables`, those of `previous`. Segments never change, so they are
    linked; new documents make new segments, which tantivy merges once there are eight of about
    the same size.
    """
    for path in previous.iterdir():
        if path.name in (META, MANAGED):
            shutil.copyfile(path, folder / path.name)
        elif path.suffix in SEGMENT_FILES:
            link_or_copy(path, folder / path.name)
    writer = tantivy.Index.open(str(folder)).writer(UPDATE_MEMORY, 1)
    for ident in removed:
        writer.delete_documents_by_term("ident", ident)
    added = 0
    for document in tokenize_all(documents):
        writer.add_document(_document(document, tables.numbers(document.values)))
        added += 1
    writer.commit()
    writer.wait_merging_threads()
    return added


def is_in_order(folder: Path) -> bool:
    """Return whether the index is one segment without deleted documents: it lies newest first."""
    segments = json.loads((folder / META).read_text(encoding="utf-8"))["segments"]
    return len(segments) < 2 and not any(segment["deletes"] for segment in segments)


def deleted_documents(folder: Path) -> int:
    """Return the number of documents marked as deleted, which segments keep until merged."""
    segments = json.loads((folder / META).read_text(encoding="utf-8"))["segments"]
    return sum(segment["deletes"]["num_deleted_docs"] for segment in segments if segment["deletes"])


def _write_part(task: tuple[Path, list[IndexRow]]) -> int:
    return write(*task)


def _groups(folder: Path, sizes: list[int]) -> list[Path]:
    """Move the partial indexes, of these sizes, into groups of similar total size."""
    before = 0
    for n, size in enumerate(sizes):
        group = folder / f"{GROUP}{before * GROUPS // sum(sizes)}"
        group.mkdir(exist_ok=True)
        (folder / f"{PART}{n}").rename(group / f"{PART}{n}")
        before += size
    return list(folder.iterdir())


def _parts(rows: Iterator[IndexRow]) -> Iterator[list[IndexRow]]:
    for size in chain(PARTS, repeat(PARTS[-1])):
        part = list(islice(rows, size))
        if not part:
            return
        yield part


def write(folder: Path, rows: list[IndexRow]) -> int:
    """Write an index of these rows; return their number."""
    folder.mkdir(exist_ok=True)
    # sorted by date, so that newer documents come first among equal scores
    index = tantivy.Index(schema(), path=str(folder), sort_by_field="newest")
    writer = index.writer(WRITER_MEMORY, 1)
    for row in rows:
        writer.add_document(_document(tokenize(row.document), row.numbers))
    writer.commit()
    writer.wait_merging_threads()
    return len(rows)


def _join(folder: Path) -> None:
    """Join the indexes in the folder into one: all their files, listed together."""
    metas, managed = [], []
    for part in folder.glob(f"{PART}*"):
        metas.append(json.loads((part / META).read_text(encoding="utf-8")))
        managed += json.loads((part / MANAGED).read_text(encoding="utf-8"))
        for path in part.iterdir():
            if path.name not in (META, MANAGED):
                path.rename(folder / path.name)
        shutil.rmtree(part)
    segments = [segment for meta in metas for segment in meta["segments"]]
    joined_meta = metas[0] | {
        "segments": segments,
        "opstamp": max(meta["opstamp"] for meta in metas),
    }
    (folder / META).write_text(json.dumps(joined_meta), encoding="utf-8")
    (folder / MANAGED).write_text(json.dumps(sorted(set(managed))), encoding="utf-8")


def merge(folder: Path) -> None:
    """Merge the indexes in the folder into one with a single segment."""
    _join(folder)
    writer = tantivy.Index.open(str(folder)).writer(WRITER_MEMORY, 1)
    # nothing was added, but a commit makes tantivy look for segments to merge
    writer.commit()
    writer.wait_merging_threads()


def _document(tokenized: TokenizedDocument, numbers: dict[str, int]) -> tantivy.Document:
    result = tantivy.Document()
    result.add_text("ident", tokenized.ident)
    for name, tokens in tokenized.tokens.items():
        result.add_text(name, tokens)
    for label in tokenized.labels:
        result.add_text("labels", label)
    for name in FACETS:
        for value in tokenized.values.get(name, ()):
            result.add_text(name, value)
    for name, number in tokenized.numbers.items():
        result.add_integer(name, number)
    for column, number in numbers.items():
        result.add_unsigned(column, number)
    return result
