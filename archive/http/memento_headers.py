"""The headers of mementos (RFC 7089), which page and data of an article in a kept edition share."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import gettext_noop

from archive.editions.mementos import Memento
from archive.permalinks.signposting import LINK_FORMAT
from archive.site_urls import fast_reverse, origin

NOT_KEPT = gettext_noop(
    "没有这个时间的版本，或者那个版本里没有这篇文章。本站只保存最近的几个版本。"
)


def with_memento_headers(
    request: HttpRequest,
    response: HttpResponse,
    memento: Memento,
    ident: str,
    states: list[Memento],
) -> HttpResponse:
    """Return the response with the headers of a memento (RFC 7089, section 4.2)."""
    response.headers["Memento-Datetime"] = memento_date(memento)
    links = response.headers.get("Link")
    response.headers["Link"] = ", ".join(
        [*([links] if links else []), *memento_links(request, ident, states)]
    )
    return response


def memento_links(
    request: HttpRequest, ident: str, states: list[Memento], self_is_timemap: bool = False
) -> list[str]:
    """Return the links from every resource to the others, with the time that the TimeMap covers."""
    base, ident = origin(request), ident.lower()
    covered = f'from="{memento_date(states[0])}"; until="{memento_date(states[-1])}"'
    rel = "self" if self_is_timemap else "timemap"
    return [
        f'<{base}{fast_reverse("article", ident)}>; rel="original"',
        f'<{base}{reverse("timegate", args=[ident])}>; rel="timegate"',
        f'<{base}{reverse("timemap", args=[ident])}>; rel="{rel}"; type="{LINK_FORMAT}"; {covered}',
    ]


def memento_date(memento: Memento) -> str:
    """Return when the edition was made, as in an HTTP header."""
    return http_date(memento.made.timestamp())
