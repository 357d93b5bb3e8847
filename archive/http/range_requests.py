"""Files served whole or from where a download was cut off: conditions and ranges of RFC 9110."""

import re
from datetime import UTC, datetime
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date_safe

_RANGE = re.compile(r"bytes=(?:(\d+)-(\d*)|-(\d+))", re.ASCII | re.IGNORECASE)


class _Part:
    """The bytes [start, stop) of a file, read as they are asked for."""

    def __init__(self, path: Path, start: int, stop: int):
        self._file, self._left = path.open("rb"), stop - start
        self._file.seek(start)

    def read(self, size: int) -> bytes:
        data = self._file.read(min(size, self._left))
        self._left -= len(data)
        return data

    def close(self) -> None:
        self._file.close()


class _Download(FileResponse):
    block_size = 256 * 1024


def serve_file(request: HttpRequest, path: Path, tag: str, media_type: str) -> HttpResponse:
    """200 with the whole file, 206 with one range of it, 304, 412 or 416; `tag` is its ETag, unquoted.

    A question for several ranges is answered with the whole, as section 14.2 allows.
    """
    stat = path.stat()
    size, changed = stat.st_size, int(stat.st_mtime)
    etag = f'"{tag}"'
    unchanged = get_conditional_response(request, etag, changed)
    if unchanged is not None:
        return _described(unchanged, etag, changed)
    part = _asked(request, size) if _may_be_partial(request, etag, changed) else None
    if part == "beyond":
        answer = HttpResponse(status=416)
        answer.headers["Content-Range"] = f"bytes */{size}"
        return _described(answer, etag, changed)
    start, stop = part or (0, size)
    is_head = request.method == "HEAD"
    answer = HttpResponse() if is_head else _Download(_Part(path, start, stop))
    answer.status_code = 206 if part else 200
    answer.headers["Content-Type"] = media_type
    answer.headers["Content-Length"] = str(stop - start)
    if part:
        answer.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    return _described(answer, etag, changed)


def _may_be_partial(request: HttpRequest, etag: str, changed: int) -> bool:
    """Whether what was begun is still the same file (If-Range: section 13.1.5).

    A date counts only if it is the file's own, and a second in which nothing else can have been made.
    """
    condition = request.headers.get("If-Range", "").strip()
    if not condition or condition == etag:
        return True
    given = parse_http_date_safe(condition)
    return given == changed and datetime.now(UTC).timestamp() - changed > 1


def _asked(request: HttpRequest, size: int) -> tuple[int, int] | str | None:
    """[start, stop), "beyond" if there is no such byte, None for the whole; only GET has ranges."""
    found = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if not found or request.method != "GET":
        return None
    first, last, suffix = found.groups()
    if suffix is not None:
        length = min(int(suffix), size)
        return (size - length, size) if length else "beyond"
    if last and int(last) < int(first):
        return None
    start = int(first)
    return (start, min(int(last) + 1 if last else size, size)) if start < size else "beyond"


def _described(answer: HttpResponse, etag: str, changed: int) -> HttpResponse:
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["ETag"] = etag
    answer.headers["Last-Modified"] = http_date(changed)
    return answer
