"""Newspapers, their issues, and the pages of an issue."""

from django.shortcuts import render

from archive.models import Article, Issue, LedgerEntry, Newspaper, Page

from .errors import lasting

Kind = LedgerEntry.Kind


def newspapers(request):
    papers = Newspaper.objects.with_counts().with_place()
    return render(request, "papers/newspapers.html", {"newspapers": papers})


@lasting(Kind.NEWSPAPER)
def newspaper(request, newspaper):
    paper = Newspaper.objects.with_counts().with_place().get_by_natural_key(newspaper)
    issues = paper.issues.with_counts().newest_first()
    return render(request, "papers/newspaper.html", {"newspaper": paper, "issues": issues})


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
    return render(request, "papers/issue.html", context)


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
    return render(request, "papers/page.html", context)


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
