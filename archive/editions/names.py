"""Fill the table of the people and organisations that articles name."""

from collections.abc import Iterable
from pathlib import Path

from django.db import connection, transaction
from django.db.models import F

from archive.batches import batched
from archive.models import Mention, Name, Person
from archive.models.names import NAMED_KINDS
from archive.text import romanisation
from archive.text.pinyin import spelled_name

from .database import edition_database
from .database_update import EditionDifference
from .sort_columns import first_letter, spellings

# rows in one statement, and ranges of keys in one query
_CHUNK, _RANGES = 500, 200
_ROMANISE = {
    Mention.Kind.PERSON.value: romanisation.person,
    Mention.Kind.ORGANISATION.value: romanisation.organisation,
}


@transaction.atomic
def fill() -> None:
    """Count all names anew."""
    Name.objects.all().delete()
    _add(Name.objects.count_mentions())


@transaction.atomic
def update(previous: Path, difference: EditionDifference) -> None:
    """Count the names that other articles have, or for another reason, than in the `previous`
    edition; `difference` tells which articles may."""
    changed: set[tuple[str, str]] = set()
    schema = edition_database().current_schema
    for ranges in batched(difference.key_ranges(), _RANGES):
        query = _mentions_within(ranges)
        before = set(edition_database().query_edition(previous, query))
        with connection.cursor() as cursor:
            now = set(cursor.execute(query.format(edition=schema)).fetchall())
        changed |= {(kind, name) for kind, name, *_ in before ^ now}
    for kind in NAMED_KINDS:
        names = sorted(name for its_kind, name in changed if its_kind == kind)
        for chunk in batched(names, _CHUNK):
            Name.objects.with_names(kind, *chunk).delete()
    _add(Name.objects.count_mentions(changed))
    _qualify()


def _add(names: Iterable[Name]) -> None:
    for rows in batched(names, _CHUNK):
        _add_rows(rows)


def _add_rows(rows: list[Name]) -> None:
    people = Person.objects.in_bulk([row.person_id for row in rows if row.person_id is not None])
    for row in rows:
        person = people.get(row.person_id) if row.person_id is not None else None
        syllables = spelled_name(row.name, person.slug if person else "")
        row.pinyin = " ".join(syllables)
        row.initial = first_letter(row.pinyin)
        row.spellings = spellings(row.name, syllables)
        row.qualifier = person.qualifier if person else ""
        if not (row.person_id or row.organisation_id):
            row.romanised = _ROMANISE[row.kind](row.name)
    Name.objects.bulk_create(rows)


def _qualify() -> None:
    """Take over the qualifiers of people, which change with their signatures."""
    rows = Name.objects.exclude(person=None).exclude(qualifier=F("person__qualifier"))
    stale = list(rows.annotate(now=F("person__qualifier")))
    for row in stale:
        row.qualifier = vars(row)["now"]
    Name.objects.bulk_update(stale, ("qualifier",), batch_size=_CHUNK)


def _mentions_within(ranges: Iterable[tuple[int, int]]) -> str:
    """Return a query for what the counts of names rest on, in articles with keys in these ranges:
    kind and name first.
    """
    within = " OR ".join(f"article_id BETWEEN {first:d} AND {last:d}" for first, last in ranges)
    return f"""
        SELECT kind, name, article_id, person_id, organisation_id, source, EXISTS (
            SELECT 1 FROM {{edition}}.archive_byline AS byline
            JOIN {{edition}}.archive_person AS person ON person.id = byline.person_id
            WHERE byline.article_id = mention.article_id
            AND (person.id = mention.person_id OR person.name = mention.name))
        FROM {{edition}}.archive_mention AS mention WHERE {within}"""
