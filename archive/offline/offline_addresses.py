"""The URLs that an offline copy includes, and the names of their files."""

import posixpath
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from django.urls import Resolver404, resolve

from archive import languages
from archive.facets.table import FACETS
from archive.formats.representations import EPUB, FEEDS, IIIF, Representation
from archive.site_urls import without_prefix

INDEX = "index.html"
# pages for people, and what they show
PAGES = frozenset(
    {
        *("home", "about", "articles", "article", "newspapers", "newspaper", "issue", "reading"),
        *("page", "topics", "topic", "places", "place", "people", "person"),
        *("organisation", "names", "name"),
    }
)
_PARTS_OF_PAGES = frozenset(
    {
        *("citation", "collection-style", "iiif-image", "article-clipping", "article-headline"),
        "article-picture",
        *("icon", "touch-icon"),
    }
)
_BULK = frozenset({"data", "data-file", "dcat"})
# pages that templates/offline/ replaces
REPLACED_PAGES = frozenset({"search-form", "basket"})
# route → parameters, of which a URL may have one besides the page number
_PARAMETERS = {
    "articles": frozenset(facet.name for facet in FACETS if facet.counted_in_lists),
    "newspapers": frozenset({"letter"}),
    "people": frozenset({"letter", "newspaper"}),
    "names": frozenset({"letter", "kind"}),
    "newspaper": frozenset({"year"}),
    "article-clipping": frozenset({"caption"}),
}
_NUMBERED = frozenset({"articles", "newspapers", "people", "names"})
# route → parameters that do not change the copied page
_IGNORED_PARAMETERS = {"page": frozenset({"view"})}
_PLAIN_VALUE = re.compile(r"[\w.-]+")
_MAX_FILE_NAME_BYTES = 180


@dataclass(frozen=True)
class CopiedAddress:
    """A URL of the site that the copy includes: its file, and the path and query to request."""

    file: str
    address: str
    route: str
    language: languages.Language = languages.SIMPLIFIED

    @property
    def is_page(self) -> bool:
        return self.file.endswith(INDEX)


class CopyContents:
    """The contents of a copy: pages and, with `data`, every page's data and the bulk files.

    `with_books` is false for a site without a public address, which EPUB files would have to name.
    """

    def __init__(self, data: bool, with_books: bool = True):
        self._routes = PAGES | REPLACED_PAGES | _PARTS_OF_PAGES | (_BULK if data else frozenset())
        self._data, self._with_books = data, with_books
        self.copied = lru_cache(maxsize=200_000)(self._copied)

    def _copied(self, address: str) -> CopiedAddress | None:
        """Return the file for this address of the site (path and query); None if not copied."""
        parts = urlsplit(address)
        path = without_prefix(parts.path)
        if path.startswith("/static/"):
            return CopiedAddress(path[1:], address, "static")
        language, path = languages.split(path)
        if language not in languages.offered():
            return None
        try:
            match = resolve(unquote(path))
        except Resolver404:
            return None
        route = match.url_name or ""
        if not self._has(route, match.kwargs.get("representation")):
            return None
        if language is not languages.SIMPLIFIED and route not in languages.page_routes():
            return None
        query = [
            pair
            for pair in parse_qsl(parts.query, keep_blank_values=True)
            if pair[0] not in _IGNORED_PARAMETERS.get(route, ())
        ]
        parameters = [name for name, _ in query if not (name == "page" and route in _NUMBERED)]
        if len(parameters) > 1 or not _PARAMETERS.get(route, frozenset()).issuperset(parameters):
            return None
        if not all(_PLAIN_VALUE.fullmatch(value) for _, value in query):
            return None
        folder, name = posixpath.split(unquote(path)[1:])
        folders = [
            *filter(None, [language.prefix, folder]),
            *(f"{name}={value}" for name, value in query),
        ]
        file = "/".join([*folders, name or INDEX])
        if len(file.encode()) > _MAX_FILE_NAME_BYTES:
            return None
        search = "&".join(f"{name}={quote(value)}" for name, value in query)
        return CopiedAddress(
            file, f"{parts.path}?{search}" if search else parts.path, route, language
        )

    def _has(self, route: str, representation: Representation | None) -> bool:
        if representation is None:
            return route in self._routes
        # feeds need updates, and IIIF manifests an image server
        is_left_out = (
            representation in FEEDS
            or representation is IIIF
            or (representation is EPUB and not self._with_books)
        )
        page = route.removesuffix("-data")
        return self._data and not is_left_out and page in PAGES | _BULK and page != "articles"
