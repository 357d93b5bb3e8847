"""Answers to addresses that lead nowhere, or no longer to where they did."""

import re
from difflib import get_close_matches
from functools import wraps

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse

from archive import idents
from archive.models import Article, Issue, LedgerEntry, Newspaper, Page, Person, Place, Tag
from archive.parameters import Problem

from .context import SECTIONS

Kind = LedgerEntry.Kind
_ROWS = {
    Kind.ARTICLE: Article,
    Kind.NEWSPAPER: Newspaper,
    Kind.ISSUE: Issue,
    Kind.PAGE: Page,
    Kind.TOPIC: Tag,
    Kind.PERSON: Person,
}


def bad_parameters(request, problems: list[Problem]):
    context = {"problems": problems, "path": request.path}
    return render(request, "errors/parameters.html", context, status=400)


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def not_allowed(request):
    return render(request, "405.html", status=405)


def unavailable(request):
    """Only the search is down: everything else can still be read."""
    response = render(request, "503.html", status=503)
    response.headers["Retry-After"] = "60"
    return response


def not_found(request, exception=None, **context):
    first = request.path.strip("/").split("/")[0]
    sections = {route: label for route, label in SECTIONS}
    if "kind" not in context:
        context |= _idents_in(request.path)
    near_sections = [
        (sections[route], reverse(route))
        for route in get_close_matches(first, sections, n=2)
        if not request.path.startswith(reverse(route))
    ]
    context["near"] = [*context.get("near", ()), *near_sections]
    return render(request, "404.html", context, status=404)


def _idents_in(path: str) -> dict:
    """Articles whose ident stands in the path with something pasted behind or before it."""
    found = {word for word in re.findall("[0-9a-z]{7}", path.lower()) if idents.check(word)}
    near = [(a.headline, a.get_absolute_url()) for a in Article.objects.with_idents(found)]
    return {"near": near}


def lasting(kind: LedgerEntry.Kind):
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
        return not_found(request, kind=kind.label, key=key, **_hints(kind, key))
    context = {"entry": fate.trail[0], "trail": fate.trail}
    if not fate.now:
        return render(request, "410.html", context, status=410)
    rows = [_ROWS[kind].objects.get_by_natural_key(*here.split("/")) for here in fate.now]
    if len(rows) == 1 and not fate.withdrawn:
        return HttpResponsePermanentRedirect(rows[0].get_absolute_url())
    context |= {"rows": rows, "withdrawn": fate.withdrawn}
    return render(request, "errors/split.html", context, status=300)


def _hints(kind: LedgerEntry.Kind, key: str) -> dict:
    """What stands near an unknown key, as (label, url), and what is wrong with an ident."""
    match kind:
        case Kind.ARTICLE:
            near = Article.objects.with_idents(idents.near(key))
            fault = "" if idents.check(key) else "check" if idents.well_formed(key) else "form"
            return {"near": [(a.headline, a.get_absolute_url()) for a in near], "fault": fault}
        case Kind.ISSUE | Kind.PAGE:
            paper, issue, *_ = key.split("/")
            above = [
                *Issue.objects.at(paper, issue),
                *Newspaper.objects.with_slugs([paper]),
            ]
            return {"near": [(str(row), row.get_absolute_url()) for row in above]}
    rows = _ROWS[kind].objects
    slugs = get_close_matches(key, rows.values_list("slug", flat=True), n=5)
    return {"near": [(str(row), row.get_absolute_url()) for row in rows.with_slugs(slugs)]}


def no_such_place(request, code: str):
    """Places have no ledger: their codes are the standard's."""
    around = Place.objects.named([f"{code[:2]}0000", f"{code[:4]}00"])
    near = [(place.name, place.get_absolute_url()) for place in around]
    return not_found(request, kind="地区", key=code, near=near)
