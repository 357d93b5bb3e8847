"""Tables of articles already cut (CSV or JSON lines) → issues, by a mapping of columns.

Rows of one issue stand together; the table is read once, an issue at a time, whatever its length.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from archive import addresses
from archive.catalogue.records import Genre
from archive.text import dates

from .facts import day, page_number
from .records import Issue, Item, Part, Refused, Sheet
from .sources import files

# field → what columns are called where the mapping names none
COLUMNS = {
    "date": "date",
    "number": "number",
    "page": "page",
    "page_name": "page_name",
    "column": "column",
    "genre": "genre",
    "kicker": "kicker",
    "headline": "headline",
    "subhead": "subhead",
    "byline": "byline",
    "text": "text",
    "url": "url",
    "id": "id",
}
_NEEDED = ("date", "text")
_GENRES = frozenset(Genre.__args__)
# characters of one field
_MOST_FIELD = 4 * 2**20
_MOST_LINE = 16 * 2**20
_PARTS = (
    ("kicker", "kicker"),
    ("headline", "headline"),
    ("subhead", "subhead"),
    ("byline", "byline"),
)

Row = tuple[str, dict[str, str]]


def mapping(given: list[str]) -> dict[str, str]:
    """The columns of `headline=标题` and so on, with those that are called as the fields are."""
    found = dict(COLUMNS)
    for one in given:
        # commas may part several, and so may a repeated option
        for pair in re.split("[,，]", one):
            name, equals, column = pair.strip().partition("=")
            if not equals or name not in COLUMNS or not column:
                known = "、".join(COLUMNS)
                raise Refused(f"--map {pair}", f"应写作 字段=列名；字段有 {known}")
            found[name] = column
    return found


def issues(
    sources: list[Path], columns: Mapping[str, str], encoding: str = ""
) -> Iterator[Issue | Refused]:
    """An issue for each run of rows with one date; rows that cannot be used are refused one by one."""
    for _, path in files(sources, (".csv", ".tsv", ".jsonl", ".ndjson")):
        try:
            yield from _of_file(path, columns, encoding)
        except Refused as refused:
            yield refused


def _of_file(path: Path, columns: Mapping[str, str], encoding: str) -> Iterator[Issue | Refused]:
    lines = _Lines(path, encoding)
    is_json = path.suffix.lower() in (".jsonl", ".ndjson")
    rows = _json_rows(path, lines, columns) if is_json else _csv_rows(path, lines, columns)
    seen: dict[str, str] = {}
    refused: list[Refused] = []
    for (date, number), group in groupby(_sound(rows, columns, refused), key=_issue_of):
        rows_of = list(group)
        where, _ = rows_of[0]
        if (key := f"{date} {number}".strip()) in seen:
            said = f"{key} 的行不相连（已见于 {seen[key]}）；请按日期排好再读入"
            yield Refused(where, said)
            continue
        seen[key] = where
        yield _issue(key, date, number, rows_of, path)
        yield from refused
        refused.clear()
    yield from refused


def _issue_of(row: Row) -> tuple[str, str]:
    return row[1]["date"], row[1]["number"]


def _issue(key: str, date: str, number: str, rows: list[Row], path: Path) -> Issue:
    pages: dict[tuple[str, str], list[Row]] = {}
    for where, row in rows:
        pages.setdefault((row["page"], row["page_name"]), []).append((where, row))
    sheets = tuple(
        Sheet(
            of_page[0][0],
            page_number(page),
            " ".join(filter(None, (name, "" if page_number(page) else page))),
            items=tuple(_item(where, row, nth) for nth, (where, row) in enumerate(of_page, 1)),
        )
        for (page, name), of_page in pages.items()
    )
    return Issue(
        key, f"{path}: {key}", date, number, sheets, attribution_reason="读入时由编者指明。"
    )


def _item(where: str, row: dict[str, str], nth: int) -> Item:
    parts = [Part(kind, row[name]) for name, kind in _PARTS if row[name]]
    parts += [Part("paragraph", one) for one in row["text"].splitlines() if one.strip()]
    key = row["id"] or row["url"] or f"{row['page']}/{nth}"
    return Item(
        key, where, tuple(parts), column=row["column"], genre=row["genre"], address=row["url"]
    )


def _sound(
    rows: Iterator[Row | Refused], columns: Mapping[str, str], refused: list[Refused]
) -> Iterator[Row]:
    """Each row that can be used, its date in EDTF; why others cannot goes to `refused`, by column."""
    for one in rows:
        if isinstance(one, Refused):
            refused.append(one)
            continue
        where, row = one
        wrong = next(_wrong(row), None)
        if wrong:
            refused.append(Refused(f"{where}: {columns[wrong[0]]}", wrong[1]))
        else:
            row["date"] = _date(row["date"])
            yield one


def _date(written: str) -> str:
    try:
        dates.bounds(written)
    except ValueError:
        return day(written)
    return written


def _wrong(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name in _NEEDED:
        if not row[name].strip():
            yield name, "不能为空"
    if row["date"] and not _date(row["date"]):
        yield "date", f"{row['date']!r} 不是日期"
    if row["genre"] not in _GENRES:
        yield "genre", f"没有体裁 {row['genre']!r}"
    if row["url"] and not addresses.normal(row["url"]):
        yield "url", f"{row['url']!r} 不是 https://… 这样的网址"
    for name, value in row.items():
        if len(value) > _MOST_FIELD:
            yield name, f"一格超过 {_MOST_FIELD} 字"


class _Lines:
    """A file's lines as text, with the number of the last one that was read."""

    def __init__(self, path: Path, encoding: str):
        self._path = path
        self._encoding = encoding or _encoding(path)
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        try:
            with self._path.open("rb") as raw:
                while line := raw.readline(_MOST_LINE + 1):
                    self.number += 1
                    if len(line) > _MOST_LINE:
                        raise Refused(f"{self._path}:{self.number}", "一行太长")
                    yield self._decoded(line)
        except OSError as error:
            raise Refused(str(self._path), error.strerror or str(error)) from error

    def _decoded(self, line: bytes) -> str:
        try:
            text = line.decode(self._encoding)
        except UnicodeDecodeError as error:
            where = f"{self._path}:{self.number}"
            said = f"不是 {self._encoding} 文本（这一行的第 {error.start} 字节）"
            raise Refused(where, said) from error
        except LookupError as error:
            raise Refused(str(self._path), f"没有叫 {self._encoding} 的编码") from error
        if "\0" in text:
            raise Refused(f"{self._path}:{self.number}", "含空字符：不是文本文件，或编码不对")
        return text.removeprefix("\ufeff") if self.number == 1 else text


