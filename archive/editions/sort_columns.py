"""Fills in how newspapers and people are sorted, found and told apart, and how much there is of each."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from django.db import connection, transaction
from django.db.models import Count, Max, Min, OuterRef, Subquery
from django.db.models.functions import Coalesce

from archive.models import Article, Authorship, Byline, Issue, Newspaper, Page, Person
from archive.models.sort_names import INITIALS, OTHER, Named
from archive.text.fold import squeezed
from archive.text.pinyin import spelled_name

_SPELLED = ("pinyin", "initial", "spellings", "qualifier")
_COUNTED = ("issue_count", "page_count", "article_count", "earliest", "latest")


@transaction.atomic
def fill() -> None:
    """Of all that is loaded."""
    Authorship.objects.recount()
    _count_people()
    papers = list(Newspaper.objects.select_related("place"))
    _count_newspapers(papers)
    _spell(papers, _where_and_when)
    _write(papers, (*_SPELLED, *_COUNTED))
    people = list(Person.objects.all())
    authorships = _authorships_of_namesakes(people)
    _spell(people, lambda person: _signed(authorships[person.pk]))
    _write(people, _SPELLED)


def _write(rows: list[Named], fields: tuple[str, ...]) -> None:
    """These fields of the rows; bulk_update takes minutes for as many people as there can be."""
    if not rows:
        return
    quoted, table = connection.ops.quote_name, rows[0]._meta.db_table
    told = ", ".join(f"{quoted(name)} = %s" for name in fields)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quoted(table)} SET {told} WHERE {quoted('id')} = %s",
            ([*(getattr(row, name) for name in fields), row.pk] for row in rows),
        )


def _count_people() -> None:
    signed = Byline.objects.filter(person=OuterRef("pk")).order_by().values("person")
    counted = signed.annotate(n=Count("article", distinct=True)).values("n")
    Person.objects.update(article_count=Coalesce(Subquery(counted), 0))


def _count_newspapers(papers: Iterable[Newspaper]) -> None:
    def counts(rows, newspaper: str) -> dict[int, int]:
        return dict(rows.order_by().values_list(newspaper).annotate(n=Count("pk")))

    issues = counts(Issue.objects, "newspaper")
    pages = counts(Page.objects, "issue__newspaper")
    articles = counts(Article.objects, "page__issue__newspaper")
    spans = Issue.objects.order_by().values_list("newspaper")
    held = {key: days for key, *days in spans.annotate(a=Min("earliest"), b=Max("latest"))}
    for paper in papers:
        paper.issue_count = issues.get(paper.pk, 0)
        paper.page_count = pages.get(paper.pk, 0)
        paper.article_count = articles.get(paper.pk, 0)
        paper.earliest, paper.latest = held.get(paper.pk, (None, None))


def _spell(rows: list, qualifier: Callable[[Named], str]) -> None:
    named = defaultdict(list)
    for row in rows:
        sounds = spelled_name(row.name, row.slug)
        row.pinyin = " ".join(sounds)
        first = row.pinyin[:1].upper()
        row.initial = first if first in INITIALS else OTHER
        row.spellings = _spellings(row.name, sounds)
        named[row.name].append(row)
    for namesakes in named.values():
        if len(namesakes) == 1:
            namesakes[0].qualifier = ""
            continue
        said = [qualifier(row) for row in namesakes]
        often = Counter(said)
        for row, says in zip(namesakes, said, strict=True):
            # the slug is all that is left where nothing else tells them apart
            row.qualifier = says if says and often[says] == 1 else f"{says} {row.slug}".strip()


def _spellings(name: str, sounds: tuple[str, ...]) -> str:
    starts = range(len(sounds))
    spelled = dict.fromkeys("".join(sounds[start:]) for start in starts)
    initials = dict.fromkeys("".join(one[:1] for one in sounds[start:]) for start in starts)
    return " ".join(["", squeezed(name), *spelled, *initials])


def _where_and_when(paper: Newspaper) -> str:
    years = ""
    if paper.earliest:
        first, last = paper.earliest.year, paper.latest.year
        years = f"{first}" if first == last else f"{first}—{last}"
    return "，".join(filter(None, (paper.place and paper.place.name, years)))


def _authorships_of_namesakes(people: Iterable[Person]) -> dict[int, Authorship | None]:
    """Where and as what each signed most, of those who share their name."""
    often = Counter(person.name for person in people)
    found: dict[int, Authorship | None] = {p.pk: None for p in people if often[p.name] > 1}
    if found:
        for row in Authorship.objects.select_related("newspaper").iterator():
            if found.get(row.person_id, row) is None:
                found[row.person_id] = row
    return found


def _signed(authorship: Authorship | None) -> str:
    return f"{authorship}，{authorship.years}" if authorship else ""
