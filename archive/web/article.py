"""One article: its decks, what is known of it, and its text where it is held."""

from django.shortcuts import redirect

from archive.filters.articles import ArticleAsHit
from archive.filters.parameters import query_params
from archive.http.caching import DATED, lifetime
from archive.http.ledger_decision import lowercase_ident
from archive.models import Article
from archive.models.ledger import Kind
from archive.models.page_queries import article_to_read, headlines_of_page
from archive.permalinks import signposting
from archive.site_origin import origin

from . import cite
from .article_text import Reading, ShownDecks, set_text
from .error_pages import bad_parameters, ledger_fallback
from .issues import evidence
from .search_position import search_position
from .typed_links import render_with_links


@lifetime(DATED)
@query_params(ArticleAsHit.parameters())
@ledger_fallback(Kind.ARTICLE)
def article(request, ident):
    # most readers come from nowhere in particular
    selection = ArticleAsHit(request.GET) if request.GET else None
    if selection and selection.problems:
        return bad_parameters(request, selection.problems)
    if lower := lowercase_ident(ident):
        return redirect("article", lower, permanent=True)
    shown = article_to_read(ident)
    issue, on_page = shown.page.issue, headlines_of_page(shown)
    # before the terms are asked for: it may have been found by others than those that were typed
    hit = search_position(selection, shown.ident) if selection else None
    terms = selection.parsed.marks if selection else ()
    decks = ShownDecks(shown, terms)
    held = shown.full_text.blocks if shown.text_held else []
    reading = set_text(held, terms, before=decks.hits)
    context = {
        "article": shown,
        "page": shown.page,
        "issue": issue,
        "newspaper": issue.newspaper,
        "bylines": shown.bylines.all(),
        "coverage": shown.coverage.all(),
        "tags": shown.topics,
        "decks": decks,
        "reading": reading,
        "hits": reading.last_hit or decks.hits,
        "anchors": _anchors(shown, reading),
        "evidence": evidence(issue, on_page),
        "hit": hit,
        "on_page": on_page,
        **_beside(shown, on_page),
        **cite.on_its_page(request, shown),
    }
    links = signposting.of_article(shown, origin(request))
    return render_with_links(request, "article/article.html", context, links)


def _beside(article: Article, on_page: list[Article]) -> dict:
    """The articles of the page before and after this one."""
    here = on_page.index(article)
    return {
        "previous": on_page[here - 1] if here else None,
        "next": on_page[here + 1] if here + 1 < len(on_page) else None,
    }


def _anchors(article: Article, reading: Reading) -> set[str]:
    """The blocks that stand on the page, so that a note can link to its block."""
    if reading.lines:
        return {part.id for line in reading.lines for part in line.parts}
    return {block["id"] for block in article.crossheads}
