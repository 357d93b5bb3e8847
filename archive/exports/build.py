"""Writes all files of an edition in one walk over the record, and what they are checked by."""

import hashlib
import json
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from archive import parallel
from archive.editions import totals
from archive.formats import dataset
from archive.formats.dataset import ArticleText, BulkFile, TextRecord
from archive.formats.serialize import DIGEST_LICENCE, METADATA_LICENCE
from archive.models import Article, Place

from .article_batches import SharedRecords
from .compressed_lines import CsvLines, JsonLines, packed
from .data_dictionary import TEXT_COLUMNS, TEXTS, dictionary
from .datasette import metadata
from .record_types import ARTICLES, KINDS, RecordType
from .sqlite_database import NAME as DATABASE
from .sqlite_database import Database, Rows, database, rows_of

# of an edition: where its files are
FOLDER = "data"
MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
DICTIONARY = "dictionary.json"
DATASETTE = "datasette.json"

_JSONL, _CSV = "application/jsonl", "text/csv"
_SQLITE, _JSON = "application/vnd.sqlite3", "application/json"
# pieces from which on other processes are worth their start
_MANY = 8
# the fields of an article that have a file of their own
_TEXTS = {"text": True, "blocks": {"__all__": {"text"}}}


def build(folder: Path, edition: str, origin: str) -> None:
    """Makes `folder` with all files; `edition` is its fingerprint.

    `origin` begins every address; without one, addresses are paths. Articles of topics and places are
    as counted for the edition that this runs in. On a large archive several processes make the
    lines, and this one writes them.
    """
    folder.mkdir()
    records, counts = SharedRecords(origin), Counter()
    with database(folder / DATABASE) as tables:
        for kind in KINDS:
            counts[kind.name] = _write(folder, kind, records, tables, counts)
    if not counts[TEXTS]:
        for name in _names(TEXTS):
            (folder / name).unlink()
    for name, content in ((DICTIONARY, dictionary()), (DATASETTE, metadata())):
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        (folder / name).write_text(text, encoding="utf-8")
    _describe(folder, edition, counts)


class ExportResult(NamedTuple):
    """What a piece comes to: records, full texts, more of each file by its name, rows by table."""

    records: int
    texts: int
    files: dict[str, bytes]
    rows: Rows


def _outputs(kind: RecordType) -> dict[str, JsonLines | CsvLines]:
    """The writer of each file of a kind."""
    without = _TEXTS if kind is ARTICLES else None
    lines, table = _names(kind.name)
    return {lines: JsonLines(without), table: CsvLines(kind.row or kind.record, kind.columns)}


def _text_outputs() -> dict[str, JsonLines | CsvLines]:
    lines, table = _names(TEXTS)
    return {lines: JsonLines(), table: CsvLines(TextRecord, TEXT_COLUMNS)}


def _write(
    folder: Path, kind: RecordType, records: SharedRecords, tables: Database, counts: Counter[str]
) -> int:
    """All files of one kind of record; returns how many records there are."""
    outputs = _outputs(kind) | (_text_outputs() if kind is ARTICLES else {})
    pieces, count = kind.pieces(), 0
    workers = parallel.processes() if len(pieces) >= _MANY else 1
    with ExitStack() as stack:
        files = {name: stack.enter_context((folder / name).open("wb")) for name in outputs}
        for name, output in outputs.items():
            files[name].write(packed(output.head))
        for made in parallel.in_order(_make, pieces, workers, _begin, (kind, records, workers)):
            count += made.records
            counts[TEXTS] += made.texts
            for name, more in made.files.items():
                files[name].write(more)
            tables.add(made.rows)
    return count


# what the process that makes a piece has been told
_told: list[tuple[RecordType, SharedRecords]] = []


def _begin(kind: RecordType, records: SharedRecords, workers: int) -> None:
    _told[:] = [(kind, records)]
    if workers > 1:
        parallel.abandon_connection()


def _make(piece: Any) -> ExportResult:
    ((kind, records),) = _told
    made = list(kind.read(records, piece))
    files = {name: packed(output.lines(made)) for name, output in _outputs(kind).items() if made}
    texts = []
    if kind is ARTICLES:
        texts = [ArticleText.of(record) for record in made if record.text_held]
    if texts:
        files |= {name: packed(out.lines(texts)) for name, out in _text_outputs().items()}
    return ExportResult(len(made), len(texts), files, rows_of(kind.name, made))


def _names(name: str) -> tuple[str, str]:
    return f"{name}.jsonl.gz", f"{name}.csv.gz"


def _describe(folder: Path, edition: str, counts: Counter[str]) -> None:
    """The manifest, and the sums in the form that `sha256sum -c` reads."""
    span = Article.objects.span()
    manifest = dataset.ExportManifest(
        edition=edition,
        modified=Article.objects.latest_change(),
        earliest=span["earliest"],
        latest=span["latest"],
        provinces=[
            place.name
            for place in Place.objects.named(code.ljust(6, "0") for code in totals.by_place(2))
        ],
        article_count=counts[ARTICLES.name],
        text_count=counts[TEXTS],
        files=[_described(path, counts) for path in _in_order(folder)],
    )
    (folder / MANIFEST).write_text(manifest.model_dump_json(indent=1) + "\n", encoding="utf-8")
    sums = {file.name: file.sha256 for file in manifest.files}
    sums[MANIFEST] = _sha256(folder / MANIFEST)
    text = "".join(f"{sha256}  {name}\n" for name, sha256 in sums.items())
    (folder / SUMS).write_text(text, encoding="utf-8")


def _in_order(folder: Path) -> list[Path]:
    """The files: whole, then kind by kind as readers look for them, what explains them last."""
    names = [
        DATABASE,
        *_names(ARTICLES.name),
        *_names(TEXTS),
        *(name for kind in KINDS if kind is not ARTICLES for name in _names(kind.name)),
        DICTIONARY,
        DATASETTE,
    ]
    return [folder / name for name in names if (folder / name).exists()]


def _described(path: Path, counts: Counter[str]) -> BulkFile:
    stem, is_lines = path.name.split(".")[0], ".jsonl" in path.name
    labels = {kind.name: kind.label for kind in KINDS} | {TEXTS: "全文"}
    if path.name == DATABASE:
        label, media_type, licence = "SQLite 数据库，全部著录", _SQLITE, DIGEST_LICENCE
    elif path.name == DICTIONARY:
        label, media_type, licence = "数据字典", _JSON, METADATA_LICENCE
    elif path.name == DATASETTE:
        label, media_type, licence = (
            "SQLite 各表各列的说明，供 Datasette 用",
            _JSON,
            METADATA_LICENCE,
        )
    else:
        label = f"{labels[stem]}，{'每行一条 JSON' if is_lines else 'CSV'}"
        media_type = _JSONL if is_lines else _CSV
        licence = {
            TEXTS: "",
            ARTICLES.name: DIGEST_LICENCE,
            "pages": DIGEST_LICENCE,
        }.get(stem, METADATA_LICENCE)
    return BulkFile(
        name=path.name,
        label=label,
        media_type=media_type,
        packed=path.suffix == ".gz",
        records=counts.get(stem) if stem in labels else None,
        size=path.stat().st_size,
        sha256=_sha256(path),
        licence=licence,
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
