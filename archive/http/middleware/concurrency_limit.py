"""Bounds of work: how many requests are at work, how long one waits, and how long it may take."""

import threading

from django.conf import settings
from django.db import DatabaseError

from archive import request_clock
from archive.http import errors
from archive.request_clock import OutOfTime


class ConcurrencyLimitMiddleware:
    """Answers those that would wait too long with 503 at once, so that the others are served in time.

    So many requests are at work in a process, so many more wait for them, each for as long as
    settings.PATIENCE; what comes beyond is told to come back. A front's X-Request-Start is not read:
    where its clock differs from ours, every request would seem to have waited.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self._free = threading.BoundedSemaphore(settings.AT_WORK)
        self._places = threading.BoundedSemaphore(settings.AT_WORK + settings.QUEUE)

    def __call__(self, request):
        if not self._places.acquire(blocking=False):
            return errors.refused(request, "busy", 503)
        try:
            if not self._free.acquire(timeout=settings.PATIENCE):
                return errors.refused(request, "busy", 503)
            try:
                with request_clock.limited(settings.DEADLINE):
                    return self.get_response(request)
            finally:
                self._free.release()
        finally:
            self._places.release()


class DeadlineMiddleware:
    """Answers in the place of a view that took too long; innermost, so that it is asked first."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        # a query that is cut off fails as one of the database's own errors
        if isinstance(exception, OutOfTime | DatabaseError) and request_clock.is_over():
            return errors.refused(request, "out-of-time", 503)
        return None
