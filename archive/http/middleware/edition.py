"""Pins each request to one edition until the last byte of its response is sent."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import cast

from django.db import DatabaseError
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from archive.editions import current
from archive.editions.current import Edition, EditionUnavailable
from archive.http import errors
from archive.http.requests import ArchiveRequest

# chunks of a streamed response produced before any is sent, while an error can still be reported
_FIRST_CHUNKS = 2


class EditionMiddleware:
    """Pin the current edition to the request, and keep it open until the response is closed."""

    def __init__(self, get_response: Callable[[ArchiveRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: ArchiveRequest) -> HttpResponseBase:
        try:
            pinned = current.acquire()
        except EditionUnavailable as error:
            # some responses need no edition, such as the liveness probe
            return self._respond(request, error)
        # the access log is written after the edition is released
        request.edition = pinned.fingerprint[:12]
        try:
            response = self._respond(request, pinned)
        except BaseException:
            current.release(pinned)
            raise
        if response.streaming:
            # Django has no public hook for the end of a response
            closers = response._resource_closers  # type: ignore[attr-defined]
            closers.append(lambda: current.release(pinned))
        else:
            current.release(pinned)
        return response

    def _respond(
        self, request: ArchiveRequest, pinned: Edition | EditionUnavailable
    ) -> HttpResponseBase:
        with current.pinned_to(pinned):
            response = self.get_response(request)
        # an open file does not change, and the server may send it without Python
        if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
            chunks = _PinnedChunks(cast(Iterator[bytes], response.streaming_content), pinned)
            try:
                first = list(islice(chunks, _FIRST_CHUNKS))
            except (DatabaseError, OSError) as error:
                return errors.no_edition(request, error)
            response.streaming_content = chain(first, chunks)
        return response

    def process_exception(
        self, request: ArchiveRequest, exception: Exception
    ) -> HttpResponse | None:
        """Return 503 if the deadline has passed, or database, index or a file is unreadable."""
        return errors.unavailable(request, exception)


class _PinnedChunks(Iterator[bytes]):
    """Chunks of a response, each produced while the request's edition is pinned."""

    def __init__(self, chunks: Iterable[bytes], edition: Edition | EditionUnavailable):
        self._chunks, self._edition = iter(chunks), edition

    def __next__(self) -> bytes:
        with current.pinned_to(self._edition):
            return next(self._chunks)
