"""Middleware: says of every answer how long it may be kept, answers 304, and keeps finished pages."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
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

from .compression import coding_for


class PageCacheMiddleware:
    """Stands before all that makes or describes pages, so that a page it keeps is whole.

    What it keeps is kept with the edition that the page was made of, and let go with it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = page_cache_store.cache_key(request.META)
        if key and (page := page_cache_store.cached_page(key)):
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
            request.store = served().cached(PageCacheStore, settings.PAGE_CACHE)
        except EditionUnavailable:
            # some pages need none, and what they answer is then known by nothing
            return None
        request.validators = validators(request, request.kept, str(form))
        if not DEMANDS.isdisjoint(request.META):
            # what must be comes before what need not be sent
            return None
        asked = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
        known = {tag.removeprefix("W/") for tag in asked}
        for coding in (coding_for(request.META), ""):
            if request.validators.tag(coding) in known:
                return _not_modified(request, coding)
        return None


def _describe(request: HttpRequest, response: HttpResponse) -> CachedPage | None:
    """Gives the answer its headers; returns it as a page if it can be kept."""
    if response.has_header("Cache-Control"):
        return None
    match = request.resolver_match
    negotiated = response.status_code >= 400 or (match and isinstance(match.func, Endpoint))
    if negotiated and not names_form(request.path):
        patch_vary_headers(response, ["Accept"])
    kept, known = request.kept, request.validators
    if (
        request_clock.is_incomplete()
        or response.status_code >= 500
        or request.method not in ("GET", "HEAD")
    ):
        response.headers["Cache-Control"] = NO_STORE
    elif kept and response.status_code in (200, 206, 304, 416):
        response.headers["Cache-Control"] = kept.header(timezone.now())
    else:
        response.headers["Cache-Control"] = ERROR.header(timezone.now())
    if response.status_code == 304:
        response.headers.pop("Content-Length", None)
    if (
        response.status_code != 200
        or known is None
        or response.streaming
        or request_clock.is_incomplete()
    ):
        return None
    return _validated(response, kept, known, match)


def _validated(
    response: HttpResponse, kept: Lifetime, known: Validators, match: ResolverMatch
) -> CachedPage:
    response.headers["ETag"] = known.tag(response.headers.get("Content-Encoding", ""))
    changed = int(known.changed.timestamp())
    response.headers["Last-Modified"] = http_date(changed)
    headers = dict(response.items())
    return CachedPage(response.content, headers, kept, changed, kept.ends(timezone.now()), match)


def _answer(request: HttpRequest, page: CachedPage) -> HttpResponse:
    response = HttpResponse(page.body, headers=page.headers)
    if page.ends and (now := timezone.now()) >= page.ends:
        response.headers["Cache-Control"] = page.lifetime.header(now)
    request.resolver_match = page.match
    return _conditional(request, page, response)


def _conditional(request: HttpRequest, page: CachedPage, response: HttpResponse) -> HttpResponse:
    """The answer, or 304 or 412 with all of its headers that do not describe the body."""
    if CONDITIONS.isdisjoint(request.META):
        return response
    answer = get_conditional_response(request, page.headers["ETag"], page.changed, response)
    if answer is not response:
        for name, value in response.items():
            if not name.startswith("Content-") or name == "Content-Security-Policy":
                answer.headers.setdefault(name, value)
    if answer.status_code == 412:
        # it is an answer to these demands alone
        answer.headers["Cache-Control"] = NO_STORE
    return answer


def _not_modified(request: HttpRequest, coding: str) -> HttpResponse:
    response = HttpResponseNotModified()
    response.headers["ETag"] = request.validators.tag(coding)
    response.headers["Last-Modified"] = http_date(int(request.validators.changed.timestamp()))
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
