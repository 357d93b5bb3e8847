"""The attributes that this site's middleware sets on a request."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from .caching import ContentTags, Lifetime, Validators
    from .page_cache import PageCacheStore


class ArchiveRequest(HttpRequest):
    """For annotations only: Django's requests have these attributes, but not this class."""

    # fingerprint of the pinned edition, for the access log
    edition: str
    # of the view that was resolved; None before it is, and for views without
    lifetime: "Lifetime | None"
    validators: "Validators | None"
    # where to store the finished page; None if it is not to be cached
    page_cache: "PageCacheStore | None"
    # where to store its entity tag
    content_tags: "ContentTags | None"
