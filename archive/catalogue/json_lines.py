"""Parse JSON lines, one catalogue record a line; faults name the file, line and field."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, NoReturn, TypeVar

from pydantic import ValidationError

from archive.command_messages import message

from .entries import CatalogueEntry, IssueFile
from .error_messages import json_error_message, os_error_message
from .yaml_file import (
    CatalogueError,
    Fault,
    FieldPath,
    ParsedFile,
    dotted,
    invisible_characters,
    record_faults,
)

E = TypeVar("E", bound=CatalogueEntry)
E_co = TypeVar("E_co", bound=CatalogueEntry, covariant=True)

# a control character written as a JSON escape, except \n
_ESCAPED = re.compile(rb"\\(?:[bftr]|u(?!000[aA]))")


@dataclass(frozen=True)
class JsonLine(Generic[E_co]):
    """A record read from one line, which is the position of all its fields."""

    file: str
    record: E_co
    number: int

    def line(self, *_path: str | int) -> int:
        return self.number

    def fault(self, path: FieldPath, message: str) -> Fault:
        return Fault(self.file, self.number, dotted(path), message)


# an issue, from a file of its own or one line of a large file
IssueSource = ParsedFile[IssueFile] | JsonLine[IssueFile]


class _RepeatedKey(ValueError):
    pass


class _NotANumber(ValueError):
    pass


def parse(line: bytes, kind: type[E], file: str, number: int) -> JsonLine[E]:
    """Return the record of a line; CatalogueError lists every fault in it."""
    return JsonLine(file, validate(load(line, file, number), kind, file, number), number)


def load(line: bytes, file: str, number: int) -> Any:
    """Return the JSON value of a line; CatalogueError for anything not allowed in a catalogue."""

    def refusal(message: str, field: str = "JSON") -> CatalogueError:
        return CatalogueError([Fault(file, number, field, message)])

    try:
        text = line.decode("utf-8")
        data = json.loads(text, object_pairs_hook=_unique_keys, parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise refusal(message("不是 UTF-8 文本"), message("（文件）")) from error
    except _RepeatedKey as error:
        raise refusal(message("同一处写了两次"), str(error)) from error
    except _NotANumber as error:
        raise refusal(message("不是 JSON：%(error)s", error=error)) from error
    except (ValueError, RecursionError) as error:
        raise refusal(json_error_message(error)) from error
    invisible = invisible_characters(text)
    if _ESCAPED.search(line):
        invisible += [c for value in _strings(data) for c in invisible_characters(value)]
    # files written on Windows have \r at the end of a line
    if invisible and (invisible != ["\r"] or not text.rstrip("\n").endswith("\r")):
        codes = " ".join(f"U+{ord(c):04X}" for c in dict.fromkeys(invisible))
        raise refusal(message("含看不见的字符 %(codes)s", codes=codes))
    return data


def validate(data: Any, kind: type[E], file: str, number: int) -> E:
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        raise CatalogueError(
            sorted(record_faults(error, file, lambda _path: number, data))
        ) from error


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        raise _RepeatedKey(next(name for name in names if names.count(name) > 1))
    return fields


def _refuse_constant(name: str) -> NoReturn:
    raise _NotANumber(message("%(name)s 不是数", name=name))


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
    """Yield (number from 1, line) of every non-blank line."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.isspace():
                yield number, line


def read(paths: Iterable[tuple[Path, str]], kind: type[E]) -> Iterator[JsonLine[E] | list[Fault]]:
    """Yield the record of each line, or its faults; `paths` are (file, its name in messages)."""
    for path, name in paths:
        try:
            for number, line in lines(path):
                try:
                    yield parse(line, kind, name, number)
                except CatalogueError as error:
                    yield error.faults
        except OSError as error:
            yield [Fault(name, 0, message("（文件）"), os_error_message(error))]


def has_django_rows(path: Path) -> bool:
    """Return whether the first line of a JSON lines file is a Django fixture record."""
    try:
        _, first = next(lines(path), (0, b""))
        data = json.loads(first)
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(data, dict) and "model" in data
