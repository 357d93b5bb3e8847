"""The tables of the database for researchers, derived from the records.

A record's own values are columns, and so are those of a record inside, as `date_edtf`; of what is
only pointed to the key alone remains, as `issue_key`. Several records inside are a table of their
own, `article_topics`, in their order, which `nth` counts from 1. Several bare values are one
column of JSON. The words of others' texts are left out.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import Any, get_args, get_origin

from archive.formats.csv import record_in
from archive.formats.schema import TopicRecord
from archive.formats.schema_parts import (
    Credit,
    IssueLink,
    NewspaperLink,
    PageLink,
    PlaceLink,
    Schema,
    TopicLink,
)

from .licences import is_third_party, licence
from .record_types import KINDS, RecordType

# what is only pointed to → (what one is called, its key, what its own table tells)
_POINTERS: dict[type[Schema], tuple[str, str, set[str]]] = {
    NewspaperLink: ("newspaper", "slug", set(NewspaperLink.model_fields)),
    IssueLink: ("issue", "key", set(IssueLink.model_fields)),
    PageLink: ("page", "key", set(PageLink.model_fields)),
    TopicLink: ("topic", "slug", set(TopicLink.model_fields)),
    PlaceLink: ("place", "code", set(PlaceLink.model_fields)),
    Credit: ("person", "slug", {"slug", "name", "url"}),
}
# columns that together name a row of another table: (columns, that table, its columns)
REFERENCES = (
    (("newspaper_slug",), "newspapers", ("slug",)),
    (("newspaper_slug", "issue_key"), "issues", ("newspaper_slug", "key")),
    (
        ("newspaper_slug", "issue_key", "page_key"),
        "pages",
        ("newspaper_slug", "issue_key", "key"),
    ),
    (("article_ident",), "articles", ("ident",)),
    (("topic_slug",), "topics", ("slug",)),
    (("broader_slug",), "topics", ("slug",)),
    (("place_code",), "places", ("code",)),
    (("person_slug",), "people", ("slug",)),
)


@dataclass(frozen=True)
class Column:
    name: str
    # TEXT or INTEGER, as SQLite has them
    type: str
    says: str
    licence: str
    # the fields that lead to the value
    path: tuple[str, ...]

    def read(self, record: Schema) -> Any:
        value: Any = record
        for name in self.path:
            value = None if value is None else getattr(value, name)
        return _stored(value)


class Reader:
    """Reads several columns of a record at once."""

    def __init__(self, columns: Iterable[Column]):
        self._columns = tuple(columns)
        self._all = attrgetter(*(".".join(column.path) for column in self._columns))

    def read(self, record: Schema) -> tuple:
        try:
            values = self._all(record)
        except AttributeError:
            # what leads to one of them is None
            return tuple(column.read(record) for column in self._columns)
        if len(self._columns) == 1:
            values = (values,)
        return tuple(v if type(v) in _AS_THEY_ARE else _stored(v) for v in values)


_AS_THEY_ARE = {str, int, bool, type(None)}


def _stored(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return json.dumps(value, ensure_ascii=False)
    return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True)
class TablePart:
    """A table of what each record has several of."""

    name: str
    says: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    field: str

    @cached_property
    def key_reader(self) -> Reader:
        """Of the columns that the owner gives."""
        return Reader(self.columns[: len(self.key)])

    @cached_property
    def reader(self) -> Reader:
        return Reader(self.columns[len(self.key) :])


@dataclass(frozen=True)
class TableDefinition:
    name: str
    says: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    parts: tuple[TablePart, ...]

    @cached_property
    def reader(self) -> Reader:
        return Reader(self.columns)


def table_definition(kind: RecordType) -> TableDefinition:
    """The table of a kind of record, with those of its parts."""
    columns = tuple(_columns(kind.record))
    by_name = {column.name: column for column in columns}
    owner = tuple(_renamed(by_name[name], kind.one) for name in kind.key)
    parts = []
    for name, field in kind.record.model_fields.items():
        if _is_several(field.annotation) and (kind.record, name) != (TopicRecord, "narrower"):
            inner = record_in(field.annotation)
            parts.append(
                TablePart(
                    f"{kind.one}_{name}",
                    f"{kind.label}：{field.description}",
                    tuple(column.name for column in owner),
                    (*owner, *_inner(inner, (), "")),
                    name,
                )
            )
    return TableDefinition(kind.name, kind.label, kind.key, columns, tuple(parts))


def _renamed(column: Column, one: str) -> Column:
    """A key as it is called where something belongs to its row."""
    name = column.name if "_" in column.name else f"{one}_{column.name}"
    return Column(name, column.type, column.says, column.licence, column.path)


def _columns(kind: type[Schema], path: tuple[str, ...] = (), prefix: str = "") -> Iterator[Column]:
    for name, field in kind.model_fields.items():
        if is_third_party(kind, name) or _is_several(field.annotation):
            continue
        inner = record_in(field.annotation)
        if inner:
            yield from _inner(inner, (*path, name), f"{prefix}{name}_")
        else:
            type_, says = _sql(field.annotation), field.description
            yield Column(f"{prefix}{name}", type_, says, licence(kind, name), (*path, name))


def _inner(kind: type[Schema], path: tuple[str, ...], prefix: str) -> Iterator[Column]:
    """The columns of a record inside another."""
    pointer = next((found for base, found in _POINTERS.items() if issubclass(kind, base)), None)
    one, key, told = pointer or ("", "", {"url"})
    for column in _columns(kind, path, prefix):
        name = column.path[-1]
        if name == key:
            column_name = f"{prefix or f'{one}_'}{name}"
            yield Column(column_name, column.type, column.says, column.licence, column.path)
        elif name not in told:
            yield column


def _is_several(annotation: Any) -> bool:
    return get_origin(annotation) is list and record_in(annotation) is not None


def _sql(annotation: Any) -> str:
    kinds = {annotation, *get_args(annotation)}
    several = get_origin(annotation) in (list, tuple)
    return "INTEGER" if kinds & {int, bool} and not several else "TEXT"


TABLES = tuple(table_definition(kind) for kind in KINDS)
