"""Which form of a page is wanted: by its address, else by Accept (RFC 9110, section 12.5.1)."""

import re
from collections.abc import Iterable
from functools import lru_cache

from django.http import HttpRequest
from django.http.request import MediaType

from archive.formats.representations import FORMS

HTML = "text/html"
PROBLEM = "application/problem+json"
_SUFFIXES = tuple(FORMS)
# a citation is a file in its format, a card a picture
_FILE = re.compile(r"/cite/[^/]+$|/card\.png$")


def names_form(path: str) -> bool:
    """Whether an address says itself that it is of data."""
    return path.endswith(_SUFFIXES) or bool(_FILE.search(path))


def wants_data(request: HttpRequest) -> bool:
    """Whether whoever asks can rather read problem details than a page."""
    if names_form(request.path):
        return True
    offered = (HTML, PROBLEM, *(form.media_type for form in FORMS.values()))
    return preferred(request, offered) not in (HTML, None)


def preferred(request: HttpRequest, offered: Iterable[str]) -> str | None:
    """The media type that is wanted most; the first of `offered` where all is one; None if none is.

    The most specific range that a type falls under decides on it, even if it says q=0; among types
    wanted as much, one that was named goes before one that a wildcard let in. Parameters other than
    q tell nothing apart here.
    """
    return _preferred(request.META.get("HTTP_ACCEPT", "*/*"), tuple(offered))


# each request asks several times, and most readers have one of a few browsers
@lru_cache(maxsize=256)
def _preferred(accept: str, offered: tuple[str, ...]) -> str | None:
    ranges = [_range(part) for part in accept.split(",") if part.strip()]
    ranked = []
    for media_type in offered:
        under = [found for found in ranges or [_range("*/*")] if _falls_under(media_type, found)]
        if under:
            closest = max(under, key=lambda found: found.specificity)
            if closest.quality > 0:
                ranked.append((-closest.quality, -closest.specificity, len(ranked), media_type))
    return min(ranked)[-1] if ranked else None


def _range(text: str) -> MediaType:
    found = MediaType(text.strip())
    found.params = {name: value for name, value in found.params.items() if name == "q"}
    return found


def _falls_under(media_type: str, found: MediaType) -> bool:
    main, sub = media_type.split("/")
    return found.main_type.lower() in ("*", main) and found.sub_type.lower() in ("*", sub)
