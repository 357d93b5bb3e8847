"""Says what went wrong in the form that is wanted: as a page, or as problem details."""

from archive.machine import problems
from archive.machine.negotiation import wants_data
from archive.views import errors as pages


def bad_parameters(request, found):
    return _speaker(request).bad_parameters(request, found)


def bad_request(request, exception=None):
    return _speaker(request).bad_request(request)


def not_found(request, exception=None):
    return _speaker(request).not_found(request)


def not_allowed(request):
    return _speaker(request).not_allowed(request)


def unavailable(request):
    return _speaker(request).unavailable(request)


def _speaker(request):
    return problems if wants_data(request) else pages
