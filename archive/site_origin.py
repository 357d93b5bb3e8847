"""Scheme and host of the public address, which every lasting link begins with."""

from django.conf import settings
from django.http import HttpRequest


def origin(request: HttpRequest) -> str:
    """Without a slash at the end; only for what is answered, as a bad Host header raises."""
    return settings.ORIGIN or f"{request.scheme}://{request.get_host()}"
