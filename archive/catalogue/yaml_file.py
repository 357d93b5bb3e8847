"""Parse a catalogue file into a record; faults name the file, line and field."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, overload

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from archive.command_messages import clauses, listed, message

from . import digest_length, yaml_syntax
from .entries import FILE_KINDS, File
from .error_messages import nearest, os_error_message, validation_message
from .files import how_to_begin

if TYPE_CHECKING:
    _SafeLoader = yaml.SafeLoader
else:
    _SafeLoader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader

# path to a field: names, and indexes in lists
FieldPath = tuple[str | int, ...]
R = TypeVar("R", bound=BaseModel)
R_co = TypeVar("R_co", bound=BaseModel, covariant=True)


@dataclass(frozen=True, order=True)
class Fault:
    """An error in a catalogue file; `line` counts from 1, or is 0 if the line is unknown."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.message}"


class CatalogueError(ValueError):
    """Raised for a catalogue file that is not valid; `faults` lists every error in it."""

    def __init__(self, faults: list[Fault]):
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


class _Loader(_SafeLoader):
    """Loads every scalar as a string (001234 stays an ident); the records convert them."""

    yaml_implicit_resolvers: dict = {}  # noqa: RUF012 (PyYAML's own protocol)


class FaultSource(Protocol):
    """An entry read from a file, which can report faults by file, line and field."""

    @property
    def file(self) -> str: ...

    def line(self, *path: str | int) -> int: ...

    def fault(self, path: FieldPath, message: str) -> Fault: ...


@dataclass(frozen=True)
class ParsedFile(Generic[R_co]):
    """An entry read from a file, with the YAML nodes that give each value's line."""

    file: str
    record: R_co
    root: yaml.Node

    def line(self, *path: str | int) -> int:
        """Return the line (from 1) of the value at `path`, or of the nearest one around it."""
        return _line(self.root, path)

    def fault(self, path: FieldPath, message: str) -> Fault:
        return Fault(self.file, self.line(*path), dotted(path), message)

    def narrowed(self, kind: type[R]) -> "ParsedFile[R] | None":
        """Return this source typed by its record's class; None if the record is of another one."""
        if isinstance(self.record, kind):
            return ParsedFile(self.file, self.record, self.root)
        return None


def repeated(source: FaultSource, items: Iterable[tuple[FieldPath, Any]]) -> Iterator[Fault]:
    """Yield a fault for each (path, value) whose value occurred before."""
    seen = set()
    for path, value in items:
        if value in seen:
            yield source.fault(path, message("%(value)r 重复", value=value))
        seen.add(value)


def dotted(path: Iterable[str | int]) -> str:
    """Return a path to a field as messages write it: pages[0].articles[1].ident."""
    dotted_path = ""
    for step in path:
        dotted_path += f"[{step}]" if isinstance(step, int) else f".{step}" if dotted_path else step
    return dotted_path or message("（文件）")


def _line(node: yaml.Node, path: Iterable[str | int]) -> int:
    for step in path:
        if isinstance(node, yaml.MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == step), None)
            if pair is None:
                break
            # an empty value is placed on a later line than its key
            node = pair[1] if pair[1].value != "" else pair[0]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            if step >= len(node.value):
                break
            node = node.value[step]
        else:
            break
    return _start_line(node)


def _start_line(part: yaml.Node | yaml.Event) -> int:
    """Return the line (from 1) on which a node or event starts."""
    return part.start_mark.line + 1 if part.start_mark else 0


# an issue file is about eight levels deep
DEEPEST = 50


def _event_faults(text: str, file: str) -> Iterator[Fault]:
    """Yield faults for valid YAML that is not allowed in a catalogue: anchors, tags, deep nesting,
    invisible characters.

    Reads the event stream, before any nodes are built: aliases or nesting could exhaust memory.
    """
    depth, lines = 0, text.split("\n")
    for event in yaml.parse(text, _Loader):
        line = _start_line(event)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                yield Fault(file, line, "YAML", message("嵌套超过 %(most)s 层", most=DEEPEST))
                return
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if getattr(event, "anchor", None):
            yield Fault(
                file,
                line,
                "YAML",
                message("目录里不用锚点（&）与引用（*）；文字以 & 或 * 开头的要加引号"),
            )
        if tag := getattr(event, "tag", None):
            yield Fault(file, line, "YAML", message("目录里不用类型标签（%(tag)s）", tag=tag))
        if not isinstance(event, yaml.ScalarEvent):
            continue
        if invisible := invisible_characters(event.value):
            codes = " ".join(f"U+{ord(c):04X}" for c in dict.fromkeys(invisible))
            yield Fault(file, line, "YAML", message("含看不见的字符 %(codes)s", codes=codes))
        if problem := yaml_syntax.comment_problem(event, lines):
            yield Fault(file, line, "YAML", problem)


