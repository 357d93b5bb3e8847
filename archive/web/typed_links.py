"""A page with its typed links, in its head and, the same, in its Link header."""

from django.shortcuts import render

from archive.permalinks.signposting import Link, header, on_the_page


def render_with_links(request, template: str, context: dict, links: list[Link]):
    """Renders as Django's `render` does; `links` are all that there are."""
    shown = on_the_page(links)
    response = render(request, template, context | {"links": shown})
    response.headers["Link"] = header(shown)
    return response
