"""Memento (RFC 7089): the kept states of an article, and the one that was current at a given time.

An article's page is the original resource and names the other two. A state of an article is at
`/editions/<moment>/articles/<ident>/` for as long as its edition is kept.
"""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_http_date_safe

from archive.editions.current import opened
from archive.editions.mementos import Memento, mementos, nearest, of_moment
from archive.formats.representations import Representation
from archive.formats.response_data import ResponseData
from archive.http import problem_details
from archive.http.caching import DATED_PAGE_LIFETIME, PAGE_LIFETIME, lifetime
from archive.http.endpoint import serialize
from archive.http.memento_headers import (
    NOT_KEPT,
    memento_date,
    memento_links,
    with_memento_headers,
)
from archive.models import Article
from archive.models.ledger import LedgerKind
from archive.permalinks.signposting import LINK_FORMAT
from archive.site_urls import origin

from . import articles
from .ledger_responses import ledger_response


@lifetime(PAGE_LIFETIME)
def timegate(request: HttpRequest, ident: str) -> HttpResponse:
    """Return 302 to the state of the article at Accept-Datetime, by default the latest one."""
    states = _mementos(request, ident)
    if isinstance(states, HttpResponse):
        return states
    typed = request.headers.get("Accept-Datetime")
    seconds = parse_http_date_safe(typed) if typed is not None else int(states[-1].made.timestamp())
    if seconds is None:
        detail = "Accept-Datetime 须写作 Tue, 01 Dec 2026 08:00:00 GMT 的样子（RFC 1123）。"
        return problem_details.problem(request, "bad-request", 400, detail)
    state = nearest(states, datetime.fromtimestamp(seconds, UTC))
    response = HttpResponse(status=302)
    response.headers["Location"] = _address(request, state, ident)
    response.headers["Link"] = ", ".join([*memento_links(request, ident, states)])
    patch_vary_headers(response, ["Accept-Datetime"])
    return response


@lifetime(PAGE_LIFETIME)
def timemap(request: HttpRequest, ident: str) -> HttpResponse:
    """Return all states that are held, as links (RFC 6690)."""
    states = _mementos(request, ident)
    if isinstance(states, HttpResponse):
        return states
    links = [*memento_links(request, ident, states, self_is_timemap=True)]
    for n, memento in enumerate(states):
        places = ["first"] * (n == 0) + ["last"] * (n == len(states) - 1)
        rel = " ".join([*places, "memento"])
        address = _address(request, memento, ident)
        links.append(f'<{address}>; rel="{rel}"; datetime="{memento_date(memento)}"')
    return HttpResponse(",\n".join(links) + "\n", content_type=LINK_FORMAT)


@lifetime(DATED_PAGE_LIFETIME)
def article(
    request: HttpRequest, representation: Representation, moment: str, ident: str
) -> HttpResponse:
    """Return the data of the article in the edition of this moment."""
    states = _mementos(request, ident)
    if isinstance(states, HttpResponse):
        return states
    memento = of_moment(states, moment)
    if memento is None:
        near = [(memento_date(state), _path(state, ident)) for state in states]
        return problem_details.not_found(request, detail=NOT_KEPT, near=near)
    with opened(memento.folder):
        data = articles.article(request, representation, ident=ident.lower())
        response = serialize(data, representation) if isinstance(data, ResponseData) else data
    return with_memento_headers(request, response, memento, ident, states)


def _mementos(request: HttpRequest, ident: str) -> list[Memento] | HttpResponse:
    """Return the states of the article, at least one, or the response that says why it has none."""
    try:
        states = mementos(ident.lower())
    except Article.DoesNotExist:
        return ledger_response(request, "/", LedgerKind.ARTICLE, ident)
    return states or problem_details.not_found(request, detail=NOT_KEPT)


def _path(memento: Memento, ident: str) -> str:
    return reverse("memento", args=[memento.moment, ident.lower()])


def _address(request: HttpRequest, memento: Memento, ident: str) -> str:
    return origin(request) + _path(memento, ident)
