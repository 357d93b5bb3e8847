"""Typed links of a page, for programs: shared by <link> elements, the Link header and link sets.

See the FAIR Signposting Profile, level 2 (signposting.org/FAIR), RFC 8288 (the header) and RFC 9264
(link sets). The `collection` of an article or a page is its issue, that of an issue its newspaper;
their `item`s are the reverse, except that a page also has its articles. A page with more than
MAX_ITEMS items has none of its own and points to its link set, which has all.

The licence is that of digests and metadata. A page with a full text has none, since the archive
cannot license the text.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from archive import citations
from archive.citations.schema_org import type_of
from archive.editions.collection import collection
from archive.formats.representations import JSON
from archive.languages import in_source_language
from archive.models import Article, Issue, Newspaper, Organisation, Page, Person, Place, Tag
from archive.site_urls import fast_reverse

LINKSET = "application/linkset+json"
LINK_FORMAT = "application/link-format"
# keeps the header within a few kilobytes; many servers accept no more than eight
MAX_ITEMS = 20

_SCHEMA = "https://schema.org/"
_TYPES = {
    Issue: "PublicationIssue",
    Newspaper: "Newspaper",
    Organisation: "Organization",
    Page: "CreativeWork",
    Person: "Person",
    Place: "AdministrativeArea",
    Tag: "DefinedTerm",
}

Linked = Article | Issue | Newspaper | Organisation | Page | Person | Place | Tag


class Link(NamedTuple):
    """A typed link: `href` is absolute, `type` the media type of its target if known."""

    rel: str
    href: str
    type: str = ""


@in_source_language()
def article_links(article: Article, origin: str) -> list[Link]:
    """Return the links of an article loaded by `for_reading`."""
    authors, _ = article.credited
    return [
        *_about(article, origin, has_licence=not article.text_held),
        *_to("author", authors, origin),
        *_to("collection", (article.page.issue,), origin),
        *(
            Link(
                "describedby",
                origin + fast_reverse("citation", article.ident, format.key),
                format.content_type,
            )
            for format in citations.RECORDS
        ),
        # Memento (RFC 7089)
        Link("timegate", origin + fast_reverse("timegate", article.ident)),
        Link("timemap", origin + fast_reverse("timemap", article.ident), LINK_FORMAT),
        _linkset(article, origin),
    ]


@in_source_language()
def page_links(page: Page, articles: Iterable[Article], origin: str) -> list[Link]:
    return [
        *_about(page, origin),
        *_to("collection", (page.issue,), origin),
        *_to("item", articles, origin),
        _linkset(page, origin),
    ]


@in_source_language()
def issue_links(issue: Issue, pages: Iterable[Page], origin: str) -> list[Link]:
    """Return the links of an issue; `pages` come with their articles."""
    articles = [article for page in pages for article in page.articles.all()]
    return [
        *_about(issue, origin),
        *_to("collection", (issue.newspaper,), origin),
        *_to("item", (*pages, *articles), origin),
        _linkset(issue, origin),
    ]


@in_source_language()
def newspaper_links(newspaper: Newspaper, issues: Iterable[Issue], origin: str) -> list[Link]:
    return [
        *_about(newspaper, origin),
        *_to("item", issues, origin),
        _linkset(newspaper, origin),
    ]


@in_source_language()
def authority_links(row: Tag | Place | Person | Organisation, origin: str) -> list[Link]:
    return _about(row, origin)


def embedded_links(links: list[Link]) -> list[Link]:
    """Return the links to embed in the page and its header: without items if there are too many."""
    items = sum(link.rel == "item" for link in links)
    return [link for link in links if link.rel != "item" or items <= MAX_ITEMS]


def header(links: Iterable[Link]) -> str:
    """Return the value of a Link header (RFC 8288, section 3)."""
    return ", ".join(
        f'<{link.href}>; rel="{link.rel}"' + (f'; type="{link.type}"' if link.type else "")
        for link in links
    )


def linkset(links: Iterable[Link]) -> dict[str, Any]:
    """Return a link set in JSON (RFC 9264, section 4.2); the first link is the page's own URL."""
    context: dict[str, Any] = {"anchor": next(iter(links)).href}
    for link in links:
        target = {"href": link.href} | ({"type": link.type} if link.type else {})
        context.setdefault(link.rel, []).append(target)
    return {"linkset": [context]}


def _about(row: Linked, origin: str, has_licence: bool = True) -> list[Link]:
    address = origin + row.get_absolute_url()
    licence = [Link("license", collection().digest_licence.url)] if has_licence else []
    return [
        Link("canonical", address),
        Link("cite-as", address),
        Link("type", f"{_SCHEMA}AboutPage"),
        Link("type", _SCHEMA + (type_of(row) if isinstance(row, Article) else _TYPES[type(row)])),
        Link("describedby", address.removesuffix("/") + JSON.suffix, JSON.media_type),
        *licence,
    ]


def _to(rel: str, rows: Iterable[Linked], origin: str) -> list[Link]:
    return [Link(rel, origin + row.get_absolute_url(), "text/html") for row in rows]


def _linkset(row: Linked, origin: str) -> Link:
    return Link("linkset", f"{origin}{row.get_absolute_url()}linkset.json", LINKSET)
