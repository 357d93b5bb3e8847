"""Write a draft as YAML in the catalogue's style: short values on one line, long ones as text."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from archive.catalogue import digest_length
from archive.command_messages import message

_FIRST = re.compile(r"^[A-Za-z0-9㐀-鿿“‘《（]")
# Strings that need quotes; the catalogue's reader parses 330100 and 2021-12-23 as strings.
_UNSAFE = re.compile(r": |:$| #|[\n\r\t\\\"'{}\[\],&*!|>%@`\x00-\x1f\x7f]|^[-?:] |^[-?:]$|^\s|\s$")
_UNSEEN = ("Cc", "Cf", "Cs", "Cn", "Co")
# Lists with one line per item.
_FLOW = (
    "apart",
    "bylines",
    "images",
    "places",
    "body",
    "corrections",
    "notes",
    "guesses",
    "evidence",
)


def to_yaml(fields: Mapping[str, Any], head: Sequence[str] = ()) -> str:
    """Return the YAML text; `head` are comment lines at its top."""
    lines = [f"# {line}" for line in head]
    lines += _mapping(fields, 0, ())
    return "\n".join(lines) + "\n"


def _mapping(fields: Mapping[str, Any], depth: int, path: tuple[str, ...]) -> Iterator[str]:
    pad = "  " * depth
    for name, value in fields.items():
        if name == "draft":
            comment = message(
                "草稿的各处推测，置信度最低的在前；逐条核对、改好之后，删去整段 draft"
            )
            yield f"{pad}# {comment}"
        if name == "digest" and not value:
            yield f'{pad}digest: ""  # {_digest_comment(fields)}'
        elif name == "places" and not value:
            comment = message("待补：报道的地区；文章不涉及任何地区的写 []")
            yield f'{pad}places: ""  # {comment}'
        elif isinstance(value, Mapping):
            yield f"{pad}{name}:"
            yield from _mapping(value, depth + 1, (*path, name))
        elif name == "at" or (isinstance(value, list) and _short(value)):
            yield f"{pad}{name}: {flow(value)}"
        elif isinstance(value, list | tuple):
            yield f"{pad}{name}:"
            for item in value:
                if name in _FLOW:
                    yield f"{pad}  - {flow(item)}"
                else:
                    inner = list(_mapping(item, depth + 2, (*path, name)))
                    yield f"{pad}  - {inner[0].lstrip()}"
                    yield from inner[1:]
        else:
            yield f"{pad}{name}: {scalar(value)}"


def _digest_comment(article: Mapping[str, Any]) -> str:
    spans = (span for block in article["body"] for span in block["at"])
    least, most = digest_length.bounds(sum(end - start for start, end in spans))
    return message("待写：提要由编辑用自己的话写，%(least)s 到 %(most)s 字", least=least, most=most)


def _short(value: Sequence[Any]) -> bool:
    return not value or all(isinstance(item, str | int) for item in value)


def flow(value: Any) -> str:
    """Return `value` on one line, in YAML's flow style."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {flow(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return scalar(value)


def scalar(value: Any) -> str:
    """Return one value; in double quotes where YAML would read it as something else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    # Invisible characters may be on a page, but not in a catalogue file.
    value = "".join(c for c in value if c == "\n" or unicodedata.category(c) not in _UNSEEN)
    if not value or _UNSAFE.search(value) or not _FIRST.match(value):
        return json.dumps(value, ensure_ascii=False)
    return value
