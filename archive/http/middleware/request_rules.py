"""What holds for every request: reading only, known parameters only, open to all, a plain 503."""

import logging
import re
from collections.abc import Mapping
from difflib import get_close_matches
from urllib.parse import unquote_to_bytes

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpResponse, HttpResponseRedirect

from archive.fast_reverse import fast_reverse
from archive.filters.parameters import (
    MOST_VALUES,
    Offer,
    Parameter,
    ParameterError,
    QueryParams,
    query_params_of,
)
from archive.http import errors
from archive.http.endpoint import Endpoint
from archive.search import SearchUnavailable
from archive.url_normalization import is_tracking_parameter

logger = logging.getLogger(__name__)

METHODS = ("GET", "HEAD", "OPTIONS")
# seconds
PREFLIGHT_LASTS = 24 * 60 * 60

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class CorsMiddleware:
    """Lets scripts of any site read what is public anyway."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers["Access-Control-Allow-Origin"] = "*"
        if request.method == "OPTIONS":
            allowed = response.headers.get("Allow", ", ".join(METHODS))
            response.headers["Access-Control-Allow-Methods"] = allowed
            response.headers["Access-Control-Allow-Headers"] = "*"
            response.headers["Access-Control-Max-Age"] = str(PREFLIGHT_LASTS)
        else:
            response.headers["Access-Control-Expose-Headers"] = (
                "Accept-Ranges, Content-Location, Content-Range, ETag, Link, Retry-After, "
                "Server-Timing, X-Request-ID"
            )
        return response


class ReadOnlyMiddleware:
    """Nothing is ever written here: GET, HEAD and OPTIONS alone are answered.

    A harvester may also send its question by POST, as OAI-PMH demands (section 3.1.1); that writes
    nothing either.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        methods = (*METHODS, "POST") if request.path_info == fast_reverse("oai") else METHODS
        if request.method in methods and request.method != "OPTIONS":
            return self.get_response(request)
        if request.method == "OPTIONS":
            response = HttpResponse(status=204)
        else:
            response = errors.not_allowed(request)
        response.headers["Allow"] = ", ".join(methods)
        return response


class UnavailableMiddleware:
    """Says so when the search index cannot be asked, and tells the operator which file."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, SearchUnavailable):
            return None
        logger.error("search is unavailable: %s", exception)
        return errors.search_unavailable(request)


class ParametersMiddleware:
    """Refuses what a view does not take, and leads dirty addresses to their clean form."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.META.get("QUERY_STRING") or getattr(view, "judges_parameters", False):
            return None
        try:
            unquote_to_bytes(request.META["QUERY_STRING"].replace("+", " ")).decode()
        except UnicodeDecodeError:
            problem = ParameterError(
                "", "网址中问号之后的文字编码有误，应为 UTF-8。", without=QueryParams()
            )
            return errors.bad_parameters(request, [problem])
        try:
            query = QueryParams.from_querydict(request.GET)
        except TooManyFieldsSent:
            problem = ParameterError("", "网址中的条件太多。", without=QueryParams())
            return errors.bad_parameters(request, [problem])
        # a page that is data as well takes what the form asked for takes
        asked = view.chosen(request, **kwargs) if isinstance(view, Endpoint) else view
        known = query_params_of(asked)
        kept = [pair for pair in query if not is_tracking_parameter(*pair)]
        filled = (p for p in kept if p[0] not in known or p[1].strip())
        # a value that is written twice says no more than once; of a single value it is a slip
        several = {name for name in known if known[name].many}
        clean = QueryParams(_once(filled, several))
        problems = _problems(clean, known)
        if problems:
            return errors.bad_parameters(request, problems)
        if clean.pairs != query.pairs:
            return HttpResponseRedirect(request.path + str(clean))
        return None


def _once(pairs, several: set[str]) -> list[tuple[str, str]]:
    seen, kept = set(), []
    for pair in pairs:
        if pair[0] not in several or pair not in seen:
            kept.append(pair)
        seen.add(pair)
    return kept


def _problems(clean: QueryParams, known: Mapping[str, Parameter]) -> list[ParameterError]:
    sound = QueryParams(
        (name, value) for name, value in clean if name in known and not _CONTROL.search(value)
    )
    found = []
    for name in dict.fromkeys(name for name, _ in clean):
        values = [value for other, value in clean if other == name]
        if name not in known:
            found.append(_unknown(name, values, known, sound))
        elif any(_CONTROL.search(value) for value in values):
            message = f"{known[name].label}里有看不见的控制字符。"
            found.append(ParameterError(name, message, values[0], without=sound))
        elif len(values) > MOST_VALUES:
            message = (
                f"{known[name].label}（{name}）最多写 {MOST_VALUES} 个，这里写了 {len(values)} 个。"
            )
            found.append(ParameterError(name, message, values[0], without=sound.without(name)))
        elif not known[name].many and len(values) > 1:
            rest = sound.without(name)
            message = f"{known[name].label}（{name}）只能写一个，这里写了 {len(values)} 个。"
            close = tuple(Offer(value, rest.with_value(name, value)) for value in values)
            found.append(ParameterError(name, message, values[0], close, without=rest))
    return found


def _unknown(name, values, known: Mapping[str, Parameter], sound: QueryParams) -> ParameterError:
    if not known:
        message = f"网址中有无法识别的条件“{name}”。这一页没有可用的条件。"
        return ParameterError(name, message, values[0], without=sound)
    near = get_close_matches(name, known, n=3)
    named = (f"{parameter.label}（{key}）" for key, parameter in known.items())
    return ParameterError(
        name,
        f"网址中有无法识别的条件“{name}”。可用的有：{'、'.join(named)}。",
        values[0],
        close=tuple(
            Offer(f"{known[n].label}（{n}）", sound.with_value(n, values[0])) for n in near
        ),
        without=sound,
    )
