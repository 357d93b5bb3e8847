"""Says what went wrong in the form that is wanted: as a page, or as problem details."""

from archive.machine import problems
from archive.machine.negotiation import wants_data
from archive.views import errors as pages

# seconds after which to come again, by what stood in the way
RETRY_AFTER = {"unavailable": 60, "busy": 5, "out-of-time": 60}


def bad_parameters(request, found):
    return _speaker(request).bad_parameters(request, found)


def bad_request(request, exception=None):
    return _speaker(request).bad_request(request)


def not_found(request, exception=None):
    return _speaker(request).not_found(request)


def not_allowed(request):
    return _speaker(request).not_allowed(request)


def unavailable(request):
    """Only the search is down: everything else can still be read."""
    return refused(request, "unavailable", 503)


def refused(request, kind: str, status: int):
    """`kind` is one of formats.problem.KINDS."""
    response = _speaker(request).refused(request, kind, status)
    if kind in RETRY_AFTER:
        response.headers["Retry-After"] = str(RETRY_AFTER[kind])
    return response


def failed(request):
    if wants_data(request):
        return problems.problem(request, "failed", 500)
    return pages.failed(request)


def _speaker(request):
    return problems if wants_data(request) else pages
