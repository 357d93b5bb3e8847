"""Django's fixture format "jsonl", extended to read catalogue records, one a line.

`loaddata` finds this through SERIALIZATION_MODULES. A line with "model" is a Django fixture row;
any other is an issue, a person or a ledger entry.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.serializers.base import DeserializationError
from django.core.serializers.jsonl import Serializer  # noqa: F401 (looked up by Django)
from django.core.serializers.python import Deserializer as PythonDeserializer

from archive.command_messages import message
from archive.text import place_names

from . import entries
from .json_lines import load, validate
from .yaml_file import CatalogueError
from .yaml_serializer import Row, rows


def kind_of(data: Any) -> type[entries.CatalogueEntry]:
    """Return the class of a line's entry, recognized by a field that only it requires."""
    if "pages" in data:
        return entries.IssueFile
    return entries.LedgerLine if "kind" in data else entries.PersonEntry


def _rows(stream: Iterable[str | bytes], file: str) -> Iterator[Row]:
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        data = load(line if isinstance(line, bytes) else line.encode(), file, number)
        if isinstance(data, dict) and "model" in data:
            yield _with_english_name(data)
        else:
            kind = kind_of(data) if isinstance(data, dict) else entries.IssueFile
            yield from rows(validate(data, kind, file, number))


def _with_english_name(row: Row) -> Row:
    """Return the row; a place's with its name in English, unless an editor wrote another."""
    if row["model"] == "archive.place":
        fields = row["fields"]
        fields["romanised"] = fields.get("romanised") or place_names.in_english(
            fields["name"], fields["pinyin"]
        )
    return row


def Deserializer(stream_or_string: Any, **options: Any) -> Iterator[Any]:
    """Yield DeserializedObjects; DeserializationError names file, line and field."""
    source = stream_or_string
    stream = source.splitlines() if isinstance(source, str | bytes) else source
    rows_of_all = _rows(stream, getattr(source, "name", message("（文本）")))
    try:
        yield from PythonDeserializer(rows_of_all, **options)
    except CatalogueError as error:
        raise DeserializationError(str(error)) from error
