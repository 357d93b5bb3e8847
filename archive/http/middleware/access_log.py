"""A line of JSON for every answer, or for those that went wrong: nothing in it tells of a person."""

import logging

from django.conf import settings

from archive import request_clock
from archive.editions.current import served
from archive.http import database_timing, metrics

logger = logging.getLogger("archive.access")
# by this the operator finds the line of an answer that a reader asks about
HEADER = "X-Request-ID"
# W3C Server Timing: what took how many milliseconds
TIMING = "Server-Timing"
NOWHERE = "-"

database_timing.watch()


class AccessMiddleware:
    """Outermost, so that it sees what truly goes out.

    The address is logged as its pattern: no ident, no query; nor is there an IP address, a user
    agent, or where the reader came from.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        metrics.begin()

    def __call__(self, request):
        with request_clock.started() as running:
            response = self.get_response(request)
            response.headers[TIMING] = ", ".join(
                f"{name};dur={seconds * 1000:.1f}"
                for name, seconds in (("total", running.elapsed), *running.spent.items())
            )
            told = is_logged(response.status_code)
            if told:
                response.headers[HEADER] = running.code
            if settings.ACCESS_LOG == "all" or (settings.ACCESS_LOG == "errors" and told):
                self._log(request, response, running)
            metrics.count(_route(request), response.status_code, running)
        return response

    def _log(self, request, response, running: request_clock.Clock) -> None:
        logger.info(
            "answered",
            extra={
                "code": running.code,
                "method": request.method if request.method in _METHODS else NOWHERE,
                "route": _route(request),
                "status": response.status_code,
                "ms": round(running.elapsed * 1000, 1),
                **{
                    f"{name}_ms": round(seconds * 1000, 1)
                    for name, seconds in running.spent.items()
                },
                "bytes": _size(response),
                "edition": _edition(request),
            },
        )


class CodeFilter(logging.Filter):
    """Puts the request's code into whatever is logged while it is answered."""

    def filter(self, record):
        if code := request_clock.code():
            record.code = code
        return True


class FaultFilter(logging.Filter):
    """Lets through what broke; an answer that was refused on purpose has its line already."""

    def filter(self, record):
        return bool(record.exc_info)


_METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")


def is_logged(status: int) -> bool:
    """Whether an answer carries its code: what failed or was refused, but no wrong address."""
    return status >= 400 and status not in (404, 410)


def _route(request) -> str:
    """The pattern of the address, of which there are as many as lines in urls.py."""
    if request.path_info.startswith(settings.STATIC_URL):
        return settings.STATIC_URL
    return f"/{request.resolver_match.route}" if request.resolver_match else NOWHERE


def _size(response) -> int | None:
    """Bytes of the body; None where it is sent as it is made."""
    if response.streaming:
        length = response.headers.get("Content-Length", "")
        return int(length) if length.isdigit() else None
    return len(response.content)


def _edition(request) -> str:
    """The one that the request was given; of a page from memory, the one that is served."""
    try:
        return getattr(request, "edition", None) or served().fingerprint[:12]
    except (OSError, ValueError, KeyError, RuntimeError):
        # there is none that can be read: the log line is written all the same
        return NOWHERE
