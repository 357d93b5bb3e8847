"""Cache headers, conditional requests (304, 412) and the page cache."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date, parse_etags

from archive import request_clock
from archive.editions.current import EditionUnavailable, served
from archive.http import page_cache_store
from archive.http.caching import ERROR, NO_STORE, Lifetime, Validators, lifetime_of, validators
from archive.http.endpoint import Endpoint
from archive.http.negotiation import names_form
from archive.http.page_cache_store import CONDITIONS, DEMANDS, LARGEST, CachedPage, PageCacheStore
from archive.http.requests import ArchiveRequest

from .compression import coding_for


class PageCacheMiddleware:
    """Outside every middleware that sets headers, so that cached pages include them.

    The cache belongs to the edition the page was made from, and is dropped with it.
    """

    def __init__(self, get_response: Callable[[ArchiveRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: ArchiveRequest) -> HttpResponseBase:
        key = page_cache_store.cache_key(request.META)
        if key and (page := page_cache_store.cached_page(key)):
            return _from_cache(request, page)
        request.lifetime = request.validators = request.page_cache = None
        response = self.get_response(request)
        page = _set_cache_headers(request, response)
        if page is None or not isinstance(response, HttpResponse):
            return response
        if key and request.page_cache is not None and len(page.body) <= LARGEST:
            request.page_cache.put(key, page)
        return _conditional(request, page, response)

    def process_view(
        self,
        request: ArchiveRequest,
        view: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """304 without calling the view, if If-None-Match has the ETag of what it would return.

        A date or `*` does not prove that there is something at this URL: that takes the view.
        """
        chosen = view.chosen(request, **kwargs) if isinstance(view, Endpoint) else view
        form = kwargs.get("form") or (isinstance(view, Endpoint) and view.preferred(request))
        request.lifetime = lifetime_of(chosen)
        if not request.lifetime or not request.lifetime.has_validators:
            return None
        try:
            # only from here on is the edition pinned that the page will be made from
            request.page_cache = served().cached(PageCacheStore, settings.PAGE_CACHE)
        except EditionUnavailable:
            # some pages need no edition; they then have no validators
            return None
        request.validators = validators(request, request.lifetime, str(form))
        if not DEMANDS.isdisjoint(request.META):
            # If-Match and If-Unmodified-Since are evaluated first (RFC 9110, section 13.2.2)
            return None
        tags = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
        client_tags = {tag.removeprefix("W/") for tag in tags}
        for coding in (coding_for(request.META), ""):
            if request.validators.tag(coding) in client_tags:
                return _not_modified(request.validators, coding)
        return None


def _set_cache_headers(request: ArchiveRequest, response: HttpResponseBase) -> CachedPage | None:
    """Set Cache-Control, Vary and validators; return the page if it may be cached."""
    if response.has_header("Cache-Control"):
        return None
    match = request.resolver_match
    negotiated = response.status_code >= 400 or (match and isinstance(match.func, Endpoint))
    if negotiated and not names_form(request.path):
        patch_vary_headers(response, ["Accept"])
    declared, current = request.lifetime, request.validators
    if (
        request_clock.is_incomplete()
        or response.status_code >= 500
        or request.method not in ("GET", "HEAD")
    ):
        response.headers["Cache-Control"] = NO_STORE
    elif declared and response.status_code in (200, 206, 304, 416):
        response.headers["Cache-Control"] = declared.header(timezone.now())
    else:
        response.headers["Cache-Control"] = ERROR.header(timezone.now())
    if response.status_code == 304:
        response.headers.pop("Content-Length", None)
    if (
        response.status_code != 200
        or current is None
        or declared is None
        or match is None
        or not isinstance(response, HttpResponse)
        or request_clock.is_incomplete()
    ):
        return None
    return _with_validators(response, declared, current, match)


def _with_validators(
    response: HttpResponse, declared: Lifetime, current: Validators, match: ResolverMatch
) -> CachedPage:
    response.headers["ETag"] = current.tag(response.headers.get("Content-Encoding", ""))
    changed = int(current.changed.timestamp())
    response.headers["Last-Modified"] = http_date(changed)
    headers = dict(response.items())
    ends = declared.ends(timezone.now())
    return CachedPage(response.content, headers, declared, changed, ends, match)


def _from_cache(request: HttpRequest, page: CachedPage) -> HttpResponse:
    response = HttpResponse(page.body, headers=page.headers)
    if page.ends and (now := timezone.now()) >= page.ends:
        response.headers["Cache-Control"] = page.lifetime.header(now)
    request.resolver_match = page.match
    return _conditional(request, page, response)


def _conditional(request: HttpRequest, page: CachedPage, response: HttpResponse) -> HttpResponse:
    """The response, or 304 or 412 with those of its headers that do not describe the body."""
    if CONDITIONS.isdisjoint(request.META):
        return response
    conditional = get_conditional_response(request, page.headers["ETag"], page.changed, response)
    if conditional is None or conditional is response:
        return response
    for name, value in response.items():
        if not name.startswith("Content-") or name == "Content-Security-Policy":
            conditional.headers.setdefault(name, value)
    if conditional.status_code == 412:
        # it answers these preconditions alone
        conditional.headers["Cache-Control"] = NO_STORE
    return conditional


def _not_modified(current: Validators, coding: str) -> HttpResponse:
    response = HttpResponseNotModified()
    response.headers["ETag"] = current.tag(coding)
    response.headers["Last-Modified"] = http_date(int(current.changed.timestamp()))
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
