"""The page cache: finished responses in the memory of one worker, served before Django starts."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from django.conf import settings
from django.urls import ResolverMatch
from django.utils import timezone

from archive.editions.current import EditionUnavailable, served
from archive.http.middleware.access_log import TIMING
from archive.http.middleware.compression import coding_for

from .caching import Lifetime

# Bytes of one page, and of an Accept header; larger ones are not cached.
LARGEST = 512 * 1024
LONGEST_ACCEPT = 200
# Headers of conditional requests (RFC 9110, section 13.1): preconditions for the request, and all.
DEMANDS = frozenset({"HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE"})
CONDITIONS = frozenset({"HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"}) | DEMANDS
_HTML = "text/html"

Environ = dict[str, Any]
CacheKey = tuple[Any, ...]
# Bytes that an entry takes besides its body.
_OVERHEAD = 3000


@dataclass(frozen=True)
class CachedPage:
    """A finished response with status 200; `changed` is a Unix timestamp.

    From `ends` on, its Cache-Control has to be computed again, because midnight is near.
    """

    body: bytes
    headers: dict[str, str]
    lifetime: Lifetime
    changed: int
    ends: datetime | None
    # the route, for the access log
    match: ResolverMatch


class PageCacheStore:
    """An LRU cache of the pages of one edition, limited to a number of bytes."""

    def __init__(self, folder: Path, max_bytes: int):
        self._max_bytes, self._bytes = max_bytes, 0
        self._pages: OrderedDict[CacheKey, CachedPage] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: CacheKey) -> CachedPage | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
        return page

    def put(self, key: CacheKey, page: CachedPage) -> None:
        with self._lock:
            if key in self._pages:
                return
            self._pages[key] = page
            self._bytes += len(page.body) + _OVERHEAD
            while self._bytes > self._max_bytes:
                _, oldest = self._pages.popitem(last=False)
                self._bytes -= len(oldest.body) + _OVERHEAD


class CachedPageWSGI:
    """WSGI wrapper that serves unconditional GETs straight from the page cache, bypassing Django.

    Conditional requests, HEAD, and everything while requests are logged or counted, go to Django.
    """

    def __init__(self, application: Callable[..., Iterable[bytes]]):
        self._application = application

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        started = perf_counter()
        page = self._page(environ)
        if page is None:
            return self._application(environ, start_response)
        timing = f"total;dur={1000 * (perf_counter() - started):.1f}"
        start_response("200 OK", [*page.headers.items(), (TIMING, timing)])
        return [page.body]

    def _page(self, environ: Environ) -> CachedPage | None:
        if settings.ACCESS_LOG == "all" or settings.METRICS or environ["REQUEST_METHOD"] != "GET":
            return None
        # the key of a non-ASCII path is the path that Django decodes as UTF-8
        if not CONDITIONS.isdisjoint(environ) or not environ.get("PATH_INFO", "").isascii():
            return None
        key = cache_key(environ)
        page = cached_page(key) if key else None
        return None if page and page.ends and timezone.now() >= page.ends else page


def cached_page(key: CacheKey) -> CachedPage | None:
    """The page of the current edition with this key."""
    try:
        return served().cached(PageCacheStore, settings.PAGE_CACHE).get(key)
    except EditionUnavailable:
        return None


def cache_key(environ: Environ) -> CacheKey | None:
    """All that a page depends on but the edition; None if the response must not be cached."""
    accept = environ.get("HTTP_ACCEPT", "*/*")
    if (
        not settings.PAGE_CACHE
        or environ["REQUEST_METHOD"] not in ("GET", "HEAD")
        or len(accept) > LONGEST_ACCEPT
        or "HTTP_RANGE" in environ
    ):
        return None
    # browsers put HTML first, and then get HTML whatever follows
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
