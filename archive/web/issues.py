"""The views of an issue: all pages on one screen, page by page, and as one continuous text."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from archive.editions.cached_lists import has_images
from archive.filters.pages import IMAGE, VIEWS, PageFilter
from archive.filters.parameters import query_params
from archive.http.caching import PAGE_LIFETIME, lifetime
from archive.models import Article, Issue, Page
from archive.models.ledger import LedgerKind
from archive.permalinks import signposting
from archive.search import parse
from archive.site_urls import origin

from .article_text import text_of
from .error_pages import bad_parameters, page_ledger_fallback
from .page_image import annotated_page_image, thumbnails
from .page_stories import page_stories
from .typed_links import render_with_links


class PageShare(NamedTuple):
    """The share of a kind of content in the characters of a page; `start` and `percent` of all."""

    kind: str
    characters: int
    start: float
    percent: float


@lifetime(PAGE_LIFETIME)
@page_ledger_fallback(LedgerKind.ISSUE)
def issue(request: HttpRequest, newspaper: str, issue: str) -> HttpResponse:
    row = Issue.objects.for_layout().get_by_natural_key(newspaper, issue)
    pages = [(page, page_stories(page.articles.all())) for page in row.pages.all()]
    links = signposting.issue_links(row, row.pages.all(), origin(request))
    context = {"pages": pages, **_issue_context(row), **_thumbnails(row)}
    return render_with_links(request, "issues/issue.html", context, links)


@lifetime(PAGE_LIFETIME)
@page_ledger_fallback(LedgerKind.ISSUE)
def reading(request: HttpRequest, newspaper: str, issue: str) -> HttpResponse:
    """Return the issue as one text: the full texts held, digests of the other pages."""
    row = Issue.objects.for_text().get_by_natural_key(newspaper, issue)
    pages = [(page, [(a, text_of(a)) for a in page.articles.all()]) for page in row.pages.all()]
    return render(request, "issues/reading.html", {"pages": pages, **_issue_context(row)})


@lifetime(PAGE_LIFETIME)
@query_params(PageFilter.parameters())
@page_ledger_fallback(LedgerKind.PAGE)
def page(request: HttpRequest, newspaper: str, issue: str, page: str) -> HttpResponse:
    selection = PageFilter(request.GET)
    if selection.problems:
        return bad_parameters(request, selection.problems)
    row = Page.objects.with_issue().get_by_natural_key(newspaper, issue, page)
    pages = list(row.issue.pages.with_headlines().with_images())
    terms = parse(selection.chosen("q")).highlight_terms
    rows = Article.objects.on_page(row).for_list().with_openings()
    articles = list(rows.with_texts() if terms else rows)
    image = annotated_page_image(pages[pages.index(row)], articles, terms)
    context = {
        "page": row,
        "issue": row.issue,
        "newspaper": row.issue.newspaper,
        "pages": pages,
        "image": image,
        "thumbnails": thumbnails(pages),
        "from_right": image is not None and image.from_right,
        **_views(selection),
        **_contents(row, articles),
        **_page_neighbours(row, pages),
    }
    links = signposting.page_links(row, articles, origin(request))
    return render_with_links(request, "issues/page.html", context, links)


def _views(selection: PageFilter) -> dict[str, Any]:
    """Return the context of the two views of a page, as an image and as text."""
    query = selection.query.without("view")
    return {
        "view": selection.chosen("view") or IMAGE,
        "views": [
            (value, gettext(label), query.with_value("view", value)) for value, label in VIEWS
        ],
        "hit_query": query,
    }


def _contents(page: Page, articles: list[Article]) -> dict[str, Any]:
    """Return the context of the articles of a page, and of what else is printed on it."""
    return {
        "stories": page_stories(articles),
        "article_count": len(articles),
        "texts_held": len(articles) if page.text_held else 0,
        "shares": shares(page, articles),
        "apart": _outside_articles(page),
        "evidence": evidence(page.issue),
    }


def _page_neighbours(page: Page, pages: list[Page]) -> dict[str, Any]:
    """Return the context of the pages and issues before and after; `pages` have their images."""
    index = pages.index(page)
    previous_issue, next_issue = page.issue.newspaper.issues.neighbours(page.issue)
    return {
        "withdrawn_images": pages[index].withdrawn_images,
        "previous": pages[index - 1] if index else None,
        "next": pages[index + 1] if index + 1 < len(pages) else None,
        "previous_issue": previous_issue,
        "next_issue": next_issue,
    }


def shares(page: Page, articles: Iterable[Article]) -> list[PageShare]:
    """Return the shares of a page's characters by kind of content; `rest` is headlines, blanks and
    line ends.
    """
    sizes = {"articles": sum(article.length for article in articles)}
    for part in page.apart:
        size = sum(end - start for start, end in part["at"])
        sizes[part["kind"]] = sizes.get(part["kind"], 0) + size
    sizes["rest"] = page.length - sum(sizes.values())
    shares, start = [], 0.0
    for kind, characters in sizes.items():
        percent = 100 * characters / page.length
        if characters > 0:
            shares.append(PageShare(kind, characters, start, percent))
            start += percent
    return shares


def evidence(issue: Issue, loaded: Iterable[Article] = ()) -> list[dict[str, Any]]:
    """Return the sentences that date the issue, with their articles; `loaded` cost no query."""
    articles = {article.ident: article for article in loaded}
    unloaded = {fact["article"] for fact in issue.evidence} - articles.keys()
    queried = Article.objects.with_idents(unloaded).as_links() if unloaded else ()
    articles |= {article.ident: article for article in queried}
    return [{**fact, "article": articles.get(fact["article"])} for fact in issue.evidence]


def _issue_context(issue: Issue) -> dict[str, Any]:
    """Return the context that both views of a whole issue have in common."""
    previous, following = issue.newspaper.issues.neighbours(issue)
    pages = issue.pages.all()
    return {
        "issue": issue,
        "newspaper": issue.newspaper,
        "article_count": sum(len(page.articles.all()) for page in pages),
        "texts_held": sum(len(page.articles.all()) for page in pages if page.text_held),
        "evidence": evidence(issue),
        "previous": previous,
        "next": following,
    }


def _thumbnails(issue: Issue) -> dict[str, Any]:
    """Return the pages as thumbnails in the order of turning; {} if no image is held."""
    pages = list(issue.pages.all())
    if not (pages and has_images()):
        return {}
    prefetch_related_objects(pages, "images")
    return {"thumbnails": thumbnails(pages), "from_right": pages[0].reads_from_right}


def _outside_articles(page: Page) -> list[dict[str, Any]]:
    """Return the zones of the page outside its articles; repeats come with their article.

    Zones of which the same is said are one entry, with their number as `count`.
    """
    idents = {part["of"] for part in page.apart if part.get("of")}
    repeated = Article.objects.with_idents(idents).as_links() if idents else ()
    articles = {article.ident: article for article in repeated}
    merged: dict[tuple[str, ...], dict[str, Any]] = {}
    for part in page.apart:
        key = tuple(part.get(name) or "" for name in ("kind", "text", "of", "note"))
        entry = merged.setdefault(
            key, {**part, "of": articles.get(part.get("of", "")), "at": [], "count": 0}
        )
        entry["at"] = [*entry["at"], *part["at"]]
        entry["count"] += 1
    return list(merged.values())
