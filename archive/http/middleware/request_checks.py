"""Limits on the length of the URL and the headers, and the check of the Host header."""

from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from archive.http import errors

# bytes of path and query; RFC 9110, section 4.1, asks servers to accept as much
LONGEST_ADDRESS = 8000
# characters of all headers together, which include cookies of other sites on the domain
LONGEST_HEADERS = 32_000
# characters of one header that this site parses
LONGEST_HEADER = 2000
_PARSED = (
    *("HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MATCH"),
    *("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_IF_RANGE", "HTTP_RANGE"),
    *("HTTP_HOST", "CONTENT_TYPE"),
)


class LimitsMiddleware:
    """414, 431 or 400 before anything is parsed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        meta = request.META
        address = len(meta.get("PATH_INFO", "")) + len(meta.get("QUERY_STRING", ""))
        if address > LONGEST_ADDRESS:
            return errors.refused(request, "too-long", 414)
        headers = sum(
            len(name) + len(value)
            for name, value in meta.items()
            if name.startswith("HTTP_") and isinstance(value, str)
        )
        if headers > LONGEST_HEADERS or any(
            len(meta.get(name) or "") > LONGEST_HEADER for name in _PARSED
        ):
            return errors.refused(request, "headers-too-long", 431)
        try:
            request.get_host()
        except DisallowedHost:
            return errors.refused(request, "bad-host", 400)
        return self.get_response(request)
