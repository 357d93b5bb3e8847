"""Write all export files of an edition in one pass over the database, and their checksums."""

import hashlib
import json
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, Literal, NamedTuple, Self

from django.utils.translation import gettext_noop

from archive import parallel, sqlite_files
from archive.editions import row_keys, totals
from archive.editions.collection import collection
from archive.formats import dataset
from archive.formats.dataset import ArticleText, BulkFile, TextRecord
from archive.formats.schema import ArticleWhole
from archive.joined_files import JoinedFile, Piece, size_of
from archive.models import Article, Place
from archive.shared_files import copy_range, link_or_copy

from .article_batches import Batch, CachingSerializer
from .compressed_lines import CsvLines, JsonLines, compress, decompress
from .data_dictionary import TEXT_COLUMNS, TEXTS, dictionary
from .datasette import metadata
from .export_parts import (
    ExportPart,
    ExportParts,
    PreviousExports,
    group_by_file,
    names_on_disk,
)
from .record_types import ARTICLES, RECORD_TYPES, RecordType
from .sqlite_database import SUFFIX, Database, Rows, database, file_name, rows_of

# folder of the exports within an edition
FOLDER = "data"
MANIFEST = "manifest.json"
CHECKSUMS = "SHA256SUMS"
DICTIONARY = "dictionary.json"
DATASETTE = "datasette.json"

_JSONL, _CSV = "application/jsonl", "text/csv"
_SQLITE, _JSON = "application/vnd.sqlite3", "application/json"
# minimum number of batches for several processes
_MIN_PARALLEL = 8
# number of revised articles that are read from the database at once
_REVISED_PER_QUERY = 100
# the fields of an article that are in the files of full texts
_TEXTS = {"text": True, "blocks": {"__all__": {"text"}}}


Output = JsonLines | CsvLines

# parts of labels, which the page of the files translates
_DATABASE, _EVERYTHING = gettext_noop("SQLite 数据库"), gettext_noop("全部著录")
_COLUMNS, _FOR_DATASETTE = gettext_noop("SQLite 各表各列的说明"), gettext_noop("供 Datasette 用")
_LINES = gettext_noop("每行一条 JSON")


def build(folder: Path, edition: str, origin: str, previous: PreviousExports | None = None) -> None:
    """Create `folder` with all files, and a list of their parts beside it.

    `edition` is the fingerprint of the edition. `origin` is prepended to every address; if empty,
    addresses are paths. Article counts of topics and places are those of the current edition. What
    has not changed since the `previous` files is taken from them. On a large archive several
    processes serialize and this one writes.
    """
    folder.mkdir()
    parts, serializer, counts = ExportParts(), CachingSerializer(origin), Counter[str]()
    previous_database = previous.folder / file_name() if previous else None
    with database(folder / file_name(), previous_database) as tables:
        for kind in RECORD_TYPES:
            _write(_WriteContext(folder, kind, parts, tables, previous), serializer)
            counts[kind.name] = parts.records(kind.name)
    counts[TEXTS] = parts.texts()
    if not counts[TEXTS]:
        for name in _names(TEXTS):
            for part in parts.files.pop(name):
                (folder / part).unlink()
    for name, content in ((DICTIONARY, dictionary()), (DATASETTE, metadata())):
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        (folder / name).write_text(text, encoding="utf-8")
    parts.write(folder.parent)
    _describe(folder, edition, counts, parts.files, _linked_sums(folder, parts.files, previous))


class ExportResult(NamedTuple):
    """One serialized batch: number of records and full texts, compressed file parts, table rows."""

    records: int
    texts: int
    files: dict[str, bytes]
    rows: Rows


class Revision(NamedTuple):
    """A part of the previous files in which some articles have changed, but no issue."""

    part: ExportPart
    # where the files are
    folder: Path
    # position of each of these articles in the part → its key
    articles: dict[int, int]


class RevisedPart(NamedTuple):
    """The same part as it is now: the files that have changed, and the rows of each article by its
    key."""

    files: dict[str, bytes]
    rows: dict[int, Rows]


def _outputs(kind: RecordType) -> dict[str, Output]:
    """Return the writer of each file of a record type."""
    omitted = _TEXTS if kind is ARTICLES else None
    lines, table = _names(kind.name)
    return {lines: JsonLines(omitted), table: CsvLines(kind.row or kind.record, kind.columns)}


