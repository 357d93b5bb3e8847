"""Content negotiation: the representation named by the URL, else by Accept (RFC 9110, 12.5.1)."""

import re
from collections.abc import Iterable
from functools import lru_cache

from django.http import HttpRequest
from django.http.request import MediaType

from archive.formats.representations import REPRESENTATIONS

HTML = "text/html"
PROBLEM = "application/problem+json"
_SUFFIXES = tuple(REPRESENTATIONS)
# paths without a page: suggestions, citation files, unAPI, share cards, and tiles of page images
_FILE = re.compile(r"^/suggest/|/cite/[^/]+$|/card\.png$|^/iiif/|^/unapi$|/search/[12]$")


def names_representation(path: str) -> bool:
    """Return whether the path itself asks for data, so that the Accept header is ignored."""
    return path.endswith(_SUFFIXES) or bool(_FILE.search(path))


def wants_data(request: HttpRequest) -> bool:
    """Return whether an error should be sent as problem details rather than as a page."""
    if names_representation(request.path_info):
        return True
    offered = (
        HTML,
        PROBLEM,
        *(representation.media_type for representation in REPRESENTATIONS.values()),
    )
    return preferred(request, offered) not in (HTML, None)


def preferred(request: HttpRequest, offered: Iterable[str]) -> str | None:
    """Return the acceptable media type with the highest quality, None if there is none.

    The most specific range that matches a type decides, even with q=0. Among types of equal quality
    one that was named comes before one that a wildcard matched, then the order of `offered`
    decides. Media type parameters other than q are ignored.
    """
    return _preferred(request.META.get("HTTP_ACCEPT", "*/*"), tuple(offered))


# called several times per request, and most browsers send one of a few headers
@lru_cache(maxsize=256)
def _preferred(accept: str, offered: tuple[str, ...]) -> str | None:
    ranges = [_media_range(part) for part in accept.split(",") if part.strip()]
    ranked: list[tuple[float, int, int, str]] = []
    for media_type in offered:
        matching = [r for r in ranges or [_media_range("*/*")] if _matches(media_type, r)]
        if matching:
            closest = max(matching, key=lambda media_range: media_range.specificity)
            if closest.quality > 0:
                ranked.append((-closest.quality, -closest.specificity, len(ranked), media_type))
    return min(ranked)[-1] if ranked else None


def _media_range(text: str) -> MediaType:
    media_range = MediaType(text.strip())
    media_range.params = {name: value for name, value in media_range.params.items() if name == "q"}
    return media_range


def _matches(media_type: str, media_range: MediaType) -> bool:
    main, sub = media_type.split("/")
    return media_range.main_type.lower() in ("*", main) and (
        media_range.sub_type.lower() in ("*", sub)
    )
