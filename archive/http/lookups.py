"""Look up what a URL names: an article, a place, a dispatch, the name of a person or organisation.

What belongs to another URL raises a redirect; what does not exist raises DoesNotExist.
"""

from collections.abc import Callable
from functools import wraps
from typing import NamedTuple, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from archive.editions.current import cached_per_edition
from archive.formats.representations import Representation
from archive.formats.response_data import Feed, ResponseData
from archive.models import Article, Name, Organisation, Place, Reprint
from archive.models.prepared_queries import printings_of
from archive.text.fold import fold

Answer = TypeVar("Answer", bound=HttpResponse | ResponseData | Feed)


def place_lookup(
    unknown_place: Callable[[HttpRequest, str], HttpResponse],
) -> Callable[[Callable[..., Answer]], Callable[..., Answer | HttpResponse]]:
    """Call the view with a Place, its lineage loaded, instead of `code`.

    An unknown code gets `unknown_place(request, code)`. A heading of the standard such as 市辖区 is
    not a place: its URL redirects to the place that contains it, in the same representation.
    """

    def decorate(view: Callable[..., Answer]) -> Callable[..., Answer | HttpResponse]:
        @wraps(view)
        def wrapper(
            request: HttpRequest, *representation: Representation, code: str
        ) -> Answer | HttpResponse:
            try:
                place = Place.objects.with_lineage().get_by_natural_key(code)
            except Place.DoesNotExist:
                return unknown_place(request, code)
            if place.is_group:
                return redirect(request.path.replace(code, place.lineage[-1].code), permanent=True)
            return view(request, *representation, place)

        return wrapper

    return decorate


def lowercase_redirect(view: Callable[..., Answer]) -> Callable[..., Answer | HttpResponse]:
    """Redirect the address of an article in capitals to that in lower case, if there is one."""

    @wraps(view)
    def wrapper(
        request: HttpRequest, *representation: Representation, ident: str
    ) -> Answer | HttpResponse:
        lower = ident.lower()
        if ident != lower and Article.objects.with_idents([lower]).exists():
            return redirect(request.path.replace(ident, lower), permanent=True)
        return view(request, *representation, ident=ident)

    return wrapper


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
    if reprint := article.reprints.with_dispatches().first():
        raise DispatchRedirect("dispatch", reprint.dispatch.ident)
    raise DispatchRedirect("article", article.ident)


# maximum number of suggestions for a name that no article has
_MAX_SIMILAR = 8


class NameRedirect(Exception):
    """Redirect to the page of `row`."""

    def __init__(self, row: Name | Organisation):
        self.row = row
        super().__init__(str(row))


def find_name(kind: str, name: str) -> Name:
    """Return the name if it has no authority record.

    NameRedirect if it has a record, is a variant of a recorded name, or differs in characters;
    Name.DoesNotExist.
    """
    simplified = "".join(map(_simplified, name))
    for spelling in dict.fromkeys((name, simplified)):
        rows = list(Name.objects.with_records().with_names(kind, spelling))
        exact = [row for row in rows if row.record is None]
        if exact and spelling == name:
            return exact[0]
        # namesakes share no record
        if exact or len(rows) == 1:
            raise NameRedirect((exact or rows)[0])
    if kind == "organisation" and (slug := _variants().get(simplified)):
        raise NameRedirect(Organisation.objects.get_by_natural_key(slug))
    raise Name.DoesNotExist(name)


def similar_names(kind: str, name: str) -> list[Name]:
    """Return names that contain this one, most articles first."""
    likely = Name.objects.with_records().of_kind(kind).named_like(name)
    return list(likely.most_articles_first()[:_MAX_SIMILAR])


@cached_per_edition
def _variants() -> dict[str, str]:
    """Return name or other name of an organisation → its slug."""
    rows = Organisation.objects.all()
    return {name: row.slug for row in rows for name in row.names}


def _simplified(character: str) -> str:
    return fold(character).text if character >= "\u2e80" else character
