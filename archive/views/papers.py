"""Newspapers, their issues, and the pages of an issue."""

from django.shortcuts import render

from archive import signposts
from archive.models import Article, Issue, LedgerEntry, Newspaper, Page
from archive.origin import origin

from .errors import lasting
from .linked import render_linked

Kind = LedgerEntry.Kind


def newspapers(request):
    papers = Newspaper.objects.with_counts().with_place()
    return render(request, "papers/newspapers.html", {"newspapers": papers})


@lasting(Kind.NEWSPAPER)
def newspaper(request, newspaper):
    paper = Newspaper.objects.with_counts().with_place().get_by_natural_key(newspaper)
    issues = paper.issues.with_counts().newest_first()
    context = {"newspaper": paper, "issues": issues}
    links = signposts.of_newspaper(paper, issues, origin(request))
    return render_linked(request, "papers/newspaper.html", context, links)


@lasting(Kind.ISSUE)
def issue(request, newspaper, issue):
    shown = Issue.objects.whole().get_by_natural_key(newspaper, issue)
    previous, following = shown.newspaper.issues.neighbours(shown)
    pages = shown.pages.all()
    context = {
        "issue": shown,
        "newspaper": shown.newspaper,
        "pages": pages,
        "article_count": sum(len(page.articles.all()) for page in pages),
        "evidence": evidence(shown),
        "previous": previous,
        "next": following,
    }
    links = signposts.of_issue(shown, pages, origin(request))
    return render_linked(request, "papers/issue.html", context, links)


@lasting(Kind.PAGE)
def page(request, newspaper, issue, page):
    shown = Page.objects.with_issue().get_by_natural_key(newspaper, issue, page)
    pages = list(shown.issue.pages.in_order().with_counts())
    here = pages.index(shown)
    previous_issue, next_issue = shown.issue.newspaper.issues.neighbours(shown.issue)
    context = {
        "page": shown,
        "issue": shown.issue,
        "newspaper": shown.issue.newspaper,
        "pages": pages,
        "articles": Article.objects.on_page(shown).for_list(),
        "apart": _apart(shown),
        "evidence": evidence(shown.issue),
        "previous": pages[here - 1] if here else None,
        "next": pages[here + 1] if here + 1 < len(pages) else None,
        "previous_issue": previous_issue,
        "next_issue": next_issue,
    }
    links = signposts.of_page(shown, context["articles"], origin(request))
    return render_linked(request, "papers/page.html", context, links)


def evidence(issue: Issue) -> list[dict]:
    """The sentences that date the issue, each with the article it stands in."""
    idents = {fact["article"] for fact in issue.evidence}
    articles = {article.ident: article for article in Article.objects.with_idents(idents)}
    return [{**fact, "article": articles.get(fact["article"])} for fact in issue.evidence]


def _apart(page: Page) -> list[dict]:
    """What stands on the page outside its articles, each repeat with the article it repeats."""
    idents = {thing["of"] for thing in page.apart if thing.get("of")}
    articles = {article.ident: article for article in Article.objects.with_idents(idents)}
    return [{**thing, "of": articles.get(thing.get("of"))} for thing in page.apart]
