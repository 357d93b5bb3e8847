"""Query parameters: refuse unknown or malformed ones, redirect redundant ones to the clean URL."""

import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any
from urllib.parse import unquote_to_bytes

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext

from archive.filters.parameters import (
    MAX_VALUES,
    Offer,
    Parameter,
    ParameterError,
    QueryParams,
    query_params_of,
)
from archive.http import errors
from archive.http.caching import View
from archive.http.endpoint import Endpoint
from archive.languages import counted
from archive.url_normalization import is_tracking_parameter

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def checks_own_parameters(view: View) -> View:
    """Decorator: exempt a view whose protocol defines its own errors from the check."""
    attributes: Any = view
    attributes.checks_own_parameters = True
    return view


class ParametersMiddleware:
    """400 for parameters that the view does not take or that are repeated or malformed.

    Empty, duplicate and tracking parameters are dropped by a redirect.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        if not request.META.get("QUERY_STRING") or getattr(view, "checks_own_parameters", False):
            return None
        try:
            unquote_to_bytes(request.META["QUERY_STRING"].replace("+", " ")).decode()
        except UnicodeDecodeError:
            message = gettext("网址中问号之后的文字编码有误，应为 UTF-8。")
            return errors.bad_parameters(
                request, [ParameterError("", message, without=QueryParams())]
            )
        try:
            query = QueryParams.from_querydict(request.GET)
        except TooManyFieldsSent:
            problem = ParameterError("", gettext("网址中的条件太多。"), without=QueryParams())
            return errors.bad_parameters(request, [problem])
        # accepted parameters depend on the representation
        target = view.select_view(request, **kwargs) if isinstance(view, Endpoint) else view
        accepted = query_params_of(target)
        pairs = [pair for pair in query if not is_tracking_parameter(*pair)]
        filled = (pair for pair in pairs if pair[0] not in accepted or pair[1].strip())
        # a repeated value is redundant if several are allowed, else an error
        multiple = {name for name in accepted if accepted[name].many}
        clean = QueryParams(_without_duplicates(filled, multiple))
        problems = _problems(clean, accepted)
        if problems:
            return errors.bad_parameters(request, problems)
        if clean.pairs != query.pairs:
            return HttpResponseRedirect(request.path + str(clean))
        return None


def _without_duplicates(
    pairs: Iterable[tuple[str, str]], multiple: set[str]
) -> list[tuple[str, str]]:
    seen: set[tuple[str, str]] = set()
    unique = []
    for pair in pairs:
        if pair[0] not in multiple or pair not in seen:
            unique.append(pair)
        seen.add(pair)
    return unique


def _problems(clean: QueryParams, accepted: Mapping[str, Parameter]) -> list[ParameterError]:
    valid = QueryParams(
        (name, value) for name, value in clean if name in accepted and not _CONTROL.search(value)
    )
    problems = []
    for name in dict.fromkeys(name for name, _ in clean):
        values = [value for parameter_name, value in clean if parameter_name == name]
        if name not in accepted:
            problems.append(_unknown(name, values, accepted, valid))
            continue
        label, remaining = accepted[name].label, valid.without(name)
        if any(_CONTROL.search(value) for value in values):
            message = gettext("%(label)s里有看不见的控制字符。") % {"label": label}
            problems.append(ParameterError(name, message, values[0], without=valid))
        elif len(values) > MAX_VALUES:
            message = counted(
                "%(label)s（%(name)s）最多写 %(num)s 个，这里写了 %(values)s 个。",
                MAX_VALUES,
                label=label,
                name=name,
                values=len(values),
            )
            problems.append(ParameterError(name, message, values[0], without=remaining))
        elif not accepted[name].many and len(values) > 1:
            message = counted(
                "%(label)s（%(name)s）只能写一个，这里写了 %(num)s 个。",
                len(values),
                label=label,
                name=name,
            )
            close = tuple(Offer(value, remaining.with_value(name, value)) for value in values)
            problems.append(ParameterError(name, message, values[0], close, without=remaining))
    return problems


def _unknown(
    name: str, values: list[str], accepted: Mapping[str, Parameter], valid: QueryParams
) -> ParameterError:
    if not accepted:
        message = gettext("网址中有无法识别的条件“%(name)s”。这一页没有可用的条件。") % {
            "name": name
        }
        return ParameterError(name, message, values[0], without=valid)
    similar = get_close_matches(name, accepted, n=3)
    names = (_in_brackets(parameter.label, key) for key, parameter in accepted.items())
    return ParameterError(
        name,
        gettext("网址中有无法识别的条件“%(name)s”。可用的有：%(names)s。")
        % {"name": name, "names": gettext("、").join(names)},
        values[0],
        close=tuple(
            Offer(_in_brackets(accepted[key].label, key), valid.with_value(key, values[0]))
            for key in similar
        ),
        without=valid,
    )


def _in_brackets(label: str | Promise, name: str) -> str:
    return gettext("%(label)s（%(name)s）") % {"label": label, "name": name}
