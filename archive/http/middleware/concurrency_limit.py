"""Limits on concurrent requests, on the time a request may wait, and on the time it may take."""

import threading
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from archive import request_clock
from archive.http import errors
from archive.request_clock import OutOfTime


class ConcurrencyLimitMiddleware:
    """Refuse requests that would wait too long with 503, so that the others are served in time.

    In each process AT_WORK requests run at once and QUEUE more wait, for PATIENCE seconds at most;
    all others are refused at once. The proxy's X-Request-Start is not used: if its clock is off,
    every request would seem to have waited.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response
        self._workers = threading.BoundedSemaphore(settings.AT_WORK)
        self._places = threading.BoundedSemaphore(settings.AT_WORK + settings.QUEUE)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not self._places.acquire(blocking=False):
            return errors.refused(request, "busy", 503)
        try:
            if not self._workers.acquire(timeout=settings.PATIENCE):
                return errors.refused(request, "busy", 503)
            try:
                with request_clock.limited(settings.DEADLINE):
                    return self.get_response(request)
            finally:
                self._workers.release()
        finally:
            self._places.release()


class DeadlineMiddleware:
    """503 when the deadline passed while a view was running.

    Innermost, so that its process_exception is called first.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        # an interrupted query raises one of the database's own errors
        if isinstance(exception, OutOfTime | DatabaseError) and request_clock.is_over():
            return errors.refused(request, "out-of-time", 503)
        return None
