"""The registers of newspapers and of people: some rows a page, from A to Z, by place or newspaper."""

from collections.abc import Callable
from dataclasses import dataclass

from django.shortcuts import render

from archive.fast_reverse import fast_reverse
from archive.filters.directories import LETTERS, DirectoryFilter, NewspaperFilter, PersonFilter
from archive.filters.parameters import query_params
from archive.filters.selection import BeyondLastPage
from archive.http.caching import SHOWN, lifetime
from archive.models.page_queries import provinces

from .error_pages import bad_parameters
from .facets import Facet, chips, plain_facet, sorts
from .pagination import Numbered

# a register of no more is seen at a glance, without means to find something in it
FEW = 12
# newspapers listed beside the people who signed in them; the register of newspapers leads to all
MOST_NEWSPAPERS = 10


@dataclass(frozen=True)
class Letter:
    label: str
    count: int
    url: str
    is_here: bool


@lifetime(SHOWN)
@query_params(NewspaperFilter.parameters())
def newspapers(request):
    return _register(request, NewspaperFilter, "papers/newspapers.html", _of_newspapers)


@lifetime(SHOWN)
@query_params(PersonFilter.parameters())
def people(request):
    return _register(request, PersonFilter, "subjects/people.html", _of_people)


def _of_newspapers(selection: NewspaperFilter, rows) -> dict:
    codes = {place.code: place.slug for place in provinces()}
    counted = selection.without_parameter("province").qs.counts_by_province()
    counts = {codes[code]: n for code, n in counted.items()}
    return {
        "rows": rows,
        "facets": _worth_showing([plain_facet(selection, "province", counts)]),
        "since": selection.chosen("from"),
        "until": selection.chosen("to"),
    }


def _of_people(selection: PersonFilter, rows) -> dict:
    papers = selection.without_parameter("newspaper").qs.counts_by_newspaper()
    roles = selection.without_parameter("role").qs.counts_by_role()
    return {
        "rows": rows,
        "facets": _worth_showing(
            [
                plain_facet(selection, "role", roles),
                plain_facet(selection, "newspaper", papers, MOST_NEWSPAPERS),
            ]
        ),
    }


def _register(request, kind: type[DirectoryFilter], template: str, more: Callable):
    selection = kind(request.GET)
    if selection.problems:
        return bad_parameters(request, selection.problems)
    try:
        page = Numbered.of(selection, selection.qs.count(), kind.size, fast_reverse(kind.route))
    except BeyondLastPage as beyond:
        return bad_parameters(request, [beyond.problem])
    context = {
        "page": page,
        "q": selection.chosen("q"),
        "chips": chips(selection),
        "letters": (letters := _letters(selection)),
        "is_short": not selection.query.pairs and sum(one.count for one in letters) <= FEW,
        "sorts": sorts(selection, kind.orders()),
        "beside_form": selection.query.without("q", "from", "to", "page"),
        **more(selection, selection.rows_of(page.number)),
    }
    return render(request, template, context)


def _worth_showing(facets: list[Facet]) -> list[Facet]:
    """Those that narrow the register, or have done so."""
    return [f for f in facets if len(f.options) > 1 or any(one.chosen for one in f.options)]


def _letters(selection: DirectoryFilter) -> list[Letter]:
    """Every letter with how many names begin with it, each in the stead of what is chosen."""
    base = selection.query.without("letter", "page")
    counts = selection.without_parameter("letter").qs.counts_by_initial()
    chosen = {value.value for value in selection.chosen("letter")}
    return [
        Letter(
            letter.label,
            counts.get(letter.value, 0),
            selection.url(
                base if letter.value in chosen else base.with_value("letter", letter.value)
            ),
            letter.value in chosen,
        )
        for letter in LETTERS.all()
    ]
