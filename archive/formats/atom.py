"""Articles as an Atom feed (RFC 4287), paged (RFC 5005, section 3), with licences (RFC 4946).

The feed of a search states its total and position (OpenSearch 1.1, section 5).
"""

from archive.editions.collection import collection

from .feed_entries import start_of_day
from .human_readable import as_html
from .response_data import Entry, Feed
from .xml_writer import XmlWriter

_NS = "http://www.w3.org/2005/Atom"
_SEARCH = "http://a9.com/-/spec/opensearch/1.1/"

_MEDIA_TYPE = "application/atom+xml"
# fields of Links → link relations of RFC 5005
_PAGES = {"first": "first", "prev": "previous", "next": "next"}


def write(feed: Feed) -> str:
    xml = XmlWriter()
    attributes = {"xmlns": _NS, "xml:lang": collection().language}
    if feed.part:
        attributes["xmlns:opensearch"] = _SEARCH
    with xml.element("feed", attributes):
        _head(xml, feed)
        for entry in feed.entries:
            with xml.element("entry"):
                _entry(xml, entry)
    return str(xml)


def _head(xml: XmlWriter, feed: Feed) -> None:
    xml.add("id", feed.links.first or feed.links.self)
    xml.add("title", feed.title)
    changes = (entry.updated for entry in feed.entries)
    xml.add("updated", max(changes, default=start_of_day(feed.edition)).isoformat())
    _author(xml, collection().name)
    _link(xml, "self", feed.links.self, _MEDIA_TYPE)
    _link(xml, "alternate", feed.links.html, "text/html")
    _link(xml, "license", collection().digest_licence.url)
    for name, rel in _PAGES.items():
        if url := getattr(feed.links, name):
            _link(xml, rel, url, _MEDIA_TYPE)
    if feed.part:
        xml.add("opensearch:totalResults", str(feed.part.total))
        xml.add("opensearch:startIndex", str(feed.part.start))
        xml.add("opensearch:itemsPerPage", str(feed.part.per_page))


def _entry(xml: XmlWriter, entry: Entry) -> None:
    article = entry.article
    xml.add("id", article.url)
    xml.add("title", article.headline)
    xml.add("published", entry.published.isoformat())
    xml.add("updated", entry.updated.isoformat())
    names = dict.fromkeys(credit.name for credit in article.bylines)
    for name in names or [str(article.newspaper)]:
        _author(xml, name)
    _link(xml, "alternate", article.url, "text/html")
    for topic in article.topics:
        xml.add("category", attributes={"term": topic.slug, "label": topic.label})
    xml.add("content", as_html(article), {"type": "html"})


def _author(xml: XmlWriter, name: str) -> None:
    with xml.element("author"):
        xml.add("name", name)


def _link(xml: XmlWriter, rel: str, href: str, media_type: str = "") -> None:
    attributes = {"rel": rel, "href": href} | ({"type": media_type} if media_type else {})
    xml.add("link", attributes=attributes)
