"""The dossier of a topic, place, person or newspaper: its articles, charts, files and citation."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from archive import search
from archive.editions.cached_lists import has_images
from archive.facets.table import BY_NAME
from archive.filters.articles import ArticleFilter
from archive.filters.parameters import QueryParams
from archive.formats.representations import ATOM, CITATIONS, CSV, Representation
from archive.languages import in_source_language
from archive.models import Name, Newspaper, Organisation, Person, Place, Tag
from archive.models.prepared_queries import entries

from . import charts
from .article_list.facets import list_url
from .article_list.suggested_filters import suggested_filters_beside
from .citations import page_citation
from .trends import trends_url

# number of articles on the page, which links to the list of all
LATEST = 20


@dataclass(frozen=True)
class Download:
    """A file of all articles of the dossier."""

    representation: Representation
    label: str
    url: str


def dossier(
    request: HttpRequest,
    row: Tag | Place | Person | Newspaper | Organisation | Name,
    name: str,
    value: str,
    title: str,
    latest: int = LATEST,
) -> dict[str, Any]:
    """Return the context of the template dossier/dossier.html, from one search and the queries of a
    list.

    `name` and `value` are those of the list's filter, `title` is that of the citation. While the
    search engine is down, there are no charts or suggested filters.
    """
    selection = ArticleFilter.from_query(QueryParams([(name, value)]))
    chart_facets = charts.DOSSIER_FACETS[name]
    results = selection.results(limit=latest, facets=_counted_facets(chart_facets))
    counts, total = results.facets, results.total
    with in_source_language():
        citation = page_citation(request, title, row.get_absolute_url())
    return {
        "all_url": list_url(selection.query),
        "trends_url": trends_url(selection),
        "articles": entries([hit.ident for hit in results.hits], with_images=has_images()),
        "total": total,
        "charts": charts.list_charts(selection, counts, total, chart_facets) if counts else [],
        "suggested": suggested_filters_beside(selection, counts, total) if counts else [],
        "downloads": _downloads(selection, total),
        "citation": citation,
    }


def _counted_facets(chart_facets: tuple[str, ...]) -> tuple[str, ...]:
    # counting facets with very many values is slow, and only their chart needs it
    return tuple(
        facet
        for facet in search.COUNTED
        if facet in chart_facets or facet == search.SPAN or not BY_NAME[facet].open_ended
    )


def _downloads(selection: ArticleFilter, total: int) -> list[Download]:
    """Return the feed and the files of all articles; citations of lists that are not too long."""
    labels = {ATOM: _("订阅（RSS）"), CSV: _("下载（CSV）")} | {
        representation: representation.label
        for representation in CITATIONS
        if 0 < total <= representation.max_limit
    }
    return [
        Download(
            representation,
            label,
            reverse("articles-data", kwargs={"representation": representation})
            + str(selection.query),
        )
        for representation, label in labels.items()
    ]
