"""Reads a catalogue file into records, and says by file, line and field what is wrong with it."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from . import yaml_syntax
from .entries import FILE_KINDS, File
from .error_messages import message, nearest, unreadable
from .files import how_to_begin


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in a catalogue file; `line` counts from 1, 0 when no line can be named."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self):
        return f"{self.file}:{self.line}: {self.field}: {self.message}"


class CatalogueError(ValueError):
    """A catalogue file that cannot be used; `faults` lists every reason."""

    def __init__(self, faults: list[Fault]):
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


class _Loader(yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader):
    """Keeps every scalar a string: 001234 stays an ident, 330100 a code; the records decide."""

    yaml_implicit_resolvers: dict = {}  # noqa: RUF012 (PyYAML's own protocol)


@dataclass(frozen=True)
class Source:
    """A file's records together with the place in the file where each was written."""

    file: str
    record: File
    root: yaml.Node

    def line(self, *path: str | int) -> int:
        """The line (from 1) of the value at `path`, or of the nearest thing around it."""
        return _line(self.root, path)

    def fault(self, path: tuple[str | int, ...], message: str) -> Fault:
        return Fault(self.file, self.line(*path), dotted(path), message)


def twice(source: Source, items: Iterable[tuple[tuple, Any]]) -> Iterator[Fault]:
    """A fault for each (path, value) whose value came before."""
    seen = set()
    for path, value in items:
        if value in seen:
            yield source.fault(path, f"{value!r} 重复")
        seen.add(value)


def dotted(path: Iterable[str | int]) -> str:
    """A path to a field as messages write it: pages[0].articles[1].ident."""
    written = ""
    for step in path:
        written += f"[{step}]" if isinstance(step, int) else f".{step}" if written else step
    return written or "（文件）"


def _line(node: yaml.Node, path) -> int:
    for step in path:
        if isinstance(node, yaml.MappingNode):
            found = next((pair for pair in node.value if pair[0].value == step), None)
            if found is None:
                break
            node = found[1] if found[1].value != "" else found[0]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            if step >= len(node.value):
                break
            node = node.value[step]
        else:
            break
    return node.start_mark.line + 1


# an issue file is some eight levels deep
DEEPEST = 50


def _event_faults(text: str, file: str):
    """What YAML allows and a catalogue does not: anchors, tags, great depth, invisible characters.

    Read as a stream of events, before anything is built that such things could blow up.
    """
    depth, lines = 0, text.split("\n")
    for event in yaml.parse(text, _Loader):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                yield Fault(file, line, "YAML", f"嵌套超过 {DEEPEST} 层")
                return
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if getattr(event, "anchor", None):
            yield Fault(
                file, line, "YAML", "目录里不用锚点（&）与引用（*）；文字以 & 或 * 开头的要加引号"
            )
        if getattr(event, "tag", None):
            yield Fault(file, line, "YAML", f"目录里不用类型标签（{event.tag}）")
        if not isinstance(event, yaml.ScalarEvent):
            continue
        if found := unseen(event.value):
            codes = " ".join(f"U+{ord(c):04X}" for c in dict.fromkeys(found))
            yield Fault(file, line, "YAML", f"含看不见的字符 {codes}")
        if lost := yaml_syntax.lost_words(event, lines):
            yield Fault(file, line, "YAML", lost)


def unseen(text: str) -> list[str]:
    """Control and format characters, and halves of characters, but for line breaks."""
    return _unseen().findall(text)


@cache
def _unseen() -> re.Pattern:
    # found by an expression: a text may be long, and there may be very many; behind the second
    # plane only the tags, at U+E0000, are such characters
    ranges: list[list[int]] = []
    for code in (*range(0x20000), *range(0xE0000, 0xE1000)):
        if unicodedata.category(chr(code)) in ("Cc", "Cf", "Cs") and code != ord("\n"):
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    inside = "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)
    return re.compile(f"[{inside}]")


def _repeated_keys(node: yaml.Node, file: str, path=()):
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            here = (*path, str(key.value))
            if key.value in seen:
                yield Fault(file, key.start_mark.line + 1, dotted(here), "同一处写了两次")
            seen.add(key.value)
            yield from _repeated_keys(value, file, here)
    elif isinstance(node, yaml.SequenceNode):
        for i, value in enumerate(node.value):
            yield from _repeated_keys(value, file, (*path, i))


def parse(text: str, file: str, kind: type[BaseModel] | None = None) -> Source:
    """Reads the text of a catalogue file; CatalogueError lists all that is wrong with it.

    `kind` is what a file of another kind holds, else its first field says which record it is.
    """
    loader = None
    try:
        if unwanted := list(_event_faults(text, file)):
            raise CatalogueError(unwanted)
        loader = _Loader(text)
        root = loader.get_single_node()
        data = loader.construct_document(root) if root else None
    except yaml.reader.ReaderError as error:
        # its position counts characters, or bytes of UTF-8 with the library in C
        before = text.encode()[: error.position] if yaml.__with_libyaml__ else None
        line = (
            before.count(b"\n") if before is not None else text.count("\n", 0, error.position)
        ) + 1
        raise CatalogueError([Fault(file, line, "YAML", "含不许有的控制字符")]) from error
    except yaml.YAMLError as error:
        line, message = yaml_syntax.explained(error, text, _Loader)
        raise CatalogueError([Fault(file, line, "YAML", message)]) from error
    finally:
        if loader:
            loader.dispose()
    if data is None:
        raise CatalogueError([Fault(file, 1, "（文件）", f"文件是空的{how_to_begin(file)}")])
    if not isinstance(data, dict):
        raise CatalogueError([Fault(file, 1, "（文件）", "应为键值对照的 YAML 文件")])
    kinds = [kind] if kind else [one for name, one in FILE_KINDS.items() if name in data]
    if not kinds:
        wanted = "、".join(FILE_KINDS)
        raise CatalogueError([Fault(file, 1, "（文件）", f"须有以下之一作顶层字段：{wanted}")])
    faults = list(_repeated_keys(root, file))
    try:
        record = kinds[0].model_validate(data, context={"draft": "draft" in data})
    except ValidationError as error:
        faults += record_faults(error, file, lambda path: _line(root, path), data)
    if faults:
        raise CatalogueError(sorted(faults))
    return Source(file, record, root)


