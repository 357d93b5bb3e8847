"""Addresses of routes, remembered: a page has a hundred, and the same ones stand on many pages."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=8192)
def address(route: str, *parts: str) -> str:
    """The path of `route`, as Django's `reverse` has it."""
    return reverse(route, args=parts)
