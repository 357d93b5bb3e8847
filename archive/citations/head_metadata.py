"""Metadata for an article's <head>: Dublin Core and PRISM for reference managers, Open Graph.

Zotero recognizes a newspaper article, with the newspaper's name, only by `DC.type` and
`prism.publicationName`. Highwire's `citation_*` would make it a journal article, so they are
omitted. `bib.contributors` is the only name by which Zotero distinguishes contributors from
authors. The page name is given as the section (`article:section`).
"""

from collections.abc import Iterable
from typing import NamedTuple

from archive.editions.collection import collection

from . import gbt7714
from .csl import CslItem


class Meta(NamedTuple):
    """A <meta> element: `key` is `name` or, for Open Graph, `property`."""

    key: str
    name: str
    content: str


def metadata(facts: CslItem, author_urls: Iterable[str]) -> list[Meta]:
    """Return the elements for a CSL-JSON item and the URLs of its authors."""
    dates = "/".join(gbt7714.day(parts) for parts in facts["issued"]["date-parts"])
    topics = facts.get("keyword", "").split(",")
    names = [
        ("DC.type", "newspaperArticle"),
        ("DC.title", facts["title"]),
        *(("DC.creator", gbt7714.name(person)) for person in facts.get("author", ())),
        *(("bib.contributors", gbt7714.name(person)) for person in facts.get("contributor", ())),
        ("DC.date", dates),
        ("DC.language", facts["language"]),
        ("DC.identifier", facts["URL"]),
        ("DC.rights", f"提要与著录由{collection().name}编写；版面文字属原作者和报社。"),
        *(("DC.subject", topic) for topic in topics),
        ("prism.publicationName", facts["container-title"]),
        ("prism.publicationDate", dates),
        ("prism.number", facts.get("issue")),
        ("prism.startingPage", facts.get("page")),
    ]
    properties = [
        ("article:published_time", _exact_day(facts["issued"])),
        ("article:section", facts.get("section")),
        *(("article:author", url) for url in author_urls),
        *(("article:tag", topic) for topic in topics),
    ]
    return [
        Meta(key, name, content)
        for key, pairs in (("name", names), ("property", properties))
        for name, content in pairs
        if content
    ]


def _exact_day(issued: CslItem) -> str:
    """Return the day for Open Graph, whose times are exact; "" if it is uncertain."""
    (first, *other_dates) = issued["date-parts"]
    return "" if other_dates or len(first) < 3 or issued.get("circa") else gbt7714.day(first)
