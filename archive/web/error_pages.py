"""Error pages: 4xx and 5xx as HTML, and the pages and redirects for entries that were withdrawn,
merged or split.
"""

from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseServerError,
)
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext, pgettext

from archive import request_state
from archive.catalogue.collection_file import CollectionFile
from archive.editions.collection import collection
from archive.filters.parameters import ParameterError
from archive.formats.problem_details import KINDS
from archive.formats.serialize import Linkable
from archive.http.ledger_decision import LedgerStatus, ledger_decision
from archive.models import Place
from archive.models.ledger import LedgerKind
from archive.permalinks import broken_url_suggestions
from archive.site_urls import fast_reverse

from .site_context import SECTIONS

PageView = Callable[..., HttpResponse]


def bad_parameters(request: HttpRequest, problems: list[ParameterError]) -> HttpResponse:
    context = {"problems": problems, "path": request.path}
    return render(request, "errors/parameters.html", context, status=400)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def not_allowed(request: HttpRequest) -> HttpResponse:
    return render(request, "errors/405.html", status=405)


def refusal_response(
    request: HttpRequest, kind: str, status: int, instead: Sequence[tuple[str, str]] = ()
) -> HttpResponse:
    """Return the page for one of formats.problem_details.KINDS; `instead` has (label, path)."""
    if kind == "unavailable":
        return render(request, "errors/503.html", {"instead": instead}, status=status)
    if kind == "no-edition":
        # the site's context would read the edition, and static files may be gone with it
        return HttpResponse(
            render_to_string("errors/no_edition.html", _minimal_context()), status=status
        )
    title, meaning = KINDS[kind]
    context = {"title": gettext(title), "meaning": gettext(meaning)}
    return render(request, "errors/refused.html", context, status=status)


def server_error_page(request: HttpRequest) -> HttpResponse:
    """Return 500, rendered without the site's context, which may be what failed."""
    page = render_to_string(
        "errors/500.html", _minimal_context() | {"code": request_state.request_id()}
    )
    return HttpResponseServerError(page)


def _minimal_context() -> dict[str, Any]:
    """Return the context of a page that must be shown whatever has failed."""
    try:
        about = collection()
    # what failed may be the edition that the name is read from
    except Exception:  # noqa: BLE001
        about = CollectionFile()
    return {"collection": about, "home": f"{settings.PREFIX}/", "static": settings.STATIC_URL}


def not_found(
    request: HttpRequest, exception: Exception | None = None, **context: Any
) -> HttpResponse:
    """Return 404 with suggestions: pages the path may mean, sections with a similar name."""
    first = request.path_info.strip("/").split("/")[0]
    sections = {route: str(label) for route, label in SECTIONS}
    if "kind" not in context:
        context["near"] = _links(broken_url_suggestions.rows_in_path(request.path_info))
    near_sections = [
        (sections[route], fast_reverse(route))
        for route in get_close_matches(first, sections, n=2)
        if not request.path.startswith(fast_reverse(route))
    ]
    context["near"] = [*context.get("near", ()), *near_sections]
    return render(request, "errors/404.html", context, status=404)


def page_ledger_fallback(kind: LedgerKind) -> Callable[[PageView], PageView]:
    """Make a page's view answer from the ledger when it raises ObjectDoesNotExist."""

    def decorate(view: PageView) -> PageView:
        @wraps(view)
        def wrapper(request: HttpRequest, **parts: str) -> HttpResponse:
            try:
                return view(request, **parts)
            except ObjectDoesNotExist:
                return _ledger_page(request, kind, "/".join(parts.values()))

        return wrapper

    return decorate


def _ledger_page(request: HttpRequest, kind: LedgerKind, key: str) -> HttpResponse:
    decision = ledger_decision(kind, key)
    if decision.status == LedgerStatus.NEVER_EXISTED:
        near = _links(decision.suggestions)
        fault = decision.ident_fault
        return not_found(request, kind=kind.counted, key=key, near=near, fault=fault)
    context = {
        "entry": decision.trail[0],
        "history": decision.trail,
        "noun": kind.counted,
        "withdrawn": decision.withdrawn,
    }
    if decision.status == LedgerStatus.GONE:
        return render(request, "errors/410.html", context, status=410)
    rows = decision.replacements
    if decision.status == LedgerStatus.MOVED:
        return HttpResponsePermanentRedirect(rows[0].get_absolute_url())
    return render(request, "errors/split.html", context | {"rows": rows}, status=300)


def unknown_place(request: HttpRequest, code: str) -> HttpResponse:
    """Return 404 for a place: places are not in the ledger, as their codes are never reused."""
    return not_found(
        request,
        kind=pgettext("this", "个地区"),
        key=code,
        near=_links(broken_url_suggestions.similar_places(code)),
    )


def _links(rows: Iterable[Linkable]) -> list[tuple[str, str]]:
    """Return (name, path) of each; places with those around them, as names recur."""
    return [
        (row.shown_full_name if isinstance(row, Place) else str(row), row.get_absolute_url())
        for row in rows
    ]
