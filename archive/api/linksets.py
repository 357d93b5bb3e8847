"""Link sets (RFC 9264): all typed links of a page, however many, as JSON."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, JsonResponse

from archive.http.caching import SHOWN, lifetime
from archive.models import Article, Issue, Newspaper, Page
from archive.permalinks import signposting
from archive.site_origin import origin


@lifetime(SHOWN)
def article(request, ident):
    shown = _found(Article.objects.for_reading(), ident)
    return _answer(signposting.of_article(shown, origin(request)))


@lifetime(SHOWN)
def newspaper(request, newspaper):
    shown = _found(Newspaper.objects, newspaper)
    issues = shown.issues.newest_first()
    return _answer(signposting.of_newspaper(shown, issues, origin(request)))


@lifetime(SHOWN)
def issue(request, newspaper, issue):
    shown = _found(Issue.objects.whole(), newspaper, issue)
    return _answer(signposting.of_issue(shown, shown.pages.all(), origin(request)))


@lifetime(SHOWN)
def page(request, newspaper, issue, page):
    shown = _found(Page.objects.with_issue(), newspaper, issue, page)
    articles = Article.objects.on_page(shown)
    return _answer(signposting.of_page(shown, articles, origin(request)))


def _found(rows, *key: str):
    try:
        return rows.get_by_natural_key(*key)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def _answer(links: list[signposting.Link]) -> HttpResponse:
    return JsonResponse(signposting.linkset(links), content_type=signposting.LINKSET)
