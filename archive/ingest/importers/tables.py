"""Parse tables with one article per row (CSV, JSON lines or a JSON array) into issues.

The rows of an issue must be adjacent: the table is read once, one issue at a time, whatever its
length.
"""

import csv
import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, get_args

from archive import url_normalization
from archive.catalogue.entries import Genre
from archive.command_messages import gettext_noop, listed, message
from archive.text import dates

from . import html_lines, json_objects, signatures
from .clean_text import clean, joined
from .dates_and_numbers import month, only_day, page_title
from .import_format import ImportFormat, ImportOption
from .parsed_issue import ImportRefused, ParsedIssue, ParsedItem, ParsedPage, ParsedPart
from .source_files import files
from .table_columns import ColumnMap, mapping
from .text_lines import TextLines

_SUFFIXES = (".csv", ".tsv", ".jsonl", ".ndjson", ".json")
_GENRES = frozenset(get_args(Genre))
# Maximum number of characters in a field.
_MAX_FIELD = 4 * 2**20
_MAX_LINE_LENGTH = 16 * 2**20
_PARTS = (
    ("kicker", "kicker"),
    ("headline", "headline"),
    ("subhead", "subhead"),
    ("byline", "byline"),
)

Row = tuple[str, dict[str, str]]


def issues(
    sources: list[Path], columns: ColumnMap, encoding: str = ""
) -> Iterator[ParsedIssue | ImportRefused]:
    """Yield one issue for each run of rows with the same date; refuse invalid rows one by one."""
    for _, path in files(sources, _SUFFIXES):
        try:
            if path.suffix.lower() not in _SUFFIXES:
                suffixes = listed(_SUFFIXES)
                raise ImportRefused(
                    str(path), message("表应为 %(suffixes)s 文件", suffixes=suffixes)
                )
            yield from _of_file(path, columns, encoding)
        except ImportRefused as refused:
            yield refused


def _of_file(
    path: Path, columns: ColumnMap, encoding: str
) -> Iterator[ParsedIssue | ImportRefused]:
    # Unused columns and changes, reported with the next issue.
    remarks: list[str] = []
    match path.suffix.lower():
        case ".json":
            rows = _json_rows(path, json_objects.objects_of_file(path, encoding), columns, remarks)
        case ".jsonl" | ".ndjson":
            rows = _json_rows(
                path,
                json_objects.objects_of_lines(path, TextLines(path, encoding)),
                columns,
                remarks,
            )
        case _:
            rows = _csv_rows(path, TextLines(path, encoding), columns, remarks)
    rows = _without_markup(rows, path, columns, remarks)
    seen: dict[str, str] = {}
    refused: list[ImportRefused] = []
    for (date, number), group in groupby(_valid(rows, columns, refused), key=_issue_of):
        issue_rows = list(group)
        location, _ = issue_rows[0]
        if (key := f"{date} {number}".strip()) in seen:
            problem = message(
                "%(key)s 的行不相连（已见于 %(place)s）；请按日期排序后再导入",
                key=key,
                place=seen[key],
            )
            yield ImportRefused(location, problem)
            continue
        seen[key] = location
        yield replace(_issue(key, date, number, issue_rows, path), remarks=tuple(remarks))
        remarks.clear()
        yield from refused
        refused.clear()
    yield from refused


def _issue_of(row: Row) -> tuple[str, str]:
    return row[1]["date"], row[1]["number"]


def _issue(key: str, date: str, number: str, rows: list[Row], path: Path) -> ParsedIssue:
    pages: dict[tuple[str, str], list[Row]] = {}
    for location, row in rows:
        page, name_in_page = page_title(row["page"].strip().removesuffix(".0"))
        name = " ".join(dict.fromkeys(filter(None, (row["page_name"].strip(), name_in_page))))
        pages.setdefault((page, name), []).append((location, row))
    sheets = tuple(
        ParsedPage(
            of_page[0][0],
            page,
            name,
            items=tuple(_item(location, row) for location, row in of_page),
        )
        for (page, name), of_page in pages.items()
    )
    return ParsedIssue(
        key, f"{path}: {key}", date, number, sheets, attribution_reason="导入时由编辑指明。"
    )


