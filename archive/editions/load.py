"""Load the catalogue, the geometry of its pages and the available page texts into the database."""

import warnings
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection, models, transaction

from archive.batches import batched
from archive.catalogue import jsonl_serializer, parallel_check
from archive.catalogue.article_body import body, plain
from archive.catalogue.entries import CatalogueEntry, IssueFile, LedgerLine, PersonEntry
from archive.catalogue.files import (
    ENTRIES,
    LEDGER,
    PEOPLE,
    authority_files,
    change_files,
    issue_files,
    line_files,
)
from archive.catalogue.geometry import Geometries, read_geometry
from archive.catalogue.json_lines import has_django_rows
from archive.catalogue.yaml_serializer import placement_of_row, set_non_article_zones, zone_fields
from archive.models import Article, FullText, Geometry, Page, PageImage, Place
from archive.progress import ProgressCallback

from . import bulk_insert, sort_columns
from .history import record_histories

# pages whose texts are stored at a time
_BATCH = 200


def load(
    folder: Path,
    texts: Mapping[str, str] | None = None,
    report: ProgressCallback = lambda _: None,
) -> None:
    """Load the whole catalogue, then derive histories, sort names and counts.

    Issues, and people and ledger entries in JSON Lines, go through `bulk_insert`, together with the
    full texts of pages in `texts`, and places through `bulk_create`; all else goes through Django's
    `loaddata`.
    """
    geometries = read_geometry(folder)
    django_rows = django_row_files(folder)
    issues = [path for path in issue_files(folder) if path not in django_rows]
    entries = line_files(folder, ENTRIES)

    def write(kind: type[CatalogueEntry], paths: list[Path]) -> None:
        files = [(path, str(path.relative_to(folder.parent))) for path in paths]
        if files:
            bulk_insert.write(kind, files, texts or {}, geometries, report)

    places, *other_files = authority_files(folder)
    _load_places(places)
    _loaddata(other_files)
    with _deferred_indexes() if _is_bulk([*issues, *entries]) else transaction.atomic():
        write(PersonEntry, line_files(folder, PEOPLE))
        # before the issues, whose keys are their numbers in the ledger
        _loaddata([folder / LEDGER])
        write(LedgerLine, entries)
        write(IssueFile, issues)
        _loaddata(django_rows)
        load_changes(folder)
        _place_articles(geometries)
        record_histories()
    sort_columns.fill()


def load_changes(folder: Path) -> None:
    """Load what the catalogue says of changes."""
    _loaddata(change_files(folder))


def django_row_files(folder: Path) -> list[Path]:
    """Return the files of issues that are Django fixtures, one row a line."""
    return [p for p in issue_files(folder) if p.suffix == ".jsonl" and has_django_rows(p)]


def _load_places(path: Path) -> None:
    """Write the places together: `loaddata`, which saves one by one, takes four times as long.

    DeserializationError names file, line and field; IntegrityError a place that is not there.
    """
    columns = [field.name for field in Place._meta.concrete_fields if not field.primary_key]
    with path.open("rb") as file, connection.constraint_checks_disabled(), transaction.atomic():
        Place.objects.bulk_create(
            [row.object for row in jsonl_serializer.Deserializer(file)],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=columns,
        )
        connection.check_constraints([Place._meta.db_table])


def _loaddata(files: list[Path]) -> None:
    if not files:
        return
    with warnings.catch_warnings():
        # files may be empty in a new collection
        warnings.filterwarnings("ignore", "No fixture data found", RuntimeWarning)
        call_command("loaddata", *map(str, files), verbosity=0)


def _is_bulk(paths: list[Path]) -> bool:
    return parallel_check.is_large(paths) and not connection.in_atomic_block


@contextmanager
def _deferred_indexes() -> Iterator[None]:
    """Drop non-unique indexes, and recreate them after the block.

    SQLite only. Durability is off meanwhile: a database that fails to load is discarded.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode = OFF")
        cursor.execute("PRAGMA synchronous = OFF")
        # negative: KiB rather than pages
        cursor.execute("PRAGMA cache_size = -262144")
        cursor.execute(
            # unique indexes stay: loading looks up natural keys by them
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE 'CREATE INDEX%'"
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
    yield
    with connection.cursor() as cursor:
        for _, statement in indexes:
            cursor.execute(statement)
        cursor.execute("PRAGMA journal_mode = DELETE")


def _place_articles(geometries: Geometries) -> None:
    """Store the geometry of pages that were loaded without, and where it puts their articles."""
    sums = Page.objects.filter(geometry=None).order_by("pk").values_list("pk", "sha256")
    placed = [(pk, sha256) for pk, sha256 in sums.iterator() if sha256 in geometries]
    for batch in batched(placed, _BATCH):
        by_page = {pk: geometries[sha256] for pk, sha256 in batch}
        Geometry.objects.bulk_create(
            Geometry(page_id=pk, data=Geometry.pack(geometry)) for pk, geometry in by_page.items()
        )
        pages = list(Page.objects.filter(pk__in=by_page).only("apart"))
        for page in pages:
            set_non_article_zones(page.apart, by_page[page.pk])
        Page.objects.bulk_update(pages, ("apart",), batch_size=_BATCH)
        articles = list(Article.objects.filter(page__in=by_page).order_by())
        for article in articles:
            row = {name: getattr(article, name) for name in ("deck_spans", "blocks", "pictures")}
            row["zones"] = article.zones
            fields = zone_fields(placement_of_row(row, by_page[article.page_id]))
            article.zones, article.outline = fields["zones"], fields["outline"]
        Article.objects.bulk_update(articles, ("zones", "outline"), batch_size=_BATCH)


def mark_held_images(
    images: Container[str], rows: "models.QuerySet[PageImage] | None" = None
) -> int:
    """Mark the images whose files are in `images` (by SHA-256) as held; return their number.

    Of all images, or of `rows`; withdrawn ones are not held.
    """
    rows = PageImage.objects.not_withdrawn() if rows is None else rows
    sums = rows.order_by().values_list("sha256", flat=True).distinct()
    present = [sha256 for sha256 in sums.iterator() if sha256 in images]
    for batch in batched(present, _BATCH):
        rows.filter(sha256__in=batch).update(held=True)
    return rows.filter(held=True).count()


@transaction.atomic
def assemble_full_texts(texts: Mapping[str, str]) -> int:
    """Store the full text of every article whose page text is available; return their number."""
    pending = Page.objects.filter(text_held=False).values_list("pk", "sha256")
    # fetch all keys first, as the updates below change the result of this query
    available = [pk for pk, sha256 in pending.iterator() if sha256 in texts]
    for keys in batched(available, _BATCH):
        for page in Page.objects.filter(pk__in=keys).prefetch_related("articles"):
            text = texts[page.sha256]
            full_texts = []
            for article in page.articles.all():
                blocks = body(article.blocks, article.corrections, text)
                full_texts.append(FullText(article=article, blocks=blocks, plain=plain(blocks)))
            FullText.objects.bulk_create(full_texts)
        Page.objects.filter(pk__in=keys).update(text_held=True)
    return FullText.objects.count()
