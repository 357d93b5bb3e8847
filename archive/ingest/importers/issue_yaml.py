"""Write an issue entry as a YAML file for an editor to continue with."""

import json
import re
from typing import Any

from archive.catalogue.entries import IssueFile

# Scalars that need no quotes: letters, digits and characters without meaning in YAML.
_PLAIN = re.compile(
    r"^[0-9A-Za-z\u3400-\u9fff][0-9A-Za-z\u3400-\u9fff_.~/，。、；！？（）《》·-]*$"
)
_WIDEST = 100


def text(record: IssueFile, comment: str) -> str:
    """Return the YAML text of an issue; `comment` goes into a comment on the first line."""
    fields = record.model_dump(mode="json", exclude_defaults=True)
    return "\n".join([f"# {comment}", *_mapping(fields, ""), ""])


def _mapping(fields: dict[str, Any], indent: str) -> list[str]:
    lines = []
    for name, value in fields.items():
        short = f"{indent}{name}: {_flow(value)}"
        if not isinstance(value, dict | list) or (_is_leaf(value) and len(short) <= _WIDEST):
            lines.append(short)
        elif isinstance(value, dict):
            lines += [f"{indent}{name}:", *_mapping(value, indent + "  ")]
        else:
            lines.append(f"{indent}{name}:")
            for item in value:
                lines += _item(item, indent + "  ")
    return lines


def _item(value: Any, indent: str) -> list[str]:
    short = f"{indent}- {_flow(value)}"
    if not isinstance(value, dict) or (_is_leaf(value) and len(short) <= _WIDEST):
        return [short]
    first, *following = _mapping(value, indent + "  ")
    return [f"{indent}- {first.lstrip()}", *following]


def _is_leaf(value: Any) -> bool:
    """Return whether a value holds only scalars and spans, which are written on one line."""
    if isinstance(value, dict):
        return all(not isinstance(item, dict) and _is_leaf(item) for item in value.values())
    if isinstance(value, list):
        return not any(isinstance(item, dict) for item in value)
    return True


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_flow(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, str) and _PLAIN.match(value) and not value.endswith("-"):
        return value
    return json.dumps(value, ensure_ascii=False)
