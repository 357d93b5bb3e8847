"""The template context of every page: `site`."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from django.http import HttpRequest
from django.utils.translation import pgettext_lazy
from markupsafe import Markup, escape

from archive import languages, request_state
from archive.catalogue.collection_file import CollectionFile
from archive.editions.collection import collection
from archive.editions.current import EditionUnavailable
from archive.exports import served_files
from archive.formats.representations import FEEDS, Representation
from archive.http.endpoint import Endpoint
from archive.http.requests import has_long_address, query_string
from archive.site_urls import fast_reverse, origin

from . import script_messages

# (route, label) of the main sections; a page belongs to the section whose path is a prefix of its
# own
SECTIONS = (
    ("articles", pgettext_lazy("section", "文章")),
    ("newspapers", pgettext_lazy("section", "报纸")),
    ("topics", pgettext_lazy("section", "主题")),
    ("places", pgettext_lazy("section", "地区")),
    ("people", pgettext_lazy("section", "作者")),
    ("dates", pgettext_lazy("section", "日期")),
    ("trends", pgettext_lazy("section", "趋势")),
)


@dataclass(frozen=True)
class Section:
    label: str
    url: str
    is_here: bool


@dataclass(frozen=True)
class Translation:
    """A link to the page in another language, with its parameters."""

    language: languages.Language
    url: str
    is_here: bool


@dataclass(frozen=True)
class Site:
    request: HttpRequest

    @cached_property
    def collection(self) -> CollectionFile:
        return collection()

    @property
    def name(self) -> str:
        return self._in_english(self.collection.romanised) or self.collection.name

    @property
    def short_name(self) -> str:
        return self._in_english(self.collection.romanised) or self.collection.short_name

    @property
    def description(self) -> str:
        """Return one sentence about the collection."""
        return self._in_english(self.collection.description_en) or self.collection.description

    def _in_english(self, text: str) -> str:
        return text if self.language is languages.ENGLISH else ""

    @property
    def nameplate(self) -> str | Markup:
        """The name at the top of each page, in words or as an SVG of the collection."""
        about = self.collection
        if not about.drawing:
            return about.nameplate or about.short_name
        start = f'<svg role="img" aria-label="{escape(about.short_name)}"'
        return Markup(start + about.drawing.removeprefix("<svg"))

    @property
    def sections(self) -> list[Section]:
        urls = ((str(label), fast_reverse(route)) for route, label in SECTIONS)
        return [Section(label, url, self.request.path.startswith(url)) for label, url in urls]

    @cached_property
    def script_messages(self) -> dict[str, str]:
        """The texts of scripts in the language of the page; empty in theirs."""
        return {} if self.language is languages.SIMPLIFIED else script_messages.translations()

    @property
    def language(self) -> languages.Language:
        return languages.current()

    @cached_property
    def translations(self) -> list[Translation]:
        """The page in every language that the collection offers; empty if that is one."""
        offered, current = languages.offered(), languages.current()
        # an address that is refused as too long would stand in the answer once for each language
        if len(offered) == 1 or has_long_address(self.request):
            return []
        path = quote(self.request.path) + query_string(self.request)
        return [
            Translation(language, languages.localized(path, language), language == current)
            for language in offered
        ]

    @property
    def original_url(self) -> str:
        """The page with its texts as they are, if this one has them converted; else ""."""
        is_converted = self.language is languages.TRADITIONAL and languages.converts_texts()
        return self.translations[0].url if is_converted else ""

    def hreflang(self, canonical: str) -> list[tuple[str, str]]:
        """Return (hreflang, URL) of the page in each language, and of the plain one for others."""
        offered = [tag_language.language for tag_language in self.translations]
        alternates = [(tag_language.tag, tag_language) for tag_language in offered]
        return [
            (tag, languages.localized_url(canonical.strip(), language))
            for tag, language in [
                *alternates,
                *(("x-default", tag_language) for tag_language in offered[:1]),
            ]
        ]

    @property
    def code(self) -> str:
        """The request ID, for the access log."""
        return request_state.request_id()

    @property
    def origin(self) -> str:
        """Scheme and host of the public site; raises DisallowedHost for an invalid Host header."""
        return origin(self.request)

    @property
    def address(self) -> str:
        """The permalink of the page, without parameters."""
        return self.origin + quote(self.request.path)

    @property
    def texts_held(self) -> bool:
        """Whether the archive has any full text; true if the edition has no manifest."""
        try:
            manifest = served_files.manifest()
        except EditionUnavailable:
            # an error page
            return True
        return manifest is None or manifest.text_count > 0

    @cached_property
    def alternates(self) -> list[tuple[Representation, str]]:
        """(representation, URL) of the page's data, or else the feeds of the whole archive."""
        match = self.request.resolver_match
        if match and isinstance(match.func, Endpoint):
            return list(match.func.alternates(self.request))
        return [
            (representation, fast_reverse("articles-data", representation))
            for representation in FEEDS
        ]


def site(request: HttpRequest) -> dict[str, Site]:
    """Return the context processor."""
    return {"site": Site(request)}
