"""Answers health checks before the host name, the load and the edition are looked at."""

from collections.abc import Callable

from django.http.response import HttpResponseBase
from django.urls import resolve

from archive.http.caching import lifetime_of
from archive.http.requests import ArchiveRequest

PROBES = ("/healthz", "/readyz")


class ProbesMiddleware:
    """Call a probe's view at once: load balancers use any host name, and probe under load, too."""

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
