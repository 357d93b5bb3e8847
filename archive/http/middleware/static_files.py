"""Static files by WhiteNoise: how they are collected, and how they are served.

Served with content codings, conditional requests and ranges as in RFC 9110.
"""

from pathlib import Path
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from archive.http import range_requests

from .compression import coding_for

# headers that serve_file sets itself
_SET_BY_SERVE_FILE = frozenset(
    {"Content-Encoding", "Content-Length", "Content-Type", "ETag", "Last-Modified"}
)


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Static files under names with a hash, compressed when they are collected.

    Imports in scripts are rewritten to hashed names as well, so that old and new modules never mix.
    """

    support_js_module_import_aggregation = True


class StaticMiddleware(WhiteNoiseMiddleware):
    """WhiteNoise finds files, their compressed variants and cache lifetimes; serve_file sends them.

    WhiteNoise itself sends a refused coding (gzip;q=0), has one strong ETag for all codings, so
    that a resumed download could mix two, and refuses a range of one byte.
    """

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponseBase:
        if not isinstance(static_file, StaticFile) or request.method not in ("GET", "HEAD"):
            return WhiteNoiseMiddleware.serve(static_file, request)
        codings = {
            dict(headers).get("Content-Encoding", ""): (Path(path), dict(headers))
            for _, path, headers in static_file.alternatives
        }
        # WhiteNoise lists the smallest first, so that it wins among codings of equal quality
        coding = coding_for(request.META, tuple(filter(None, codings)))
        path, headers = codings[coding]
        tag = headers["ETag"].strip('"') + (f"-{coding}" if coding else "")
        response = range_requests.serve_file(request, [path], tag, headers["Content-Type"])
        for name in headers.keys() - _SET_BY_SERVE_FILE:
            response.headers[name] = headers[name]
        if coding and response.status_code in (200, 206):
            response.headers["Content-Encoding"] = coding
        elif response.status_code >= 400:
            # an error must not be cached for a year, as the file is
            del response.headers["Cache-Control"]
        return response
