"""What every page knows of the site."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from django.http import HttpRequest

from archive import request_clock
from archive.editions.current import EditionUnavailable
from archive.exports import served_files
from archive.fast_reverse import fast_reverse
from archive.formats.representations import FEEDS
from archive.http.endpoint import Endpoint
from archive.site_origin import origin

NAME = "报藏"

# (route, label) of the main ways in; a page belongs to the section that its address starts with
SECTIONS = (
    ("articles", "文章"),
    ("newspapers", "报纸"),
    ("topics", "主题"),
    ("places", "地区"),
    ("people", "作者"),
)


@dataclass(frozen=True)
class Section:
    label: str
    url: str
    is_here: bool


@dataclass(frozen=True)
class Site:
    request: HttpRequest
    name: str = NAME
    latin: str = "Baozang"

    @property
    def sections(self) -> list[Section]:
        urls = ((label, fast_reverse(route)) for route, label in SECTIONS)
        return [Section(label, url, self.request.path.startswith(url)) for label, url in urls]

    @property
    def code(self) -> str:
        """By what the request is found in the log."""
        return request_clock.code()

    @property
    def origin(self) -> str:
        """Scheme and host; only for pages that are answered, as a bad Host header raises."""
        return origin(self.request)

    @property
    def address(self) -> str:
        """The lasting address of the page shown, without parameters."""
        return self.origin + quote(self.request.path)

    @property
    def texts_held(self) -> bool:
        """Whether the full text of any article can be searched and read; taken for granted where
        nothing was published.
        """
        try:
            published = served_files.manifest()
        except EditionUnavailable:
            # a page of errors
            return True
        return published is None or published.text_count > 0

    @cached_property
    def alternates(self) -> list[tuple]:
        """(form, address) of what the page can be had as, or of the feeds of everything."""
        match = self.request.resolver_match
        if match and isinstance(match.func, Endpoint):
            return list(match.func.alternates(self.request))
        return [(form, fast_reverse("articles-data", form)) for form in FEEDS]


def site(request) -> dict:
    return {"site": Site(request)}
