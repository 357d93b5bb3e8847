"""Citations: of articles and their paragraphs in all styles and formats, and of compiled pages."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy, gettext_noop

from archive import citations
from archive.catalogue.article_body import block_text, with_gap
from archive.citations import head_metadata, schema_org
from archive.editions.collection import collection
from archive.editions.current import served
from archive.filters.parameters import Offer, Parameter, ParameterError, QueryParams, query_params
from archive.http.caching import DATED_PAGE_LIFETIME, lifetime
from archive.http.lookups import lowercase_redirect
from archive.languages import in_source_language
from archive.models import Article
from archive.models.ledger import LedgerKind
from archive.models.prepared_queries import article_to_read
from archive.site_urls import origin

from .error_pages import bad_parameters, page_ledger_fallback
from .error_report import report_url, shorten

# characters of a paragraph article in the list of paragraphs
FIRST_WORDS = 16
# numbered by the id, so that the name does not depend on other blocks
_NAMES_BY_KIND = {
    "paragraph": gettext_noop("第 {} 段"),
    "crosshead": gettext_noop("小标题 {}"),
    "item": gettext_noop("第 {} 条"),
    "caption": gettext_noop("图片说明 {}"),
    "summary": gettext_noop("导语 {}"),
    "byline": gettext_noop("署名 {}"),
    "credit": gettext_noop("图片署名 {}"),
}


@lifetime(DATED_PAGE_LIFETIME)
@query_params({"block": Parameter(gettext_lazy("段落"))})
@page_ledger_fallback(LedgerKind.ARTICLE)
@lowercase_redirect
def citation_page(request: HttpRequest, ident: str) -> HttpResponse:
    article = article_to_read(ident)
    block, blocks = request.GET.get("block", ""), citations.blocks(article)
    if block and block not in blocks:
        return bad_parameters(request, [_no_such_block(block, blocks)])
    name = block_name(_kinds(article)[block], block) if block else ""
    citation_texts = _citations(_facts(request, article, block))
    context = {
        "article": article,
        "page": article.page,
        "issue": article.page.issue,
        "newspaper": article.page.issue.newspaper,
        # not named `block`, which in a template is the {% block %} itself
        "cited": block,
        "cited_name": name,
        "paragraphs": _blocks(article),
        "report_url": report_url(request, article, block, name, citation_texts["quoted"]),
        **citation_texts,
    }
    return render(request, "article/citation_page.html", context)


def block_name(kind: str, block: str) -> str:
    """Return the name of a block by its id: 第 3 段."""
    return gettext(_NAMES_BY_KIND[kind]).format(block[1:])


def _kinds(article: Article) -> dict[str, str]:
    """Return block id → kind."""
    return {block["id"]: block["kind"] for block in article.blocks}


def _blocks(article: Article) -> list[tuple[str, str, str]]:
    """Return (id, name, first words) of each block; no words if the text is not held."""
    blocks = article.full_text.blocks if article.text_held else ()
    words = {
        block["id"]: shorten(with_gap(block_text(block), block.get("gap", "")), FIRST_WORDS)
        for block in blocks
    }
    return [
        (name, block_name(kind, name), words.get(name, ""))
        for name, kind in _kinds(article).items()
    ]


@in_source_language()
def citation_context(request: HttpRequest, article: Article) -> dict[str, Any]:
    """Return the context of the article's page: citations, and the metadata in its head."""
    facts, site = _facts(request, article), origin(request)
    authors = [site + person.get_absolute_url() for person in article.credited[0]]
    return {
        **_citations(facts),
        "metadata": head_metadata.metadata(facts, authors),
        "schema_org": schema_org.news_article(article, site),
    }


def _citations(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the default citation, those in other styles, and the file formats."""
    (_, default), *other_styles = [(style, style.write(facts)) for style in citations.STYLES]
    return {
        "citation": default,
        "other_citations": other_styles,
        "citation_files": citations.RECORDS,
        "quoted": facts.get("annote", ""),
    }


@in_source_language()
def _facts(request: HttpRequest, article: Article, block: str = "") -> dict[str, Any]:
    """Return the CSL item of the article, accessed today."""
    url = origin(request) + article.get_absolute_url()
    return citations.item(article, url, timezone.localdate(), block)


def _no_such_block(block: str, blocks: Iterable[str]) -> ParameterError:
    return ParameterError(
        "block",
        gettext("本文没有“%(block)s”段。") % {"block": block},
        value=block,
        others=tuple(Offer(name, QueryParams([("block", name)])) for name in blocks),
        without=QueryParams(),
    )


def page_citation(request: HttpRequest, title: str, path: str) -> str:
    """Return the citation by GB/T 7714 as an online database, with its edition and today's date.

    `path` is the canonical address in Chinese, with parameters, from the root of the site.
    """
    about = collection()
    issued, accessed = served().made, timezone.localdate()
    return f"{about.name}. {title}[DB/OL]. ({issued})[{accessed}]. {origin(request)}{path}."
