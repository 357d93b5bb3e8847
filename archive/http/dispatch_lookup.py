"""Look up the dispatch in a URL, or the redirect for an article that names no dispatch."""

from typing import NamedTuple

from archive.models import Article, Reprint
from archive.models.prepared_queries import printings_of


class Dispatch(NamedTuple):
    # the article whose ident names it
    article: Article
    printings: list[Reprint]


class DispatchRedirect(Exception):
    """Redirect to `route` with `ident`; temporary, as a later edition may find reprints."""

    def __init__(self, route: str, ident: str):
        self.route, self.ident = route, ident
        super().__init__(f"{route} {ident}")


def find_dispatch(ident: str) -> Dispatch:
    """Return the dispatch named after this article.

    DispatchRedirect if it is named after another article or no longer exists;
    Article.DoesNotExist.
    """
    article = Article.objects.with_idents([ident]).as_links().get()
    if printings := printings_of(article.pk):
        return Dispatch(article, printings)
    if reprint := Reprint.objects.with_dispatches().filter(article=article).first():
        raise DispatchRedirect("dispatch", reprint.dispatch.ident)
    raise DispatchRedirect("article", article.ident)
