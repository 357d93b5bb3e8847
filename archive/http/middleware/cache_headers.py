"""Cache-Control, Vary and validators of every response; answers conditional requests."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date, parse_etags

from archive import request_state
from archive.editions.current import EditionUnavailable, served
from archive.http.caching import (
    ERROR_LIFETIME,
    NO_STORE,
    ContentTags,
    Validators,
    content_tag,
    lifetime_of,
    validators,
)
from archive.http.endpoint import Endpoint
from archive.http.negotiation import names_representation
from archive.http.page_cache import (
    CONDITIONS,
    PRECONDITIONS,
    CachedPage,
    PageCacheStore,
    cache_key,
)
from archive.http.requests import ArchiveRequest

from .compression import coding_for


class CacheHeadersMiddleware:
    """Set the caching headers of every response, and put finished pages into this worker's page
    cache.

    It must be outside every middleware that sets headers, so that cached pages include these
    headers. The page cache belongs to the edition the page was made from, and is dropped with it.
    """

    def __init__(self, get_response: Callable[[ArchiveRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: ArchiveRequest) -> HttpResponseBase:
        request.lifetime = request.validators = None
        request.page_cache = request.content_tags = None
        response = self.get_response(request)
        last_change = _set_cache_headers(request, response)
        if last_change is None or not isinstance(response, HttpResponse):
            return response
        _put_into_page_cache(request, response)
        return _conditional(request, response, last_change)

    def process_view(
        self,
        request: ArchiveRequest,
        view: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """Return 304 without calling the view, if If-None-Match has the ETag of what it would
        return.

        That is known if this worker has made it from this edition; else the view has to run. For a
        date or `*` the view has to run, to find out whether there is something at this URL.
        """
        selected = view.select_view(request, **kwargs) if isinstance(view, Endpoint) else view
        representation = kwargs.get("representation") or (
            isinstance(view, Endpoint) and view.preferred(request)
        )
        request.lifetime = lifetime_of(selected)
        if not request.lifetime or not request.lifetime.has_validators:
            return None
        try:
            # earlier the edition that the page will be made from is not pinned yet
            request.page_cache = served().cached(PageCacheStore, settings.PAGE_CACHE)
            request.content_tags = served().cached(ContentTags)
        except EditionUnavailable:
            # some pages need no edition, and have no validators then
            return None
        request.validators = validators(request, request.lifetime, str(representation))
        if not PRECONDITIONS.isdisjoint(request.META):
            # If-Match and If-Unmodified-Since are evaluated first (RFC 9110, section 13.2.2)
            return None
        tags = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
        client_tags = {tag.removeprefix("W/") for tag in tags}
        for coding in (coding_for(request.META), ""):
            known_tag = request.content_tags.get(request.validators, coding)
            tag = known_tag or request.validators.tag(coding)
            if tag in client_tags:
                return _not_modified(request.validators, tag)
        return None


def _set_cache_headers(request: ArchiveRequest, response: HttpResponseBase) -> int | None:
    """Set Cache-Control, Vary and validators.

    Returns Last-Modified as a Unix timestamp; None if the response has no validators.
    """
    if response.has_header("Cache-Control"):
        return None
    match = request.resolver_match
    negotiated = response.status_code >= 400 or (match and isinstance(match.func, Endpoint))
    if negotiated and not names_representation(request.path_info):
        patch_vary_headers(response, ["Accept"])
    declared, current = request.lifetime, request.validators
    if (
        request_state.is_incomplete()
        or response.status_code >= 500
        or request.method not in ("GET", "HEAD")
    ):
        response.headers["Cache-Control"] = NO_STORE
    elif declared and response.status_code in (200, 206, 304, 416):
        response.headers["Cache-Control"] = declared.header(timezone.now())
    else:
        response.headers["Cache-Control"] = ERROR_LIFETIME.header(timezone.now())
    if response.status_code == 304:
        response.headers.pop("Content-Length", None)
    if response.status_code != 200 or current is None or request_state.is_incomplete():
        return None
    response.headers["ETag"] = _tag(request, response, current)
    last_change = int(current.changed.timestamp())
    response.headers["Last-Modified"] = http_date(last_change)
    return last_change


def _tag(request: ArchiveRequest, response: HttpResponseBase, current: Validators) -> str:
    coding = response.headers.get("Content-Encoding", "")
    if not isinstance(response, HttpResponse) or request.content_tags is None:
        return current.tag(coding)
    tag = content_tag(response.content, coding)
    request.content_tags.put(current, coding, tag)
    return tag


def _put_into_page_cache(request: ArchiveRequest, response: HttpResponse) -> None:
    key, lifetime, match = cache_key(request.META), request.lifetime, request.resolver_match
    if key and lifetime and match and request.page_cache is not None:
        headers, ends = dict(response.items()), lifetime.ends(timezone.now())
        route = f"/{match.route}"
        request.page_cache.put(key, CachedPage(response.content, headers, lifetime, ends, route))


def _conditional(request: ArchiveRequest, response: HttpResponse, last_change: int) -> HttpResponse:
    """Return the response, or 304 or 412 with its headers that do not describe the body."""
    if CONDITIONS.isdisjoint(request.META):
        return response
    conditional = get_conditional_response(request, response.headers["ETag"], last_change, response)
    if conditional is None or conditional is response:
        return response
    for name, value in response.items():
        if not name.startswith("Content-") or name == "Content-Security-Policy":
            conditional.headers.setdefault(name, value)
    if conditional.status_code == 412:
        # Django evaluates only these preconditions
        conditional.headers["Cache-Control"] = NO_STORE
    return conditional


def _not_modified(current: Validators, tag: str) -> HttpResponse:
    response = HttpResponseNotModified()
    response.headers["ETag"] = tag
    response.headers["Last-Modified"] = http_date(int(current.changed.timestamp()))
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
