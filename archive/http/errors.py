"""Error responses, as HTML or as `application/problem+json`, whichever the client accepts."""

import logging
import sys
from typing import Protocol

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from archive.api import problem_details
from archive.editions.current import EditionUnavailable
from archive.filters.parameters import ParameterError
from archive.search import SearchUnavailable
from archive.web import error_pages

from .caching import NO_STORE
from .negotiation import wants_data

logger = logging.getLogger(__name__)

# Retry-After in seconds, by kind of problem
RETRY_AFTER = {"unavailable": 60, "no-edition": 60, "busy": 5, "out-of-time": 60}


class _ErrorResponses(Protocol):
    """What both modules, error_pages and problem_details, define."""

    def bad_parameters(
        self, request: HttpRequest, problems: list[ParameterError]
    ) -> HttpResponse: ...

    def bad_request(self, request: HttpRequest) -> HttpResponse: ...

    def not_found(self, request: HttpRequest) -> HttpResponse: ...

    def not_allowed(self, request: HttpRequest) -> HttpResponse: ...

    def refused(self, request: HttpRequest, kind: str, status: int) -> HttpResponse: ...


def bad_parameters(request: HttpRequest, problems: list[ParameterError]) -> HttpResponse:
    return _format_for(request).bad_parameters(request, problems)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _format_for(request).bad_request(request)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _format_for(request).not_found(request)


def not_allowed(request: HttpRequest) -> HttpResponse:
    return _format_for(request).not_allowed(request)


def refused(request: HttpRequest, kind: str, status: int) -> HttpResponse:
    """The response for one of formats.problem_details.KINDS; Retry-After if it is temporary."""
    response = _format_for(request).refused(request, kind, status)
    if kind in RETRY_AFTER:
        response.headers["Retry-After"] = str(RETRY_AFTER[kind])
    return response


def search_unavailable(request: HttpRequest) -> HttpResponse:
    """503 for the search alone; every other page still works."""
    return refused(request, "unavailable", 503)


def no_edition(request: HttpRequest, error: Exception) -> HttpResponse:
    """503 because the edition cannot be read; the reason is logged."""
    logger.error("the edition cannot be read: %s", error)
    response = refused(request, "no-edition", 503)
    response.headers["Cache-Control"] = NO_STORE
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: 503 if the edition or the index is unreadable, else 500."""
    error = sys.exc_info()[1]
    if isinstance(error, (DatabaseError, EditionUnavailable, SearchUnavailable)):
        return no_edition(request, error)
    if wants_data(request):
        return problem_details.problem(request, "failed", 500)
    return error_pages.failed(request)


def _format_for(request: HttpRequest) -> _ErrorResponses:
    return problem_details if wants_data(request) else error_pages
