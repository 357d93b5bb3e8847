"""Articles as an Atom feed (RFC 4287), in pages (RFC 5005, section 3), with licences (RFC 4946).

The feed of a search says which part of what was found it is (OpenSearch 1.1, section 5).
"""

from xml.etree import ElementTree as ET

from .moments import moment
from .plain_prose import as_html
from .response_data import Entry, Feed
from .serialize import DIGEST_LICENCE, SITE

_NS = "http://www.w3.org/2005/Atom"
_SEARCH = "http://a9.com/-/spec/opensearch/1.1/"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
# Link's names → RFC 5005's
_PAGES = {"first": "first", "prev": "previous", "next": "next"}


def write(feed: Feed) -> str:
    root = ET.Element("feed", {"xmlns": _NS, _LANGUAGE: "zh-Hans"})
    _add(root, "id", feed.links.first)
    _add(root, "title", feed.title)
    changed = (entry.updated for entry in feed.entries)
    _add(root, "updated", max(changed, default=moment(feed.edition)).isoformat())
    _person(root, SITE)
    _link(root, "self", feed.links.self, "application/atom+xml")
    _link(root, "alternate", feed.links.html, "text/html")
    _link(root, "license", DIGEST_LICENCE)
    for name, rel in _PAGES.items():
        if url := getattr(feed.links, name):
            _link(root, rel, url, "application/atom+xml")
    if feed.part:
        root.set("xmlns:opensearch", _SEARCH)
        _add(root, "opensearch:totalResults", str(feed.part.total))
        _add(root, "opensearch:startIndex", str(feed.part.start))
        _add(root, "opensearch:itemsPerPage", str(feed.part.per_page))
    for entry in feed.entries:
        _entry(root, entry)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode")


def _entry(root: ET.Element, shown: Entry) -> None:
    article, entry = shown.article, ET.SubElement(root, "entry")
    _add(entry, "id", article.url)
    _add(entry, "title", article.headline)
    _add(entry, "published", shown.published.isoformat())
    _add(entry, "updated", shown.updated.isoformat())
    for name in dict.fromkeys(credit.name for credit in article.bylines) or [
        str(article.newspaper)
    ]:
        _person(entry, name)
    _link(entry, "alternate", article.url, "text/html")
    for topic in article.topics:
        ET.SubElement(entry, "category", term=topic.slug, label=topic.label)
    content = _add(entry, "content", as_html(article))
    content.set("type", "html")


def _add(parent: ET.Element, tag: str, text: str) -> ET.Element:
    made = ET.SubElement(parent, tag)
    made.text = text
    return made


def _person(parent: ET.Element, name: str) -> None:
    _add(ET.SubElement(parent, "author"), "name", name)


def _link(parent: ET.Element, rel: str, href: str, media_type: str = "") -> None:
    ET.SubElement(
        parent, "link", {"rel": rel, "href": href} | ({"type": media_type} if media_type else {})
    )