def _item(location: str, row: dict[str, str]) -> ParsedItem:
    parts = [ParsedPart(kind, row[name]) for name, kind in _PARTS if row[name]]
    parts += signatures.parts(row["text"].splitlines())
    # A hash of the text if it has no ID or address, because row numbers may change.
    digest = hashlib.sha256(
        f"{row['headline']}\0{row['text']}".encode("utf-8", "replace")
    ).hexdigest()
    key = row["id"] or row["url"] or digest[:20]
    return ParsedItem(
        key, location, tuple(parts), column=row["column"], genre=row["genre"], address=row["url"]
    )


def _valid(
    rows: Iterator[Row | ImportRefused], columns: ColumnMap, refused: list[ImportRefused]
) -> Iterator[Row]:
    """Yield each valid row, with its date in EDTF; append the others to `refused`, by column."""
    for entry in rows:
        if isinstance(entry, ImportRefused):
            refused.append(entry)
            continue
        location, row = entry
        fault = next(_faults(row), None)
        if fault:
            refused.append(ImportRefused(f"{location}: {columns[fault[0]]}", fault[1]))
        else:
            row["date"] = _date(row["date"])
            yield entry


@lru_cache(maxsize=4096)
def _date(text: str) -> str:
    """Return a written date as EDTF; "" if there is none or it is ambiguous."""
    text = unicodedata.normalize("NFKC", text).strip()
    # Fast path for common forms: parsing EDTF takes a thousand times as long.
    if date_read := only_day(text) or month(text):
        return date_read
    try:
        dates.bounds(text)
    except ValueError:
        return ""
    # EDTF also has times, but an issue has only a day.
    return "" if "T" in text else text


