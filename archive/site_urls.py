"""URLs of this site: its origin, and a fast `reverse` for the paths of its routes."""

import re
from functools import cache
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_resolver, get_script_prefix, reverse

from archive import languages
from archive.editions.collection import public_origin

# values that every converter leaves unchanged
_PLAIN = re.compile("[a-z0-9㐀-鿿·-]+")


def origin(request: HttpRequest) -> str:
    """Return scheme and host of the public site, `https://host`, which every permalink begins with.

    Raises DisallowedHost for an invalid Host header.
    """
    return public_origin() or f"{request.scheme}://{request.get_host()}"


def without_prefix(path: str) -> str:
    """Return the path as the routes know it: without the one that the site is served below."""
    prefix = settings.PREFIX
    return path.removeprefix(prefix) or "/" if f"{path}/".startswith(f"{prefix}/") else path


def fast_reverse(route: str, *parts: Any) -> str:
    """Return the same path as Django's `reverse`, except that plain `parts` are not validated.

    Of a page, its path in the language of the request. A page has a hundred links, too many
    different ones to cache.
    """
    language = languages.current()
    prefix = language.prefix if language.prefix and route in languages.page_routes() else ""
    for part in parts:
        if not isinstance(part, str) or not _PLAIN.fullmatch(part):
            path = reverse(route, args=parts)
            return languages.localized(path, language) if prefix else path
    path = _template(route, len(parts), prefix) % parts
    return path if path.isascii() else quote(path)


@cache
def _template(route: str, count: int, prefix: str) -> str:
    """Return the path with %s for each part; cached per route."""
    for possibilities, *_ in get_resolver().reverse_dict.getlist(route):
        for path, names in possibilities:
            if len(names) == count:
                start = f"{get_script_prefix()}{prefix}/" if prefix else get_script_prefix()
                return start + path % dict.fromkeys(names, "%s")
    raise NoReverseMatch(f"no route {route!r} takes {count} arguments")
