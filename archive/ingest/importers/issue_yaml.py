"""Writes an issue's record as a YAML file that an editor can go on with."""

import json
import re
from typing import Any

from archive.catalogue.entries import IssueFile

# a scalar that needs no quotes: letters, digits and marks that mean nothing in YAML
_PLAIN = re.compile(
    r"^[0-9A-Za-z\u3400-\u9fff][0-9A-Za-z\u3400-\u9fff_.~/，。、；！？（）《》·-]*$"
)
_WIDEST = 100


def text(record: IssueFile, says: str) -> str:
    """`says` goes into a comment at the head."""
    fields = record.model_dump(mode="json", exclude_defaults=True)
    return "\n".join([f"# {says}", *_mapping(fields, ""), ""])


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
            for one in value:
                lines += _item(one, indent + "  ")
    return lines


def _item(value: Any, indent: str) -> list[str]:
    short = f"{indent}- {_flow(value)}"
    if not isinstance(value, dict) or (_is_leaf(value) and len(short) <= _WIDEST):
        return [short]
    first, *more = _mapping(value, indent + "  ")
    return [f"{indent}- {first.lstrip()}", *more]


def _is_leaf(value: Any) -> bool:
    """Whether it holds nothing but scalars and spans."""
    if isinstance(value, dict):
        return all(not isinstance(one, dict) and _is_leaf(one) for one in value.values())
    if isinstance(value, list):
        return not any(isinstance(one, dict) for one in value)
    return True


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_flow(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, str) and _PLAIN.match(value) and not value.endswith("-"):
        return value
    return json.dumps(value, ensure_ascii=False)
