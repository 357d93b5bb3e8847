"""Answers from the ledger to who asks for data of what is no longer there, or never was."""

from functools import wraps

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponsePermanentRedirect

from archive.api import problem_details
from archive.models import LedgerEntry
from archive.permalinks import broken_url_suggestions


def ledger_fallback(kind: LedgerEntry.Kind):
    """Looks into the ledger when what a data view of this kind looks for is not in the record."""

    def wrap(view):
        @wraps(view)
        def answered(request, form, **parts):
            try:
                return view(request, form, **parts)
            except ObjectDoesNotExist:
                return from_ledger(request, form.suffix, kind, "/".join(parts.values()))

        return answered

    return wrap


def no_such_place(request, code: str):
    """Places have no ledger: their codes are the standard's."""
    near = [
        (str(place), place.get_absolute_url())
        for place in broken_url_suggestions.similar_places(code)
    ]
    return problem_details.not_found(request, detail=f"没有代码为 {code} 的地区。", near=near)


def from_ledger(request, suffix: str, kind: LedgerEntry.Kind, key: str):
    """What became of it; `suffix` stands in an address of what is asked for instead of the last slash."""
    fate = LedgerEntry.objects.fate(kind, key.lower())
    if fate is None:
        detail = f"没有这{kind.counted}：{key}。"
        if kind == LedgerEntry.Kind.ARTICLE and broken_url_suggestions.fault(key):
            detail += (
                "文章编号似有误，请核对。"
                if broken_url_suggestions.fault(key) == "check"
                else "这不是文章编号。"
            )
        return problem_details.not_found(
            request,
            detail=detail,
            near=_data(broken_url_suggestions.similar_addresses(kind, key), suffix),
        )
    told = "".join(f"{entry.key}：{entry.reason}。" for entry in fate.trail)
    if not fate.now:
        return problem_details.problem(request, "gone", 410, told)
    rows = [broken_url_suggestions.row(kind, key) for key in fate.now]
    if len(rows) == 1 and not fate.withdrawn:
        return HttpResponsePermanentRedirect(_data(rows, suffix)[0][1])
    return problem_details.problem(request, "split", 300, told, instead=_data(rows, suffix))


def _data(rows, suffix: str) -> list[tuple[str, str]]:
    """What each is called, and its path with this suffix."""
    return [(str(row), row.get_absolute_url().removesuffix("/") + suffix) for row in rows]
