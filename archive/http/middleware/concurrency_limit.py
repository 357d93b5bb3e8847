"""Limits on concurrent requests and on the time a request may wait; starts its deadline."""

import threading
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from archive import request_state
from archive.http import errors


class ConcurrencyLimitMiddleware:
    """Answer 503 to requests that would wait too long, so that the others are served in time.

    In each process MAX_CONCURRENT_REQUESTS run at once and REQUEST_QUEUE more wait, for
    QUEUE_TIMEOUT seconds at most; all others are refused at once. The proxy's X-Request-Start is
    not used: if its clock is off, every request would seem to have waited.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response
        self._workers = threading.BoundedSemaphore(settings.MAX_CONCURRENT_REQUESTS)
        self._places = threading.BoundedSemaphore(
            settings.MAX_CONCURRENT_REQUESTS + settings.REQUEST_QUEUE
        )

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not self._places.acquire(blocking=False):
            return errors.refusal_response(request, "busy", 503)
        try:
            if not self._workers.acquire(timeout=settings.QUEUE_TIMEOUT):
                return errors.refusal_response(request, "busy", 503)
            try:
                with request_state.deadline(settings.REQUEST_TIMEOUT):
                    return self.get_response(request)
            finally:
                self._workers.release()
        finally:
            self._places.release()
