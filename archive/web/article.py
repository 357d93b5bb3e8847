"""The page of an article: headline and decks, metadata, and the full text if the archive has it."""

from collections.abc import Iterable
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from archive import languages
from archive.editions.cached_lists import has_images
from archive.facets.table import BY_NAME
from archive.filters.articles import ArticlePageFilter
from archive.filters.pages import IMAGE
from archive.filters.parameters import QueryParams, query_params
from archive.http.caching import DATED_PAGE_LIFETIME, lifetime
from archive.http.ledger_decision import lowercase_ident
from archive.models import Article, Mention, Place
from archive.models.ledger import LedgerKind
from archive.models.names import FILTERS
from archive.models.prepared_queries import article_to_read, headlines_of_page, printings_of
from archive.permalinks import signposting
from archive.search.related_articles import related_articles
from archive.site_urls import fast_reverse, origin

from . import citations
from .article_image import annotated_clipping
from .article_text import ArticleText, DeckPieces, text_of
from .error_pages import bad_parameters, page_ledger_fallback
from .error_report import report_url
from .issues import evidence
from .pagination import search_position
from .typed_links import render_with_links

# in the order of the page
_KINDS = (Mention.Kind.PERSON, Mention.Kind.ORGANISATION, Mention.Kind.PLACE)
# dispatches of a roundup that its page shows
MAX_DISPATCHES = 5


@lifetime(DATED_PAGE_LIFETIME)
@query_params(ArticlePageFilter.parameters())
@page_ledger_fallback(LedgerKind.ARTICLE)
def article(request: HttpRequest, ident: str) -> HttpResponse:
    # usually there is no query string, so skip building the filter form
    selection = ArticlePageFilter(request.GET) if request.GET else None
    if selection and selection.problems:
        return bad_parameters(request, selection.problems)
    if lower := lowercase_ident(ident):
        return redirect(fast_reverse("article", lower), permanent=True)
    shown = article_to_read(ident)
    issue, on_page = shown.page.issue, headlines_of_page(shown)
    # before `parsed`, as the search may replace the terms by a fallback
    hit = search_position(selection, shown.ident) if selection else None
    terms = selection.parsed.highlight_terms if selection else ()
    decks = DeckPieces(shown, terms)
    text = text_of(shown, terms, before=decks.hits)
    anchors = _anchors(shown, text)
    context = {
        "article": shown,
        "page": shown.page,
        "issue": issue,
        "newspaper": issue.newspaper,
        "bylines": shown.bylines.all(),
        "coverage": shown.coverage.all(),
        "tags": shown.topics,
        "mentions": _mentions(shown),
        "deck_pieces": decks,
        "text": text,
        "hits": text.last_hit or decks.hits,
        "anchors": anchors,
        "clipping": annotated_clipping(shown, terms, anchors) if has_images() else None,
        "page_query": _page_query(selection),
        "evidence": evidence(issue, on_page),
        "hit": hit,
        # set by web/mementos.py
        "memento": vars(request).get("memento"),
        "report_url": report_url(request, shown),
        "on_page": on_page,
        "related": related_articles(shown),
        "dispatches": [
            (reprint, printings_of(reprint.dispatch_id))
            for reprint in list(shown.reprints.all())[:MAX_DISPATCHES]
        ],
        **_neighbours(shown, on_page),
        **citations.citation_context(request, shown),
    }
    links = signposting.article_links(shown, origin(request))
    return render_with_links(request, "article/article.html", context, links)


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
        shown = MentionLink(name, mention.get_absolute_url(), is_stated)
        by_kind.setdefault(mention.kind, []).append(shown)
    return [(str(kind.label), by_kind[kind]) for kind in _KINDS if kind in by_kind]


def _romanised(mentions: Iterable[Mention]) -> dict[int, str]:
    """Return {key of a mention: the name on pages in English}."""
    of_kind = {str(kind): [each for each in mentions if each.kind == kind] for kind in _KINDS}
    places = Place.objects.with_codes(each.place_id for each in of_kind["place"])
    shown = {place.code: place.shown_full_name for place in places.with_lineage()}
    names = {each.pk: shown[each.place_id] for each in of_kind["place"] if each.place_id in shown}
    for kind, facet in FILTERS.items():
        values = BY_NAME[facet].vocabulary.look_up([each.key for each in of_kind[kind]])
        names |= {each.pk: values[each.key].label for each in of_kind[kind] if each.key in values}
    return names


def _neighbours(article: Article, on_page: list[Article]) -> dict[str, Article | None]:
    """Return the previous and the next article of the page."""
    index = on_page.index(article)
    return {
        "previous": on_page[index - 1] if index else None,
        "next": on_page[index + 1] if index + 1 < len(on_page) else None,
    }


def _page_query(selection: ArticlePageFilter | None) -> QueryParams:
    """Return the query string that highlights the same words on the newspaper page."""
    words = selection.chosen("q") if selection else ""
    return QueryParams([("view", IMAGE), *([("q", words)] if words else [])])


def _anchors(article: Article, text: ArticleText) -> set[str]:
    """Return the ids of the blocks on the page, which notes can link to."""
    if text.lines:
        return {part.id for line in text.lines for part in line.parts}
    return {block["id"] for block in article.crossheads}