def _text_outputs() -> dict[str, Output]:
    lines, table = _names(TEXTS)
    return {lines: JsonLines(), table: CsvLines(TextRecord, TEXT_COLUMNS)}


class _WriteContext(NamedTuple):
    """Where the records of a type are written, and where unchanged ones are taken from."""

    folder: Path
    kind: RecordType
    parts: ExportParts
    tables: Database
    previous: PreviousExports | None


def _write(writing: _WriteContext, serializer: CachingSerializer) -> None:
    """Write all files and table rows of one record type."""
    kind, previous = writing.kind, writing.previous
    outputs = _outputs(kind) | (_text_outputs() if kind is ARTICLES else {})
    batches = kind.batches()
    unchanged = previous.unchanged(kind.name, batches) if previous else {}
    revisions = _revisions(previous, unchanged) if previous and kind is ARTICLES else {}
    for first in previous.gone(kind.name, batches) if previous else ():
        row_range = first, first + kind.batch_size - 1
        writing.tables.replace(kind.name, kind.row_ids(row_range), {})
    tasks = list(
        _grouped(revisions.get(b, b) for b in batches if b in revisions or b not in unchanged)
    )
    workers = parallel.processes() if len(tasks) >= _MIN_PARALLEL else 1
    if workers > 1 and kind is ARTICLES:
        serializer.shared.load()
    serialized = parallel.in_order(
        _serialize, tasks, workers, _init_worker, (kind, serializer, workers)
    )
    results = chain.from_iterable(serialized)
    # a type without records has files, too
    for suffix, group in group_by_file(batches) or [("", [])]:
        unchanged_parts = [unchanged[batch] for batch in group if batch in unchanged]
        linked: set[str] = set()
        if (
            previous
            and len(unchanged_parts) == len(group)
            and previous.has_file(kind.name, suffix, unchanged_parts)
        ):
            # their texts stay even if articles have been revised
            is_revised = any(batch in revisions for batch in group)
            linked = outputs.keys() - (_outputs(kind) if is_revised else {})
        with _Files(writing, outputs, suffix, linked) as files:
            for batch in group:
                part = unchanged.get(batch)
                if part is None:
                    result = next(results)
                    writing.tables.replace(kind.name, kind.row_ids(batch), result.rows)
                    sizes = files.add(result.files)
                    writing.parts.add(kind.name, batch, result.records, result.texts, sizes)
                    continue
                new = {}
                if batch in revisions:
                    revised = next(results)
                    for key, rows in revised.rows.items():
                        writing.tables.replace(kind.name, (key, key), rows)
                    new = revised.files
                sizes = files.add(new, part)
                writing.parts.add(kind.name, batch, part.records, part.texts, sizes)
    serialized.close()


class _Files:
    """The files on disk, one of each bulk file of a type, that some successive parts stand in."""

    def __init__(
        self,
        writing: _WriteContext,
        outputs: Mapping[str, Output],
        suffix: str,
        linked: Container[str],
    ):
        """Of the `linked` ones nothing differs from the previous files."""
        self._writing, self._outputs, self._suffix = writing, outputs, suffix
        self._linked = linked
        self._former = writing.previous.folder if writing.previous else Path()
        self._stack = ExitStack()
        self._files: dict[str, BinaryIO] = {}
        self._opened: dict[Path, BinaryIO] = {}

    def __enter__(self) -> Self:
        for file, output in self._outputs.items():
            is_first, head = not self._suffix, compress(output.head)
            if is_first:
                self._writing.parts.set_header_size(file, len(head))
            if file in self._linked:
                former = self._former / f"{file}{self._suffix}"
                if former.exists():
                    link_or_copy(former, self._add_file(file))
                elif is_first:
                    # there were no texts
                    self._add_file(file).write_bytes(head)
            elif is_first:
                self._file(file).write(head)
        return self

    def __exit__(self, *raised: object) -> None:
        self._stack.close()

    def add(self, new: Mapping[str, bytes], former: ExportPart | None = None) -> dict[str, int]:
        """Add a part: what is `new`, the rest as in the former; return its size in each file."""
        sizes = {file: self._file(file).write(data) for file, data in new.items()}
        if former is None:
            return sizes
        for file in former.ranges.keys() - new.keys():
            start, sizes[file] = former.ranges[file]
            if file in self._linked:
                continue
            old = self._open(self._former / f"{file}{former.suffix}", "rb")
            # what is copied goes past the buffer
            self._file(file).flush()
            copy_range(old.fileno(), self._file(file).fileno(), start, sizes[file])
        return sizes

    def _add_file(self, file: str) -> Path:
        name = f"{file}{self._suffix}"
        self._writing.parts.add_file(file, name)
        return self._writing.folder / name

    def _file(self, file: str) -> BinaryIO:
        if file not in self._files:
            self._files[file] = self._open(self._add_file(file), "wb")
        return self._files[file]

    def _open(self, path: Path, mode: Literal["rb", "wb"]) -> BinaryIO:
        if path not in self._opened:
            self._opened[path] = self._stack.enter_context(path.open(mode))
        return self._opened[path]


