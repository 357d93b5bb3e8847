"""The basket: articles and paragraphs that a reader keeps, named by the address of the page."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from archive import citations
from archive.api.basket import BasketEntry, basket_entries
from archive.filters.basket import MAX_ITEMS, BasketDataFilter, BasketFilter, basket_query
from archive.filters.parameters import query_params
from archive.formats.representations import CITATIONS, CSV, EPUB, JSON, Representation
from archive.http.caching import DATED_PAGE_LIFETIME, PAGE_LIFETIME, lifetime
from archive.languages import in_source_language
from archive.models import Article
from archive.site_urls import fast_reverse, origin

from .article_text import text_of
from .citations import block_name
from .error_pages import bad_parameters

FILES = (*CITATIONS, CSV, JSON, EPUB)


class CitedEntry(NamedTuple):
    """An entry with the name and words of its paragraph, and its citation."""

    entry: BasketEntry
    block_name: str
    quoted: str
    citation: str


@lifetime(DATED_PAGE_LIFETIME)
@query_params(BasketFilter.parameters())
def basket(request: HttpRequest) -> HttpResponse:
    selection = BasketFilter(request.GET)
    if selection.problems:
        return bad_parameters(request, selection.problems)
    items = selection.chosen("items")
    articles = Article.objects.for_citing()
    if any(item.block for item in items):
        articles = articles.with_texts()
    style = citations.FORMATS[selection.chosen("style") or citations.DEFAULT.key]
    entries = basket_entries(items, articles)
    query = basket_query(items)
    context = {
        "entries": [_cited(request, entry, style) for entry in entries],
        "items": dict(query).get("items", ""),
        "max_items": MAX_ITEMS,
        "style": style,
        "styles": citations.STYLES,
        "files": _files(entries),
        "reading_url": fast_reverse("basket-reading") + str(query),
        "canonical": fast_reverse("basket") + str(query),
    }
    return render(request, "basket/basket.html", context)


def _files(entries: Sequence[BasketEntry]) -> list[tuple[Representation, str]]:
    """Return (format, URL) of each file; they contain only what is still there."""
    query = str(basket_query([entry.kept for entry in entries if entry.kept]))
    return [(file, fast_reverse("basket-data", file) + query) for file in FILES] if query else []


@lifetime(PAGE_LIFETIME)
@query_params(BasketDataFilter.parameters())
def reading(request: HttpRequest) -> HttpResponse:
    """Return all articles of the basket in one text, to read through or print."""
    selection = BasketDataFilter(request.GET)
    if selection.problems:
        return bad_parameters(request, selection.problems)
    entries = basket_entries(selection.chosen("items"), Article.objects.for_reading())
    # an article of which several paragraphs are kept is set once
    articles = {entry.article.ident: entry.article for entry in entries if entry.article}
    context = {
        "articles": [(article, text_of(article)) for article in articles.values()],
        "texts_held": sum(article.text_held for article in articles.values()),
        "missing": [entry for entry in entries if entry.status],
        "canonical": selection.url(selection.canonical),
        "address": fast_reverse("basket-reading") + str(selection.canonical),
    }
    return render(request, "basket/reading.html", context)


def _cited(request: HttpRequest, entry: BasketEntry, style: citations.Format) -> CitedEntry:
    article = entry.article
    if article is None:
        return CitedEntry(entry, "", "", "")
    with in_source_language():
        url = origin(request) + article.get_absolute_url()
        facts: dict[str, Any] = citations.item(article, url, timezone.localdate(), entry.block)
    kinds = {block["id"]: block["kind"] for block in article.blocks}
    name = block_name(kinds[entry.block], entry.block) if entry.block else ""
    return CitedEntry(entry, name, facts.get("annote", ""), style.write(facts))
