"""503 while the search index cannot be queried."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from archive.http import errors
from archive.search import SearchUnavailable

logger = logging.getLogger(__name__)


class SearchUnavailableMiddleware:
    """Turn SearchUnavailable into 503, and log which file or server is the cause."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, SearchUnavailable):
            return None
        logger.error("search is unavailable: %s", exception)
        return errors.search_unavailable(request)
