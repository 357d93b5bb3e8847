"""Writes the rows of very many issues, people and ledger entries, without a query for each.

The rows are those that `loaddata` would write (catalogue.serializer makes both); they are made in
several processes, and written in this one.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction

from archive import parallel
from archive.catalogue import json_lines, parallel_check, yaml_serializer
from archive.catalogue.article_body import body, plain
from archive.catalogue.entries import CatalogueEntry
from archive.models import (
    Article,
    Byline,
    Coverage,
    FullText,
    Issue,
    LedgerEntry,
    Newspaper,
    Page,
    Person,
    Tag,
    Tagging,
)

# Entries of JSON lines are numbered from here: by its number an entry is known to harvesters, and
# ledger.yaml, whose entries are numbered first, may still grow.
LINES_FROM = 1_000_000_000

_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_BY_NAME = {
    model._meta.model_name: model
    for model in (Issue, Page, Article, Byline, Coverage, Tagging, LedgerEntry, Person)
}
_ENTRY_TAGS = LedgerEntry.tags.through
_ORDER = (
    *(Person, Issue, Page, Article, Tagging, Byline, Coverage, FullText),
    *(LedgerEntry, _ENTRY_TAGS),
)


# Rows by table, each a tuple in the order of the model's columns. Keys count from 0 in the piece
# that the rows are made of, and so do references to what is in it.
Rows = dict[str, list[tuple]]


@dataclass(frozen=True)
class _Known:
    """The keys of what is loaded already, and the page texts."""

    newspapers: dict[str, int]
    people: dict[str, int]
    tags: dict[str, int]
    texts: Mapping[str, str]


# what the process that makes rows has been told
_told: list[tuple[type[CatalogueEntry], _Known]] = []


def _begin(kind: type[CatalogueEntry], known: _Known) -> None:
    # The connection of the process that writes is here, too, and is left alone: closed here, it
    # would take back what is being written there.
    _told[:] = [(kind, known)]


def write(
    kind: type[CatalogueEntry],
    files: list[tuple[Path, str]],
    texts: Mapping[str, str],
    say: Callable[[str], None],
) -> None:
    """Writes what stands in files of one kind of record, a record a line; all refers to what is there.

    CatalogueError for a line that is no such record: the catalogue was checked before.
    """
    known = _Known(
        dict(Newspaper.objects.values_list("slug", "pk")),
        dict(Person.objects.values_list("slug", "pk")),
        dict(Tag.objects.values_list("slug", "pk")),
        texts,
    )
    pieces = [piece for path, name in files for piece in parallel_check.pieces(path, name)]
    workers = parallel_check.processes_for([path for path, _ in files])
    base = {model._meta.db_table: _next_key(model) for model in _ORDER}
    base[LedgerEntry._meta.db_table] = max(base[LedgerEntry._meta.db_table], LINES_FROM)
    counted = 0
    with connection.constraint_checks_disabled(), transaction.atomic():
        for made in parallel.in_order(_make, pieces, workers, _begin, (kind, known)):
            for model in _ORDER:
                if rows := made.get(model._meta.db_table):
                    _insert(model, rows, base)
            for table, rows in made.items():
                base[table] += len(rows)
            articles = len(made.get(Article._meta.db_table, ()))
            if counted // 100_000 < (counted + articles) // 100_000:
                say(f"已读入 {counted + articles} 篇")
            counted += articles
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), _ORDER):
            cursor.execute(statement)


def _next_key(model: type[models.Model]) -> int:
    return (model.objects.aggregate(last=models.Max("pk"))["last"] or 0) + 1


@cache
def _columns(model: type[models.Model]) -> tuple[models.Field, ...]:
    return tuple(model._meta.concrete_fields)


def _insert(model: type[models.Model], rows: list[tuple], base: dict[str, int]) -> None:
    names, values = [], []
    for column in _columns(model):
        names.append(connection.ops.quote_name(column.column))
        table = _counted_in(model, column)
        values.append(f"%s + {base[table]:d}" if table else "%s")
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(values)})", rows
        )


# what a piece has of its own, so that references to it count from its beginning
_IN_PIECE = (Issue, Page, Article, LedgerEntry)


def _counted_in(model: type[models.Model], column: models.Field) -> str | None:
    """The table whose rows a column's numbers count from the piece's beginning on."""
    if column.primary_key:
        return model._meta.db_table
    related = column.related_model
    return related._meta.db_table if related in _IN_PIECE else None


def _make(piece: parallel_check.FilePart) -> Rows:
    ((kind, known),) = _told
    maker = _Maker(known)
    for number, line in enumerate(parallel_check.lines_of(piece), 1):
        if line.strip():
            record = json_lines.parse(line, kind, piece.name, number).record
            maker.add(record)
    return maker.rows


class _Maker:
    def __init__(self, known: _Known):
        self._known = known
        self.rows: dict[str, list[tuple]] = {}
        # natural key → number in the piece
        self._places: dict[tuple, int] = {}
        self._text: str | None = None

    def add(self, record: CatalogueEntry) -> None:
        self._places.clear()
        for row in yaml_serializer.rows(record):
            model = _BY_NAME[row["model"].removeprefix("archive.")]
            self._add(model, row["fields"])

    def _add(self, model: type[models.Model], fields: dict[str, Any]) -> None:
        known, own = self._known, None
        if model is Issue:
            own = (*fields["newspaper"], fields["key"])
        elif model is Page:
            own = (*fields["issue"], fields["key"])
            self._text = known.texts.get(fields["sha256"])
            fields["text_held"] = self._text is not None
        elif model is Article:
            own = (fields["ident"],)
        elif model is Byline:
            fields["person"] = known.people[fields["person"][0]]
        elif model is Tagging:
            fields["tag"] = known.tags[fields["tag"][0]]
        if fields.get("newspaper"):
            fields["newspaper"] = known.newspapers[fields["newspaper"][0]]
        here = self._put(model, fields)
        if own:
            self._places[model, *own] = here
        for (slug,) in fields["tags"] if model is LedgerEntry else ():
            self._put_tag(_ENTRY_TAGS, here, known.tags[slug])
        if model is Article and self._text is not None:
            blocks = body(fields["blocks"], fields["corrections"], self._text)
            self._put(FullText, {"article": own, "blocks": blocks, "plain": plain(blocks)})

    def _put(self, model: type[models.Model], fields: dict[str, Any]) -> int:
        rows = self.rows.setdefault(model._meta.db_table, [])
        number = len(rows)
        rows.append(tuple(self._value(column, fields, number) for column in _columns(model)))
        return number

    def _put_tag(self, through: type[models.Model], here: int, tag: int) -> None:
        rows = self.rows.setdefault(through._meta.db_table, [])
        rows.append((len(rows), here, tag))

    def _value(self, column: models.Field, fields: dict[str, Any], number: int) -> Any:
        if column.name in fields:
            value = fields[column.name]
        else:
            value = number if column.primary_key else column.get_default()
        if isinstance(column, models.JSONField):
            return _json(value)
        if isinstance(value, list | tuple):
            return self._places[column.related_model, *value]
        return value
