"""Middleware: one request sees one edition, to the last byte of its answer."""

from collections.abc import Iterable, Iterator

from django.db import DatabaseError
from django.http import FileResponse, HttpRequest, HttpResponse

from archive import edition, errors
from archive.edition import Edition, EditionUnavailable


class EditionMiddleware:
    """Pins what is served when the request comes; the edition is kept open until the answer is sent."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            pinned = edition.begin()
        except EditionUnavailable as error:
            # what needs none is answered: whether the process is alive, say
            with edition.within(error):
                return self.get_response(request)
        try:
            with edition.within(pinned):
                response = self.get_response(request)
        except BaseException:
            edition.end(pinned)
            raise
        if not response.streaming:
            edition.end(pinned)
            return response
        # a file that is open is what it is, and a server may send it by itself
        if not isinstance(response, FileResponse):
            response.streaming_content = _Pinned(response.streaming_content, pinned)
        response._resource_closers.append(lambda: edition.end(pinned))
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The record cannot be read: it is damaged, or gone."""
        if isinstance(exception, (DatabaseError, EditionUnavailable)):
            return errors.no_edition(request, exception)
        return None


class _Pinned(Iterator[bytes]):
    """The parts of an answer, each made within the edition that the request began with."""

    def __init__(self, parts: Iterable[bytes], pinned: Edition):
        self._parts, self._pinned = iter(parts), pinned

    def __next__(self) -> bytes:
        with edition.within(self._pinned):
            return next(self._parts)
