"""Fill the table of the people and organisations that articles name."""

from collections.abc import Iterable
from pathlib import Path

from django.db import transaction
from django.db.models import F

from archive.batches import batched
from archive.models import Mention, Name, Person
from archive.models.names import NAMED_KINDS
from archive.text import romanisation
from archive.text.pinyin import spelled_name

from .database import edition_database
from .database_update import EditionDifference
from .sort_columns import first_letter, spellings

# rows in one statement
_CHUNK = 500
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
    """Count the names in issues and articles that differ from those of the `previous` edition."""
    ranges = difference.key_ranges()
    changed = {*_names_in(previous, ranges), *_names_now(ranges)}
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


def _names_now(ranges: Iterable[tuple[int, int]]) -> Iterable[tuple[str, str]]:
    for first, last in ranges:
        within = Mention.objects.filter(article__gte=first, article__lte=last).order_by()
        yield from within.values_list("kind", "name").distinct()


def _names_in(edition: Path, ranges: Iterable[tuple[int, int]]) -> Iterable[tuple[str, str]]:
    """Yield the names that the edition has in articles with keys in these ranges."""
    for first, last in ranges:
        query = (
            "SELECT DISTINCT kind, name FROM {edition}.archive_mention "
            f"WHERE article_id BETWEEN {first:d} AND {last:d}"
        )
        yield from edition_database().query_edition(edition, query)
