"""Answers to addresses that lead nowhere, or no longer to where they did."""

from difflib import get_close_matches
from functools import wraps

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse, HttpResponsePermanentRedirect, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from archive import request_clock
from archive.filters.parameters import ParameterError
from archive.formats.problem_details import KINDS
from archive.models import LedgerEntry
from archive.permalinks import broken_url_suggestions

from .site_context import SECTIONS

Kind = LedgerEntry.Kind


def bad_parameters(request, problems: list[ParameterError]):
    context = {"problems": problems, "path": request.path}
    return render(request, "errors/parameters.html", context, status=400)


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def not_allowed(request):
    return render(request, "405.html", status=405)


def refused(request, kind: str, status: int):
    """`kind` is one of KINDS; the search alone is down where that is "unavailable"."""
    if kind == "unavailable":
        return render(request, "503.html", status=status)
    if kind == "no-edition":
        # without context, queries or static files: nothing at all can be read
        return HttpResponse(render_to_string("errors/no_edition.html"), status=status)
    title, meaning = KINDS[kind]
    context = {"title": title, "meaning": meaning}
    return render(request, "errors/refused.html", context, status=status)


def failed(request):
    """Without the site's context, which may be what failed."""
    page = render_to_string("500.html", {"code": request_clock.code()})
    return HttpResponseServerError(page)


def not_found(request, exception=None, **context):
    first = request.path.strip("/").split("/")[0]
    sections = {route: label for route, label in SECTIONS}
    if "kind" not in context:
        context["near"] = _links(broken_url_suggestions.named_in(request.path))
    near_sections = [
        (sections[route], reverse(route))
        for route in get_close_matches(first, sections, n=2)
        if not request.path.startswith(reverse(route))
    ]
    context["near"] = [*context.get("near", ()), *near_sections]
    return render(request, "404.html", context, status=404)


def _links(rows) -> list[tuple[str, str]]:
    return [(str(row), row.get_absolute_url()) for row in rows]


def ledger_fallback(kind: LedgerEntry.Kind):
    """Answers from the ledger when what a view of this kind looks for is not in the record."""

    def wrap(view):
        @wraps(view)
        def answered(request, **parts):
            try:
                return view(request, **parts)
            except ObjectDoesNotExist:
                return _from_ledger(request, kind, "/".join(parts.values()))

        return answered

    return wrap


def _from_ledger(request, kind: LedgerEntry.Kind, key: str):
    fate = LedgerEntry.objects.fate(kind, key.lower())
    if fate is None:
        fault = broken_url_suggestions.fault(key) if kind == Kind.ARTICLE else ""
        near = _links(broken_url_suggestions.similar_addresses(kind, key))
        return not_found(request, kind=kind.counted, key=key, near=near, fault=fault)
    context = {"entry": fate.trail[0], "trail": fate.trail, "counted": kind.counted}
    if not fate.now:
        return render(request, "410.html", context, status=410)
    rows = [broken_url_suggestions.row(kind, here) for here in fate.now]
    if len(rows) == 1 and not fate.withdrawn:
        return HttpResponsePermanentRedirect(rows[0].get_absolute_url())
    context |= {"rows": rows, "withdrawn": fate.withdrawn}
    return render(request, "errors/split.html", context, status=300)


def no_such_place(request, code: str):
    """Places have no ledger: their codes are the standard's."""
    return not_found(
        request, kind="个地区", key=code, near=_links(broken_url_suggestions.similar_places(code))
    )
