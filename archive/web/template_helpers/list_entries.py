"""The facts of list entries: those shown per entry, and those shown once above the list."""

from collections.abc import Sequence
from typing import NamedTuple

from archive.images.clipping import headline_of
from archive.languages import translated as gettext
from archive.models import Article, Place
from archive.models.article_parts import Basis
from archive.site_urls import fast_reverse


def common_facts(articles: Sequence[Article]) -> dict[str, str]:
    """Return the facts that all articles share, which the page states once: name → text."""
    if len(articles) < 2:
        return {}
    pages = [article.page for article in articles]
    facts = (
        (
            "inferred",
            gettext("日期均为推定"),
            all(p.issue.date_basis == Basis.INFERRED for p in pages),
        ),
        ("unnumbered", gettext("版次均待考"), all(not (p.number or p.name) for p in pages)),
        ("held", gettext("均有全文"), all(page.text_held for page in pages)),
    )
    return {name: text for name, text, is_common in facts if is_common}


class HeadlinePrint(NamedTuple):
    """The printed headline: the URL and size of its image."""

    url: str
    width: int
    height: int


def headline_print(article: Article) -> HeadlinePrint | None:
    """Return the printed headline; None if no image was loaded with the list."""
    if "images" not in getattr(article.page, "_prefetched_objects_cache", ()):
        return None
    if (clipping := headline_of(article)) is None:
        return None
    url = fast_reverse("article-headline", article.ident)
    return HeadlinePrint(url, clipping.layout.width, clipping.layout.height)


def narrowest_places(article: Article) -> list[Place]:
    """Return the places that an article is about, without those that contain another of them."""
    places = [covered.place for covered in article.coverage.all()]
    containing = {above.code for place in places for above in place.lineage[:-1]}
    return [place for place in places if place.code not in containing]
