"""Look up a view's place by the division code in its URL: 404, or a redirect for headings."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from archive.formats.representations import Representation
from archive.formats.response_data import Feed, ResponseData
from archive.models import Place

Answer = TypeVar("Answer", bound=HttpResponse | ResponseData | Feed)


def place_lookup(
    unknown_place: Callable[[HttpRequest, str], HttpResponse],
) -> Callable[[Callable[..., Answer]], Callable[..., Answer | HttpResponse]]:
    """Call the view with a Place, its lineage loaded, instead of `code`.

    An unknown code gets `unknown_place(request, code)`. A heading of the standard such as 市辖区 is
    not a place: its URL redirects to the place that contains it, in the same representation.
    """

    def decorate(view: Callable[..., Answer]) -> Callable[..., Answer | HttpResponse]:
        @wraps(view)
        def wrapper(
            request: HttpRequest, *representation: Representation, code: str
        ) -> Answer | HttpResponse:
            try:
                place = Place.objects.with_lineage().get_by_natural_key(code)
            except Place.DoesNotExist:
                return unknown_place(request, code)
            if place.is_group:
                return redirect(request.path.replace(code, place.lineage[-1].code), permanent=True)
            return view(request, *representation, place)

        return wrapper

    return decorate
