"""An issue or a basket as an EPUB 3.3 book (W3C): title page, contents, one document per article.

Written here because of the EPUB libraries one is AGPL, and the others write the current date,
random identifiers and no accessibility metadata. The book is a zip file of a few documents, and
reproducible.
"""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from archive.editions.collection import collection

from .epub_article import head, html_attributes, write_article
from .human_readable import facts
from .response_data import ResponseData
from .response_schema import Basket
from .schema import ArticleRecord, ArticleWhole, IssueWhole
from .xml_writer import XmlWriter

_CONTAINER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>\n"
)
_CSS = """\
body { line-height: 1.7; }
h1 { font-size: 1.5em; line-height: 1.3; margin: 0.3em 0; text-indent: 0; }
h2 { font-size: 1.15em; margin: 1.2em 0 0.4em; }
h3 { font-size: 1em; margin: 1em 0 0.3em; }
p { margin: 0; text-indent: 2em; text-align: justify; }
p.deck, p.source { text-indent: 0; text-align: start; }
p.source { margin: 0.3em 0; font-size: 0.9em; }
dt { font-weight: bold; }
dd { margin: 0 0 0.5em 1em; }
aside { margin: 0.5em 0; font-size: 0.9em; }
"""
_FEATURES = ("tableOfContents", "readingOrder", "structuralNavigation", "displayTransformability")
_XHTML = "application/xhtml+xml"


@dataclass(frozen=True)
class Book:
    """What a book is made of; `url` is its identifier."""

    title: str
    url: str
    # (heading or "", articles), in order
    parts: list[tuple[str, list[ArticleWhole]]]
    # (title, value) of the title page
    facts: list[tuple[str, str]]
    summary: str
    creator: str = ""
    # a day or a year, whichever is certain, or ""
    date: str = ""

    @property
    def articles(self) -> list[ArticleWhole]:
        """The articles, each once."""
        return list({a.ident: a for _, articles in self.parts for a in articles}.values())

    @property
    def has_text(self) -> bool:
        return any(article.text_held for article in self.articles)


def write(response: ResponseData) -> bytes:
    """Return the book of an issue or a basket whose articles are of schema ArticleWhole."""
    document = response.document
    if isinstance(document, IssueWhole):
        book = _of_issue(document)
    elif isinstance(document, Basket):
        book = _of_basket(document)
    else:
        raise TypeError(f"{type(document).__name__} cannot be written as a book")
    files = {
        "META-INF/container.xml": _CONTAINER,
        "EPUB/package.opf": _package(book),
        "EPUB/nav.xhtml": _contents(book),
        "EPUB/title.xhtml": _title_page(book),
        **{f"EPUB/{article.ident}.xhtml": write_article(article) for article in book.articles},
        "EPUB/book.css": _CSS,
    }
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        # OCF, section 4.2.6.4: first and uncompressed, so that the file's first bytes show its type
        archive.writestr(_entry("mimetype", ZIP_STORED), "application/epub+zip")
        for name, text in files.items():
            archive.writestr(_entry(name, ZIP_DEFLATED), text.encode())
    return out.getvalue()


def _of_issue(issue: IssueWhole) -> Book:
    first, last = issue.date.earliest, issue.date.latest
    return Book(
        title=str(issue),
        url=issue.url,
        parts=[(page.label, _whole(page.articles)) for page in issue.pages if page.articles],
        facts=list(facts(issue)),
        summary="只有文字，次序与纸面的版次相同，各级标题可供导航。",
        creator=issue.newspaper.name,
        # reading systems sort by it
        date=f"{first}" if first == last else f"{first.year}" * (first.year == last.year),
    )


def _of_basket(basket: Basket) -> Book:
    articles = {article.ident: article for article in _whole(basket.items)}
    return Book(
        title=str(basket),
        url=basket.links.html,
        parts=[("", list(articles.values()))],
        facts=[*facts(basket), ("网址", basket.links.html)],
        summary="只有文字，次序与收藏夹相同，各级标题可供导航。",
    )


def _whole(articles: Iterable[ArticleRecord]) -> list[ArticleWhole]:
    return [article for article in articles if isinstance(article, ArticleWhole)]


