"""Responses of data views for entries not in the database, by the ledger: problem details or a
redirect.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from archive.formats.representations import Representation
from archive.formats.response_data import Feed, ResponseData
from archive.formats.serialize import Linkable
from archive.http import problem_details
from archive.http.ledger_decision import LedgerStatus, ledger_decision
from archive.models.ledger import LedgerKind
from archive.permalinks import broken_url_suggestions

Answer = TypeVar("Answer", bound=HttpResponse | ResponseData | Feed)
DataView = Callable[..., HttpResponse | ResponseData | Feed]

_IDENT_FAULTS = {"check": "文章编号似有误，请核对。", "form": "这不是文章编号。"}


def data_ledger_fallback(
    kind: LedgerKind, suffix: str = ""
) -> Callable[[Callable[..., Answer]], Callable[..., Answer | HttpResponse]]:
    """Make a data view answer from the ledger when it raises ObjectDoesNotExist.

    `suffix` is that of `ledger_response`; by default the one of the representation.
    """

    def decorate(view: Callable[..., Answer]) -> Callable[..., Answer | HttpResponse]:
        @wraps(view)
        def wrapper(
            request: HttpRequest, *representation: Representation, **parts: str
        ) -> Answer | HttpResponse:
            try:
                return view(request, *representation, **parts)
            except ObjectDoesNotExist:
                key = "/".join(parts.values())
                return ledger_response(request, suffix or representation[0].suffix, kind, key)

        return wrapper

    return decorate


def ledger_response(request: HttpRequest, suffix: str, kind: LedgerKind, key: str) -> HttpResponse:
    """Return 404, 410, 301 or 300; `suffix` replaces the last slash of the URLs it links to."""
    decision = ledger_decision(kind, key)
    match decision.status:
        case LedgerStatus.NEVER_EXISTED:
            detail = f"没有这{kind.counted}：{key}。{_IDENT_FAULTS.get(decision.ident_fault, '')}"
            near = _data_links(decision.suggestions, suffix)
            return problem_details.not_found(request, detail=detail, near=near)
        case LedgerStatus.GONE:
            return problem_details.problem(request, "gone", 410, decision.reasons)
    links = _data_links(decision.replacements, suffix)
    if decision.status == LedgerStatus.MOVED:
        return HttpResponsePermanentRedirect(links[0][1])
    return problem_details.problem(request, "split", 300, decision.reasons, instead=links)


def unknown_place(request: HttpRequest, code: str) -> HttpResponse:
    """Return 404 for a place: places are not in the ledger, as their codes are never reused."""
    near = [
        (broken_url_suggestions.label(place), place.get_absolute_url())
        for place in broken_url_suggestions.similar_places(code)
    ]
    return problem_details.not_found(request, detail=f"没有代码为 {code} 的地区。", near=near)


def _data_links(rows: Iterable[Linkable], suffix: str) -> list[tuple[str, str]]:
    """Return (name, path with this suffix) of each."""
    return [(str(row), row.get_absolute_url().removesuffix("/") + suffix) for row in rows]
