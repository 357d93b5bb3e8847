"""Middleware: one request sees one edition, to the last byte of its answer."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from django.db import DatabaseError
from django.http import FileResponse, HttpRequest, HttpResponse, UnreadablePostError

from archive.editions import current
from archive.editions.current import Edition, EditionUnavailable
from archive.http import errors

# parts of an answer that are made before any is sent: its head, and what is read first
_FIRST = 2


class EditionMiddleware:
    """Pins what is served when the request comes; the edition is kept open until the answer is sent."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            seen = current.acquire()
        except EditionUnavailable as error:
            # what needs none is answered all the same: whether the process is alive, say
            return self._answered(request, error)
        # for the log, which is written when the pin is gone
        request.edition = seen.fingerprint[:12]
        try:
            response = self._answered(request, seen)
        except BaseException:
            current.release(seen)
            raise
        if response.streaming:
            response._resource_closers.append(lambda: current.release(seen))
        else:
            current.release(seen)
        return response

    def _answered(self, request: HttpRequest, seen: Edition | EditionUnavailable) -> HttpResponse:
        with current.pinned_to(seen):
            response = self.get_response(request)
        # a file that is open is what it is, and a server may send it by itself
        if response.streaming and not isinstance(response, FileResponse):
            parts = _Pinned(response.streaming_content, seen)
            try:
                # while it can still be said that they cannot be made
                begun = list(islice(parts, _FIRST))
            except (DatabaseError, OSError) as error:
                return errors.no_edition(request, error)
            response.streaming_content = chain(begun, parts)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The record or a file of the edition cannot be read: it is damaged, or gone."""
        if isinstance(exception, UnreadablePostError):
            # it is the reader who broke off
            return None
        if isinstance(exception, (DatabaseError, OSError)):
            return errors.no_edition(request, exception)
        return None


class _Pinned(Iterator[bytes]):
    """The parts of an answer, each made within the edition that the request began with."""

    def __init__(self, parts: Iterable[bytes], seen: Edition | EditionUnavailable):
        self._parts, self._seen = iter(parts), seen

    def __next__(self) -> bytes:
        with current.pinned_to(self._seen):
            return next(self._parts)
