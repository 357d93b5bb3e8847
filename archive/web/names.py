"""The pages of people and organisations that articles name."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, pgettext

from archive import search
from archive.editions.cached_lists import has_images
from archive.filters.parameters import QueryParams
from archive.http.caching import DATED_PAGE_LIFETIME, lifetime
from archive.http.lookups import NameRedirect, find_name, similar_names
from archive.insight.name_cooccurrence import Key, cooccurring_names
from archive.models import Name, Organisation
from archive.models.ledger import LedgerKind
from archive.models.names import FILTERS
from archive.models.prepared_queries import entries
from archive.permalinks import signposting
from archive.site_urls import origin

from .article_list.facets import list_url
from .charts import name_network
from .charts.chart import Chart
from .dossier import dossier
from .error_pages import not_found, page_ledger_fallback
from .typed_links import render_with_links

# articles that name a person, on the page of those that the person signed
LATEST_NAMING = 5


@lifetime(DATED_PAGE_LIFETIME)
def name(request: HttpRequest, kind: str, called: str) -> HttpResponse:
    """Return the page of a name without an authority record, which namesakes share."""
    try:
        row = find_name(kind, called)
    except NameRedirect as redirection:
        return redirect(redirection.row.get_absolute_url(), permanent=True)
    except Name.DoesNotExist:
        near = [(row.label, row.get_absolute_url()) for row in similar_names(kind, called)]
        return not_found(request, kind=pgettext("this", "个名称"), key=called, near=near)
    key = (FILTERS[kind], row.key)
    title = gettext("文中提到：%(name)s") % {"name": row.shown_name}
    context = {
        "name": row,
        **dossier(request, row, *key, title),
        "network": network(row.shown_name, key),
    }
    return render(request, "names/name.html", context)


@lifetime(DATED_PAGE_LIFETIME)
@page_ledger_fallback(LedgerKind.ORGANISATION)
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    row = Organisation.objects.get_by_natural_key(slug)
    key = ("organisation", slug)
    title = gettext("单位：%(name)s") % {"name": row.shown_name}
    context = {
        "organisation": row,
        **dossier(request, row, *key, title),
        "network": network(row.shown_name, key),
    }
    links = signposting.authority_links(row, origin(request))
    return render_with_links(request, "names/organisation.html", context, links)


def naming_articles(name: str, value: str, latest: int = LATEST_NAMING) -> dict[str, Any]:
    """Return the context of the articles that name a person, or only name a place.

    `naming_total` is None while the search engine is down.
    """
    url = list_url(QueryParams([(name, value)]))
    query = search.Query(filters={name: (value,)}, sort="date", limit=latest)
    try:
        results = search.search(query)
    except search.SearchUnavailable:
        return {"naming_total": None, "naming_url": url, "naming": []}
    idents = [hit.ident for hit in results.hits]
    return {
        "naming_total": results.total,
        "naming_url": url,
        "naming": entries(idents, with_images=has_images()) if idents else [],
    }


def network(label: str, centre: Key, author: str = "") -> Chart | None:
    """Return the chart of the names that occur with this one, and of the author's co-signers.

    None if there are none, or while the search engine is down.
    """
    try:
        cooccurrence = cooccurring_names(centre, author)
    except search.SearchUnavailable:
        return None
    return name_network.chart(label, cooccurrence)
