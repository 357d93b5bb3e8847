"""Citations of an article for programs and downloads, one address a format."""

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from archive import citations
from archive.filters.parameters import Offer, Parameter, ParameterError, QueryParams, query_params
from archive.http.caching import DATED, lifetime
from archive.models import Article, LedgerEntry
from archive.site_origin import origin

from . import problem_details

# media type → the route of the file in it, and the last part of its address
FILES = {format.content_type: ("citation", format.key) for format in citations.RECORDS}


@lifetime(DATED)
@query_params({"block": Parameter("段落")})
def citation(request, ident, key):
    """The article, or one paragraph of it, in the format `key`, as cited today."""
    format, block = citations.FORMATS.get(key), request.GET.get("block", "")
    if format is None:
        known = "、".join(citations.FORMATS)
        detail = f"没有“{key}”这种引文格式。可用的有：{known}。"
        near = [(name, reverse("citation", args=[ident, name])) for name in citations.FORMATS]
        return problem_details.not_found(request, detail=detail, near=near)
    article = Article.objects.for_reading().with_idents([ident.lower()]).first()
    if article is None:
        return _elsewhere(request, ident, key)
    if ident != article.ident:
        return _moved(request, reverse("citation", args=[article.ident, key]))
    if block and block not in (known := citations.blocks(article)):
        return problem_details.bad_parameters(request, [_no_block(block, known)])
    url = origin(request) + article.get_absolute_url()
    facts = citations.item(article, url, timezone.localdate(), block)
    response = HttpResponse(format.write(facts), content_type=_utf8(format.content_type))
    if format.extension:
        name = f"{facts['id']}.{format.extension}"
        response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response


def _elsewhere(request, ident: str, key: str):
    """What became of an article that is not in the record under this ident."""
    fate = LedgerEntry.objects.fate(LedgerEntry.Kind.ARTICLE, ident.lower())
    if fate is None:
        return problem_details.not_found(request, detail=f"没有这篇文章：{ident}。")
    urls = [reverse("citation", args=[now, key]) for now in fate.now]
    told = "".join(f"{entry.key}：{entry.reason}。" for entry in fate.trail)
    if not urls:
        return problem_details.problem(request, "gone", 410, told)
    if len(urls) == 1 and not fate.withdrawn:
        return _moved(request, urls[0])
    instead = list(zip(fate.now, urls, strict=True))
    return problem_details.problem(request, "split", 300, told, instead=instead)


def _no_block(block: str, known) -> ParameterError:
    offers = tuple(Offer(name, QueryParams([("block", name)])) for name in known)
    message = f"这篇文章没有“{block}”段（block）。可用的有：{'、'.join(known)}。"
    return ParameterError("block", message, block, others=offers, without=QueryParams())


def _moved(request, url: str) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{url}?{query}" if query else url)


def _utf8(content_type: str) -> str:
    return f"{content_type}; charset=utf-8"
