"""File downloads with conditional requests and byte ranges (RFC 9110, sections 13 and 14)."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date_safe

from archive.joined_files import JoinedFile, Piece, size_of

_RANGE = re.compile(r"bytes=(?:(\d+)-(\d*)|-(\d+))", re.ASCII | re.IGNORECASE)


class _Range(Enum):
    UNSATISFIABLE = 416


class _Download(FileResponse):
    block_size = 256 * 1024


def serve_file(
    request: HttpRequest,
    pieces: Sequence[Piece],
    tag: str,
    media_type: str,
    last_change: float | None = None,
) -> HttpResponseBase:
    """Return 200 with the whole file, 206 with one range, 304, 412 or 416; `tag` is the unquoted
    ETag.

    The file is its `pieces`, one after the other; `last_change` is in seconds since the epoch, by
    default the time of the latest piece (pieces are then whole files). A request for several ranges
    gets the whole file, as section 14.2 allows.
    """
    size = size_of(pieces)
    if last_change is None:
        last_change = max(piece.stat().st_mtime for piece in pieces if isinstance(piece, Path))
    last_change = int(last_change)
    etag = f'"{tag}"'
    conditional = get_conditional_response(request, etag, last_change)
    if conditional is not None:
        return _with_validators(conditional, etag, last_change)
    requested = (
        _requested_range(request, size) if _range_applies(request, etag, last_change) else None
    )
    if requested is _Range.UNSATISFIABLE:
        unsatisfiable = HttpResponse(status=416)
        unsatisfiable.headers["Content-Range"] = f"bytes */{size}"
        return _with_validators(unsatisfiable, etag, last_change)
    start, stop = requested or (0, size)
    response: HttpResponseBase = (
        HttpResponse() if request.method == "HEAD" else _Download(JoinedFile(pieces, start, stop))
    )
    response.status_code = 206 if requested else 200
    response.headers["Content-Type"] = media_type
    response.headers["Content-Length"] = str(stop - start)
    if requested:
        response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    return _with_validators(response, etag, last_change)


def _range_applies(request: HttpRequest, etag: str, last_change: int) -> bool:
    """Return whether If-Range, if present, names this version of the file (section 13.1.5).

    A date matches only if it equals the file's and is over a second old, as another version could
    have been written within the same second.
    """
    condition = request.headers.get("If-Range", "").strip()
    if not condition or condition == etag:
        return True
    timestamp = parse_http_date_safe(condition)
    return timestamp == last_change and datetime.now(UTC).timestamp() - last_change > 1


def _requested_range(request: HttpRequest, size: int) -> tuple[int, int] | _Range | None:
    """Return [start, stop), UNSATISFIABLE, or None for the whole file; only GET has ranges."""
    match = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if not match or request.method != "GET":
        return None
    first, last, suffix = match.groups()
    if suffix is not None:
        length = min(int(suffix), size)
        return (size - length, size) if length else _Range.UNSATISFIABLE
    if last and int(last) < int(first):
        return None
    start = int(first)
    if start >= size:
        return _Range.UNSATISFIABLE
    return start, min(int(last) + 1 if last else size, size)


def _with_validators(response: HttpResponseBase, etag: str, last_change: int) -> HttpResponseBase:
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(last_change)
    return response
