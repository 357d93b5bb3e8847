"""The page of an article: decks, metadata, and the text if it is held; now and in kept editions."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, pgettext_lazy

from archive import languages
from archive.editions.cached_lists import has_images
from archive.editions.current import opened
from archive.editions.mementos import Memento, mementos, of_moment
from archive.facets.table import BY_NAME
from archive.filters.articles import ArticlePageFilter
from archive.filters.pages import IMAGE
from archive.filters.parameters import QueryParams, query_params
from archive.http.caching import DATED_PAGE_LIFETIME, lifetime
from archive.http.lookups import lowercase_redirect
from archive.http.memento_headers import NOT_KEPT, with_memento_headers
from archive.models import Article, Mention, Place
from archive.models.ledger import LedgerKind
from archive.models.names import FILTERS
from archive.models.prepared_queries import article_to_read, headlines_of_page, printings_of
from archive.permalinks import signposting
from archive.search.related_articles import related_articles
from archive.site_urls import origin

from . import citations
from .article_image import annotated_clipping
from .article_list.list_page import search_position
from .article_text import DeckPieces, DisplayedText, text_of
from .error_pages import bad_parameters, not_found, page_ledger_fallback
from .error_report import report_url
from .issues import evidence
from .typed_links import render_with_links

# in the order of the page
_KINDS = (Mention.Kind.PERSON, Mention.Kind.ORGANISATION, Mention.Kind.PLACE)
# dispatches of a roundup that its page shows
MAX_DISPATCHES = 5


@lifetime(DATED_PAGE_LIFETIME)
@query_params(ArticlePageFilter.parameters())
@page_ledger_fallback(LedgerKind.ARTICLE)
@lowercase_redirect
def article(request: HttpRequest, ident: str) -> HttpResponse:
    # usually there is no query string, so skip building the filter form
    selection = ArticlePageFilter(request.GET) if request.GET else None
    if selection and selection.problems:
        return bad_parameters(request, selection.problems)
    return _page(request, article_to_read(ident), selection)


@lifetime(DATED_PAGE_LIFETIME)
def memento(request: HttpRequest, moment: str, ident: str) -> HttpResponse:
    """Return the article as it stood in an edition that is still kept (Memento, RFC 7089)."""
    try:
        states = mementos(ident.lower())
    except Article.DoesNotExist:
        # answered from the ledger
        return article(request, ident=ident)
    chosen = of_moment(states, moment)
    if chosen is None:
        return not_found(request, detail=gettext(NOT_KEPT))
    with opened(chosen.folder):
        response = _page(request, article_to_read(ident.lower()), memento=chosen)
    return with_memento_headers(request, response, chosen, ident, states)


def _page(
    request: HttpRequest,
    article: Article,
    selection: ArticlePageFilter | None = None,
    memento: Memento | None = None,
) -> HttpResponse:
    on_page = headlines_of_page(article)
    context = {
        "article": article,
        "page": article.page,
        "issue": article.page.issue,
        "newspaper": article.page.issue.newspaper,
        "memento": memento,
        "report_url": report_url(request, article),
        **_text_context(article, selection),
        **_metadata_context(article, on_page),
        **_further_reading(article, on_page),
        **citations.citation_context(request, article),
    }
    links = signposting.article_links(article, origin(request))
    return render_with_links(request, "article/article.html", context, links)


def _text_context(article: Article, selection: ArticlePageFilter | None) -> dict[str, Any]:
    """Return the context of decks, text and clipping, with hits of the search that led here."""
    # before `parsed`, as the search may replace the terms by a fallback
    hit = search_position(selection, article.ident) if selection else None
    terms = selection.parsed.highlight_terms if selection else ()
    deck_pieces = DeckPieces(article, terms)
    text = text_of(article, terms, before=deck_pieces.hits)
    anchors = _anchors(article, text)
    return {
        "hit": hit,
        "deck_pieces": deck_pieces,
        "text": text,
        "hits": text.last_hit or deck_pieces.hits,
        "anchors": anchors,
        "clipping": annotated_clipping(article, terms, anchors) if has_images() else None,
        "page_query": _page_query(selection),
    }


# labels of what minimal cataloguing may omit, inside a sentence
_OPTIONAL = (
    pgettext_lazy("to be added", "地区"),
    pgettext_lazy("to be added", "主题"),
    pgettext_lazy("to be added", "体裁"),
    pgettext_lazy("to be added", "提要"),
)


def _metadata_context(article: Article, on_page: list[Article]) -> dict[str, Any]:
    values = (article.coverage.all(), article.topics, article.genre, article.digest)
    return {
        "missing": [label for label, value in zip(_OPTIONAL, values, strict=True) if not value],
        "bylines": article.bylines.all(),
        "coverage": article.coverage.all(),
        "tags": article.topics,
        "mentions": _mentions(article),
        "evidence": evidence(article.page.issue, on_page),
    }


def _further_reading(article: Article, on_page: list[Article]) -> dict[str, Any]:
    """Return the context of the articles beside it, of the same dispatch, and related to it."""
    index = on_page.index(article)
    return {
        "on_page": on_page,
        "previous": on_page[index - 1] if index else None,
        "next": on_page[index + 1] if index + 1 < len(on_page) else None,
        "related": related_articles(article),
        "dispatches": [
            (reprint, printings_of(reprint.dispatch_id))
            for reprint in list(article.reprints.all())[:MAX_DISPATCHES]
        ],
    }


class MentionLink(NamedTuple):
    """A name in the text, and the page of who or what it is."""

    name: str
    url: str
    is_stated: bool


def _mentions(article: Article) -> list[tuple[str, list[MentionLink]]]:
    """Return (label of the kind, those whom or what the article names), most often named first.

    Without its authors, and without the places that it is about, which are shown already.
    """
    about = {place.code for covered in article.coverage.all() for place in covered.place.lineage}
    authors = {byline.person.name for byline in article.bylines.all()}
    mentions = article.mentions.all()
    names = _romanised(mentions) if languages.current() is languages.ENGLISH else {}
    by_kind: dict[str, list[MentionLink]] = {}
    for mention in mentions:
        if mention.place_id in about or (mention.kind == "person" and mention.name in authors):
            continue
        is_stated = mention.source == Mention.Source.EDITOR
        name = names.get(mention.pk, mention.name)
        link = MentionLink(name, mention.get_absolute_url(), is_stated)
        by_kind.setdefault(mention.kind, []).append(link)
    return [(str(kind.label), by_kind[kind]) for kind in _KINDS if kind in by_kind]


def _romanised(mentions: Iterable[Mention]) -> dict[int, str]:
    """Return {key of a mention: the name on pages in English}."""
    of_kind = {str(kind): [each for each in mentions if each.kind == kind] for kind in _KINDS}
    places = Place.objects.with_codes(each.place_id for each in of_kind["place"])
    labels = {place.code: place.shown_full_name for place in places.with_lineage()}
    names = {each.pk: labels[each.place_id] for each in of_kind["place"] if each.place_id in labels}
    for kind, facet in FILTERS.items():
        values = BY_NAME[facet].vocabulary.look_up([each.key for each in of_kind[kind]])
        names |= {each.pk: values[each.key].label for each in of_kind[kind] if each.key in values}
    return names


def _page_query(selection: ArticlePageFilter | None) -> QueryParams:
    """Return the query string that highlights the same words on the newspaper page."""
    words = selection.chosen("q") if selection else ""
    return QueryParams([("view", IMAGE), *([("q", words)] if words else [])])


def _anchors(article: Article, text: DisplayedText) -> set[str]:
    """Return the ids of the blocks on the page, which notes can link to."""
    if text.lines:
        return {part.id for line in text.lines for part in line.parts}
    return {block["id"] for block in article.crossheads}
