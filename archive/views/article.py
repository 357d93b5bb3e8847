"""One article: its decks, what is known of it, and its text where it is held."""

from django.shortcuts import redirect

from archive.caching import DATED, lifetime
from archive.filters.articles import ArticleAsHit
from archive.filters.parameters import takes
from archive.links import signposts
from archive.models import Article, LedgerEntry
from archive.origin import origin

from . import citing
from .errors import bad_parameters, lasting
from .hits import place_of
from .linked import render_linked
from .papers import evidence
from .reading import Decks, Reading, set_text


@lifetime(DATED)
@takes(ArticleAsHit.parameters())
@lasting(LedgerEntry.Kind.ARTICLE)
def article(request, ident):
    # most readers come from nowhere in particular
    selection = ArticleAsHit(request.GET) if request.GET else None
    if selection and selection.problems:
        return bad_parameters(request, selection.problems)
    if ident != ident.lower() and Article.objects.with_idents([ident.lower()]).exists():
        return redirect("article", ident.lower(), permanent=True)
    shown = Article.objects.for_reading().get_by_natural_key(ident)
    issue = shown.page.issue
    terms = selection.parsed.marks if selection else ()
    decks = Decks(shown, terms)
    held = shown.full_text.blocks if shown.text_held else []
    reading = set_text(held, terms, before=decks.hits)
    context = {
        "article": shown,
        "page": shown.page,
        "issue": issue,
        "newspaper": issue.newspaper,
        "decks": decks,
        "reading": reading,
        "hits": reading.last_hit or decks.hits,
        "anchors": _anchors(shown, reading),
        "evidence": evidence(issue),
        "hit": selection and place_of(selection, shown.ident),
        **_on_page(shown),
        **citing.on_its_page(request, shown),
    }
    links = signposts.of_article(shown, origin(request))
    return render_linked(request, "article/article.html", context, links)


def _on_page(article: Article) -> dict:
    """The articles of the page, and those before and after this one."""
    articles = list(Article.objects.on_page(article.page).only("ident", "headline"))
    here = articles.index(article)
    return {
        "on_page": articles,
        "previous": articles[here - 1] if here else None,
        "next": articles[here + 1] if here + 1 < len(articles) else None,
    }


def _anchors(article: Article, reading: Reading) -> set[str]:
    """The blocks that stand on the page, so that a note can link to its block."""
    if reading.lines:
        return {part.id for line in reading.lines for part in line.parts}
    return {block["id"] for block in article.crossheads}
