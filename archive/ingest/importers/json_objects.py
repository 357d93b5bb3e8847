"""Reads the objects of a JSON file: one a line, a list of them, or a list within an object."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .parsed_issue import ImportRefused
from .source_files import data, decoded
from .text_lines import TextLines

# a whole file is held in memory, several times as large as it is
_MOST = 64 * 2**20

Value = tuple[str, dict[str, Any]]


def of_lines(path: Path, lines: TextLines) -> Iterator[Value | ImportRefused]:
    """(file and line, the object) of each line that is not blank; Refused for what is none."""
    for line in lines:
        where = f"{path}:{lines.number}"
        if lines.broken:
            yield from lines.refusals()
            continue
        if not line.strip():
            continue
        try:
            told = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield ImportRefused(where, f"不是 JSON：{error}")
            continue
        if isinstance(told, dict):
            yield where, told
        else:
            yield ImportRefused(where, "一行应是一个对象 {…}")


def of_file(path: Path, encoding: str = "") -> Iterator[Value | ImportRefused]:
    """(file and place, the object) of each in the file's list.

    Fields that stand beside the list are those of every object in it. A file that has an object a
    line is read so, whatever it is called.
    """
    raw = data(path, _MOST)
    try:
        told = json.loads(decoded(raw, str(path), encoding))
    except RecursionError as error:
        raise ImportRefused(str(path), f"不是 JSON：{error}") from error
    except ValueError as error:
        if isinstance(error, ImportRefused):
            raise
        if raw.lstrip()[:1] == b"{" and "Extra data" in str(error):
            yield from of_lines(path, TextLines(path, encoding))
            return
        raise ImportRefused(str(path), f"不是 JSON：{error}") from error
    beside: dict[str, Any] = {}
    if isinstance(told, dict):
        lists = {name: value for name, value in told.items() if _is_of_objects(value)}
        if len(lists) != 1:
            raise ImportRefused(str(path), "应是对象的列表 [{…}, …]，或有一个这样的列表的对象")
        ((name, found),) = lists.items()
        beside = {one: value for one, value in told.items() if one != name}
    else:
        found = told
    if not isinstance(found, list):
        raise ImportRefused(str(path), "应是对象的列表 [{…}, …]，或有一个这样的列表的对象")
    for n, one in enumerate(found, 1):
        where = f"{path}: 第 {n} 条"
        yield (
            (where, beside | one)
            if isinstance(one, dict)
            else ImportRefused(where, "应是一个对象 {…}")
        )


def _is_of_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)