def _revisions(
    previous: PreviousExports, unchanged: Mapping[Batch, ExportPart]
) -> dict[Batch, Revision]:
    """Return the revisions of the parts of ARTICLES that are kept but for some articles."""
    revisions: dict[Batch, Revision] = {}
    for batch, changed in previous.changed_articles(unchanged).items():
        in_batch = Article.objects.entered_between(*row_keys.articles_of_issues(*batch))
        positions = enumerate(in_batch.values_list("pk", flat=True))
        articles = {n: key for n, key in positions if key in changed}
        revisions[batch] = Revision(unchanged[batch], previous.folder, articles)
    return revisions


# set once in each worker process
_worker_context: list[tuple[RecordType, CachingSerializer]] = []


def _init_worker(kind: RecordType, serializer: CachingSerializer, workers: int) -> None:
    _worker_context[:] = [(kind, serializer)]
    if workers > 1:
        parallel.abandon_connection()


def _grouped(tasks: Iterable[Batch | Revision]) -> Iterator[Batch | list[Revision]]:
    """Yield the tasks, successive revisions together."""
    group: list[Revision] = []
    for task in tasks:
        if isinstance(task, Revision):
            group.append(task)
            if sum(len(revision.articles) for revision in group) < _REVISED_PER_QUERY:
                continue
        if group:
            yield group
            group = []
        if not isinstance(task, Revision):
            yield task
    if group:
        yield group


def _serialize(task: Any) -> list[Any]:
    """Return the ExportResult of a batch, or the RevisedParts of several revisions."""
    ((kind, serializer),) = _worker_context
    if isinstance(task, list):
        return list(_revise(task, serializer))
    records, keys = list(kind.read(serializer, task)), kind.row_ids_in(task)
    files = {}
    if records:
        files = {name: compress(output.lines(records)) for name, output in _outputs(kind).items()}
    texts = [
        ArticleText.from_article(record)
        for record in records
        if isinstance(record, ArticleWhole) and record.text_held
    ]
    if texts:
        files |= {name: compress(output.lines(texts)) for name, output in _text_outputs().items()}
    return [ExportResult(len(records), len(texts), files, rows_of(kind.name, records, keys))]


def _revise(revisions: list[Revision], serializer: CachingSerializer) -> Iterator[RevisedPart]:
    """Yield the parts with new records of the articles; texts are unchanged."""
    keys = [key for revision in revisions for key in revision.articles.values()]
    articles = serializer.shared.articles_with(keys)
    by_key = dict(zip(keys, map(serializer.whole_article, articles), strict=True))
    for revision in revisions:
        yield _revised_part(revision, {n: by_key[key] for n, key in revision.articles.items()})


def _revised_part(revision: Revision, records: Mapping[int, ArticleWhole]) -> RevisedPart:
    """Return the part with these records at their positions."""
    files = {}
    for name, output in _outputs(ARTICLES).items():
        start, size = revision.part.ranges[name]
        with (revision.folder / f"{name}{revision.part.suffix}").open("rb") as file:
            file.seek(start)
            lines = decompress(file.read(size))
        files[name] = compress(output.revised(lines, records))
    rows = {
        key: rows_of(ARTICLES.name, [records[n]], [key]) for n, key in revision.articles.items()
    }
    return RevisedPart(files, rows)


def _names(name: str) -> tuple[str, str]:
    return f"{name}.jsonl.gz", f"{name}.csv.gz"


