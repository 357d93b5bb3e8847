"""Render a page with typed links, in its head and in the Link header."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive.permalinks.signposting import Link, header, on_the_page


def render_with_links(
    request: HttpRequest, template: str, context: dict[str, Any], links: list[Link]
) -> HttpResponse:
    """Django's `render`, plus as many of the links as a page may have."""
    shown = on_the_page(links)
    response = render(request, template, context | {"links": shown})
    response.headers["Link"] = header(shown)
    return response
