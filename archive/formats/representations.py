"""The forms that a page can be had in as data: what each is called in an address, and who writes it."""

from collections.abc import Callable
from dataclasses import dataclass

from . import atom, csv, epub, json, jsonfeed, markdown, tei, text
from .response_data import Feed, ResponseData


@dataclass(frozen=True)
class Representation:
    # stands in an address for the last slash
    suffix: str
    label: str
    media_type: str
    write: Callable[[ResponseData], str | bytes] | Callable[[Feed], str]
    is_feed: bool = False
    # how many articles of a list it holds: if nobody says, and at most
    usual: int = 20
    most: int = 100

    @property
    def content_type(self) -> str:
        # JSON is UTF-8 by definition, a book is no text; their media types have no such parameter
        is_plain = "json" in self.media_type or "zip" in self.media_type
        return self.media_type if is_plain else f"{self.media_type}; charset=utf-8"

    @property
    def amount(self) -> str:
        """How many articles of a list it holds, in words."""
        if self.is_feed:
            return f"{self.usual}"
        return f"{self.usual}，最多 {self.most}" if self.most else "不用于列表"


JSON = Representation(".json", "JSON", "application/json", json.write)
# a table is for the whole of a selection
CSV = Representation(".csv", "CSV", "text/csv", csv.write, usual=1000, most=1000)
MARKDOWN = Representation(".md", "Markdown", "text/markdown", markdown.write)
TEXT = Representation(".txt", "纯文本", "text/plain", text.write)
ATOM = Representation(".atom", "Atom", "application/atom+xml", atom.write, is_feed=True, usual=50)
JSON_FEED = Representation(
    ".feed.json", "JSON Feed", "application/feed+json", jsonfeed.write, is_feed=True, usual=50
)
# of one thing alone
TEI = Representation(".tei", "TEI", "application/tei+xml", tei.write, usual=0, most=0)
EPUB = Representation(".epub", "EPUB", "application/epub+zip", epub.write, usual=0, most=0)

DATA = (JSON, CSV, MARKDOWN, TEXT)
FEEDS = (ATOM, JSON_FEED)
WHOLES = (TEI, EPUB)
FORMS = {form.suffix: form for form in (*DATA, *FEEDS, *WHOLES)}
