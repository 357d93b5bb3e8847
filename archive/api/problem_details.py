"""Answers what cannot be answered, as problem details; views/errors.py says the same to people."""

from collections.abc import Iterable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from archive import request_clock
from archive.filters import parameters
from archive.formats.problem_details import KINDS, BadParameter, Instead, Problem
from archive.http.middleware.access_log import is_logged
from archive.http.negotiation import PROBLEM
from archive.site_origin import origin

# the longest detail: what somebody typed may be quoted in it
LONGEST = 300


def problem(
    request: HttpRequest,
    kind: str,
    status: int,
    detail: str = "",
    errors: Iterable[BadParameter] = (),
    instead: Iterable[tuple[str, str]] = (),
) -> HttpResponse:
    """`kind` is one of KINDS; `instead` holds (label, path) of what can be asked for instead."""
    base = _origin(request)
    title, meaning = KINDS[kind]
    told = Problem(
        type=f"{base}{reverse('api')}#{kind}",
        title=title,
        status=status,
        detail=(detail or meaning)[:LONGEST],
        errors=list(errors),
        code=request_clock.code() if is_logged(status) else "",
        instead=[Instead(label=label, url=base + path) for label, path in instead],
    )
    return HttpResponse(told.model_dump_json(), content_type=PROBLEM, status=status)


def bad_parameters(request, problems: list[parameters.ParameterError]):
    base = _origin(request) + request.path

    def instead(offers) -> list[Instead]:
        return [Instead(label=offer.label, url=base + str(offer.query)) for offer in offers]

    errors = [
        BadParameter(
            name=one.name,
            value=one.value,
            message=one.message[:LONGEST],
            close=instead(one.close),
            others=instead(one.others),
        )
        for one in problems
    ]
    return problem(request, "bad-parameters", 400, " ".join(e.message for e in errors), errors)


def bad_request(request, exception=None):
    return problem(request, "bad-request", 400)


def not_found(request, exception=None, detail: str = "", near: Iterable[tuple[str, str]] = ()):
    return problem(request, "not-found", 404, detail, instead=near)


def not_allowed(request):
    return problem(request, "not-allowed", 405)


def not_acceptable(request, offered: Iterable[tuple[str, str]]):
    return problem(request, "not-acceptable", 406, instead=offered)


def refused(request, kind: str, status: int):
    return problem(request, kind, status)


def _origin(request) -> str:
    """'' where the Host header is bad: the addresses are then relative."""
    try:
        return origin(request)
    except DisallowedHost:
        return ""
