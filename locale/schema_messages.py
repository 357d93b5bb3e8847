"""Collects what the schemas of the API say, for `make messages`: fields and classes."""

import ast
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any

from babel.messages.extract import extract_python

# functions of archive/formats/schema_parts.py; the last of their texts is the description
_FIELDS = {"described", "fact"}
Message = tuple[int, str | None, Any, list[str]]


def extract(file: IO[bytes], keywords: Any, tags: Any, options: Any) -> Iterator[Message]:
    """An extraction method of Babel: messages of Python, descriptions of fields, docstrings."""
    source = file.read()
    yield from extract_python(BytesIO(source), keywords, tags, options)
    for node in ast.walk(ast.parse(source)):
        text: str | None = None
        if isinstance(node, ast.ClassDef):
            text = ast.get_docstring(node)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in _FIELDS:
            texts = [each.value for each in node.args if isinstance(each, ast.Constant)]
            text = texts[-1] if texts else None
        # docstrings for programmers are in English
        if isinstance(node, ast.ClassDef | ast.Call) and text and not text.isascii():
            yield node.lineno, None, text, []
