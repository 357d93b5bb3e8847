"""Tells crawlers what there is and when it was last changed: sitemaps, and robots.txt that names them."""

from collections.abc import Iterator
from datetime import date
from itertools import count, islice
from xml.sax.saxutils import escape

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse

from archive.caching import FIXED, SHOWN, lifetime
from archive.models import Article, Issue, Newspaper, Page, Person, Place, Tag
from archive.origin import origin

PART = 50_000
"""Addresses in one file (sitemaps.org: at most 50,000, and 50 MB)."""
# of a kind; no larger number is an address of ours
MOST_PARTS = 10_000
# rows read at a time
_AT_ONCE = 2000

# (parts of the address, day of the last change) of each page
Rows = QuerySet | list[tuple[str | date | None, ...]]

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
# kind: (route, its pages)
_KINDS = {
    "articles": ("article", Article.objects.last_changes),
    "issues": ("issue", Issue.objects.last_changes),
    "pages": ("page", Page.objects.last_changes),
    "newspapers": ("newspaper", Newspaper.objects.last_changes),
    "topics": ("topic", Tag.objects.last_changes),
    "places": ("place", Place.objects.last_changes),
    "people": ("person", Person.objects.last_changes),
}
# what is there once, and changes with every article
_LISTS = ("home", "articles", "newspapers", "topics", "places", "people", "about")


@lifetime(SHOWN)
def index(request: HttpRequest) -> StreamingHttpResponse:
    """Every sitemap, with the latest change in it."""
    here = origin(request)
    return _xml("sitemapindex", "sitemap", ((here + path, day) for path, day in _files()))


@lifetime(SHOWN)
def part(request: HttpRequest, kind: str, number: int) -> StreamingHttpResponse:
    """The pages of one sitemap."""
    here = origin(request)
    if kind == "lists" and number == 1:
        changed = Article.objects.latest_change()
        pages = [(here + reverse(route), changed) for route in _LISTS]
    elif kind in _KINDS and 0 < number < MOST_PARTS:
        route, rows = _KINDS[kind]
        chosen = rows()[(number - 1) * PART : number * PART]
        if not chosen[:1]:
            raise Http404
        pages = ((here + reverse(route, args=key), day) for *key, day in _read(chosen))
    else:
        raise Http404
    return _xml("urlset", "url", pages)


@lifetime(FIXED)
def robots(request: HttpRequest) -> HttpResponse:
    """RFC 9309: all is open but what has no end, searches and filters upon filters."""
    address = origin(request) + reverse("sitemap")
    closed = ("/*?*&", "/*?*q=", reverse("suggest"), reverse("resolve"), reverse("oai"))
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), "", f"Sitemap: {address}"]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


def _files() -> Iterator[tuple[str, date | None]]:
    """(path, latest change) of every sitemap."""
    yield reverse("sitemap-part", args=("lists", 1)), Article.objects.latest_change()
    for kind, (_, rows) in _KINDS.items():
        pages = _read(rows())
        for number in count(1):
            latest = max((day or date.min for *_, day in islice(pages, PART)), default=None)
            if latest is None:
                break
            path = reverse("sitemap-part", args=(kind, number))
            yield path, latest if latest != date.min else None


def _read(rows: Rows) -> Iterator[tuple]:
    """A list as it is, a query some rows at a time."""
    return rows.iterator(chunk_size=_AT_ONCE) if isinstance(rows, QuerySet) else iter(rows)


def _xml(root: str, item: str, entries) -> StreamingHttpResponse:
    """The file as it is made, so that its length costs no memory."""
    return StreamingHttpResponse(
        _text(root, item, entries), content_type="application/xml; charset=utf-8"
    )


def _text(root: str, item: str, entries) -> Iterator[str]:
    yield f"{_HEAD}<{root} {_XMLNS}>\n"
    for address, day in entries:
        changed = f"<lastmod>{day}</lastmod>" if day else ""
        yield f"<{item}><loc>{escape(address)}</loc>{changed}</{item}>\n"
    yield f"</{root}>\n"
