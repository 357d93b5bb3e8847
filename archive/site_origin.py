"""Scheme and host of the public site, which every permalink begins with."""

from django.conf import settings
from django.http import HttpRequest


def origin(request: HttpRequest) -> str:
    """`https://host`, without a slash at the end; DisallowedHost for an invalid Host header."""
    return settings.ORIGIN or f"{request.scheme}://{request.get_host()}"
