"""Lets balancers and monitors in by whatever name they know this machine, however busy it is."""

from django.urls import resolve

from archive.http.caching import lifetime_of

PROBES = ("/healthz", "/readyz")


class ProbesMiddleware:
    """Answers a plain probe before hosts, load and editions are looked at; all else goes on."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        plain = request.method in ("GET", "HEAD") and not request.META.get("QUERY_STRING")
        if request.path_info not in PROBES or not plain:
            return self.get_response(request)
        request.resolver_match = resolve(request.path_info)
        view = request.resolver_match.func
        request.kept = lifetime_of(view)
        return view(request)
