"""The access log, JSON lines without personal data, and the Server-Timing header."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from archive import request_state
from archive.editions.current import served
from archive.http import metrics

logger = logging.getLogger("archive.access")
# the request ID, which readers can quote so that the operator finds the line in the log
HEADER = "X-Request-ID"
# W3C Server Timing: the milliseconds that each part took
TIMING = "Server-Timing"
UNKNOWN = "-"


class AccessMiddleware:
    """Time each request and log its response. Outermost, so that it sees the response as sent.

    URLs are logged as their route, without idents and queries. IP address, user agent and referrer
    are not logged.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response
        metrics.create_counters()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with request_state.started() as state:
            response = self.get_response(request)
            name, value = server_timing(state)
            response.headers[name] = value
            if is_logged(response.status_code):
                response.headers[HEADER] = state.request_id
            method = request.method if request.method in _METHODS else UNKNOWN
            size, edition = _size(response), getattr(request, "edition", "")
            log_response(state, method, _route(request), response.status_code, size, edition)
        return response


def server_timing(state: request_state.RequestState) -> tuple[str, str]:
    """Return the header's name and value."""
    parts = (("total", state.elapsed), *state.spent.items())
    return TIMING, ", ".join(f"{name};dur={seconds * 1000:.1f}" for name, seconds in parts)


def log_response(
    state: request_state.RequestState,
    method: str,
    route: str,
    status: int,
    size: int | None,
    edition: str = "",
) -> None:
    """Log and count a response as configured; `edition` defaults to the current one."""
    if settings.METRICS:
        metrics.count_response(route, status, state)
    if settings.ACCESS_LOG == "all" or (settings.ACCESS_LOG == "errors" and is_logged(status)):
        extra = {
            "code": state.request_id,
            "method": method,
            "route": route,
            "status": status,
            "ms": round(state.elapsed * 1000, 1),
            **{f"{name}_ms": round(seconds * 1000, 1) for name, seconds in state.spent.items()},
            "bytes": size,
            "edition": edition or _current_edition(),
        }
        logger.info("answered", extra=extra)


class RequestIdFilter(logging.Filter):
    """Add the request ID to every log record of a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        if code := request_state.request_id():
            record.code = code
        return True


class TracebackFilter(logging.Filter):
    """Pass only log records with a traceback: the access log has deliberate errors already."""

    def filter(self, record: logging.LogRecord) -> bool:
        return bool(record.exc_info)


_METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")


def is_logged(status: int) -> bool:
    """Return whether a response of this status gets a request ID: any error but 404 and 410."""
    return status >= 400 and status not in (404, 410)


def _route(request: HttpRequest) -> str:
    """Return the URL pattern: a label of low cardinality, as each is a line of urls.py."""
    if request.path.startswith(settings.STATIC_URL):
        return settings.STATIC_URL
    return f"/{request.resolver_match.route}" if request.resolver_match else UNKNOWN


def _size(response: HttpResponseBase) -> int | None:
    """Return bytes of the body; None if it is streamed and of unknown length."""
    if response.streaming:
        length = response.headers.get("Content-Length", "")
        return int(length) if length.isdigit() else None
    return len(getattr(response, "content", b""))


def _current_edition() -> str:
    try:
        return served().fingerprint[:12]
    except (OSError, ValueError, KeyError, RuntimeError):
        # no edition can be read; log the response all the same
        return UNKNOWN
