"""The page of an article as it stood in an edition that is still kept (Memento, RFC 7089)."""

from django.http import HttpRequest, HttpResponse

from archive.api.mementos import NOT_KEPT, with_memento_headers
from archive.editions.current import opened
from archive.editions.mementos import mementos, of_moment
from archive.http.caching import DATED_PAGE_LIFETIME, lifetime
from archive.models import Article

from .article import article as article_page
from .error_pages import not_found


@lifetime(DATED_PAGE_LIFETIME)
def article(request: HttpRequest, moment: str, ident: str) -> HttpResponse:
    try:
        states = mementos(ident.lower())
    except Article.DoesNotExist:
        # answered from the ledger
        return article_page(request, ident=ident)
    memento = of_moment(states, moment)
    if memento is None:
        return not_found(request, detail=NOT_KEPT)
    # for the template: this is not the article as it stands now
    vars(request)["memento"] = memento
    with opened(memento.folder):
        response = article_page(request, ident=ident.lower())
    return with_memento_headers(request, response, memento, ident, states)
