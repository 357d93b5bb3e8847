"""Representations of a page as data: suffix in the address, media type and writer of each."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_noop

from . import atom, csv_writer, epub, iiif, json_writer, jsonfeed, markdown, tei, text
from .response_data import Feed, ResponseData


# compared by identity: there is one instance of each, by which endpoints look up views
@dataclass(frozen=True, eq=False)
class Representation:
    # replaces the last slash of the address
    suffix: str
    label: str
    media_type: str
    # None if its views return the whole response
    write: Callable[[ResponseData], str | bytes] | Callable[[Feed], str] | None
    is_feed: bool = False
    # whether it has all articles of a list in one file
    is_citation: bool = False
    # articles in a list by default, and at most
    default_limit: int = 20
    max_limit: int = 100
    # parameter of the media type
    profile: str = ""

    @property
    def content_type(self) -> str:
        if self.profile:
            return f'{self.media_type}; profile="{self.profile}"'
        # JSON is always UTF-8, and a book is not text: their media types have no charset
        is_plain = "json" in self.media_type or "zip" in self.media_type
        return self.media_type if is_plain else f"{self.media_type}; charset=utf-8"

    @property
    def amount(self) -> str:
        """The number of articles in a list, for display."""
        if self.is_feed:
            return f"{self.default_limit}"
        return (
            gettext("%(usual)s，最多 %(most)s")
            % {"usual": self.default_limit, "most": self.max_limit}
            if self.max_limit
            else gettext("不用于列表")
        )


JSON = Representation(".json", "JSON", "application/json", json_writer.write)
# for whole lists, not pages of them
CSV = Representation(
    ".csv", "CSV", "text/csv", csv_writer.write, default_limit=1000, max_limit=1000
)
MARKDOWN = Representation(".md", "Markdown", "text/markdown", markdown.write)
TEXT = Representation(".txt", gettext_noop("纯文本"), "text/plain", text.write)
ATOM = Representation(
    ".atom", "Atom", "application/atom+xml", atom.write, is_feed=True, default_limit=50
)
JSON_FEED = Representation(
    ".feed.json",
    "JSON Feed",
    "application/feed+json",
    jsonfeed.write,
    is_feed=True,
    default_limit=50,
)
# for newspapers, issues, pages and articles
IIIF = Representation(
    *(".iiif.json", "IIIF", "application/ld+json", iiif.write),
    default_limit=0,
    max_limit=0,
    profile=iiif.PROFILE,
)
# for single articles and issues only
TEI = Representation(".tei", "TEI", "application/tei+xml", tei.write, default_limit=0, max_limit=0)
EPUB = Representation(
    ".epub", "EPUB", "application/epub+zip", epub.write, default_limit=0, max_limit=0
)

# maximum number of articles in a file of citations
_MAX_CITATIONS = 10_000


def _citations(suffix: str, label: str, media_type: str) -> Representation:
    """Return a representation whose views stream the citations of a whole list."""
    return Representation(
        suffix,
        label,
        media_type,
        None,
        is_citation=True,
        default_limit=_MAX_CITATIONS,
        max_limit=_MAX_CITATIONS,
    )


BIBTEX = _citations(".bib", "BibTeX", "application/x-bibtex")
RIS = _citations(".ris", "RIS", "application/x-research-info-systems")
CSL_JSON = _citations(".csl.json", "CSL-JSON", "application/vnd.citationstyles.csl+json")

DATA = (JSON, CSV, MARKDOWN, TEXT)
FEEDS = (ATOM, JSON_FEED)
WHOLES = (TEI, EPUB, IIIF)
CITATIONS = (BIBTEX, RIS, CSL_JSON)
REPRESENTATIONS = {
    representation.suffix: representation for representation in (*DATA, *FEEDS, *WHOLES, *CITATIONS)
}
