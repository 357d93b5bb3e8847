"""Tells which static files were not collected: pages that link to them would all be errors."""

from functools import lru_cache

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage


def missing() -> list[str]:
    """Names of files that this process does not know of, or that are gone; none where links to
    them need no collecting."""
    if settings.DEBUG or not isinstance(staticfiles_storage, ManifestFilesMixin):
        return []
    collected = staticfiles_storage.hashed_files
    return [
        name
        for name in _names()
        if name not in collected or not staticfiles_storage.exists(collected[name])
    ]


@lru_cache(maxsize=1)
def _names() -> tuple[str, ...]:
    return tuple(sorted(name for finder in get_finders() for name, _ in finder.list([])))
