"""Answer probes, and refuse requests by length, host name or method, before they are parsed."""

from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import resolve

from archive.http import errors
from archive.http.caching import lifetime_of
from archive.http.requests import ArchiveRequest, has_long_address
from archive.site_urls import fast_reverse

PROBES = ("/healthz", "/readyz")
METHODS = ("GET", "HEAD", "OPTIONS")
# characters of all headers together, which include cookies of other sites on the domain
MAX_HEADERS_LENGTH = 32_000
# characters of one header that this site parses
MAX_HEADER_LENGTH = 2000
_PARSED = (
    *("HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MATCH"),
    *("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_IF_RANGE", "HTTP_RANGE"),
    *("HTTP_HOST", "CONTENT_TYPE"),
)


class ProbesMiddleware:
    """Call a probe's view at once: load balancers use any host name, and probe under load."""

    def __init__(self, get_response: Callable[[ArchiveRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: ArchiveRequest) -> HttpResponseBase:
        is_plain = request.method in ("GET", "HEAD") and not request.META.get("QUERY_STRING")
        if request.path_info not in PROBES or not is_plain:
            return self.get_response(request)
        request.resolver_match = resolve(request.path_info)
        view = request.resolver_match.func
        request.lifetime = lifetime_of(view)
        return view(request)


class RequestChecksMiddleware:
    """414, 431, 400 (unknown host) or 405 (a method that could write), and the response to OPTIONS.

    OAI-PMH requires that arguments may also be sent by POST (section 3.1.1), which writes nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        meta = request.META
        if has_long_address(request):
            return errors.refusal_response(request, "too-long", 414)
        headers = sum(
            len(name) + len(value)
            for name, value in meta.items()
            if name.startswith("HTTP_") and isinstance(value, str)
        )
        if headers > MAX_HEADERS_LENGTH or any(
            len(meta.get(name) or "") > MAX_HEADER_LENGTH for name in _PARSED
        ):
            return errors.refusal_response(request, "headers-too-long", 431)
        try:
            request.get_host()
        except DisallowedHost:
            return errors.refusal_response(request, "bad-host", 400)
        methods = (*METHODS, "POST") if request.path == fast_reverse("oai") else METHODS
        if request.method in methods and request.method != "OPTIONS":
            return self.get_response(request)
        if request.method == "OPTIONS":
            response = HttpResponse(status=204)
        else:
            response = errors.not_allowed(request)
        response.headers["Allow"] = ", ".join(methods)
        return response
