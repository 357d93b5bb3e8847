"""Every list and every search of articles, in one place."""

from django.shortcuts import render

from archive import search
from archive.editions.current import served
from archive.fast_reverse import fast_reverse
from archive.filters.articles import SORTS, ArticleFacet, ArticleFilter
from archive.filters.parameters import query_params
from archive.filters.selection import BeyondLastPage
from archive.http.caching import SHOWN, lifetime
from archive.text import dates

from . import charts, error_pages
from .facets import beside_chosen, chips, facets, list_url, plain_facet, sorts
from .pagination import Numbered, page_of
from .relax_filters import relaxed_filters
from .suggested_filters import suggested_filters
from .suggestions import Suggested, suggested

VALUES_A_PAGE = 300


@lifetime(SHOWN)
@query_params(ArticleFilter.parameters())
def articles(request):
    selection = ArticleFilter(request.GET)
    if selection.problems:
        return error_pages.bad_parameters(request, selection.problems)
    try:
        page = page_of(selection)
    except BeyondLastPage as beyond:
        return error_pages.bad_parameters(request, [beyond.problem])
    context = {
        "page": page,
        "pictures": charts.beside(selection, page.counts, page.total),
        "q": selection.chosen("q"),
        "terms": selection.parsed.marks,
        "parsed": selection.parsed,
        "apart": _apart(selection, page),
        "meant": _meant(selection, page),
        "known": _known(selection, page),
        "loosening": None if page.total else relaxed_filters(selection),
        "heading": _heading(selection, page.total),
        "made": served().made,
        "canonical": list_url(selection.canonical),
        **_controls(selection, page),
    }
    return render(request, "browse/articles.html", context)


@lifetime(SHOWN)
@query_params(ArticleFacet.parameters())
def facet(request, facet):
    """All values of one facet of a selection, and of those too rare to be listed whichever are looked for."""
    selection = ArticleFacet(request.GET)
    if selection.problems:
        return error_pages.bad_parameters(request, selection.problems)
    listed = ArticleFilter.from_query(selection.query.without("like", "page"))
    counts = selection.counts_of(facet)
    is_looked_for = bool(selection.chosen("like"))
    whole = plain_facet(
        listed, facet, counts if is_looked_for else beside_chosen(listed, facet, counts)
    )
    try:
        page = Numbered.of(
            selection, len(whole.options), VALUES_A_PAGE, fast_reverse("facet", facet)
        )
    except BeyondLastPage as beyond:
        return error_pages.bad_parameters(request, [beyond.problem])
    first = (page.number - 1) * VALUES_A_PAGE
    context = {
        "facet": whole,
        "options": whole.options[first : first + VALUES_A_PAGE],
        "page": page,
        "like": selection.chosen("like"),
        "in_words": listed.in_words,
        "is_cut": not is_looked_for and len(counts) >= search.most_values(facet),
        "list_url": list_url(listed.query),
        "beside_form": listed.query,
    }
    return render(request, "browse/facet.html", context)


def _heading(selection: ArticleFilter, total: int) -> str:
    """What is asked for, in words, and how many articles there are of it."""
    if not selection.conditions:
        return "文章"
    what = "检索：" if selection.chosen("q") else ""
    return f"{what}{selection.in_words}（{total:,} 篇）"


def _controls(selection: ArticleFilter, page) -> dict:
    """Everything on the page that changes the list."""
    chosen, shown = chips(selection), facets(selection, page.counts)
    return {
        "chips": chosen,
        "filters_chosen": len(chosen) - bool(selection.chosen("q")),
        "facets": shown,
        "narrowing": suggested_filters(selection, page.counts, page.total, shown),
        "sorts": sorts(selection, SORTS if selection.chosen("q") else SORTS[1:]),
        "since": selection.chosen("from"),
        "until": selection.chosen("to"),
        "date_pattern": dates.TYPED,
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
        for words, count in search.spelling_corrections(
            selection.search_query(), selection.chosen("q")
        )
    ]


def _apart(selection: ArticleFilter, page) -> tuple[int, str] | None:
    """(how many articles have all words that were searched for, address) where none has them as typed."""
    if page.total or not selection.chosen("q"):
        return None
    words, count = search.split_into_words(selection.search_query())
    base = selection.query.without("q", "page")
    return (count, list_url(base.with_value("q", words))) if count else None


def _known(selection: ArticleFilter, page) -> list[Suggested]:
    """What goes by a name that can be typed like this: by its characters, pinyin or initials."""
    if page.total or not selection.chosen("q"):
        return []
    return suggested(selection.chosen("q"))