def _encoding(path: Path) -> str:
    """UTF-8 where all of the file is, else GB 18030."""
    try:
        with io.TextIOWrapper(path.open("rb"), "utf-8") as file:
            while file.read(2**20):
                pass
    except UnicodeDecodeError:
        return "gb18030"
    except OSError as error:
        raise Refused(str(path), error.strerror or str(error)) from error
    return "utf-8"


def _csv_rows(path: Path, lines: _Lines, columns: Mapping[str, str]) -> Iterator[Row | Refused]:
    csv.field_size_limit(_MOST_FIELD)
    reader = csv.reader(
        lines, delimiter="\t" if path.suffix.lower() == ".tsv" else ",", strict=True
    )
    try:
        head = [name.strip() for name in next(reader, [])]
        _check_head(path, head, columns)
        for cells in reader:
            where = f"{path}:{lines.number}"
            if not any(cells):
                continue
            if len(cells) != len(head):
                yield Refused(where, f"有 {len(cells)} 格，表头却有 {len(head)} 列")
                continue
            row = dict(zip(head, cells, strict=True))
            yield where, {name: row.get(column, "") for name, column in columns.items()}
    except csv.Error as error:
        raise Refused(f"{path}:{lines.number}", f"不是 CSV：{error}") from error


def _check_head(path: Path, head: list[str], columns: Mapping[str, str]) -> None:
    if not head:
        raise Refused(f"{path}:1", "文件是空的")
    for name in head:
        if head.count(name) > 1:
            raise Refused(f"{path}:1: {name}", "两列同名")
    for name, column in columns.items():
        if column not in head and (name in _NEEDED or column != COLUMNS[name]):
            raise Refused(f"{path}:1: {column}", f"没有这一列（{name}）；有 {'、'.join(head)}")


def _json_rows(path: Path, lines: _Lines, columns: Mapping[str, str]) -> Iterator[Row | Refused]:
    for line in lines:
        where = f"{path}:{lines.number}"
        if not line.strip():
            continue
        try:
            told = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Refused(where, f"不是 JSON：{error}")
            continue
        if not isinstance(told, dict):
            yield Refused(where, "一行应是一个对象 {…}")
            continue
        wrong = next((c for c in columns.values() if not _is_text(told.get(c, ""))), None)
        if wrong is not None:
            yield Refused(f"{where}: {wrong}", "应为文字、数或文字的列表")
            continue
        yield where, {name: _cell(told.get(column, "")) for name, column in columns.items()}


def _is_text(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(one, str) for one in value)
    return value is None or isinstance(value, str | int)


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(value)
    return "" if value is None else str(value)
