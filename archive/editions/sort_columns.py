"""Fill the columns by which newspapers and people are sorted and searched, and their counts."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import Count, Max, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from archive.models import Article, Authorship, Byline, Issue, Newspaper, Page, Person
from archive.models.sort_names import INITIALS, OTHER_INITIAL, Named
from archive.text.fold import squeezed
from archive.text.pinyin import spelled_name

NamedRow = TypeVar("NamedRow", Newspaper, Person)

# people whose authorships are asked for by their keys
_MAX_SEPARATE = 500
_NAME_COLUMNS = ("pinyin", "initial", "spellings", "qualifier")
_COUNT_COLUMNS = ("issue_count", "page_count", "article_count", "earliest", "latest")


@transaction.atomic
def fill(changed: set[int] | None = None) -> None:
    """Fill the columns of all newspapers, people and authorships.

    Of people and their authorships only those with the keys in `changed`, and their namesakes.
    """
    Authorship.objects.recount(changed)
    people = list(Person.objects.all() if changed is None else _with_namesakes(changed))
    _count_people(people if changed is not None else None)
    newspapers = list(Newspaper.objects.select_related("place"))
    _count_newspapers(newspapers)
    _fill_names(newspapers, _place_and_years)
    _update(newspapers, (*_NAME_COLUMNS, *_COUNT_COLUMNS))
    authorships = _authorships_of_namesakes(people)
    _fill_names(people, lambda person: _authorship_label(authorships[person.pk]))
    _update(people, _NAME_COLUMNS)


def _with_namesakes(keys: set[int]) -> list[Person]:
    """Return these people and all who have the name of one, or once had."""
    names = set()
    for person in Person.objects.filter(pk__in=keys):
        names |= {person.name, *person.spellings.split()[:1]}
    return [row for row in Person.objects.all() if {row.name, squeezed(row.name)} & names]


def _update(rows: Sequence[Named], fields: tuple[str, ...]) -> None:
    """Save these fields in one statement; bulk_update takes minutes for a million people."""
    if not rows:
        return
    quote, table = connection.ops.quote_name, rows[0]._meta.db_table
    assignments = ", ".join(f"{quote(name)} = %s" for name in fields)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(table)} SET {assignments} WHERE {quote('id')} = %s",
            [[*(getattr(row, name) for name in fields), row.pk] for row in rows],
        )


def _count_people(people: list[Person] | None) -> None:
    """Count the articles of these people, or of all."""
    bylines = Byline.objects.filter(person=OuterRef("pk")).order_by().values("person")
    counts = bylines.annotate(n=Count("article", distinct=True)).values("n")
    people_with_counts = Person.objects.all()
    if people is not None:
        people_with_counts = people_with_counts.filter(pk__in=[person.pk for person in people])
    people_with_counts.update(article_count=Coalesce(Subquery(counts), 0))


def _count_newspapers(newspapers: Iterable[Newspaper]) -> None:
    def counts(rows: QuerySet, newspaper: str) -> dict[int, int]:
        return dict(rows.order_by().values_list(newspaper).annotate(n=Count("pk")))

    issues = counts(Issue.objects.all(), "newspaper")
    pages = counts(Page.objects.all(), "issue__newspaper")
    articles = counts(Article.objects.all(), "page__issue__newspaper")
    issue_dates = Issue.objects.order_by().values_list("newspaper")
    spans = {
        newspaper: (first, last)
        for newspaper, first, last in issue_dates.annotate(a=Min("earliest"), b=Max("latest"))
    }
    for newspaper in newspapers:
        newspaper.issue_count = issues.get(newspaper.pk, 0)
        newspaper.page_count = pages.get(newspaper.pk, 0)
        newspaper.article_count = articles.get(newspaper.pk, 0)
        newspaper.earliest, newspaper.latest = spans.get(newspaper.pk, (None, None))


def _fill_names(rows: Iterable[NamedRow], qualifier: Callable[[NamedRow], str]) -> None:
    by_name: dict[str, list[NamedRow]] = defaultdict(list)
    for row in rows:
        syllables = spelled_name(row.name, row.slug)
        row.pinyin = " ".join(syllables)
        row.initial = first_letter(row.pinyin)
        row.spellings = spellings(row.name, syllables)
        by_name[row.name].append(row)
    for namesakes in by_name.values():
        if len(namesakes) == 1:
            namesakes[0].qualifier = ""
            continue
        qualifiers = [qualifier(row) for row in namesakes]
        frequency = Counter(qualifiers)
        for row, text in zip(namesakes, qualifiers, strict=True):
            # add the slug if nothing else distinguishes them
            is_unique = text and frequency[text] == 1
            row.qualifier = text if is_unique else f"{text} {row.slug}".strip()


def first_letter(pinyin: str) -> str:
    """Return the letter of directories under which a name stands."""
    first = pinyin[:1].upper()
    return first if first in INITIALS else OTHER_INITIAL


def spellings(name: str, syllables: tuple[str, ...]) -> str:
    """Return the name, its pinyin and its initials from each character on, parted by spaces."""
    starts = range(len(syllables))
    pinyin = dict.fromkeys("".join(syllables[start:]) for start in starts)
    initials = dict.fromkeys(
        "".join(syllable[:1] for syllable in syllables[start:]) for start in starts
    )
    return " ".join(["", squeezed(name), *pinyin, *initials])


def _place_and_years(newspaper: Newspaper) -> str:
    years = ""
    if newspaper.earliest and newspaper.latest:
        first, last = newspaper.earliest.year, newspaper.latest.year
        years = f"{first}" if first == last else f"{first}—{last}"
    place = newspaper.place.name if newspaper.place else ""
    return "，".join(filter(None, (place, years)))


def _authorships_of_namesakes(people: Iterable[Person]) -> dict[int, Authorship | None]:
    """Return the main newspaper and role of each person who shares a name with another."""
    frequency = Counter(person.name for person in people)
    authorships: dict[int, Authorship | None] = {
        person.pk: None for person in people if frequency[person.name] > 1
    }
    if authorships:
        rows = Authorship.objects.select_related("newspaper")
        if len(authorships) < _MAX_SEPARATE:
            rows = rows.filter(person__in=authorships)
        for authorship in rows.iterator():
            # authorships come in order, most articles first
            if authorships.get(authorship.person_id, authorship) is None:
                authorships[authorship.person_id] = authorship
    return authorships


def _authorship_label(authorship: Authorship | None) -> str:
    return f"{authorship}，{authorship.years}" if authorship else ""
