"""Says what went wrong in the form that is wanted: as a page, or as problem details."""

import logging
import sys

from django.db import DatabaseError

from archive.api import problem_details
from archive.editions.current import EditionUnavailable
from archive.search import SearchUnavailable
from archive.web import error_pages as pages

from .caching import NO_STORE
from .negotiation import wants_data

logger = logging.getLogger(__name__)

# seconds after which to come again, by what stood in the way
RETRY_AFTER = {"unavailable": 60, "no-edition": 60, "busy": 5, "out-of-time": 60}


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
        return problem_details.problem(request, "failed", 500)
    return pages.failed(request)


def no_edition(request, error: Exception):
    """Nothing can be read; the log tells the operator why."""
    logger.error("the edition cannot be read: %s", error)
    response = refused(request, "no-edition", 503)
    response.headers["Cache-Control"] = NO_STORE
    return response


def server_error(request):
    """What broke; an edition that cannot be read is out of order for a while, not the program."""
    error = sys.exc_info()[1]
    if isinstance(error, (DatabaseError, EditionUnavailable, SearchUnavailable)):
        return no_edition(request, error)
    return failed(request)


def _speaker(request):
    return problem_details if wants_data(request) else pages