def _linked_sums(
    folder: Path, parts: Mapping[str, list[str]], previous: PreviousExports | None
) -> dict[str, str]:
    """Return the SHA-256 of each bulk file that consists of the same files on disk as before."""
    if previous is None:
        return {}
    former_names = names_on_disk(previous.folder.parent)
    content = (previous.folder / MANIFEST).read_bytes()
    return {
        file.name: file.sha256
        for file in dataset.ExportManifest.model_validate_json(content).files
        if (names := parts.get(file.name))
        and names == former_names.get(file.name)
        and all((folder / name).samefile(previous.folder / name) for name in names)
    }


def _describe(
    folder: Path,
    edition: str,
    counts: Counter[str],
    parts: Mapping[str, list[str]],
    linked_sums: Mapping[str, str],
) -> None:
    """Write the manifest, and the checksums in the format of `sha256sum -c`."""
    span = Article.objects.span()
    manifest = dataset.ExportManifest(
        edition=edition,
        modified=Article.objects.latest_change(),
        earliest=span["earliest"],
        latest=span["latest"],
        provinces=[
            place.name
            for place in Place.objects.with_codes(code.ljust(6, "0") for code in totals.by_place(2))
        ],
        article_count=counts[ARTICLES.name],
        text_count=counts[TEXTS],
        files=[
            _bulk_file(
                path,
                pieces(folder, parts.get(path.name, [path.name])),
                counts,
                linked_sums.get(path.name),
            )
            for path in _sorted_files(folder)
        ],
    )
    (folder / MANIFEST).write_text(manifest.model_dump_json(indent=1) + "\n", encoding="utf-8")
    sums = {file.name: file.sha256 for file in manifest.files}
    sums[MANIFEST] = _sha256([folder / MANIFEST])
    text = "".join(f"{sha256}  {name}\n" for name, sha256 in sums.items())
    (folder / CHECKSUMS).write_text(text, encoding="utf-8")


def _sorted_files(folder: Path) -> list[Path]:
    """Return the files for display: the database, articles, texts, other records, documentation."""
    names = [
        file_name(),
        *_names(ARTICLES.name),
        *_names(TEXTS),
        *(name for kind in RECORD_TYPES if kind is not ARTICLES for name in _names(kind.name)),
        DICTIONARY,
        DATASETTE,
    ]
    return [folder / name for name in names if (folder / name).exists()]


def pieces(folder: Path, names: Iterable[str]) -> list[Piece]:
    """Return what a bulk file is made up of, given the names of its files on disk."""
    paths = [folder / name for name in names]
    if [path.suffix for path in paths] == [SUFFIX]:
        return sqlite_files.as_one_file(paths[0])
    return [*paths]


def _bulk_file(
    path: Path, content: list[Piece], counts: Counter[str], sha256: str | None
) -> BulkFile:
    """Return what the manifest says of a file; its SHA-256 is computed if it is not known."""
    stem, is_lines = path.name.split(".")[0], ".jsonl" in path.name
    digests, metadata = collection().digest_licence.url, collection().metadata_licence.url
    labels = {kind.name: kind.label for kind in RECORD_TYPES} | {TEXTS: gettext_noop("全文")}
    if path.name == file_name():
        label, media_type, licence = f"{_DATABASE}，{_EVERYTHING}", _SQLITE, digests
    elif path.name == DICTIONARY:
        label, media_type, licence = gettext_noop("数据字典"), _JSON, metadata
    elif path.name == DATASETTE:
        label, media_type, licence = (
            f"{_COLUMNS}，{_FOR_DATASETTE}",
            _JSON,
            metadata,
        )
    else:
        label = f"{labels[stem]}，{_LINES if is_lines else 'CSV'}"
        media_type = _JSONL if is_lines else _CSV
        licence = {
            TEXTS: "",
            ARTICLES.name: digests,
            "pages": digests,
        }.get(stem, metadata)
    return BulkFile(
        name=path.name,
        label=label,
        media_type=media_type,
        packed=path.suffix == ".gz",
        records=counts.get(stem) if stem in labels else None,
        size=size_of(content),
        sha256=sha256 or _sha256(content),
        licence=licence,
    )


def _sha256(content: Iterable[Piece]) -> str:
    digest = hashlib.sha256()
    with closing(JoinedFile(content)) as file:
        while data := file.read(1 << 20):
            digest.update(data)
    return digest.hexdigest()
