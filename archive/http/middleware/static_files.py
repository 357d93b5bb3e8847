"""Middleware: static files, found by WhiteNoise, with the codings, conditions and ranges of RFC 9110."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

from archive.http import range_requests

from .compression import coding_for

# what WhiteNoise says of a file that is said here of what is sent of it
_OF_ANSWER = frozenset(
    {"Content-Encoding", "Content-Length", "Content-Type", "ETag", "Last-Modified"}
)


class StaticMiddleware(WhiteNoiseMiddleware):
    """WhiteNoise knows which files there are, compressed or not, and how long each may be kept.

    Its own answers send a coding that was refused (gzip;q=0), know all codings by one strong tag, by
    which a download would be joined of two, and refuse the range of a single byte.
    """

    @staticmethod
    def serve(static_file, request: HttpRequest) -> HttpResponse:
        if not isinstance(static_file, StaticFile) or request.method not in ("GET", "HEAD"):
            return WhiteNoiseMiddleware.serve(static_file, request)
        codings = {
            dict(headers).get("Content-Encoding", ""): (Path(path), dict(headers))
            for _, path, headers in static_file.alternatives
        }
        # WhiteNoise has the shortest first: it is what equal wishes come to
        coding = coding_for(request.META, tuple(filter(None, codings)))
        path, headers = codings[coding]
        tag = headers["ETag"].strip('"') + (f"-{coding}" if coding else "")
        answer = range_requests.serve_file(request, path, tag, headers["Content-Type"])
        for name in headers.keys() - _OF_ANSWER:
            answer.headers[name] = headers[name]
        if coding and answer.status_code in (200, 206):
            answer.headers["Content-Encoding"] = coding
        elif answer.status_code >= 400:
            # a wrong question is no file that may be kept for a year
            del answer.headers["Cache-Control"]
        return answer
