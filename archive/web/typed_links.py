"""Render a page with typed links, in its head and in the Link header."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive import languages
from archive.permalinks.signposting import Link, embedded_links, header


def render_with_links(
    request: HttpRequest, template: str, context: dict[str, Any], links: list[Link]
) -> HttpResponse:
    """Return the rendered page with as many of the links as a page may have.

    Each language has a canonical address of its own; the other links are the same in all.
    """
    language = languages.current()
    localized = [
        link._replace(href=languages.localized_url(link.href, language))
        if link.rel == "canonical"
        else link
        for link in embedded_links(links)
    ]
    response = render(request, template, context | {"links": localized})
    response.headers["Link"] = header(localized)
    return response
