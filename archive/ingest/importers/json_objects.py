"""Read the objects of a JSON file: one per line, a list, or a list within an object."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from archive.command_messages import message

from .parsed_issue import ImportRefused
from .source_files import data, decoded
from .text_lines import TextLines

# The whole file is parsed in memory, where it is several times as large.
_MAX_SIZE = 64 * 2**20

Value = tuple[str, dict[str, Any]]


def objects_of_lines(path: Path, lines: TextLines) -> Iterator[Value | ImportRefused]:
    """Yield (file and line, object) for each non-blank line, or ImportRefused if it has none."""
    for line in lines:
        location = f"{path}:{lines.number}"
        if lines.broken:
            yield from lines.refusals()
            continue
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield ImportRefused(location, message("不是 JSON：%(error)s", error=error))
            continue
        if isinstance(value, dict):
            yield location, value
        else:
            yield ImportRefused(location, message("一行应是一个对象 {…}"))


def objects_of_file(path: Path, encoding: str = "") -> Iterator[Value | ImportRefused]:
    """Yield (file and position, object) for each object in the file's list.

    Fields beside the list are added to every object in it. A file with one object per line is read
    as such, whatever its suffix.
    """
    raw = data(path, _MAX_SIZE)
    try:
        parsed = json.loads(decoded(raw, str(path), encoding))
    except RecursionError as error:
        raise ImportRefused(str(path), message("不是 JSON：%(error)s", error=error)) from error
    except ValueError as error:
        if isinstance(error, ImportRefused):
            raise
        if raw.lstrip()[:1] == b"{" and "Extra data" in str(error):
            yield from objects_of_lines(path, TextLines(path, encoding))
            return
        raise ImportRefused(str(path), message("不是 JSON：%(error)s", error=error)) from error
    shared: dict[str, Any] = {}
    if isinstance(parsed, dict):
        lists = {name: value for name, value in parsed.items() if _is_of_objects(value)}
        if len(lists) != 1:
            raise ImportRefused(
                str(path), message("应是对象的列表 [{…}, …]，或有一个这样的列表的对象")
            )
        ((name, objects),) = lists.items()
        shared = {item: value for item, value in parsed.items() if item != name}
    else:
        objects = parsed
    if not isinstance(objects, list):
        raise ImportRefused(str(path), message("应是对象的列表 [{…}, …]，或有一个这样的列表的对象"))
    for n, item in enumerate(objects, 1):
        place = message("第 %(n)s 条", n=n)
        location = f"{path}: {place}"
        yield (
            (location, shared | item)
            if isinstance(item, dict)
            else ImportRefused(location, message("应是一个对象 {…}"))
        )


def _is_of_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)
