"""Insert the rows of issues, and of people and ledger entries in JSON Lines, without a query each.

The rows are those that `loaddata` would write (both come from catalogue.yaml_serializer), with keys
from archive.editions.row_keys. Worker processes prepare them; this process writes them.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models import Field

from archive import parallel
from archive.catalogue import json_lines, parallel_check, yaml_serializer
from archive.catalogue.article_body import body, plain
from archive.catalogue.entries import CatalogueEntry, IssueFile
from archive.catalogue.geometry import Geometries, PageGeometry
from archive.catalogue.yaml_file import read
from archive.command_messages import message
from archive.models import (
    Article,
    Byline,
    Coverage,
    FullText,
    Geometry,
    Issue,
    LedgerEntry,
    Newspaper,
    Page,
    PageImage,
    Person,
    Tag,
    Tagging,
)
from archive.models.ledger import LINES_FROM, LedgerKind
from archive.progress import ProgressCallback

from . import row_keys

_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_MODELS = {
    model._meta.model_name: model
    for model in (Issue, Page, PageImage, Article, Byline, Coverage, Tagging, LedgerEntry, Person)
}
_ENTRY_TAGS = LedgerEntry.tags.through
# in an order that satisfies foreign keys
_INSERT_ORDER = (
    *(Person, Issue, Page, PageImage, Geometry, Article, Tagging, Byline, Coverage, FullText),
    *(LedgerEntry, _ENTRY_TAGS),
)


# Rows by table, each in the order of the model's columns. Issues, pages and articles have their
# final keys; those of other rows count from 0 within a file part, as do foreign keys to them.
Row = tuple[Any, ...]
Rows = dict[str, list[Row]]


@dataclass(frozen=True)
class _Context:
    """Primary keys of rows loaded already, by slug; page texts and geometry by SHA-256."""

    # newspaper/issue → its number in the ledger
    issues: dict[str, int]
    newspapers: dict[str, int]
    people: dict[str, int]
    tags: dict[str, int]
    texts: Mapping[str, str]
    geometries: Geometries


# set once in each worker process
_worker_context: list[tuple[type[CatalogueEntry], _Context]] = []


def _begin(kind: type[CatalogueEntry], context: _Context) -> None:
    # Do not close the connection inherited from the writing process: that would roll back its
    # transaction.
    _worker_context[:] = [(kind, context)]


def write(
    kind: type[CatalogueEntry],
    files: list[tuple[Path, str]],
    texts: Mapping[str, str],
    geometries: Geometries,
    report: ProgressCallback,
) -> None:
    """Insert (path, name) files of one kind of entry, whose references are loaded already.

    A YAML file is an issue; JSON Lines have one entry a line. CatalogueError for what does not
    parse: the catalogue was checked before.
    """
    parts = [part for path, name in files for part in _parts(path, name)]
    write_parts(kind, parts, texts, geometries, report)


def write_parts(
    kind: type[CatalogueEntry],
    parts: list[parallel_check.FilePart],
    texts: Mapping[str, str],
    geometries: Geometries,
    report: ProgressCallback,
) -> None:
    """Insert parts of such files, each of whole lines or a whole YAML file."""
    numbers = LedgerEntry.objects.filter(kind=LedgerKind.ISSUE).order_by()
    context = _Context(
        dict(numbers.values_list("key", "pk")) if kind is IssueFile else {},
        dict(Newspaper.objects.values_list("slug", "pk")),
        dict(Person.objects.values_list("slug", "pk")),
        dict(Tag.objects.values_list("slug", "pk")),
        texts,
        geometries,
    )
    workers = parallel_check.processes_for_parts(parts)
    next_keys = {model._meta.db_table: _next_key(model) for model in _INSERT_ORDER}
    ledger_table = LedgerEntry._meta.db_table
    next_keys[ledger_table] = max(next_keys[ledger_table], LINES_FROM)
    articles_written = 0
    with connection.constraint_checks_disabled(), transaction.atomic():
        for tables in parallel.in_order(_rows_of_part, parts, workers, _begin, (kind, context)):
            for model in _INSERT_ORDER:
                if rows := tables.get(model._meta.db_table):
                    _insert(model, rows, next_keys)
            for table, rows in tables.items():
                next_keys[table] += len(rows)
            articles = len(tables.get(Article._meta.db_table, ()))
            if articles_written // 100_000 < (articles_written + articles) // 100_000:
                report(message("已载入 %(articles)s 篇", articles=articles_written + articles))
            articles_written += articles
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), _INSERT_ORDER):
            cursor.execute(statement)


def _parts(path: Path, name: str) -> Iterable[parallel_check.FilePart]:
    if path.suffix == ".yaml":
        return [parallel_check.FilePart(path, name, 0, path.stat().st_size)]
    return parallel_check.pieces(path, name)


def _next_key(model: type[models.Model]) -> int:
    return (model._default_manager.aggregate(last=models.Max("pk"))["last"] or 0) + 1


@cache
def _columns(model: type[models.Model]) -> tuple[Field, ...]:
    return tuple(model._meta.concrete_fields)


def _insert(model: type[models.Model], rows: list[Row], next_keys: dict[str, int]) -> None:
    names = [connection.ops.quote_name(field.column) for field in _columns(model) if field.column]
    tables = [_counted_table(model, field) for field in _columns(model)]
    values = [f"%s + {next_keys[table]:d}" if table else "%s" for table in tables]
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(values)})", rows
        )


# models whose keys come from row_keys
_KEYED = (Issue, Page, Article)


def _counted_table(model: type[models.Model], field: Field) -> str | None:
    """Return the table whose next key is to be added to a field's values; None for plain values."""
    if field.primary_key:
        return None if model in _KEYED else model._meta.db_table
    return LedgerEntry._meta.db_table if field.related_model is LedgerEntry else None


