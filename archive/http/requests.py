"""The attributes that this site's middleware sets on requests, and the maximum URL length."""

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.encoding import iri_to_uri

if TYPE_CHECKING:
    from .caching import ContentTags, Lifetime, Validators
    from .page_cache import PageCacheStore


# bytes of path and query; RFC 9110, section 4.1, asks servers to accept as much
MAX_URL_LENGTH = 8000


class ArchiveRequest(HttpRequest):
    """For annotations only: Django's requests have these attributes, but not this class."""

    # fingerprint of the pinned edition, for the access log
    edition: str
    # of the resolved view; None before it is resolved, and for views without a lifetime
    lifetime: "Lifetime | None"
    validators: "Validators | None"
    # where to store the finished page; None if it is not to be cached
    page_cache: "PageCacheStore | None"
    # where to store its entity tag
    content_tags: "ContentTags | None"


def has_long_address(request: HttpRequest) -> bool:
    """Return whether the URL exceeds MAX_URL_LENGTH."""
    path, query = (request.META.get(name, "") for name in ("PATH_INFO", "QUERY_STRING"))
    return len(path) + len(query) > MAX_URL_LENGTH


def query_string(request: HttpRequest) -> str:
    """Return the query of the address with its "?", encoded; "" if there is none."""
    # WSGI gives bytes that were sent unencoded as Latin-1 (PEP 3333)
    query = iri_to_uri(request.META.get("QUERY_STRING", "").encode("latin-1"))
    return f"?{query}" if query else ""
