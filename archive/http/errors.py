"""Error responses, as HTML or as `application/problem+json`, whichever the client accepts."""

import logging
import sys
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Protocol, cast

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils.translation import gettext

from archive import request_state
from archive.editions.current import EditionUnavailable
from archive.filters.parameters import ParameterError, QueryParams
from archive.request_state import DeadlineExceeded
from archive.search import SearchUnavailable

from . import problem_details
from .caching import NO_STORE
from .negotiation import wants_data

logger = logging.getLogger(__name__)

# Retry-After in seconds, by kind of problem
RETRY_AFTER = {"unavailable": 60, "no-edition": 60, "busy": 5, "out-of-time": 60}


class _ErrorResponses(Protocol):
    """The functions that problem_details and the module of ERROR_PAGES both define."""

    def bad_parameters(
        self, request: HttpRequest, problems: list[ParameterError]
    ) -> HttpResponse: ...

    def bad_request(self, request: HttpRequest) -> HttpResponse: ...

    def not_found(self, request: HttpRequest) -> HttpResponse: ...

    def not_allowed(self, request: HttpRequest) -> HttpResponse: ...

    def refusal_response(
        self,
        request: HttpRequest,
        kind: str,
        status: int,
        instead: Sequence[tuple[str, str]] = (),
    ) -> HttpResponse: ...


class _ErrorPages(_ErrorResponses, Protocol):
    def server_error_page(self, request: HttpRequest) -> HttpResponse: ...


def bad_parameters(request: HttpRequest, problems: list[ParameterError]) -> HttpResponse:
    return _format_for(request).bad_parameters(request, problems)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _format_for(request).bad_request(request)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _format_for(request).not_found(request)


def not_allowed(request: HttpRequest) -> HttpResponse:
    return _format_for(request).not_allowed(request)


def refusal_response(
    request: HttpRequest, kind: str, status: int, instead: Sequence[tuple[str, str]] = ()
) -> HttpResponse:
    """Return the response for one of formats.problem_details.KINDS, with Retry-After if it is
    temporary.

    `instead` has (label, path) of available alternatives.
    """
    response = _format_for(request).refusal_response(request, kind, status, instead)
    if kind in RETRY_AFTER:
        response.headers["Retry-After"] = str(RETRY_AFTER[kind])
    return response


def unavailable(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """Return 503 for an exception of a view, if it is likely to be temporary; logs the cause.

    None if it is a bug in the program.
    """
    # an interrupted query raises one of the database's errors
    is_out_of_time = isinstance(error, DatabaseError) and request_state.is_past_deadline()
    if is_out_of_time or isinstance(error, DeadlineExceeded):
        return refusal_response(request, "out-of-time", 503)
    if isinstance(error, SearchUnavailable):
        logger.error("search is unavailable: %s", error)
        return _search_unavailable(request)
    # a subclass of OSError, but not our fault: the client closed the connection
    if isinstance(error, DatabaseError | OSError) and not isinstance(error, UnreadablePostError):
        return no_edition(request, error)
    return None


def no_edition(request: HttpRequest, error: Exception) -> HttpResponse:
    """Return 503 because the edition cannot be read; logs the reason."""
    logger.error("the edition cannot be read: %s", error)
    response = refusal_response(request, "no-edition", 503)
    response.headers["Cache-Control"] = NO_STORE
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: 503 if the edition or the index is unreadable, else 500."""
    error = sys.exc_info()[1]
    if isinstance(error, (DatabaseError, EditionUnavailable, SearchUnavailable)):
        return no_edition(request, error)
    if wants_data(request):
        return problem_details.problem(request, "failed", 500)
    return _pages().server_error_page(request)


def _search_unavailable(request: HttpRequest) -> HttpResponse:
    """Return 503 for a search for words; lists without words and all other pages still work."""
    match = request.resolver_match
    instead = []
    if match and match.url_name in ("articles", "articles-data", "facet"):
        query = QueryParams.from_querydict(request.GET).without("q", "page", "after")
        # without words there is no relevance to sort by
        query = query.without_values("sort", ["relevance"])
        instead = [(gettext("不用检索词，只按其他条件浏览"), f"{request.path}{query}")]
    return refusal_response(request, "unavailable", 503, instead)


def _format_for(request: HttpRequest) -> _ErrorResponses:
    return problem_details if wants_data(request) else _pages()


@cache
def _pages() -> _ErrorPages:
    """Return the module named by ERROR_PAGES, loaded with the first error."""
    return cast(_ErrorPages, import_module(settings.ERROR_PAGES))
