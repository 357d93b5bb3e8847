"""The list of articles as data, with its counts and the addresses of what comes next."""

from collections.abc import Mapping

from django.http import QueryDict
from django.urls import reverse

from archive.filters.articles import ArticleAsData
from archive.filters.parameters import query_params
from archive.filters.selection import BeyondLastPage
from archive.formats.listings import ArticleList, FacetValue, Links
from archive.formats.representations import JSON, Representation
from archive.formats.response_data import ResponseData
from archive.formats.serialize import Serializer
from archive.http.caching import SHOWN, lifetime
from archive.site_origin import origin

from . import problem_details
from .cursor_pagination import ArticleSlice, StaleCursor, slice_of


@lifetime(SHOWN)
@query_params(ArticleAsData.parameters())
def articles(request, form):
    selection = ArticleAsData(request.GET, form.most)
    if selection.problems:
        return problem_details.bad_parameters(request, selection.problems)
    try:
        listed = _listing(selection, form, origin(request))
    except BeyondLastPage as beyond:
        return problem_details.bad_parameters(request, [beyond.problem])
    except StaleCursor:
        first = f"{request.path}{selection.query.without('after')}"
        return problem_details.problem(request, "stale-cursor", 410, instead=[("从头获取", first)])
    return ResponseData("文章", listed, listed.items, listed.links)


def articles_about(name: str, value: str, base: str) -> ArticleList:
    """The newest articles with this value of this filter; `base` is scheme and host."""
    selection = ArticleAsData(QueryDict(f"{name}={value}"), JSON.most)
    selection.is_valid()
    return _listing(selection, JSON, base)


def _listing(selection: ArticleAsData, form: Representation, base: str) -> ArticleList:
    found = slice_of(selection, selection.chosen("limit") or form.usual)
    records = Serializer(base)
    return ArticleList(
        total=found.total,
        items=[records.article(article) for article in found.articles],
        facets=_facets(selection, found.facets),
        notes=list(selection.parsed.notes),
        incomplete=found.incomplete,
        links=_links(selection, form, base, found),
    )


def _links(selection: ArticleAsData, form: Representation, base: str, found: ArticleSlice) -> Links:
    here = base + reverse("articles-data", kwargs={"form": form})
    whole = selection.query.without("after", "page")

    def url(step) -> str | None:
        return step and here + str(whole.with_value(*step))

    return Links(
        self=here + str(selection.query),
        html=base + reverse("articles") + str(whole.without("limit", "facet")),
        first=here + str(whole),
        prev=url(found.prev),
        next=url(found.next),
    )


def _facets(
    selection: ArticleAsData, counts: Mapping[str, Mapping[str, int]]
) -> dict[str, list[FacetValue]] | None:
    """Every value with its name and count, most articles first; None where none was asked for."""
    told = {}
    for name, counted in counts.items():
        labels = selection.filters[name].field.vocabulary.look_up(list(counted))
        told[name] = [
            FacetValue(value=value, label=labels[value].label, count=count)
            for value, count in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
            if value in labels
        ]
    return told or None
