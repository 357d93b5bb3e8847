"""Reads JSON lines of the catalogue's records, and says by file, line and field what is wrong."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from .entries import CatalogueEntry
from .error_messages import no_json, unreadable
from .yaml_file import CatalogueError, Fault, dotted, record_faults, unseen

# a control character that JSON writes as an escape; a line break in a text is none of them
_ESCAPED = re.compile(rb"\\(?:[bftr]|u(?!000[aA]))")


@dataclass(frozen=True)
class JsonLine:
    """One record and the line that it stands in; of a field's place in it no more is known."""

    file: str
    record: CatalogueEntry
    number: int

    def line(self, *_path: str | int) -> int:
        return self.number

    def fault(self, path: tuple[str | int, ...], message: str) -> Fault:
        return Fault(self.file, self.number, dotted(path), message)


class _Repeated(ValueError):
    pass


class _NoNumber(ValueError):
    pass


def parse(line: bytes, kind: type[CatalogueEntry], file: str, number: int) -> JsonLine:
    """The record of a line; CatalogueError lists all that is wrong with it."""
    return JsonLine(file, validated(loaded(line, file, number), kind, file, number), number)


def loaded(line: bytes, file: str, number: int) -> Any:
    """What a line says, as JSON; CatalogueError for what no catalogue may have."""

    def refused(message: str, field: str = "JSON") -> CatalogueError:
        return CatalogueError([Fault(file, number, field, message)])

    try:
        text = line.decode("utf-8")
        data = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise refused("不是 UTF-8 文本", "（文件）") from error
    except _Repeated as error:
        raise refused("同一处写了两次", str(error)) from error
    except _NoNumber as error:
        raise refused(f"不是 JSON：{error}") from error
    except (ValueError, RecursionError) as error:
        raise refused(no_json(error)) from error
    found = unseen(text)
    if _ESCAPED.search(line):
        found += [c for one in _strings(data) for c in unseen(one)]
    # Windows ends a line with one
    if found and (found != ["\r"] or not text.rstrip("\n").endswith("\r")):
        codes = " ".join(f"U+{ord(c):04X}" for c in dict.fromkeys(found))
        raise refused(f"含看不见的字符 {codes}")
    return data


def validated(data: Any, kind: type[CatalogueEntry], file: str, number: int) -> CatalogueEntry:
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        raise CatalogueError(
            sorted(record_faults(error, file, lambda _path: number, data))
        ) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _Repeated(next(name for name in names if names.count(name) > 1))
    return found


def _no_number(name: str):
    raise _NoNumber(f"{name} 不是数")


def _strings(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        yield from data
        for value in data.values():
            yield from _strings(value)
    elif isinstance(data, list):
        for value in data:
            yield from _strings(value)


def lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """(number from 1, line) of all lines that are not blank."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.isspace():
                yield number, line


def read(
    paths: Iterable[tuple[Path, str]], kind: type[CatalogueEntry]
) -> Iterator[JsonLine | list[Fault]]:
    """Each line of files of one kind of record, given with the names that messages call them."""
    for path, name in paths:
        try:
            for number, line in lines(path):
                try:
                    yield parse(line, kind, name, number)
                except CatalogueError as error:
                    yield error.faults
        except OSError as error:
            yield [Fault(name, 0, "（文件）", unreadable(error))]


def is_rows(path: Path) -> bool:
    """Whether a file of JSON lines holds Django's fixture records, told by its first line."""
    try:
        _, first = next(lines(path), (0, b""))
        data = json.loads(first)
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(data, dict) and "model" in data
