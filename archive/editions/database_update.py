"""Make the database of an edition from a copy of the previous one's: replace what differs.

Rows of an issue are replaced as a whole; its articles, and all that belongs to them, are ranges of
keys (archive.editions.row_keys).
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection, models, transaction
from django.db.models import Q

from archive.batches import batched
from archive.catalogue.entries import IssueFile, LedgerFile, LedgerLine, PersonEntry
from archive.catalogue.files import ENTRIES, LEDGER, ORGANISATIONS, PEOPLE, line_files
from archive.catalogue.geometry import read_geometry
from archive.catalogue.held_files import HeldFiles
from archive.catalogue.json_lines import parse as parse_line
from archive.catalogue.json_lines import read as read_lines
from archive.catalogue.yaml_file import read as read_yaml
from archive.catalogue.yaml_serializer import Row, rows
from archive.command_messages import message
from archive.models import (
    Article,
    Authorship,
    Byline,
    Change,
    Coverage,
    FullText,
    Geometry,
    Issue,
    LedgerEntry,
    Mention,
    Name,
    Newspaper,
    Organisation,
    Page,
    PageImage,
    Person,
    Tag,
    Tagging,
)
from archive.models.ledger import LINES_FROM, LedgerKind

from . import bulk_insert, mentions, row_keys, sort_columns
from .exceptions import NeedsWholeBuild
from .history import record_changes, record_former_addresses
from .load import load_changes, mark_held_images
from .sources import SourceDifference, SourceFile, lines_of

FILE = "difference.json"
# keys in one query
_CHUNK = 500

Authority = type[Newspaper] | type[Tag] | type[Person] | type[Organisation]


class EditionDifference(NamedTuple):
    """Issues and articles whose documents and records are others than in the previous edition."""

    # keys of issues that are new, or of other content, or of a newspaper that has changed
    remade: set[int]
    # those of the previous edition that are no longer there, or had another key
    removed: set[int]
    # keys of articles of other issues that refer to something that has changed, such as a topic
    articles: set[int]

    @classmethod
    def of(
        cls, remade: set[int], removed: set[int], articles: Iterable[int]
    ) -> "EditionDifference":
        """Return that of these issues, and of those of the articles that are in none of them."""
        issues = remade | removed
        remaining = {key for key in articles if row_keys.issue_of_article(key) not in issues}
        return cls(remade - removed, removed, remaining)

    def keys(self) -> list[int]:
        """Return the keys of these articles in the current edition, the new or the previous one."""
        return [*Article.objects.keys_of_issues(self.remade | self.removed), *self.articles]

    def key_ranges(self) -> list[tuple[int, int]]:
        """Return the first and last key of these articles, now and before, in ranges in order."""
        ranges = [row_keys.articles_of_issues(key, key) for key in self.remade | self.removed]
        return sorted([*ranges, *((key, key) for key in self.articles)])

    def write(self, folder: Path) -> None:
        content = {name: sorted(keys) for name, keys in self._asdict().items()}
        (folder / FILE).write_text(json.dumps(content) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "EditionDifference":
        content = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return cls(**{name: set(keys) for name, keys in content.items()})


class DatabaseUpdate:
    """Bring the database of the current connection, a copy of the previous one, up to date."""

    def __init__(
        self,
        folder: Path,
        held_files: HeldFiles,
        difference: SourceDifference,
        files_before: dict[str, SourceFile],
        files_now: dict[str, SourceFile],
    ):
        """`folder` is the catalogue; files are those of the previous edition's, and its own."""
        self._folder, self._held, self._difference = folder, held_files, difference
        self._files_before, self._files_now = files_before, files_now
        self._remade: set[int] = set()
        self._articles: set[int] = set()
        # rows of authorities that the catalogue no longer has
        self._unused: list[models.Model] = []
        # people who are new or have another name, and namesakes of those who are gone
        self._renamed: set[int] = set()
        # names that records of people and organisations have that are new, gone or have changed
        self._names: set[str] = set()
        # articles that refer to such records
        self._naming: set[int] = set()
        # idents of articles whose ledger entries are new or have changed
        self._entered: set[str] = set()

    def run(self) -> EditionDifference:
        """Apply the difference; NeedsWholeBuild if rows that stay would get other keys."""
        with connection.constraint_checks_disabled(), transaction.atomic():
            stale = self._existing({*self._difference.changed, *self._difference.removed})
            idents = set(self._of_articles(stale.values(), Article, "id", "ident"))
            people = set(self._of_articles(stale.values(), Byline, "article_id", "person_id"))
            self._update_authorities()
            self._update_ledger()
            for issue in stale.values():
                _delete_issue(issue)
            inserted = self._insert_issues()
            for row in self._unused:
                # whoever they name is counted anew afterwards (archive.editions.names)
                if isinstance(row, Person | Organisation):
                    column = f"{row._meta.model_name}_id"
                    _delete_rows(Name, column, row.pk, row.pk)
                _delete_rows(type(row), "id", row.pk, row.pk)
            idents |= set(self._of_articles(inserted, Article, "id", "ident"))
            people |= set(self._of_articles(inserted, Byline, "article_id", "person_id"))
            self._update_histories(inserted, idents)
            new = set(self._of_articles(inserted, Article, "id", "id"))
            present = set(Article.objects.filter(pk__in=self._naming).values_list("pk", flat=True))
            # records also show where they are only referred to
            self._articles |= present | mentions.update(new | present, self._names)
            gone = {row.pk for row in self._unused if isinstance(row, Person)}
            sort_columns.fill((people | self._renamed) - gone)
            removed = set(stale.values()) - inserted
        return EditionDifference.of(self._remade | inserted, removed, self._articles)

    # authorities

    def _update_authorities(self) -> None:
        files = self._difference.files
        if "newspapers.yaml" in files:
            for newspaper in self._upsert(Newspaper, self._yaml_rows("newspapers.yaml")):
                issues = Issue.objects.filter(newspaper=newspaper).order_by()
                self._remade.update(issues.values_list("pk", flat=True))
                # what tells namesakes apart may be the newspaper's name
                signed = Authorship.objects.filter(newspaper=newspaper).order_by()
                self._renamed.update(signed.values_list("person", flat=True))
        if "topics.yaml" in files:
            for tag in self._upsert(Tag, self._yaml_rows("topics.yaml")):
                self._articles |= _articles_with(Tagging.objects.filter(tag=tag))
        if any(name.startswith(PEOPLE) for name in files):
            for person in self._upsert(Person, self._people()):
                authored = _articles_with(Byline.objects.filter(person=person))
                self._articles |= authored
                self._naming |= authored | _articles_with(Mention.objects.filter(person=person))
                self._renamed.add(person)
            names = [row.name for row in self._unused if isinstance(row, Person)]
            namesakes = Person.objects.filter(Q(name__in=names) | Q(pinyin=""))
            # those that are new have no pinyin yet
            self._renamed.update(namesakes.values_list("pk", flat=True))

        if ORGANISATIONS in files:
            path = self._folder / ORGANISATIONS
            organisations = self._yaml_rows(ORGANISATIONS) if path.is_file() else ()
            for organisation in self._upsert(Organisation, organisations):
                self._naming |= _articles_with(Mention.objects.filter(organisation=organisation))

    def _yaml_rows(self, name: str) -> Iterator[Row]:
        return rows(read_yaml(self._folder / name).record)

    def _people(self) -> Iterator[Row]:
        yield from self._yaml_rows("people.yaml")
        files = [(path, str(path)) for path in line_files(self._folder, PEOPLE)]
        for line in read_lines(files, PersonEntry):
            if not isinstance(line, list):
                yield from rows(line.record)

    def _upsert(self, model: Authority, rows: Iterable[Row]) -> list[int]:
        """Return the keys of the rows that stay but have changed."""
        rows_by_slug = {row.slug: row for row in model._default_manager.all()}
        next_key = max((row.pk for row in rows_by_slug.values()), default=0) + 1
        fields_by_slug = {row["fields"]["slug"]: row["fields"] for row in rows}
        keys = {slug: row.pk for slug, row in rows_by_slug.items()}
        for key, slug in enumerate(fields_by_slug.keys() - keys.keys(), next_key):
            keys[slug] = key
        changed = []
        for slug, fields in fields_by_slug.items():
            values = dict(fields)
            if model is Newspaper:
                values["place_id"] = values.pop("place")
            elif model is Tag:
                broader = values.pop("broader")
                values["broader_id"] = keys[broader[0]] if broader else None
            row = rows_by_slug.pop(slug, None)
            if row is None:
                model._default_manager.create(pk=keys[slug], **values)
                self._names.update(_names(model, values))
            elif any(getattr(row, name) != value for name, value in values.items()):
                model._default_manager.filter(pk=row.pk).update(**values)
                changed.append(row.pk)
                self._names.update(_names(model, values), _names(model, vars(row)))
        for row in rows_by_slug.values():
            self._unused.append(row)
            self._names.update(_names(model, vars(row)))
        return changed

    # ledger

    def _update_ledger(self) -> None:
        files = self._difference.files
        if LEDGER in files:
            self._update_entries(1, read_yaml(self._folder / LEDGER, LedgerFile).record.ledger)
        names = [f"{ENTRIES}/{path.name}" for path in line_files(self._folder, ENTRIES)]
        before = sorted(name for name in self._files_before if name.startswith(f"{ENTRIES}/"))
        if names[: len(before)] != before:
            raise NeedsWholeBuild(message("总账的文件有增减，次序变了"))
        start = LINES_FROM
        for n, name in enumerate(names):
            count = self._files_now[name].lines
            lines_before = self._files_before[name].lines if n < len(before) else 0
            if count < lines_before:
                raise NeedsWholeBuild(message("总账里的条目少了"))
            if n < len(before) - 1 and count != lines_before:
                raise NeedsWholeBuild(message("%(name)s 的条数变了，其后的次序也变", name=name))
            if name in files:
                lines = self._changed_lines(name)
                entries = [
                    parse_line(line, LedgerLine, name, number).record
                    for number, line in enumerate(lines, 1)
                ]
                self._update_entries(start + count - len(lines), entries)
            start += count

    def _changed_lines(self, name: str) -> list[bytes]:
        """Return the lines of a file from the first on that may have changed."""
        before, path = self._files_before.get(name), self._folder / name
        added = before.added_lines(path) if before else None
        return lines_of(path) if added is None else added

    def _update_entries(self, start: int, entries: Sequence[LedgerLine]) -> None:
        """Update the entries numbered from `start`; new ones come after those there are."""
        through = LedgerEntry.tags.through
        end = start + len(entries)
        last = LINES_FROM if start < LINES_FROM else end
        existing = LedgerEntry.objects.filter(pk__gte=start, pk__lt=last).in_bulk()
        if any(pk >= end for pk in existing):
            raise NeedsWholeBuild(message("总账里的条目少了"))
        known_tags = defaultdict[int, set[str]](set)
        of_known = through.objects.filter(ledgerentry_id__gte=start, ledgerentry_id__lt=last)
        for number, slug in of_known.values_list("ledgerentry_id", "tag__slug"):
            known_tags[number].add(slug)
        newspapers = dict(Newspaper.objects.values_list("slug", "pk"))
        tags = dict(Tag.objects.values_list("slug", "pk"))
        added = []
        for number, entry in enumerate(entries, start):
            (row,) = rows(entry)
            fields = row["fields"]
            slugs = [slug for (slug,) in fields.pop("tags")]
            newspaper = fields.pop("newspaper")
            fields["newspaper_id"] = newspapers[newspaper[0]] if newspaper else None
            fields["since"] = date.fromisoformat(fields["since"])
            fields["ended"] = date.fromisoformat(fields["ended"]) if fields["ended"] else None
            old = existing.get(number)
            if old is None:
                added.append(LedgerEntry(pk=number, **fields))
            elif (old.kind, old.key) != (entry.kind, entry.key):
                raise NeedsWholeBuild(
                    message("总账里 %(kind)s %(key)s 的次序变了", kind=old.kind, key=old.key)
                )
            elif known_tags[number] != set(slugs) or any(
                getattr(old, name) != value for name, value in fields.items()
            ):
                LedgerEntry.objects.filter(pk=number).update(**fields)
                through.objects.filter(ledgerentry_id=number).delete()
            else:
                continue
            if entry.kind == LedgerKind.ARTICLE:
                self._entered.add(entry.key)
            through.objects.bulk_create(
                through(ledgerentry_id=number, tag_id=tags[slug]) for slug in slugs
            )
        LedgerEntry.objects.bulk_create(added, _CHUNK)

    # issues

    def _existing(self, addresses: set[str]) -> dict[str, int]:
        """Return {newspaper/issue: key} of those of these issues that the database has."""
        issues = {}
        for chunk in batched(sorted(addresses), _CHUNK):
            keys = {address.partition("/")[2] for address in chunk}
            known_issues = Issue.objects.filter(key__in=keys).order_by()
            for pk, slug, key in known_issues.values_list("pk", "newspaper__slug", "key"):
                if (address := f"{slug}/{key}") in addresses:
                    issues[address] = pk
        return issues

    def _of_articles(
        self, issues: Iterable[int], model: type[models.Model], key: str, column: str
    ) -> Iterator[Any]:
        """Yield the column's values in rows whose `key` is that of an article of these issues."""
        for issue in issues:
            first, last = row_keys.articles_of_issues(issue, issue)
            within = {f"{key}__gte": first, f"{key}__lte": last}
            rows = model._default_manager.filter(**within).order_by()
            yield from rows.values_list(column, flat=True)

    def _insert_issues(self) -> set[int]:
        """Insert the issues that are new or have changed; return their keys."""
        parts = list(self._difference.changed.values())
        texts, geometries = self._held.texts, read_geometry(self._folder, self._held.cache)
        bulk_insert.write_parts(IssueFile, parts, texts, geometries, lambda _: None)
        inserted = set(self._existing(set(self._difference.changed)).values())
        for issue in inserted:
            first, last = row_keys.pages_of_issues(issue, issue)
            images = PageImage.objects.not_withdrawn().filter(page_id__gte=first, page_id__lte=last)
            mark_held_images(self._held.images, images)
        return inserted

    # what follows from them

    def _update_histories(self, inserted: set[int], idents: set[str]) -> None:
        if "changes" in {name.partition("/")[0] for name in self._difference.files}:
            Change.objects.all().delete()
            load_changes(self._folder)
        for issue in inserted:
            keys = row_keys.articles_of_issues(issue, issue)
            Article.objects.filter(pk__range=keys).reset_from_ledger()
        articles = Article.objects.filter(ident__in=self._entered).exclude(ident__in=idents)
        touched = set(articles.values_list("pk", flat=True))
        if touched:
            Article.objects.filter(pk__in=touched).reset_from_ledger()
        touched |= record_changes()
        record_former_addresses(idents | self._entered)
        self._articles |= touched


def _names(model: Authority, values: dict[str, Any]) -> list[str]:
    """Return the names by which texts mention the person or organisation with these columns."""
    if model is Organisation:
        return [values["name"], *values["also"]]
    return [values["name"]] if model is Person else []


def _articles_with(parts: models.QuerySet) -> set[int]:
    return set(parts.order_by().values_list("article_id", flat=True))


def _delete_issue(issue: int) -> None:
    articles, pages = (
        row_keys.articles_of_issues(issue, issue),
        row_keys.pages_of_issues(issue, issue),
    )
    for part in (FullText, Mention, Byline, Coverage, Tagging):
        _delete_rows(part, "article_id", *articles)
    for of_page in (Geometry, PageImage):
        _delete_rows(of_page, "page_id", *pages)
    _delete_rows(Article, "id", *articles)
    _delete_rows(Page, "id", *pages)
    _delete_rows(Issue, "id", issue, issue)


def _delete_rows(model: type[models.Model], column: str, first: int, last: int) -> None:
    """Delete rows by a range of keys, without looking for rows that refer to them."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {quote(model._meta.db_table)} WHERE {quote(column)} BETWEEN %s AND %s",
            (first, last),
        )