def _faults(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    if not row["date"].strip():
        yield "date", message("不能为空")
    if not row["text"].strip() and not row["headline"].strip():
        yield "text", message("不能为空；没有正文的，至少要有标题")
    if (date_ := row["date"]) and not _date(date_):
        yield (
            "date",
            message(
                "%(date)r 不是可识别的日期；应如 2021-07-28、2021年7月28日、2021-07",
                date=date_,
            ),
        )
    if (genre := row["genre"]) not in _GENRES:
        yield "genre", message("没有体裁 %(genre)r", genre=genre)
    if (url := row["url"]) and not url_normalization.normalize(url):
        yield "url", message("%(value)r 不是 https://… 这样的网址", value=url)
    for name, value in row.items():
        if len(value) > _MAX_FIELD:
            yield name, message("一格超过 %(most)s 字", most=_MAX_FIELD)


def _csv_rows(
    path: Path, lines: TextLines, columns: ColumnMap, remarks: list[str]
) -> Iterator[Row | ImportRefused]:
    csv.field_size_limit(_MAX_FIELD)
    reader = csv.reader(
        lines, delimiter="\t" if path.suffix.lower() == ".tsv" else ",", strict=True
    )
    try:
        head = [name.strip() for name in next(reader, [])]
        _check_head(path, head, columns)
        remarks += _unused(f"{path}:1", filter(None, head), columns)
        for cells in reader:
            location = f"{path}:{lines.number}"
            if lines.broken:
                yield from lines.refusals()
                continue
            if not any(cells):
                continue
            if len(cells) != len(head):
                yield ImportRefused(
                    location,
                    message(
                        "有 %(cells)s 格，表头却有 %(columns)s 列",
                        cells=len(cells),
                        columns=len(head),
                    ),
                )
                continue
            # Spreadsheets leave unnamed columns at the end.
            if nameless := [n for n, name in enumerate(head) if not name and cells[n].strip()]:
                yield ImportRefused(
                    location, message("第 %(column)s 列没有列名，却有内容", column=nameless[0] + 1)
                )
                continue
            row = dict(zip(head, cells, strict=True))
            yield location, {name: row.get(column, "") for name, column in columns.items()}
    except csv.Error as error:
        raise ImportRefused(
            f"{path}:{lines.number}", message("不是 CSV：%(error)s", error=error)
        ) from error


def _check_head(path: Path, head: list[str], columns: ColumnMap) -> None:
    if not any(head):
        raise ImportRefused(f"{path}:1", message("文件是空的，或没有表头"))
    for name in filter(None, head):
        if head.count(name) > 1:
            raise ImportRefused(f"{path}:1: {name}", message("两列同名"))
    needed = ["date"] if columns["headline"] in head else ["date", "text"]
    for name, column in columns.items():
        if column not in head and (name in needed or name in columns.named):
            place, names = columns.named.get(name, name), listed(head)
            problem = message("没有这一列（%(place)s）；有 %(names)s", place=place, names=names)
            raise ImportRefused(f"{path}:1: {column}", problem)


def _unused(location: str, names: Iterable[str], columns: ColumnMap) -> Iterator[str]:
    """Yield a remark on columns that are not mapped to a field."""
    used = set(columns.values())
    if unused := [name for name in names if name not in used]:
        names = listed(unused)
        problem = message("没有用到的列：%(names)s", names=names)
        yield f"{location}: {problem}"


def _json_rows(
    path: Path,
    values: Iterator[tuple[str, dict[str, Any]] | ImportRefused],
    columns: ColumnMap,
    remarks: list[str],
) -> Iterator[Row | ImportRefused]:
    seen: set[str] = set()
    for entry in values:
        if isinstance(entry, ImportRefused):
            yield entry
            continue
        location, fields = entry
        remarks += _unused(location, (name for name in fields if name not in seen), columns)
        seen |= fields.keys()
        column_at_fault = next(
            (c for c in columns.values() if not _is_text(fields.get(c, ""))), None
        )
        if column_at_fault is not None:
            yield ImportRefused(
                f"{location}: {column_at_fault}", message("应为文字、数或文字的列表")
            )
            continue
        yield location, {name: _cell(fields.get(column, "")) for name, column in columns.items()}
    for name, place in columns.named.items():
        if columns[name] not in seen:
            yield ImportRefused(
                f"{path}: {columns[name]}", message("没有一行有这一列（%(place)s）", place=place)
            )


def _without_markup(
    rows: Iterator[Row | ImportRefused], path: Path, columns: ColumnMap, remarks: list[str]
) -> Iterator[Row | ImportRefused]:
    """Yield the rows with HTML in their fields converted to text; remark once per column."""
    reported: set[str] = set()
    for row in rows:
        if not isinstance(row, ImportRefused):
            location, fields = row
            for name, value in fields.items():
                if name != "url" and html_lines.has_html(value):
                    text_lines = html_lines.lines_of(value)
                    fields[name] = (
                        "\n".join(text_lines) if name == "text" else joined(map(clean, text_lines))
                    )
                    if name not in reported:
                        reported.add(name)
                        remark = message("有 HTML 标记，已去掉，段落照分；以下各行同")
                        remarks.append(f"{location}: {columns[name]}: {remark}")
        yield row


def _is_text(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(item, str) for item in value)
    # Spreadsheets write 3 as 3.0 if other rows of the column are empty.
    is_whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    return value is None or isinstance(value, str) or (is_whole and not isinstance(value, bool))


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(value)
    if isinstance(value, float):
        return str(int(value))
    return "" if value is None else str(value)


FORMAT = ImportFormat(
    key="table",
    label=gettext_noop("文章表"),
    parse=lambda sources, options: issues(
        sources, mapping(options["map"], options["map_file"]), options["encoding"]
    ),
    options=(
        ImportOption(
            "--map",
            gettext_noop("字段=列名，可重复，或以逗号相连"),
            {"action": "append", "default": []},
        ),
        ImportOption("--map-file", gettext_noop("写着 字段: 列名 的 YAML 文件"), {"type": Path}),
        ImportOption("--encoding", gettext_noop("文件的编码")),
    ),
    suffixes=_SUFFIXES,
)
