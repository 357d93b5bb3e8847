"""Error responses as problem details (RFC 9457); `web/error_pages.py` has them as HTML."""

from collections.abc import Iterable, Sequence

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from archive import request_state
from archive.filters import parameters
from archive.formats.problem_details import KINDS, BadParameter, Instead, Problem
from archive.permalinks import broken_url_suggestions
from archive.site_urls import origin

from .middleware.access_log import is_logged
from .negotiation import PROBLEM

# maximum length of the detail, which may quote the user's input
MAX_DETAIL_LENGTH = 300


def problem(
    request: HttpRequest,
    kind: str,
    status: int,
    detail: str = "",
    errors: Iterable[BadParameter] = (),
    instead: Iterable[tuple[str, str]] = (),
) -> HttpResponse:
    """Return a problem of one of KINDS; `instead` has (label, path) of alternatives."""
    base = _origin(request)
    title, meaning = KINDS[kind]
    body = Problem(
        type=f"{base}{reverse('api')}#{kind}",
        title=title,
        status=status,
        detail=(detail or meaning)[:MAX_DETAIL_LENGTH],
        errors=list(errors),
        code=request_state.request_id() if is_logged(status) else "",
        instead=[Instead(label=label, url=base + path) for label, path in instead],
    )
    return HttpResponse(body.model_dump_json(), content_type=PROBLEM, status=status)


def bad_parameters(
    request: HttpRequest, problems: Iterable[parameters.ParameterError]
) -> HttpResponse:
    base = _origin(request) + request.path

    def instead(offers: Iterable[parameters.Offer]) -> list[Instead]:
        return [Instead(label=offer.label, url=base + str(offer.query)) for offer in offers]

    errors = [
        BadParameter(
            name=error.name,
            value=error.value,
            message=error.message[:MAX_DETAIL_LENGTH],
            close=instead(error.close),
            others=instead(error.others),
        )
        for error in problems
    ]
    return problem(request, "bad-parameters", 400, " ".join(e.message for e in errors), errors)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem(request, "bad-request", 400)


def not_found(
    request: HttpRequest,
    exception: Exception | None = None,
    detail: str = "",
    near: Iterable[tuple[str, str]] | None = None,
) -> HttpResponse:
    """Return 404; `near` is (label, path) of suggestions, by default derived from the path."""
    if near is None:
        rows = broken_url_suggestions.rows_in_path(request.path_info)
        near = [(broken_url_suggestions.label(row), row.get_absolute_url()) for row in rows]
    return problem(request, "not-found", 404, detail, instead=near)


def not_allowed(request: HttpRequest) -> HttpResponse:
    return problem(request, "not-allowed", 405)


def not_acceptable(request: HttpRequest, offered: Iterable[tuple[str, str]]) -> HttpResponse:
    return problem(request, "not-acceptable", 406, instead=offered)


def refusal_response(
    request: HttpRequest, kind: str, status: int, instead: Sequence[tuple[str, str]] = ()
) -> HttpResponse:
    return problem(request, kind, status, instead=instead)


def _origin(request: HttpRequest) -> str:
    """Return scheme and host; '', which makes URLs relative, if the Host header is invalid."""
    try:
        return origin(request)
    except DisallowedHost:
        return ""
