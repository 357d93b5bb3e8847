"""The issues of a newspaper and their pages: on one screen, page by page, and to be read through."""

from collections.abc import Iterable
from typing import NamedTuple

from django.shortcuts import render

from archive.http.caching import SHOWN, lifetime
from archive.models import Article, Issue, Page
from archive.models.ledger import Kind
from archive.permalinks import signposting
from archive.site_origin import origin

from .article_text import Reading, set_text
from .error_pages import ledger_fallback
from .page_stories import page_stories
from .typed_links import render_with_links


class PageShare(NamedTuple):
    """What a kind of thing takes of a page's characters; `start` and `percent` of the whole."""

    kind: str
    characters: int
    start: float
    percent: float


@lifetime(SHOWN)
@ledger_fallback(Kind.ISSUE)
def issue(request, newspaper, issue):
    shown = Issue.objects.laid_out().get_by_natural_key(newspaper, issue)
    pages = [(page, page_stories(page.articles.all())) for page in shown.pages.all()]
    links = signposting.of_issue(shown, shown.pages.all(), origin(request))
    return render_with_links(request, "papers/issue.html", {"pages": pages, **_about(shown)}, links)


@lifetime(SHOWN)
@ledger_fallback(Kind.ISSUE)
def reading(request, newspaper, issue):
    """The whole issue as one text: in full where the pages are held, by digests where not."""
    shown = Issue.objects.whole_text().get_by_natural_key(newspaper, issue)
    pages = [(page, [(a, _text(a)) for a in page.articles.all()]) for page in shown.pages.all()]
    return render(request, "papers/reading.html", {"pages": pages, **_about(shown)})


@lifetime(SHOWN)
@ledger_fallback(Kind.PAGE)
def page(request, newspaper, issue, page):
    shown = Page.objects.with_issue().get_by_natural_key(newspaper, issue, page)
    pages = list(shown.issue.pages.with_headlines())
    here = pages.index(shown)
    articles = list(Article.objects.on_page(shown).for_list().with_openings())
    previous_issue, next_issue = shown.issue.newspaper.issues.neighbours(shown.issue)
    context = {
        "page": shown,
        "issue": shown.issue,
        "newspaper": shown.issue.newspaper,
        "pages": pages,
        "stories": page_stories(articles),
        "article_count": len(articles),
        "texts_held": len(articles) if shown.text_held else 0,
        "shares": shares(shown, articles),
        "apart": _apart(shown),
        "evidence": evidence(shown.issue),
        "previous": pages[here - 1] if here else None,
        "next": pages[here + 1] if here + 1 < len(pages) else None,
        "previous_issue": previous_issue,
        "next_issue": next_issue,
    }
    links = signposting.of_page(shown, articles, origin(request))
    return render_with_links(request, "papers/page.html", context, links)


def shares(page: Page, articles: Iterable[Article]) -> list[PageShare]:
    """What takes how many of the page's characters; `rest` is decks, blanks and line ends."""
    taken = {"articles": sum(article.length for article in articles)}
    for thing in page.apart:
        size = sum(end - start for start, end in thing["at"])
        taken[thing["kind"]] = taken.get(thing["kind"], 0) + size
    taken["rest"] = page.length - sum(taken.values())
    found, start = [], 0.0
    for kind, characters in taken.items():
        percent = 100 * characters / page.length
        if characters > 0:
            found.append(PageShare(kind, characters, start, percent))
            start += percent
    return found


def evidence(issue: Issue, known: Iterable[Article] = ()) -> list[dict]:
    """The sentences that date the issue, each with the article it stands in, `known` or not."""
    articles = {article.ident: article for article in known}
    others = {fact["article"] for fact in issue.evidence} - articles.keys()
    found = Article.objects.with_idents(others).as_links() if others else ()
    articles |= {article.ident: article for article in found}
    return [{**fact, "article": articles.get(fact["article"])} for fact in issue.evidence]


def _about(issue: Issue) -> dict:
    """What both views of a whole issue show beside its pages."""
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


def _text(article: Article) -> Reading:
    return set_text(article.full_text.blocks) if article.text_held else Reading()


def _apart(page: Page) -> list[dict]:
    """What stands on the page outside its articles, each repeat with the article it repeats."""
    idents = {thing["of"] for thing in page.apart if thing.get("of")}
    found = Article.objects.with_idents(idents).as_links() if idents else ()
    articles = {article.ident: article for article in found}
    return [{**thing, "of": articles.get(thing.get("of"))} for thing in page.apart]
