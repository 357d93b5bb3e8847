"""Finds an article by an address that it has or once had, here or elsewhere."""

from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, reverse
from django.urls import resolve as route_of

from archive import idents
from archive.addresses import LONGEST, normal
from archive.models import Article, FormerAddress, LedgerEntry
from archive.parameters import Parameter, Problem, takes

from .errors import bad_parameters

PARAMETERS = {"url": Parameter("网址或文章号")}


class Found(NamedTuple):
    """What was understood of what was asked for, and the addresses here that it leads to."""

    understood: str
    idents: list[str]
    # of our own, complete
    address: str = ""


@takes(PARAMETERS)
def resolve(request):
    typed = request.GET.get("url", "").strip()
    found = _find(typed, _own_hosts(request))
    if found is None:
        message = (
            f"网址最多 {LONGEST} 字。"
            if len(typed) > LONGEST
            else "请在 url 里写一个网址，或七位的文章号；网址里的 & 写作 %26，# 写作 %23。"
        )
        return bad_parameters(request, [Problem("url", message, value=typed)])
    if found.address:
        return HttpResponseRedirect(found.address)
    if len(found.idents) == 1:
        return HttpResponseRedirect(reverse("article", args=found.idents))
    articles = Article.objects.with_idents(found.idents).for_list()
    gone = sorted(set(found.idents) - {article.ident for article in articles})
    context = {"understood": found.understood, "articles": articles, "gone": gone}
    return render(request, "errors/resolve.html", context, status=300 if found.idents else 404)


def _own_hosts(request) -> set[str]:
    return {request.get_host(), urlsplit(settings.ORIGIN).netloc} - {""}


def _find(typed: str, own_hosts: set[str]) -> Found | None:
    """What an ident, an OAI identifier or an address leads to; None for what is none of them."""
    ident = typed.removeprefix("oai:").rsplit(":", 1)[-1].lower()
    if idents.check(ident):
        return Found(f"文章号 {ident}", _known(ident))
    try:
        parts = urlsplit(typed)
    except ValueError:
        return None
    is_ours = parts.netloc in own_hosts and parts.scheme in ("http", "https")
    if is_ours or (parts.path.startswith("/") and not parts.netloc):
        return _find_here(parts)
    address = normal(typed if "://" in typed else f"https://{typed}")
    return Found(address, FormerAddress.objects.idents_at(address)) if address else None


def _find_here(parts: SplitResult) -> Found:
    """An address of our own, with its parameters and its paragraph."""
    path = parts.path if parts.path.endswith("/") else f"{parts.path}/"
    nothing = Found(f"本站的 {path}", [])
    try:
        route = route_of(path)
    except Resolver404:
        return nothing
    if route.url_name == "article" and not _known(route.kwargs["ident"].lower()):
        return nothing
    return nothing._replace(address=parts._replace(scheme="", netloc="", path=path).geturl())


def _known(ident: str) -> list[str]:
    return [ident] if LedgerEntry.objects.knows(LedgerEntry.Kind.ARTICLE, ident) else []
