"""Health checks for load balancers and monitors, and Prometheus metrics."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from archive import __version__
from archive.editions.readiness import readiness
from archive.http import metrics as prometheus
from archive.http import problem_details
from archive.http.caching import PROBE_LIFETIME, lifetime
from archive.http.negotiation import preferred

_TEXT, _JSON = "text/plain", "application/json"


@lifetime(PROBE_LIFETIME)
def healthz(request: HttpRequest) -> HttpResponse:
    """Return 200 (liveness) without checking anything."""
    return _text_or_json(request, "ok", {"status": "ok"})


@lifetime(PROBE_LIFETIME)
def readyz(request: HttpRequest) -> HttpResponse:
    """Return 200 (readiness) if the edition can be served, 503 with what is missing if not."""
    state = readiness()
    if state.faults:
        return problem_details.problem(request, "not-ready", 503, "；".join(state.faults))
    facts = {
        "status": "ok",
        "edition": state.edition,
        "made": state.made,
        "articles": state.articles,
        "version": __version__,
    }
    return _text_or_json(request, f"ok {state.edition}", facts)


@lifetime(PROBE_LIFETIME)
def metrics(request: HttpRequest) -> HttpResponse:
    """Return Prometheus metrics; 404 if they are off, and for clients on other machines."""
    if not settings.METRICS or not prometheus.may_read(request):
        raise Http404
    body, media_type = prometheus.exposition()
    return HttpResponse(body, content_type=media_type)


def _text_or_json(request: HttpRequest, text: str, facts: dict[str, Any]) -> HttpResponse:
    if preferred(request, (_TEXT, _JSON)) == _JSON:
        return JsonResponse(facts)
    return HttpResponse(f"{text}\n", content_type=f"{_TEXT}; charset=utf-8")
