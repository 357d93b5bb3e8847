"""The citations of a list of articles as one file, streamed, and unAPI for reference managers."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from archive import citations, search
from archive.converters import Ident
from archive.editions.collection import collection
from archive.filters.articles import ArticleFileFilter
from archive.filters.parameters import Parameter, query_params
from archive.formats.representations import BIBTEX, CSL_JSON, JSON, RIS, Representation
from archive.formats.xml_writer import XmlWriter
from archive.http import problem_details
from archive.http.caching import DATED_PAGE_LIFETIME, PAGE_LIFETIME, lifetime
from archive.http.ledger_decision import LedgerStatus, ledger_decision
from archive.models import Article
from archive.models.ledger import LedgerKind
from archive.site_urls import origin

from .ledger_responses import ledger_response

FORMATS = {
    BIBTEX: citations.FORMATS["bibtex"],
    RIS: citations.FORMATS["ris"],
    CSL_JSON: citations.FORMATS["csl-json"],
}
# number of articles fetched at once, in a constant number of queries
CHUNK = 200


@lifetime(DATED_PAGE_LIFETIME)
@query_params(ArticleFileFilter.parameters())
def articles(request: HttpRequest, representation: Representation) -> HttpResponseBase:
    """Return the citations of all articles of a list, in its order; 400 if there are too many."""
    selection = ArticleFileFilter(request.GET)
    if selection.problems:
        return problem_details.bad_parameters(request, selection.problems)
    results = selection.results(limit=representation.max_limit)
    if results.incomplete:
        # a file has no place to say that it is incomplete
        raise search.SearchUnavailable(results.incomplete)
    if results.total > representation.max_limit:
        return problem_details.bad_parameters(
            request, [selection.too_many(representation.max_limit)]
        )
    response = stream_citations(request, representation, [(hit.ident, "") for hit in results.hits])
    page = f"{origin(request)}{reverse('articles')}{selection.query}"
    response.headers["Link"] = f'<{page}>; rel="alternate"; type="text/html"'
    return response


def stream_citations(
    request: HttpRequest, representation: Representation, cited: Sequence[tuple[str, str]]
) -> StreamingHttpResponse:
    """Stream a file of citations of (ident, block or ""), in order, fetched while it is sent."""
    pieces = FORMATS[representation].write_all(_items(cited, origin(request)))
    response = StreamingHttpResponse(pieces, content_type=representation.content_type)
    disposition = content_disposition_header(True, collection().key + representation.suffix)
    response.headers["Content-Disposition"] = str(disposition)
    return response


def _items(cited: Sequence[tuple[str, str]], base: str) -> Iterator[citations.CslItem]:
    today = timezone.localdate()
    for start in range(0, len(cited), CHUNK):
        chunk = cited[start : start + CHUNK]
        rows = Article.objects.for_citing()
        if any(block for _, block in chunk):
            rows = rows.with_texts()
        by_ident = {a.ident: a for a in rows.with_idents({i for i, _ in chunk}).order_by()}
        for ident, block in chunk:
            article = by_ident[ident]
            yield citations.item(article, base + article.get_absolute_url(), today, block)


@lifetime(PAGE_LIFETIME)
@query_params({"id": Parameter("文章编号"), "format": Parameter("引文格式")})
def unapi(request: HttpRequest) -> HttpResponse:
    """Answer unAPI version 1: the citation formats, or an article's citation in one of them."""
    ident, key = request.GET.get("id", ""), request.GET.get("format", "")
    names = [format.key for format in FORMATS.values()]
    if key and key not in names:
        address = f"{request.path}?id={quote(ident)}&format="
        return problem_details.not_acceptable(request, [(name, address + name) for name in names])
    if key and not ident:
        return problem_details.problem(request, "bad-request", 400, "还须写明文章编号（id）。")
    if ident and not re.fullmatch(Ident.regex, ident):
        return problem_details.not_found(request, detail=f"没有这篇文章：{ident}。", near=())
    if key:
        # it also answers for articles that were withdrawn
        return redirect("citation", ident.lower(), key)
    if ident and not Article.objects.with_idents([ident.lower()]).exists():
        decision = ledger_decision(LedgerKind.ARTICLE, ident)
        if decision.status in (LedgerStatus.NEVER_EXISTED, LedgerStatus.GONE):
            return ledger_response(request, JSON.suffix, LedgerKind.ARTICLE, ident)
    xml = XmlWriter()
    with xml.element("formats", {"id": ident} if ident else {}):
        for format in FORMATS.values():
            xml.add("format", attributes={"name": format.key, "type": format.content_type})
    # several representations to choose from (unAPI, version 1)
    return HttpResponse(str(xml), content_type="application/xml", status=300 if ident else 200)
