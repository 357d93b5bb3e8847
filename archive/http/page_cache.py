"""The page cache: finished responses in the memory of one worker, served before Django starts."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from archive.editions.current import EditionUnavailable, served
from archive.request_state import RequestState

from .caching import Lifetime
from .middleware import access_log
from .middleware.compression import coding_for

# Bytes of one page, and of an Accept header; larger ones are not cached.
MAX_BODY_BYTES = 512 * 1024
MAX_ACCEPT_LENGTH = 200
# Headers of conditional requests (RFC 9110, section 13.1): the preconditions, and all of them.
PRECONDITIONS = frozenset({"HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE"})
CONDITIONS = frozenset({"HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"}) | PRECONDITIONS
_HTML = "text/html"

Environ = dict[str, Any]
CacheKey = tuple[Any, ...]
# Bytes that an entry takes besides its body.
_OVERHEAD = 3000


@dataclass(frozen=True)
class CachedPage:
    """A finished response with status 200.

    From `ends` on, Cache-Control has to be recomputed, because midnight is near.
    """

    body: bytes
    headers: dict[str, str]
    lifetime: Lifetime
    ends: datetime | None
    # for the access log
    route: str

    def headers_at(self, now: datetime) -> dict[str, str]:
        if self.ends is None or now < self.ends:
            return self.headers
        return self.headers | {"Cache-Control": self.lifetime.header(now)}


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
        """Add a page unless it is too large; drop the least recently used ones to make room."""
        with self._lock:
            if key in self._pages or len(page.body) > MAX_BODY_BYTES:
                return
            self._pages[key] = page
            self._bytes += len(page.body) + _OVERHEAD
            while self._bytes > self._max_bytes:
                _, oldest = self._pages.popitem(last=False)
                self._bytes -= len(oldest.body) + _OVERHEAD


class PageCacheWSGI:
    """WSGI wrapper that answers from the page cache, bypassing Django.

    Conditional requests go to Django: it answers most of them without calling a view
    (middleware/cache_headers.py).
    """

    def __init__(self, application: Callable[..., Iterable[bytes]]):
        self._application = application

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        state = RequestState()
        key = cache_key(environ) if CONDITIONS.isdisjoint(environ) else None
        page = _cached_page(key) if key else None
        if page is None:
            return self._application(environ, start_response)
        headers = page.headers_at(timezone.now())
        start_response("200 OK", [*headers.items(), access_log.server_timing(state)])
        access_log.log_response(state, environ["REQUEST_METHOD"], page.route, 200, len(page.body))
        return [page.body]


def _cached_page(key: CacheKey) -> CachedPage | None:
    """Return the page of the current edition with this key."""
    try:
        return served().cached(PageCacheStore, settings.PAGE_CACHE).get(key)
    except EditionUnavailable:
        return None


def cache_key(environ: Environ) -> CacheKey | None:
    """Return everything that a page depends on besides the edition; None if it is uncacheable."""
    accept = environ.get("HTTP_ACCEPT", "*/*")
    if (
        not settings.PAGE_CACHE
        or environ["REQUEST_METHOD"] not in ("GET", "HEAD")
        or len(accept) > MAX_ACCEPT_LENGTH
        or "HTTP_RANGE" in environ
        # Django decodes paths as UTF-8, so different paths here could be equal there
        or not environ.get("PATH_INFO", "").isascii()
    ):
        return None
    # browsers put HTML first, and get HTML whatever follows
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
