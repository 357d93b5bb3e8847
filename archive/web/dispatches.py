"""The page of a dispatch: its printings, and a comparison of two of them."""

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy

from archive.filters.parameters import Offer, Parameter, ParameterError, QueryParams, query_params
from archive.http.caching import PAGE_LIFETIME, lifetime
from archive.http.lookups import DispatchRedirect, find_dispatch, lowercase_redirect
from archive.models import FullText, Reprint
from archive.models.ledger import LedgerKind
from archive.site_urls import fast_reverse
from archive.text.differences import MAX_LENGTH, Difference, differences

from .error_pages import bad_parameters, page_ledger_fallback

# the two articles that are compared
SIDES = {"left": gettext_lazy("对照的前一篇"), "right": gettext_lazy("对照的后一篇")}


class Comparison(NamedTuple):
    left: Reprint
    right: Reprint
    differences: list[Difference]
    # number of characters compared of each text, if they were truncated; else 0
    most: int


@lifetime(PAGE_LIFETIME)
@query_params({name: Parameter(label) for name, label in SIDES.items()})
@page_ledger_fallback(LedgerKind.ARTICLE)
@lowercase_redirect
def dispatch(request: HttpRequest, ident: str) -> HttpResponse:
    try:
        article, printings = find_dispatch(ident)
    except DispatchRedirect as redirection:
        return redirect(fast_reverse(redirection.route, redirection.ident))
    by_ident = {printing.article.ident: printing for printing in printings}
    idents = {name: request.GET[name] for name in SIDES if name in request.GET}
    if problems := [_unknown(n, v, printings) for n, v in idents.items() if v not in by_ident]:
        return bad_parameters(request, problems)
    left, right = _sides(printings, by_ident, idents)
    context = {
        "dispatch": article,
        "printings": printings,
        "left": left,
        "right": right,
        "comparison": _compare(left, right) if idents else None,
    }
    return render(request, "dispatches/dispatch.html", context)


def _sides(
    printings: list[Reprint], by_ident: dict[str, Reprint], idents: dict[str, str]
) -> tuple[Reprint, Reprint]:
    """Return the two printings to compare: the chosen ones, by default the earliest."""
    left = by_ident.get(idents.get("left", ""))
    right = by_ident.get(idents.get("right", ""))
    left = left or next(printing for printing in printings if printing != right)
    right = right or next(printing for printing in printings if printing != left)
    return left, right


def _compare(left: Reprint, right: Reprint) -> Comparison | None:
    """Return the differences of the texts; None if one of them is not held."""
    texts = FullText.objects.defer("blocks").in_bulk(
        [left.article_id, right.article_id], field_name="article_id"
    )
    if len(texts) < len({left.article_id, right.article_id}):
        return None
    first, second = texts[left.article_id].plain, texts[right.article_id].plain
    most = MAX_LENGTH if max(len(first), len(second)) > MAX_LENGTH else 0
    return Comparison(left, right, differences(first, second), most)


def _unknown(name: str, value: str, printings: list[Reprint]) -> ParameterError:
    offers = tuple(
        Offer(
            f"{printing.article.page.issue.newspaper.shown_name} {printing.article.headline}",
            QueryParams([(name, printing.article.ident)]),
        )
        for printing in printings[:40]
    )
    message = gettext("刊登这条消息的文章里没有“%(ident)s”，请写其中一篇的编号。") % {
        "ident": value
    }
    return ParameterError(name, message, value, others=offers, without=QueryParams())