def _entry(name: str, compression: int) -> ZipInfo:
    """Return a zip entry with a fixed time."""
    entry = ZipInfo(name)
    entry.compress_type = compression
    return entry


def _package(book: Book) -> str:
    xml = XmlWriter()
    root = {
        "xmlns": "http://www.idpf.org/2007/opf",
        "version": "3.0",
        "unique-identifier": "id",
        "xml:lang": collection().language,
    }
    with xml.element("package", root):
        with xml.element("metadata", {"xmlns:dc": "http://purl.org/dc/elements/1.1/"}):
            _metadata(xml, book)
        with xml.element("manifest"):
            _item(xml, "nav", "nav.xhtml", {"properties": "nav"})
            _item(xml, "title", "title.xhtml")
            for article in book.articles:
                _item(xml, f"a-{article.ident}", f"{article.ident}.xhtml")
            xml.add("item", attributes={"id": "css", "href": "book.css", "media-type": "text/css"})
        with xml.element("spine"):
            for ident in ("title", "nav", *(f"a-{article.ident}" for article in book.articles)):
                xml.add("itemref", attributes={"idref": ident})
    return str(xml)


def _item(xml: XmlWriter, ident: str, href: str, extra: Mapping[str, str] | None = None) -> None:
    attributes = {"id": ident, "href": href, "media-type": _XHTML}
    xml.add("item", attributes=attributes | dict(extra or {}))


def _metadata(xml: XmlWriter, book: Book) -> None:
    xml.add("dc:identifier", book.url, {"id": "id"})
    xml.add("dc:title", book.title)
    xml.add("dc:language", collection().language)
    xml.add_all("dc:creator", [book.creator])
    xml.add("dc:publisher", collection().publisher_name)
    xml.add_all("dc:date", [book.date])
    xml.add("dc:source", book.url)
    xml.add_all(
        "dc:subject",
        dict.fromkeys(topic.label for article in book.articles for topic in article.topics),
    )
    xml.add("dc:rights", _rights(book.has_text))
    modified = max((article.last_changed for article in book.articles), default=date(1980, 1, 1))
    for name, value in (
        ("dcterms:modified", f"{modified}T00:00:00Z"),
        ("schema:accessMode", "textual"),
        ("schema:accessModeSufficient", "textual"),
        *(("schema:accessibilityFeature", feature) for feature in _FEATURES),
        ("schema:accessibilityHazard", "none"),
        ("schema:accessibilitySummary", book.summary),
    ):
        xml.add("meta", value, {"property": name})


def _rights(has_text: bool) -> str:
    about = collection()
    editorial = (
        f"提要和整理说明以 {about.digest_licence.name} 许可，"
        f"其余著录以 {about.metadata_licence.name} 发布"
    )
    return f"{editorial}；正文属原作者和报社。" if has_text else f"{editorial}。"


def _contents(book: Book) -> str:
    xml = XmlWriter()
    with xml.element("html", html_attributes()):
        head(xml, f"目录：{book.title}")
        with xml.element("body"), xml.element("nav", {"epub:type": "toc", "role": "doc-toc"}):
            xml.add("h1", "目录")
            with xml.element("ol"):
                with xml.element("li"):
                    xml.add("a", book.title, {"href": "title.xhtml"})
                for heading, articles in book.parts:
                    if not heading:
                        _entries(xml, articles)
                        continue
                    with xml.element("li"):
                        xml.add("span", heading)
                        with xml.element("ol"):
                            _entries(xml, articles)
    return str(xml)


def _entries(xml: XmlWriter, articles: list[ArticleWhole]) -> None:
    for article in articles:
        with xml.element("li"):
            xml.add("a", article.headline, {"href": f"{article.ident}.xhtml"})


def _title_page(book: Book) -> str:
    xml = XmlWriter()
    with xml.element("html", html_attributes()):
        head(xml, book.title)
        with xml.element("body"), xml.element("section", {"epub:type": "titlepage"}):
            xml.add("h1", book.title)
            with xml.element("dl"):
                for title, value in book.facts:
                    xml.add("dt", title)
                    with xml.element("dd"):
                        is_url = value.startswith("http")
                        xml.add("a", value, {"href": value}) if is_url else xml.text(value)
            xml.add("p", _rights(book.has_text))
    return str(xml)
