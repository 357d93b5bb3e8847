"""The basket as data: the articles and paragraphs in the URL, and what became of each."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext

from archive.filters.basket import BasketDataFilter, BasketItem, basket_query
from archive.filters.parameters import query_params
from archive.formats.representations import CSV, EPUB, Representation
from archive.formats.response_data import ResponseData
from archive.formats.response_schema import Basket, Links, MissingArticle
from archive.formats.serialize import Serializer
from archive.http import problem_details
from archive.http.caching import DATED_PAGE_LIFETIME, PAGE_LIFETIME, lifetime
from archive.http.endpoint import address
from archive.http.ledger_decision import LedgerDecision, LedgerStatus, ledger_decisions
from archive.models import Article
from archive.models.article_queries import ArticleQuerySet
from archive.models.ledger import LedgerKind
from archive.site_urls import fast_reverse, origin

from .citation_lists import stream_citations

_STATUS = {
    LedgerStatus.MOVED: "moved",
    LedgerStatus.SPLIT: "split",
    LedgerStatus.GONE: "gone",
    LedgerStatus.NEVER_EXISTED: "unknown",
}


@dataclass(frozen=True)
class BasketEntry:
    """An item with the article that stands at it now; `article` is None if none or several do."""

    item: BasketItem
    article: Article | None
    # the paragraph, if the article has it
    block: str = ""
    # what became of an article that is not there
    decision: LedgerDecision | None = None
    # articles that it was split into
    successors: tuple[Article, ...] = ()

    @property
    def status(self) -> str:
        """A status of MissingArticle, or "" if the item is there as it was asked for."""
        if self.decision:
            return _STATUS[self.decision.status]
        return "unknown" if self.item.block != self.block else ""

    @property
    def reason(self) -> str:
        if self.decision is None:
            return (
                gettext("没有 %(block)s 段，以全篇代替") % {"block": self.item.block}
                if self.status
                else ""
            )
        if self.decision.status == LedgerStatus.NEVER_EXISTED:
            return gettext("没有这篇文章，请核对文章编号")
        return "；".join(entry.reason for entry in self.decision.trail)

    @property
    def kept(self) -> BasketItem | None:
        """The item as it is now; None if no single article stands at it."""
        return BasketItem(self.article.ident, self.block) if self.article else None


def basket_entries(items: Sequence[BasketItem], articles: ArticleQuerySet) -> list[BasketEntry]:
    """Return what is at each item now, in order, the rows taken from `articles`.

    As many queries as those of `articles`, one more, and one for each generation of successors.
    """
    requested = {item.ident for item in items}
    present = set(Article.objects.with_idents(requested).order_by().values_list("ident", flat=True))
    decisions = ledger_decisions(LedgerKind.ARTICLE, sorted(requested - present))
    idents = present.union(*(decision.successors for decision in decisions.values()))
    rows = {article.ident: article for article in articles.with_idents(idents).order_by()}
    return [_entry(item, rows, decisions.get(item.ident)) for item in items]


def _entry(
    item: BasketItem, rows: dict[str, Article], decision: LedgerDecision | None
) -> BasketEntry:
    if decision is None:
        article = rows[item.ident]
        has_block = any(block["id"] == item.block for block in article.blocks)
        return BasketEntry(item, article, item.block if has_block else "")
    successors = tuple(rows[ident] for ident in decision.successors if ident in rows)
    if decision.status == LedgerStatus.MOVED and successors:
        return BasketEntry(item, successors[0], decision=decision)
    return BasketEntry(item, None, decision=decision, successors=successors)


@lifetime(PAGE_LIFETIME)
@query_params(BasketDataFilter.parameters())
def basket(request: HttpRequest, representation: Representation) -> HttpResponse | ResponseData:
    selection = BasketDataFilter(request.GET)
    if selection.problems:
        return problem_details.bad_parameters(request, selection.problems)
    articles = (
        Article.objects.for_reading() if representation is EPUB else Article.objects.for_data()
    )
    entries = basket_entries(selection.chosen("items"), articles)
    if representation is CSV and (problem := _incomplete(request, representation, entries)):
        return problem
    base, query = origin(request), selection.canonical
    serializer = Serializer(base)
    record = serializer.whole_article if representation is EPUB else serializer.article
    entry_articles = [(entry, entry.article) for entry in entries if entry.article]
    document = Basket(
        total=len(entry_articles),
        items=[record(article) for _, article in entry_articles],
        paragraphs=[entry.block for entry, _ in entry_articles],
        missing=[_missing(entry, base) for entry in entries if entry.status],
        links=Links(
            self=f"{base}{address(request, representation)}{query}",
            html=f"{base}{address(request)}{query}",
        ),
    )
    return ResponseData(str(document), document, document.items, document.links)


@lifetime(DATED_PAGE_LIFETIME)
@query_params(BasketDataFilter.parameters())
def basket_citations(request: HttpRequest, representation: Representation) -> HttpResponseBase:
    """Return the citations of the basket as one file; 410 if it would lack an item."""
    selection = BasketDataFilter(request.GET)
    if selection.problems:
        return problem_details.bad_parameters(request, selection.problems)
    entries = basket_entries(selection.chosen("items"), Article.objects.only("ident", "blocks"))
    if problem := _incomplete(request, representation, entries):
        return problem
    return stream_citations(
        request,
        representation,
        [(available.ident, available.block) for entry in entries if (available := entry.kept)],
    )


def _incomplete(
    request: HttpRequest, representation: Representation, entries: Sequence[BasketEntry]
) -> HttpResponse | None:
    """Return 410 for a file that would lack articles, since it cannot say so; with what is left."""
    missing = [entry for entry in entries if entry.kept is None]
    if not missing:
        return None
    reasons = "".join(f"{entry.item}：{entry.reason}。" for entry in missing)
    remaining = basket_query([entry.kept for entry in entries if entry.kept])
    instead = (
        [(gettext("其余各篇"), f"{address(request, representation)}{remaining}")]
        if str(remaining)
        else []
    )
    instead += [
        (article.headline, article.get_absolute_url())
        for entry in missing
        for article in entry.successors
    ]
    return problem_details.problem(request, "gone", 410, reasons, instead=instead)


def _missing(entry: BasketEntry, base: str) -> MissingArticle:
    idents = entry.decision.successors if entry.decision else ()
    return MissingArticle(
        item=str(entry.item),
        status=entry.status,
        reason=entry.reason,
        successors=[base + fast_reverse("article", ident) for ident in idents],
    )
