"""Every list and every search of articles, in one place."""

from django.shortcuts import render

from archive import search
from archive.caching import SHOWN, lifetime
from archive.filters.articles import SORTS, ArticleFilter
from archive.filters.parameters import takes
from archive.filters.selection import BeyondLastPage

from . import charts, errors
from .facets import chips, facets, list_url
from .loosening import loosening
from .narrowing import narrowing
from .paging import page_of
from .suggestions import Suggested, suggested


@lifetime(SHOWN)
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
        "pictures": charts.beside(selection, page.counts, page.total),
        "q": selection.chosen("q"),
        "terms": selection.parsed.marks,
        "parsed": selection.parsed,
        "apart": _apart(selection, page),
        "meant": _meant(selection, page),
        "known": _known(selection, page),
        "loosening": None if page.total else loosening(selection),
        "canonical": list_url(selection.canonical),
        **_controls(selection, page),
    }
    return render(request, "browse/articles.html", context)


def _controls(selection: ArticleFilter, page) -> dict:
    """Everything on the page that changes the list."""
    chosen, shown = chips(selection), facets(selection, page.counts)
    return {
        "chips": chosen,
        "filters_chosen": len(chosen) - bool(selection.chosen("q")),
        "facets": shown,
        "narrowing": narrowing(selection, page.counts, page.total, shown),
        "sorts": _sorts(selection),
        "since": selection.chosen("from"),
        "until": selection.chosen("to"),
        # what each form hands on beside its own fields
        "beside_q": selection.query.without("q", "page"),
        "beside_dates": selection.query.without("from", "to", "page"),
    }


def _meant(selection: ArticleFilter, page) -> list[tuple[str, int, str]]:
    """(words, how many they find, address) that may have been meant where nothing was found."""
    if page.total or not selection.chosen("q"):
        return []
    base = selection.query.without("q", "page")
    return [
        (words, count, list_url(base.with_value("q", words)))
        for words, count in search.corrections(selection.asked(), selection.chosen("q"))
    ]


def _apart(selection: ArticleFilter, page) -> tuple[int, str] | None:
    """(how many articles have all words that were searched for, address) where none has them as typed."""
    if page.total or not selection.chosen("q"):
        return None
    words, count = search.words_apart(selection.asked())
    base = selection.query.without("q", "page")
    return (count, list_url(base.with_value("q", words))) if count else None


def _known(selection: ArticleFilter, page) -> list[Suggested]:
    """What goes by a name that can be typed like this: by its characters, pinyin or initials."""
    if page.total or not selection.chosen("q"):
        return []
    return suggested(selection.chosen("q"))


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
