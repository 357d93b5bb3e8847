"""CORS headers: scripts of any site may read what is public anyway."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from .read_only import METHODS

# seconds
PREFLIGHT_MAX_AGE = 24 * 60 * 60
EXPOSED_HEADERS = (
    "Accept-Ranges, Content-Location, Content-Range, ETag, Link, Retry-After, "
    "Server-Timing, X-Request-ID"
)


class CorsMiddleware:
    """Allow every origin, and answer preflight requests."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers["Access-Control-Allow-Origin"] = "*"
        if request.method == "OPTIONS":
            allowed = response.headers.get("Allow", ", ".join(METHODS))
            response.headers["Access-Control-Allow-Methods"] = allowed
            response.headers["Access-Control-Allow-Headers"] = "*"
            response.headers["Access-Control-Max-Age"] = str(PREFLIGHT_MAX_AGE)
        else:
            response.headers["Access-Control-Expose-Headers"] = EXPOSED_HEADERS
        return response
