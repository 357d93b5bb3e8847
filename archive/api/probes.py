"""What balancers and monitors ask: is the process alive, can it serve, what has it done."""

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse

from archive import __version__
from archive.editions.readiness import readiness
from archive.http import metrics as counts
from archive.http.caching import PROBED, lifetime
from archive.http.negotiation import preferred

from . import problem_details

_TEXT, _JSON = "text/plain", "application/json"


@lifetime(PROBED)
def healthz(request):
    """The process is alive: nothing is looked at."""
    return _told(request, "ok", {"status": "ok"})


@lifetime(PROBED)
def readyz(request):
    """The edition can be served; 503 with what is missing where it cannot."""
    found = readiness()
    if found.faults:
        answer = problem_details.problem(request, "not-ready", 503, "；".join(found.faults))
    else:
        answer = _told(
            request,
            f"ok {found.edition}",
            {
                "status": "ok",
                "edition": found.edition,
                "made": found.made,
                "articles": found.articles,
                "version": __version__,
            },
        )
    return answer


@lifetime(PROBED)
def metrics(request):
    """Counts for Prometheus; where they are not wanted, or for strangers, there is no such page."""
    if not settings.METRICS or not counts.may_read(request):
        raise Http404
    body, media_type = counts.exposition()
    return HttpResponse(body, content_type=media_type)


def _told(request, text: str, facts: dict) -> HttpResponse:
    if preferred(request, (_TEXT, _JSON)) == _JSON:
        return JsonResponse(facts)
    return HttpResponse(f"{text}\n", content_type=f"{_TEXT}; charset=utf-8")
