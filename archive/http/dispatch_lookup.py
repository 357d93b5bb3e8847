"""The dispatch that an address names; an article that names none leads to where it belongs."""

from typing import NamedTuple

from archive.models import Article, Reprint
from archive.models.prepared_queries import printings_of


class Dispatch(NamedTuple):
    # the article that it is named by
    article: Article
    printings: list[Reprint]


class OtherAddress(Exception):
    """`route` and `ident` of the page to go to; temporary, as texts may yet be found to agree."""

    def __init__(self, route: str, ident: str):
        self.route, self.ident = route, ident
        super().__init__(f"{route} {ident}")


def find_dispatch(ident: str) -> Dispatch:
    """Return the dispatch named by this article.

    OtherAddress if it is named by another article, or no longer is one; Article.DoesNotExist.
    """
    article = Article.objects.with_idents([ident]).as_links().get()
    if printings := printings_of(article.pk):
        return Dispatch(article, printings)
    if reprint := Reprint.objects.with_dispatches().filter(article=article).first():
        raise OtherAddress("dispatch", reprint.dispatch.ident)
    raise OtherAddress("article", article.ident)
