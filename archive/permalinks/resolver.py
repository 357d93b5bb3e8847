"""Resolve an ident, OAI identifier, or present or former URL, here or elsewhere, as typed."""

from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.translation import gettext, gettext_lazy

from archive import idents, languages
from archive.editions.collection import public_origin
from archive.filters.parameters import Parameter, ParameterError
from archive.models import FormerAddress, LedgerEntry
from archive.site_urls import without_prefix
from archive.url_normalization import MAX_URL_LENGTH, normalize

PARAMETERS = {"url": Parameter(gettext_lazy("网址或文章编号"))}


class Resolution(NamedTuple):
    """The interpretation of the input, and its targets."""

    understood: str
    # articles, live or retired
    idents: list[str] = []  # noqa: RUF012 (of a tuple, and never changed)
    # another page of this site, or a page of an article
    route: ResolverMatch | None = None
    # path, query and fragment of that page
    address: str = ""


def resolve_address(request: HttpRequest) -> Resolution | ParameterError:
    """Resolve the parameter `url`; ParameterError if no ident, OAI identifier or web address."""
    typed = request.GET.get("url", "").strip()
    ident = typed.removeprefix("oai:").rsplit(":", 1)[-1].lower()
    if idents.check(ident):
        return Resolution(gettext("文章编号 %(ident)s") % {"ident": ident}, _registered(ident))
    try:
        parts = urlsplit(typed)
    except ValueError:
        parts = SplitResult("", "", "", "", "")
    own_hosts = {request.get_host(), urlsplit(public_origin()).netloc} - {""}
    is_local = parts.netloc in own_hosts and parts.scheme in ("http", "https")
    if is_local or (parts.path.startswith("/") and not parts.netloc):
        return _resolve_local(parts)
    if address := normalize(typed if "://" in typed else f"https://{typed}"):
        return Resolution(address, FormerAddress.objects.idents_at(address))
    if len(typed) > MAX_URL_LENGTH:
        return ParameterError("url", gettext("网址最多 %(most)s 字。") % {"most": MAX_URL_LENGTH})
    message = gettext("请在 url 里写一个网址，或七位的文章编号；网址里的 & 写作 %26，# 写作 %23。")
    return ParameterError("url", message, value=typed)


def _resolve_local(parts: SplitResult) -> Resolution:
    for path in (parts.path, f"{parts.path}/"):
        try:
            route = resolve(languages.split(without_prefix(path))[1])
        except Resolver404:
            continue
        ident = route.kwargs.get("ident")
        if ident is None or _registered(ident.lower()):
            address = parts._replace(scheme="", netloc="", path=path).geturl()
            return Resolution(
                gettext("本站的 %(path)s") % {"path": path}, route=route, address=address
            )
    return Resolution(gettext("本站的 %(path)s") % {"path": parts.path})


def _registered(ident: str) -> list[str]:
    """Return the ident in a list if the ledger has it, else an empty one."""
    return [ident] if LedgerEntry.objects.has_entry(LedgerEntry.Kind.ARTICLE, ident) else []
