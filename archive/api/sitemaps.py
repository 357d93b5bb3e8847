"""Sitemaps with the last change of every page and its languages, and robots.txt."""

from collections.abc import Iterable, Iterator
from datetime import date
from xml.sax.saxutils import escape

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from archive import languages
from archive.harvest import sitemap_entries
from archive.http.caching import PAGE_LIFETIME, PROGRAM_LIFETIME, lifetime
from archive.models import Article
from archive.site_urls import fast_reverse, origin

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_XHTML = ' xmlns:xhtml="http://www.w3.org/1999/xhtml"'
# kind → the route of its pages
_ROUTES = {
    "articles": "article",
    "issues": "issue",
    "pages": "page",
    "newspapers": "newspaper",
    "topics": "topic",
    "places": "place",
    "people": "person",
    "organisations": "organisation",
    "names": "name",
}
# single pages that change with every article
_LISTS = ("home", "articles", "newspapers", "topics", "places", "people", "names", "dates", "about")


@lifetime(PAGE_LIFETIME)
def index(request: HttpRequest) -> HttpResponse:
    """Return every sitemap, with the latest change in it."""
    base = origin(request)
    files = ((base + path, day, "") for path, day in _files())
    return _xml("sitemapindex", "sitemap", files)


@lifetime(PAGE_LIFETIME)
def part(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Return the pages of one sitemap."""
    base = origin(request)
    paths: Iterable[tuple[str, date | None]]
    if kind == "lists" and number == 1:
        last_change = Article.objects.latest_change()
        paths = [(reverse(route), last_change) for route in _LISTS]
    elif pages := sitemap_entries.pages(kind, number):
        route = _ROUTES[kind]
        paths = ((fast_reverse(route, *page.key), page.day) for page in pages)
    else:
        raise Http404
    return _xml("urlset", "url", _in_each_language(base, paths))


def _in_each_language(
    base: str, paths: Iterable[tuple[str, date | None]]
) -> Iterator[tuple[str, date | None, str]]:
    """Yield (URL, day, links to the page in every language) of each page in each language."""
    offered = languages.offered()
    for path, day in paths:
        urls = [base + languages.localized(path, language) for language in offered]
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language.tag}" href="{escape(url)}"/>'
            for language, url in zip(offered, urls, strict=True)
        )
        for url in urls:
            yield url, day, links if len(urls) > 1 else ""


@lifetime(PROGRAM_LIFETIME)
def robots(request: HttpRequest) -> HttpResponse:
    """Return robots.txt (RFC 9309), which disallows the endless combinations of filters."""
    address = origin(request) + reverse("sitemap")
    below = reverse("home")
    searches = (reverse("suggest"), reverse("resolve"), reverse("oai"))
    closed = (f"{below}*?*&", f"{below}*?*q=", *searches)
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), "", f"Sitemap: {address}"]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


def _files() -> Iterator[tuple[str, date | None]]:
    """Yield (path, latest change) of every sitemap."""
    yield reverse("sitemap-part", args=("lists", 1)), Article.objects.latest_change()
    for part in sitemap_entries.parts():
        yield reverse("sitemap-part", args=(part.kind, part.number)), part.latest


def _xml(root: str, item: str, entries: Iterable[tuple[str, date | None, str]]) -> HttpResponse:
    """Return an XML response. Not streamed, so that it gets an ETag and is compressed like pages;
    at most 15 MB.
    """
    text = "".join(_text(root, item, entries))
    return HttpResponse(text, content_type="application/xml; charset=utf-8")


def _text(root: str, item: str, entries: Iterable[tuple[str, date | None, str]]) -> Iterator[str]:
    namespaces = _XHTML if item == "url" and len(languages.offered()) > 1 else ""
    yield f"{_HEAD}<{root} {_XMLNS}{namespaces}>\n"
    for url, day, links in entries:
        lastmod = f"<lastmod>{day}</lastmod>" if day else ""
        yield f"<{item}><loc>{escape(url)}</loc>{lastmod}{links}</{item}>\n"
    yield f"</{root}>\n"
