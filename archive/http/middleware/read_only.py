"""Allows GET, HEAD and OPTIONS only."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from archive.fast_reverse import fast_reverse
from archive.http import errors

METHODS = ("GET", "HEAD", "OPTIONS")


class ReadOnlyMiddleware:
    """405 for every method that could write, and the response to OPTIONS.

    OAI-PMH requires that arguments may also be sent by POST (section 3.1.1), which writes nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        methods = (*METHODS, "POST") if request.path_info == fast_reverse("oai") else METHODS
        if request.method in methods and request.method != "OPTIONS":
            return self.get_response(request)
        if request.method == "OPTIONS":
            response = HttpResponse(status=204)
        else:
            response = errors.not_allowed(request)
        response.headers["Allow"] = ", ".join(methods)
        return response
