"""How to cite an article or one paragraph of it: every style to copy, every format to download."""

from django.shortcuts import redirect, render
from django.utils import timezone

from archive import citations
from archive.caching import DATED, lifetime
from archive.citations import head, schema_org
from archive.filters.parameters import Offer, Parameter, Problem, Query, takes
from archive.models import Article, LedgerEntry
from archive.models.reading import article_to_read
from archive.origin import origin

from .errors import bad_parameters, lasting


@lifetime(DATED)
@takes({"block": Parameter("段落")})
@lasting(LedgerEntry.Kind.ARTICLE)
def citing(request, ident):
    if ident != ident.lower() and Article.objects.with_idents([ident.lower()]).exists():
        return redirect("citing", ident.lower(), permanent=True)
    shown = article_to_read(ident)
    block, blocks = request.GET.get("block", ""), citations.blocks(shown)
    if block and block not in blocks:
        return bad_parameters(request, [_no_such_block(block, blocks)])
    context = {
        "article": shown,
        "page": shown.page,
        "issue": shown.page.issue,
        "newspaper": shown.page.issue.newspaper,
        # `block` is taken: inside {% block %} it is the template itself
        "cited": block,
        "blocks": blocks,
        **_citations(_facts(request, shown, block)),
    }
    return render(request, "article/citing.html", context)


def on_its_page(request, article: Article) -> dict:
    """What the article's own page has: its citations, and the metadata in its head."""
    facts, site = _facts(request, article), origin(request)
    authors = [site + person.get_absolute_url() for person in article.credited[0]]
    return {
        **_citations(facts),
        "metadata": head.metadata(facts, authors),
        "schema_org": schema_org.news_article(article, site),
    }


def _citations(facts: dict) -> dict:
    """The default citation, those in other styles, and the formats there are files of."""
    (_, default), *others = [(style, style.write(facts)) for style in citations.STYLES]
    return {
        "citation": default,
        "other_citations": others,
        "citation_records": citations.RECORDS,
        "quoted": facts.get("annote", ""),
    }


def _facts(request, article: Article, block: str = "") -> dict:
    url = origin(request) + article.get_absolute_url()
    return citations.item(article, url, timezone.localdate(), block)


def _no_such_block(block: str, blocks: list[str]) -> Problem:
    return Problem(
        "block",
        f"这篇文章没有“{block}”段。",
        value=block,
        others=tuple(Offer(name, Query([("block", name)])) for name in blocks),
        without=Query(),
    )
