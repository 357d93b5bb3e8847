"""Tiles of page images straight from their archives, without Django."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from archive.editions.current import EditionUnavailable
from archive.images.served_images import cached_image
from archive.images.tile_archive import MEDIA_TYPE, ArchiveMember
from archive.request_state import RequestState

from .middleware import access_log
from .page_cache import CONDITIONS, Environ

_TILE = re.compile(r"/iiif/([0-9a-f]{64}(?:-p[0-9]+)?)/(.+\.jpg)", re.ASCII)
# for the access log
_ROUTE = "/iiif/<image:image_id>/<str:region>/<str:size>/<str:rotation>/<str:quality>.<str:suffix>"
# headers that differ from tile to tile
_HEADERS_PER_TILE = frozenset(("content-length", "etag", "server-timing", "x-request-id"))


class TileWSGI:
    """WSGI wrapper that answers unconditional GETs for tiles of images that were requested before.

    Django answers the first tile of a process, and later tiles reuse its headers. Django also
    answers conditional requests, HEAD, URLs with parameters, and anything not found.
    """

    def __init__(self, application: Callable[..., Iterable[bytes]]):
        self._application = application
        self._headers: list[tuple[str, str]] = []

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        match = _TILE.fullmatch(environ.get("PATH_INFO", ""))
        if match is None or not _is_plain(environ):
            return self._application(environ, start_response)
        if not self._headers:
            return self._application(environ, self._remember_headers(start_response))
        state = RequestState()
        tile = _known_tile(*match.groups())
        if tile is None:
            return self._application(environ, start_response)
        member, content = tile
        own_headers = (("Content-Length", str(member.size)), ("ETag", member.etag))
        start_response("200 OK", [*self._headers, *own_headers, access_log.server_timing(state)])
        access_log.log_response(state, "GET", _ROUTE, 200, member.size)
        return [content]

    def _remember_headers(self, start_response: Callable[..., Any]) -> Callable[..., Any]:
        """Return a `start_response` that remembers the headers of a tile."""

        def start(status: str, headers: list[tuple[str, str]], *args: Any) -> Any:
            if status.startswith("200") and ("Content-Type", MEDIA_TYPE) in headers:
                self._headers = [
                    pair for pair in headers if pair[0].lower() not in _HEADERS_PER_TILE
                ]
            return start_response(status, headers, *args)

        return start


def _is_plain(environ: Environ) -> bool:
    return (
        environ["REQUEST_METHOD"] == "GET"
        and not environ.get("QUERY_STRING")
        and CONDITIONS.isdisjoint(environ)
    )


def _known_tile(image_id: str, request: str) -> tuple[ArchiveMember, bytes] | None:
    """Return the archive member and the bytes of a tile; None if Django has to answer."""
    try:
        image = cached_image(image_id)
        member = image.archive.find(request) if image else None
        return (member, image.archive.read(member)) if image and member else None
    except (EditionUnavailable, OSError):
        return None
