"""Citations of an article as files, one URL per format."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from archive import citations
from archive.filters.parameters import Offer, Parameter, ParameterError, QueryParams, query_params
from archive.http import problem_details
from archive.http.caching import DATED_PAGE_LIFETIME, lifetime
from archive.http.ledger_decision import LedgerStatus, ledger_decision
from archive.models import Article
from archive.models.ledger import LedgerKind
from archive.site_urls import origin

# media type → (route, last part of the path) of the citation file in it
FILES = {format.content_type: ("citation", format.key) for format in citations.RECORDS}


@lifetime(DATED_PAGE_LIFETIME)
@query_params({"block": Parameter("段落")})
def citation(request: HttpRequest, ident: str, key: str) -> HttpResponse:
    """Return the citation of an article or a paragraph, accessed today, in the format `key`."""
    format, block = citations.FORMATS.get(key), request.GET.get("block", "")
    if format is None:
        formats = "、".join(citations.FORMATS)
        detail = f"没有“{key}”这种引文格式。可用的有：{formats}。"
        near = [(name, _path(ident, name)) for name in citations.FORMATS]
        return problem_details.not_found(request, detail=detail, near=near)
    article = Article.objects.for_citing().with_texts().with_idents([ident.lower()]).first()
    if article is None:
        return _ledger_response(request, ident, key)
    if ident != article.ident:
        return _redirect(request, _path(article.ident, key))
    if block and block not in (blocks := citations.blocks(article)):
        return problem_details.bad_parameters(request, [_no_such_block(block, blocks)])
    url = origin(request) + article.get_absolute_url()
    facts = citations.item(article, url, timezone.localdate(), block)
    content_type = f"{format.content_type}; charset=utf-8"
    response = HttpResponse(format.write(facts), content_type=content_type)
    if format.extension:
        filename = f"{facts['id']}.{format.extension}"
        disposition = content_disposition_header(True, filename)
        response.headers["Content-Disposition"] = str(disposition)
    return response


def _ledger_response(request: HttpRequest, ident: str, key: str) -> HttpResponse:
    decision = ledger_decision(LedgerKind.ARTICLE, ident)
    paths = [(successor, _path(successor, key)) for successor in decision.successors]
    match decision.status:
        case LedgerStatus.NEVER_EXISTED:
            return problem_details.not_found(request, detail=f"没有这篇文章：{ident}。")
        case LedgerStatus.GONE:
            return problem_details.problem(request, "gone", 410, decision.reasons)
        case LedgerStatus.MOVED:
            return _redirect(request, paths[0][1])
    return problem_details.problem(request, "split", 300, decision.reasons, instead=paths)


def _path(ident: str, key: str) -> str:
    return reverse("citation", args=[ident, key])


def _redirect(request: HttpRequest, path: str) -> HttpResponse:
    """Return 301 that keeps the query string, as it may name a paragraph."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)


def _no_such_block(block: str, blocks: Iterable[str]) -> ParameterError:
    offers = tuple(Offer(name, QueryParams([("block", name)])) for name in blocks)
    message = f"这篇文章没有“{block}”段（block）。可用的有：{'、'.join(blocks)}。"
    return ParameterError("block", message, block, others=offers, without=QueryParams())