def listed(text: str, file: str, *names: str) -> int:
    """How many items the lists of these names have that stand at the top of a file, whatever is
    wrong with what they say; CatalogueError for what is no YAML, or no such list."""
    try:
        root = yaml.load(text, _Loader)
        found = [root[name] for name in names if name in root]
    except (yaml.YAMLError, TypeError) as error:
        raise CatalogueError([Fault(file, 0, "YAML", str(error))]) from error
    if not all(isinstance(one, list) or one == "" for one in found):
        raise CatalogueError([Fault(file, 0, "YAML", f"{'、'.join(names)} 应为列表")])
    return sum(map(len, found))


def record_faults(
    error: ValidationError,
    file: str,
    line: Callable[[tuple[str | int, ...]], int],
    data: Any,
) -> list[Fault]:
    """What pydantic found wrong with `data`; `line` tells where the value at a path is written."""
    wrong = error.errors()
    inner = {bad["loc"][:n] for bad in wrong for n in range(len(bad["loc"]))}
    # fields written without a blank behind the colon
    run_on = {
        (*bad["loc"][:-1], re.split("[:：]", str(bad["loc"][-1]))[0])
        for bad in wrong
        if bad["type"] == "extra_forbidden"
    }
    no_items = {bad["loc"][:-1] for bad in wrong if bad["type"] in ("int_parsing", "int_type")}
    # fields that are misspelt: what was meant would be missing as well
    meant = _misspelt(wrong)
    misspelt = {(*loc[:-1], name) for loc, name in meant.items()}
    # spans without the list around them
    bare = {bad["loc"][:-1]: bad for bad in reversed(wrong) if _is_bare_span(bad)}

    def said(bad: dict) -> str:
        if name := meant.get(bad["loc"]):
            return f"没有这个字段，是否 {name}"
        if bad["loc"][:-1] in bare and _is_bare_span(bad):
            return "缺一层方括号：一个区间写作 [[起, 止]]，几个写作 [[起, 止], [起, 止]]"
        return message(bad, _is_written(data, bad["loc"]))

    return [
        Fault(file, line(bad["loc"]), dotted(bad["loc"]), said(bad))
        for bad in wrong
        if not (_is_bare_span(bad) and bare[bad["loc"][:-1]] is not bad)
        and not (bad["type"] == "missing" and bad["loc"] in misspelt)
        # a list whose only item is refused would be called too short as well
        and not (bad["type"] == "too_short" and bad["loc"] in inner)
        # and a pair that was written as one item would lack its second
        and not (bad["type"] == "missing" and bad["loc"][:-1] in no_items)
        and not (bad["type"] == "missing" and bad["loc"] in run_on)
    ]


def _is_bare_span(bad: dict) -> bool:
    """Whether a number stands where a list of spans has a span."""
    is_item = len(bad["loc"]) > 1 and bad["loc"][-2] == "at" and isinstance(bad["loc"][-1], int)
    return is_item and bad["type"] == "tuple_type" and str(bad["input"]).strip().isdecimal()


def _misspelt(wrong: list[dict]) -> dict[tuple[str | int, ...], str]:
    """By the place of a field that is unknown: the missing field beside it that it is a slip of."""
    missing: dict[tuple, list[str]] = {}
    for bad in wrong:
        if bad["type"] == "missing":
            missing.setdefault(bad["loc"][:-1], []).append(str(bad["loc"][-1]))
    found: dict[tuple[str | int, ...], str] = {}
    for bad in wrong:
        if bad["type"] != "extra_forbidden":
            continue
        if name := nearest(str(bad["loc"][-1]), missing.get(bad["loc"][:-1], ())):
            found[bad["loc"]] = name
    return found


def _is_written(data: Any, path: tuple[str | int, ...]) -> bool:
    """Whether something stands at `path`."""
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return False
    return True


def read(path: Path, name: str | None = None, kind: type[BaseModel] | None = None) -> Source:
    """Reads a catalogue file; `name` is what messages call it. Errors as `parse`."""
    file = name or str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        before = path.read_bytes()[: error.start]
        line = before.count(b"\n") + 1
        raise CatalogueError([Fault(file, line, "（文件）", "不是 UTF-8 文本")]) from error
    except OSError as error:
        why = unreadable(error)
        if isinstance(error, FileNotFoundError):
            why += how_to_begin(file)
        raise CatalogueError([Fault(file, 0, "（文件）", why)]) from error
    return parse(text, file, kind)
