"""Takes the path that the site is served below (ARCHIVE_PREFIX) off each request's path."""

from collections.abc import Callable, Iterable
from typing import Any

from archive.site_urls import without_prefix

from .page_cache import Environ


class PrefixWSGI:
    """WSGI wrapper, the outermost; it does nothing where the proxy has taken the prefix off.

    Django prepends it to every address that it makes (FORCE_SCRIPT_NAME).
    """

    def __init__(self, application: Callable[..., Iterable[bytes]]):
        self._application = application

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["PATH_INFO"] = without_prefix(environ.get("PATH_INFO", ""))
        return self._application(environ, start_response)