def invisible_characters(text: str) -> list[str]:
    """Return control and format characters and lone surrogates in `text`, except line breaks."""
    return _invisible_pattern().findall(text)


@cache
def _invisible_pattern() -> re.Pattern[str]:
    # A regular expression, as texts may be long and many. Above plane 1 only the tags at U+E0000
    # are such characters.
    ranges: list[list[int]] = []
    for code in (*range(0x20000), *range(0xE0000, 0xE1000)):
        if unicodedata.category(chr(code)) in ("Cc", "Cf", "Cs") and code != ord("\n"):
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    characters = "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)
    return re.compile(f"[{characters}]")


def _repeated_keys(node: yaml.Node, file: str, path: FieldPath = ()) -> Iterator[Fault]:
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            key_path = (*path, str(key.value))
            if key.value in seen:
                yield Fault(file, _start_line(key), dotted(key_path), message("同一处写了两次"))
            seen.add(key.value)
            yield from _repeated_keys(value, file, key_path)
    elif isinstance(node, yaml.SequenceNode):
        for i, value in enumerate(node.value):
            yield from _repeated_keys(value, file, (*path, i))


@overload
def parse(text: str, file: str) -> ParsedFile[File]: ...
@overload
def parse(text: str, file: str, kind: type[R]) -> ParsedFile[R]: ...
def parse(text: str, file: str, kind: type[BaseModel] | None = None) -> ParsedFile[Any]:
    """Parse the text of a catalogue file; CatalogueError lists every fault in it.

    `kind` is the class of its record; without it the file's top-level fields decide.
    """
    loader = None
    try:
        if faults := list(_event_faults(text, file)):
            raise CatalogueError(faults)
        loader = _Loader(text)
        root = loader.get_single_node()
        data = loader.construct_document(root) if root else None
    except yaml.reader.ReaderError as error:
        # its position counts characters, or bytes of UTF-8 with the library in C
        before = text.encode()[: error.position] if yaml.__with_libyaml__ else None
        line = (
            before.count(b"\n") if before is not None else text.count("\n", 0, error.position)
        ) + 1
        raise CatalogueError([Fault(file, line, "YAML", message("含不许有的控制字符"))]) from error
    except yaml.YAMLError as error:
        line, problem = yaml_syntax.explain(error, text, _Loader)
        raise CatalogueError([Fault(file, line, "YAML", problem)]) from error
    finally:
        if loader:
            loader.dispose()
    if root is None or data is None:
        problem = clauses(message("文件是空的"), how_to_begin(file))
        raise CatalogueError([Fault(file, 1, message("（文件）"), problem)])
    if not isinstance(data, dict):
        raise CatalogueError(
            [Fault(file, 1, message("（文件）"), message("应为键值对照的 YAML 文件"))]
        )
    kind = kind or next((kind for name, kind in FILE_KINDS.items() if name in data), None)
    if kind is None:
        names = listed(FILE_KINDS)
        raise CatalogueError(
            [
                Fault(
                    file,
                    1,
                    message("（文件）"),
                    message("须有以下之一作顶层字段：%(names)s", names=names),
                )
            ]
        )
    faults = list(_repeated_keys(root, file))
    try:
        record = kind.model_validate(data, context={"draft": "draft" in data})
    except ValidationError as error:
        faults += record_faults(error, file, lambda path: _line(root, path), data)
        faults += (
            Fault(file, _line(root, path), dotted(path), problem)
            for path, problem in digest_length.problems_of_invalid(data)
        )
    if faults:
        raise CatalogueError(sorted(faults))
    return ParsedFile(file, record, root)


def count_items(text: str, file: str, *names: str) -> int:
    """Return the number of items in the top-level lists of these names, without validating them.

    CatalogueError if the text is not YAML or one of them is not a list.
    """
    try:
        root = yaml.load(text, _Loader)
        lists = [root[name] for name in names if name in root]
    except (yaml.YAMLError, TypeError) as error:
        raise CatalogueError([Fault(file, 0, "YAML", str(error))]) from error
    if not all(isinstance(items, list) or items == "" for items in lists):
        raise CatalogueError(
            [Fault(file, 0, "YAML", message("%(names)s 应为列表", names=listed(names)))]
        )
    return sum(map(len, lists))


