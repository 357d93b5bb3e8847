"""The tables of the SQLite export, derived from the records.

Plain values of a record are columns, and so are those of a nested record, such as `date_edtf`; a
link to another record becomes its key alone, such as `issue_key`. A list of nested records becomes
a table of its own, `article_topics`, ordered by `nth`, from 1. A list of plain values is one column
of JSON. Texts that the archive cannot license are omitted.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import Any, get_args, get_origin

from archive.formats.csv_writer import nested_schema
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
from .record_types import RECORD_TYPES, RecordType

# links → (name of the record, its key field, fields that its own table has)
_LINKS: dict[type[Schema], tuple[str, str, set[str]]] = {
    NewspaperLink: ("newspaper", "slug", set(NewspaperLink.model_fields)),
    IssueLink: ("issue", "key", set(IssueLink.model_fields)),
    PageLink: ("page", "key", set(PageLink.model_fields)),
    TopicLink: ("topic", "slug", set(TopicLink.model_fields)),
    PlaceLink: ("place", "code", set(PlaceLink.model_fields)),
    Credit: ("person", "slug", {"slug", "name", "url", "same_as"}),
}
# foreign keys: (columns, table, its columns)
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
    # SQLite's TEXT or INTEGER
    type: str
    says: str
    licence: str
    # attributes that lead to the value
    path: tuple[str, ...]

    def read(self, record: Schema) -> Any:
        value: Any = record
        for name in self.path:
            value = None if value is None else getattr(value, name)
        return _sql_value(value)


class Reader:
    """Read several columns of a record at once."""

    def __init__(self, columns: Iterable[Column]):
        self._columns = tuple(columns)
        self._get_all = attrgetter(*(".".join(column.path) for column in self._columns))

    def read(self, record: Schema) -> tuple[Any, ...]:
        try:
            values = self._get_all(record)
        except AttributeError:
            # a nested record is None
            return tuple(column.read(record) for column in self._columns)
        if len(self._columns) == 1:
            values = (values,)
        return tuple(v if type(v) in _NATIVE_TYPES else _sql_value(v) for v in values)


_NATIVE_TYPES = {str, int, bool, type(None)}


def _sql_value(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return json.dumps(value, ensure_ascii=False)
    return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True)
class TablePart:
    """The table of one list of nested records."""

    name: str
    says: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    field: str

    @cached_property
    def key_reader(self) -> Reader:
        """The reader of the columns taken from the owner."""
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
    """Return the table of a record type, with those of its nested records."""
    columns = tuple(_columns(kind.record))
    by_name = {column.name: column for column in columns}
    owner = tuple(_foreign_key(by_name[name], kind.singular) for name in kind.key)
    parts = []
    for name, field in kind.record.model_fields.items():
        inner = nested_schema(field.annotation)
        if inner is None or get_origin(field.annotation) is not list:
            continue
        # a topic's narrower topics are the rows that have it as their broader one
        if (kind.record, name) != (TopicRecord, "narrower"):
            parts.append(
                TablePart(
                    f"{kind.singular}_{name}",
                    f"{kind.label}：{field.description}",
                    tuple(column.name for column in owner),
                    (*owner, *_nested_columns(inner, (), "")),
                    name,
                )
            )
    return TableDefinition(kind.name, kind.label, kind.key, columns, tuple(parts))


def _foreign_key(column: Column, singular: str) -> Column:
    """Return a key column under its name in tables that refer to it."""
    name = column.name if "_" in column.name else f"{singular}_{column.name}"
    return Column(name, column.type, column.says, column.licence, column.path)


def _columns(kind: type[Schema], path: tuple[str, ...] = (), prefix: str = "") -> Iterator[Column]:
    for name, field in kind.model_fields.items():
        if is_third_party(kind, name) or _is_record_list(field.annotation):
            continue
        inner = nested_schema(field.annotation)
        if inner:
            yield from _nested_columns(inner, (*path, name), f"{prefix}{name}_")
        else:
            yield Column(
                f"{prefix}{name}",
                _sql_type(field.annotation),
                field.description or "",
                licence(kind, name),
                (*path, name),
            )


def _nested_columns(kind: type[Schema], path: tuple[str, ...], prefix: str) -> Iterator[Column]:
    """Yield the columns of a record nested in another; of a link, its key alone."""
    link = next((link for base, link in _LINKS.items() if issubclass(kind, base)), None)
    table, key, omitted = link or ("", "", {"url"})
    for column in _columns(kind, path, prefix):
        name = column.path[-1]
        if name == key:
            column_name = f"{prefix or f'{table}_'}{name}"
            yield Column(column_name, column.type, column.says, column.licence, column.path)
        elif name not in omitted:
            yield column


def _is_record_list(annotation: Any) -> bool:
    return get_origin(annotation) is list and nested_schema(annotation) is not None


def _sql_type(annotation: Any) -> str:
    types = {annotation, *get_args(annotation)}
    is_list = get_origin(annotation) in (list, tuple)
    return "INTEGER" if types & {int, bool} and not is_list else "TEXT"


TABLES = tuple(table_definition(kind) for kind in RECORD_TYPES)
