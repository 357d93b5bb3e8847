"""Strip the path prefix that the site is served under (ARCHIVE_PREFIX) from each request's path."""

from collections.abc import Callable, Iterable
from typing import Any

from archive.site_urls import without_prefix

from .page_cache import Environ


class PrefixWSGI:
    """Outermost WSGI wrapper; a no-op if the reverse proxy has stripped the prefix already.

    Django prepends it to every URL that it generates (FORCE_SCRIPT_NAME).
    """

    def __init__(self, application: Callable[..., Iterable[bytes]]):
        self._application = application

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["PATH_INFO"] = without_prefix(environ.get("PATH_INFO", ""))
        return self._application(environ, start_response)