def _rows_of_part(part: parallel_check.FilePart) -> Rows:
    ((kind, context),) = _worker_context
    builder = _RowBuilder(context)
    if part.path.suffix == ".yaml":
        builder.add(read(part.path, IssueFile, name=part.name).record)
        return builder.rows
    for number, line in enumerate(parallel_check.lines_of(part), 1):
        if line.strip():
            builder.add(json_lines.parse(line, kind, part.name, number).record)
    return builder.rows


class _RowBuilder:
    def __init__(self, context: _Context):
        self._context = context
        self.rows: Rows = {}
        # (model, *natural key) → key of the row
        self._keys: dict[tuple[Any, ...], int] = {}
        self._page_text: str | None = None
        self._geometry: PageGeometry | None = None

    def add(self, entry: CatalogueEntry) -> None:
        self._keys.clear()
        for row in yaml_serializer.rows(entry):
            model = _MODELS[row["model"].removeprefix("archive.")]
            self._add(model, row["fields"])

    def _add(self, model: type[models.Model], fields: dict[str, Any]) -> None:
        context = self._context
        natural_key: tuple[str, ...] = ()
        if model is Issue:
            natural_key = (*fields["newspaper"], fields["key"])
            fields["id"] = context.issues.get(
                "/".join(natural_key)
            ) or row_keys.issue_without_entry(*natural_key)
        elif model is Page:
            natural_key = (*fields["issue"], fields["key"])
            issue = self._keys[Issue, *fields["issue"]]
            fields["id"] = row_keys.page_key(issue, fields["sequence"])
            self._page_text = context.texts.get(fields["sha256"])
            fields["text_held"] = self._page_text is not None
            self._geometry = context.geometries.get(fields["sha256"])
            if self._geometry is not None:
                yaml_serializer.set_non_article_zones(fields["apart"], self._geometry)
        elif model is Article:
            natural_key = (fields["ident"],)
            page = self._keys[Page, *fields["page"]]
            fields["id"] = row_keys.article_key(page, fields["sequence"])
            if self._geometry is not None:
                placement = yaml_serializer.placement_of_row(fields, self._geometry)
                fields |= yaml_serializer.zone_fields(placement)
        elif model is Byline:
            fields["person"] = context.people[fields["person"][0]]
        elif model is Tagging:
            fields["tag"] = context.tags[fields["tag"][0]]
        if fields.get("newspaper"):
            fields["newspaper"] = context.newspapers[fields["newspaper"][0]]
        number = self._append(model, fields)
        if natural_key:
            self._keys[model, *natural_key] = fields["id"]
        if model is Page and self._geometry is not None:
            data = Geometry.pack(self._geometry)
            self._append(Geometry, {"page": natural_key, "data": data})
        for (slug,) in fields["tags"] if model is LedgerEntry else ():
            self._append_tag(_ENTRY_TAGS, number, context.tags[slug])
        if model is Article and self._page_text is not None:
            blocks = body(fields["blocks"], fields["corrections"], self._page_text)
            text = {"article": natural_key, "blocks": blocks, "plain": plain(blocks)}
            self._append(FullText, text)

    def _append(self, model: type[models.Model], fields: dict[str, Any]) -> int:
        rows = self.rows.setdefault(model._meta.db_table, [])
        number = len(rows)
        rows.append(tuple(self._value(field, fields, number) for field in _columns(model)))
        return number

    def _append_tag(self, through: type[models.Model], entry: int, tag: int) -> None:
        rows = self.rows.setdefault(through._meta.db_table, [])
        rows.append((len(rows), entry, tag))

    def _value(self, field: Field, fields: dict[str, Any], number: int) -> Any:
        if field.name in fields:
            value = fields[field.name]
        else:
            value = number if field.primary_key else field.get_default()
        if isinstance(field, models.JSONField):
            return _json(value)
        if isinstance(value, list | tuple):
            return self._keys[field.related_model, *value]
        return value
