"""Every list and every search of articles, in one place."""

from django.shortcuts import render

from archive import search
from archive.filters import SORTS, ArticleFilter
from archive.parameters import takes

from . import charts, errors
from .facets import chips, facets, list_url
from .paging import BeyondLastPage, page_of


@takes(ArticleFilter.parameters())
def articles(request):
    selection = ArticleFilter(request.GET)
    if selection.problems:
        return errors.bad_parameters(request, selection.problems)
    try:
        page = page_of(selection)
    except BeyondLastPage as beyond:
        return errors.bad_parameters(request, [beyond.problem])
    context = {
        "page": page,
        "facets": facets(selection, page.counts),
        "chips": chips(selection),
        "pictures": charts.beside(selection, page.counts, page.total),
        "sorts": _sorts(selection),
        "q": selection.chosen("q"),
        "terms": selection.parsed.marks,
        "parsed": selection.parsed,
        "meant": _meant(selection, page),
        "since": selection.chosen("from"),
        "until": selection.chosen("to"),
        # what each form on the page hands on beside its own fields
        "beside_q": selection.query.without("q", "page"),
        "beside_dates": selection.query.without("from", "to", "page"),
        "canonical": list_url(selection.canonical),
    }
    return render(request, "browse/articles.html", context)


def _meant(selection: ArticleFilter, page) -> list[tuple[str, int, str]]:
    """(words, how many they find, address) that may have been meant where nothing was found."""
    if page.total or not selection.chosen("q"):
        return []
    base = selection.query.without("q", "page")
    return [
        (words, count, list_url(base.with_value("q", words)))
        for words, count in search.corrections(selection.asked(), selection.chosen("q"))
    ]


def _sorts(selection: ArticleFilter) -> list[tuple[str, str, bool]]:
    """(label, address, whether it is here); by relevance only where words were searched."""
    base = selection.query.without("sort", "page")
    offered = SORTS if selection.chosen("q") else SORTS[1:]
    default = offered[0][0]
    return [
        (
            label,
            list_url(base if sort == default else base.with_value("sort", sort)),
            sort == selection.order,
        )
        for sort, label in offered
    ]
