"""Select a page's language by the first segment of its path: `/en/articles/`, `/hant/articles/`."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase

from archive import languages
from archive.http.negotiation import HTML, wants_data
from archive.http.requests import query_string
from archive.text.lang_markup import mark_chinese
from archive.text.traditional import traditional_html

# the only data in several languages, as the search box of a page shows it
_SUGGESTIONS = "/suggest/"


class LanguageMiddleware:
    """Strip the language prefix before URL resolution, and activate the language for the request.

    `request.path` keeps the prefix, so that validators and caches distinguish the languages. Data
    is the same in every language: its URLs with a prefix redirect to those without.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language, path = languages.split(request.path_info)
        if language is languages.SIMPLIFIED or language not in languages.offered():
            with languages.override(languages.SIMPLIFIED):
                return self.get_response(request)
        if not path:
            return HttpResponsePermanentRedirect(f"{request.path}/{query_string(request)}")
        request.path_info = path
        if wants_data(request) and path != _SUGGESTIONS:
            return self.get_response(request)
        with languages.override(language):
            response = self.get_response(request)
        if language is languages.ENGLISH:
            _rewrite(response, mark_chinese)
        elif languages.converts_texts():
            _rewrite(response, traditional_html)
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or match.url_name in languages.page_routes():
            return None
        plain = languages.localized(request.path, languages.SIMPLIFIED)
        if plain == request.path:
            return None
        return HttpResponsePermanentRedirect(plain + query_string(request))


def _rewrite(response: HttpResponseBase, rewrite: Callable[[str], str]) -> None:
    """Put a page, if it is one, through `rewrite`."""
    if isinstance(response, HttpResponse) and response.headers.get("Content-Type", "").startswith(
        HTML
    ):
        response.content = rewrite(response.content.decode()).encode()
