"""Middleware: says of every answer how long it may be kept, answers 304, and keeps finished pages."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import ResolverMatch
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date, parse_etags

from archive import clock
from archive.caching import (
    ERROR,
    NO_STORE,
    Lifetime,
    Validators,
    lifetime_of,
    validators,
)
from archive.edition import EditionUnavailable, served
from archive.machine.endpoint import Endpoint
from archive.machine.negotiation import HTML, names_form
from archive.middleware.compression import coding_for

# Of one page and of an Accept header, in bytes: what is larger is not kept in memory.
LARGEST = 512 * 1024
LONGEST_ACCEPT = 200
# What an entry takes besides its body, in bytes.
_AROUND = 3000


@dataclass(frozen=True)
class Page:
    """A finished answer, status 200; `changed` in seconds since 1970.

    From `ends` on its Cache-Control is no longer what was said at first, as a day draws to its end.
    """

    body: bytes
    headers: dict[str, str]
    lifetime: Lifetime
    changed: int
    ends: datetime | None
    # of what kind of address it is, for the log
    match: ResolverMatch


class Store:
    """Finished pages of one edition, the latest used, within a number of bytes."""

    def __init__(self, folder: Path, most: int):
        self._most, self._held = most, 0
        self._pages: OrderedDict[tuple, Page] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: tuple) -> Page | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
        return page

    def put(self, key: tuple, page: Page) -> None:
        with self._lock:
            if key in self._pages:
                return
            self._pages[key] = page
            self._held += len(page.body) + _AROUND
            while self._held > self._most:
                _, oldest = self._pages.popitem(last=False)
                self._held -= len(oldest.body) + _AROUND


class PageCacheMiddleware:
    """Stands before all that makes or describes pages, so that a page it keeps is whole.

    What it keeps is kept with the edition that the page was made of, and let go with it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = _key(request) if settings.PAGE_CACHE else None
        if key and (page := _kept(key)):
            return _answer(request, page)
        request.kept = request.validators = request.store = None
        response = self.get_response(request)
        page = _describe(request, response)
        if page is None:
            return response
        if key and request.store is not None and len(page.body) <= LARGEST:
            request.store.put(key, page)
        return _conditional(request, page, response)

    def process_view(self, request, view, args, kwargs):
        """304 to whoever has just what the view would make; only an own tag can prove that.

        A date or `*` says nothing of whether there is something at this address: the view must.
        """
        chosen = view.chosen(request, **kwargs) if isinstance(view, Endpoint) else view
        form = kwargs.get("form") or (chosen is not view and view.preferred(request))
        request.kept = lifetime_of(chosen)
        if not request.kept or not request.kept.has_validators:
            return None
        try:
            # here, and only here, the edition is the one that the page will be made of
            request.store = served().keep(Store, settings.PAGE_CACHE)
        except EditionUnavailable:
            # some pages need none, and what they answer is then known by nothing
            return None
        request.validators = validators(request, request.kept, str(form))
        asked = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
        known = {tag.removeprefix("W/") for tag in asked}
        for coding in (coding_for(request), ""):
            if request.validators.tag(coding) in known:
                return _not_modified(request, coding)
        return None


def _kept(key: tuple) -> Page | None:
    try:
        return served().keep(Store, settings.PAGE_CACHE).get(key)
    except EditionUnavailable:
        return None


def _key(request: HttpRequest) -> tuple | None:
    """All that a finished page depends on, besides the edition; None where it is not to be kept."""
    meta = request.META
    accept = meta.get("HTTP_ACCEPT", "*/*")
    if (
        request.method not in ("GET", "HEAD")
        or len(accept) > LONGEST_ACCEPT
        or "HTTP_RANGE" in meta
    ):
        return None
    # what every browser begins with wins whatever follows
    accept = HTML if accept.startswith(f"{HTML},") else accept
    return (
        meta.get("HTTP_HOST"),
        request.scheme,
        request.path,
        meta.get("QUERY_STRING"),
        accept,
        coding_for(request),
        timezone.localdate(),
    )


def _describe(request: HttpRequest, response: HttpResponse) -> Page | None:
    """Gives the answer its headers; returns it as a page if it can be kept."""
    if response.has_header("Cache-Control"):
        return None
    match = request.resolver_match
    negotiated = response.status_code >= 400 or (match and isinstance(match.func, Endpoint))
    if negotiated and not names_form(request.path):
        patch_vary_headers(response, ["Accept"])
    kept, known = request.kept, request.validators
    if clock.lacks() or response.status_code >= 500 or request.method not in ("GET", "HEAD"):
        response.headers["Cache-Control"] = NO_STORE
    elif kept and response.status_code in (200, 206, 304, 416):
        response.headers["Cache-Control"] = kept.header(timezone.now())
    else:
        response.headers["Cache-Control"] = ERROR.header(timezone.now())
    if response.status_code == 304:
        response.headers.pop("Content-Length", None)
    if response.status_code != 200 or known is None or response.streaming or clock.lacks():
        return None
    return _validated(response, kept, known, match)


def _validated(
    response: HttpResponse, kept: Lifetime, known: Validators, match: ResolverMatch
) -> Page:
    response.headers["ETag"] = known.tag(response.headers.get("Content-Encoding", ""))
    changed = int(known.changed.timestamp())
    response.headers["Last-Modified"] = http_date(changed)
    headers = dict(response.items())
    return Page(response.content, headers, kept, changed, kept.ends(timezone.now()), match)


def _answer(request: HttpRequest, page: Page) -> HttpResponse:
    response = HttpResponse(page.body, headers=page.headers)
    if page.ends and (now := timezone.now()) >= page.ends:
        response.headers["Cache-Control"] = page.lifetime.header(now)
    request.resolver_match = page.match
    return _conditional(request, page, response)


def _conditional(request: HttpRequest, page: Page, response: HttpResponse) -> HttpResponse:
    """The answer, or 304 with all of its headers that do not describe the body."""
    meta = request.META
    if "HTTP_IF_NONE_MATCH" not in meta and "HTTP_IF_MODIFIED_SINCE" not in meta:
        return response
    answer = get_conditional_response(request, page.headers["ETag"], page.changed, response)
    if answer.status_code == 304:
        for name, value in response.items():
            if not name.startswith("Content-") or name == "Content-Security-Policy":
                answer.headers.setdefault(name, value)
    return answer


def _not_modified(request: HttpRequest, coding: str) -> HttpResponse:
    response = HttpResponseNotModified()
    response.headers["ETag"] = request.validators.tag(coding)
    response.headers["Last-Modified"] = http_date(int(request.validators.changed.timestamp()))
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
