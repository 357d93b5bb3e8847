"""Finished pages in a worker's memory, and the short way to them, before Django looks at a request."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter

from django.conf import settings
from django.urls import ResolverMatch
from django.utils import timezone

from archive.editions.current import EditionUnavailable, served
from archive.http.middleware.access_log import TIMING
from archive.http.middleware.compression import coding_for

from .caching import Lifetime

# Of one page and of an Accept header, in bytes: what is larger is not kept in memory.
LARGEST = 512 * 1024
LONGEST_ACCEPT = 200
# The headers by which a client says what it has, or must have (RFC 9110, section 13.1).
DEMANDS = frozenset({"HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE"})
CONDITIONS = frozenset({"HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"}) | DEMANDS
_HTML = "text/html"
# What an entry takes besides its body, in bytes.
_AROUND = 3000


@dataclass(frozen=True)
class CachedPage:
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


class PageCacheStore:
    """Finished pages of one edition, the latest used, within a number of bytes."""

    def __init__(self, folder: Path, most: int):
        self._most, self._held = most, 0
        self._pages: OrderedDict[tuple, CachedPage] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: tuple) -> CachedPage | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
        return page

    def put(self, key: tuple, page: CachedPage) -> None:
        with self._lock:
            if key in self._pages:
                return
            self._pages[key] = page
            self._held += len(page.body) + _AROUND
            while self._held > self._most:
                _, oldest = self._pages.popitem(last=False)
                self._held -= len(oldest.body) + _AROUND


class CachedPageWSGI:
    """WSGI, before Django: a kept page as it is, to whoever asks for no more than that.

    Conditions, HEAD, and whatever is logged or counted go the long way.
    """

    def __init__(self, application):
        self._application = application

    def __call__(self, environ: dict, start_response):
        begun = perf_counter()
        page = self._page(environ)
        if page is None:
            return self._application(environ, start_response)
        timing = f"total;dur={1000 * (perf_counter() - begun):.1f}"
        start_response("200 OK", [*page.headers.items(), (TIMING, timing)])
        return [page.body]

    def _page(self, environ: dict) -> CachedPage | None:
        if settings.ACCESS_LOG == "all" or settings.METRICS or environ["REQUEST_METHOD"] != "GET":
            return None
        # Django reads the bytes of other paths as UTF-8, and knows the page by that
        if not CONDITIONS.isdisjoint(environ) or not environ.get("PATH_INFO", "").isascii():
            return None
        key = cache_key(environ)
        page = cached_page(key) if key else None
        return None if page and page.ends and timezone.now() >= page.ends else page


def cached_page(key: tuple) -> CachedPage | None:
    try:
        return served().cached(PageCacheStore, settings.PAGE_CACHE).get(key)
    except EditionUnavailable:
        return None


def cache_key(environ: dict) -> tuple | None:
    """All that a finished page depends on, besides the edition; None where it is not to be kept."""
    accept = environ.get("HTTP_ACCEPT", "*/*")
    if (
        not settings.PAGE_CACHE
        or environ["REQUEST_METHOD"] not in ("GET", "HEAD")
        or len(accept) > LONGEST_ACCEPT
        or "HTTP_RANGE" in environ
    ):
        return None
    # what every browser begins with wins whatever follows
    accept = _HTML if accept.startswith(f"{_HTML},") else accept
    return (
        environ.get("HTTP_HOST"),
        environ["wsgi.url_scheme"],
        environ.get("SCRIPT_NAME", ""),
        environ.get("PATH_INFO", ""),
        environ.get("QUERY_STRING", ""),
        accept,
        coding_for(environ),
        timezone.localdate(),
    )
