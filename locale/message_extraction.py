"""Collects what the schemas of the API and the table of roles say, for `make messages`."""

import ast
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any

from babel.messages.extract import extract_python

# functions of archive/formats/schema_parts.py; the last of their texts is the description
_FIELDS = {"described", "fact"}
Message = tuple[int, str | None, Any, list[str]]


def extract(file: IO[bytes], keywords: Any, tags: Any, options: Any) -> Iterator[Message]:
    """An extraction method of Babel: messages of Python, descriptions, docstrings, roles."""
    source = file.read()
    yield from extract_python(BytesIO(source), keywords, tags, options)
    for node in ast.walk(ast.parse(source)):
        text: str | None = None
        if isinstance(node, ast.ClassDef):
            text = ast.get_docstring(node)
        elif isinstance(node, ast.Call) and _called(node) in _FIELDS:
            texts = [each.value for each in node.args if isinstance(each, ast.Constant)]
            text = texts[-1] if texts else None
        # docstrings for programmers are in English
        if isinstance(node, ast.ClassDef | ast.Call) and text and not text.isascii():
            yield node.lineno, None, text, []
        elif isinstance(node, ast.Dict):
            # archive/text/roles.py, which knows nothing of Django
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and _called(value) == "Role":
                    yield key.lineno, None, key.value, []


def _called(node: ast.AST) -> str:
    return getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
