"""Bounds of work: how many requests are at work, how long one waits, and how long it may take."""

import threading
import time

from django.conf import settings
from django.db import DatabaseError

from archive import clock, errors
from archive.clock import OutOfTime

from .limits import PROBES


class LoadMiddleware:
    """Answers those that would wait too long with 503 at once, so that the others are served in time.

    So many requests are at work in a process, so many more wait for them, each for as long as
    settings.PATIENCE; what comes beyond is told to come back. A front that says when a request
    came (X-Request-Start, in seconds) is believed: who lies is only refused themselves.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self._free = threading.BoundedSemaphore(settings.AT_WORK)
        self._places = threading.BoundedSemaphore(settings.AT_WORK + settings.QUEUE)

    def __call__(self, request):
        if request.path_info in PROBES:
            return self.get_response(request)
        left = settings.PATIENCE - _waited(request)
        if left <= 0 or not self._places.acquire(blocking=False):
            return errors.refused(request, "busy", 503)
        try:
            if not self._free.acquire(timeout=left):
                return errors.refused(request, "busy", 503)
            try:
                with clock.limited(settings.DEADLINE):
                    return self.get_response(request)
            finally:
                self._free.release()
        finally:
            self._places.release()

    def process_exception(self, request, exception):
        # a query that is cut off fails as one of the database's own errors
        if isinstance(exception, OutOfTime | DatabaseError) and clock.is_over():
            return errors.refused(request, "out-of-time", 503)
        return None


def _waited(request) -> float:
    """Seconds since the front took the request; 0 where it does not say."""
    said = request.META.get("HTTP_X_REQUEST_START", "").removeprefix("t=")
    try:
        return max(0.0, time.time() - float(said))
    except ValueError:
        return 0.0