def record_faults(
    error: ValidationError,
    file: str,
    line: Callable[[FieldPath], int],
    data: Any,
) -> list[Fault]:
    """Return faults for pydantic's errors in `data`; `line` returns the line of the value at a
    path.

    Errors that are mere consequences of others are left out.
    """
    details = error.errors()
    ancestors = {detail["loc"][:n] for detail in details for n in range(len(detail["loc"]))}
    # fields written without a space after the colon
    missing_space = {
        (*detail["loc"][:-1], re.split("[:：]", str(detail["loc"][-1]))[0])
        for detail in details
        if detail["type"] == "extra_forbidden"
    }
    non_integers = {
        detail["loc"][:-1] for detail in details if detail["type"] in ("int_parsing", "int_type")
    }
    # the field that was misspelt would be reported as missing, too
    corrections = _misspelt_fields(details)
    misspelt = {(*loc[:-1], name) for loc, name in corrections.items()}
    # spans without the enclosing list
    bare_spans = {
        detail["loc"][:-1]: detail for detail in reversed(details) if _is_bare_span(detail)
    }

    def text_of(detail: ErrorDetails) -> str:
        if name := corrections.get(detail["loc"]):
            return message("没有这个字段，是否 %(name)s", name=name)
        if _is_bare_span(detail):
            return message("缺一层方括号：一个区间写作 [[起, 止]]，几个写作 [[起, 止], [起, 止]]")
        return validation_message(detail, _has_value(data, detail["loc"]))

    return [
        Fault(file, line(detail["loc"]), dotted(detail["loc"]), text_of(detail))
        for detail in details
        if not (_is_bare_span(detail) and bare_spans[detail["loc"][:-1]] is not detail)
        and not (detail["type"] == "missing" and detail["loc"] in misspelt)
        # pydantic also reports a list as too short if its only item is invalid
        and not (detail["type"] == "too_short" and detail["loc"] in ancestors)
        # pydantic also reports a pair written as one item as lacking the second
        and not (detail["type"] == "missing" and detail["loc"][:-1] in non_integers)
        and not (detail["type"] == "missing" and detail["loc"] in missing_space)
    ]


def _is_bare_span(detail: ErrorDetails) -> bool:
    """Return whether a number is written where a list of spans expects a span."""
    loc = detail["loc"]
    is_item = len(loc) > 1 and loc[-2] == "at" and isinstance(loc[-1], int)
    return is_item and detail["type"] == "tuple_type" and str(detail["input"]).strip().isdecimal()


def _misspelt_fields(details: list[ErrorDetails]) -> dict[FieldPath, str]:
    """Return the path of an unknown field → the missing field beside it that was probably meant."""
    missing: dict[FieldPath, list[str]] = {}
    for detail in details:
        if detail["type"] == "missing":
            missing.setdefault(detail["loc"][:-1], []).append(str(detail["loc"][-1]))
    corrections: dict[FieldPath, str] = {}
    for detail in details:
        if detail["type"] != "extra_forbidden":
            continue
        if name := nearest(str(detail["loc"][-1]), missing.get(detail["loc"][:-1], ())):
            corrections[detail["loc"]] = name
    return corrections


def _has_value(data: Any, path: FieldPath) -> bool:
    """Return whether there is a value at `path`, be it empty."""
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return False
    return True


@overload
def read(path: Path, *, name: str | None = None) -> ParsedFile[File]: ...
@overload
def read(path: Path, kind: type[R], *, name: str | None = None) -> ParsedFile[R]: ...
def read(
    path: Path, kind: type[BaseModel] | None = None, *, name: str | None = None
) -> ParsedFile[Any]:
    """Parse a catalogue file; `name` is the file name in messages. Errors as in `parse`."""
    file = name or str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        before = path.read_bytes()[: error.start]
        line = before.count(b"\n") + 1
        raise CatalogueError(
            [Fault(file, line, message("（文件）"), message("不是 UTF-8 文本"))]
        ) from error
    except OSError as error:
        reason = os_error_message(error)
        if isinstance(error, FileNotFoundError):
            reason = clauses(reason, how_to_begin(file))
        raise CatalogueError([Fault(file, 0, message("（文件）"), reason)]) from error
    return parse(text, file, kind) if kind else parse(text, file)
