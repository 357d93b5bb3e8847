"""Autocomplete for the search box, as JSON for its script."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext, gettext_lazy, gettext_noop

from archive import languages, search
from archive.facets.choices import NEWSPAPERS, PEOPLE, TOPICS
from archive.filters.articles import MAX_QUERY_LENGTH
from archive.filters.parameters import Parameter, ParameterError, query_params
from archive.http import errors
from archive.http.caching import SUGGESTION_LIFETIME, lifetime
from archive.models import Place
from archive.search.suggest import Suggestion
from archive.site_urls import fast_reverse
from archive.text.traditional import traditional

# kind of suggestion → (route, label)
ROUTES = {
    "topic": ("topic", gettext_noop("主题")),
    "place": ("place", gettext_noop("地区")),
    "person": ("person", gettext_noop("作者")),
    "newspaper": ("newspaper", gettext_noop("报纸")),
    "headline": ("article", gettext_noop("文章")),
    "organisation": ("organisation", gettext_noop("文中单位")),
    "named-person": ("name", gettext_noop("文中人物")),
    "named-organisation": ("name", gettext_noop("文中单位")),
}


class SuggestParams(forms.Form):
    q = forms.CharField(required=False, max_length=MAX_QUERY_LENGTH)


@dataclass(frozen=True)
class Suggested:
    kind: str
    # label in the language of the page
    kind_label: str
    label: str
    # number of articles
    count: int
    url: str


def suggested(typed: str) -> list[Suggested]:
    """Return the suggestions for the typed text, with the URLs of their pages."""
    suggestions = search.suggest(typed)
    labels = _labels(suggestions)
    return [
        Suggested(
            kind=suggestion.kind,
            kind_label=gettext(ROUTES[suggestion.kind][1]),
            label=labels.get((suggestion.kind, suggestion.key), suggestion.label),
            count=suggestion.count,
            url=_url(suggestion),
        )
        for suggestion in suggestions
    ]


def _labels(suggestions: Sequence[Suggestion]) -> dict[tuple[str, str], str]:
    """Return (kind, key) → label in the page's language, where it differs from the index's."""
    if languages.current() is languages.TRADITIONAL and languages.converts_texts():
        return {(each.kind, each.key): traditional(each.label) for each in suggestions}
    if languages.current() is not languages.ENGLISH:
        return {}
    labels: dict[tuple[str, str], str] = {}
    for kind, vocabulary in (("topic", TOPICS), ("person", PEOPLE), ("newspaper", NEWSPAPERS)):
        keys = [each.key for each in suggestions if each.kind == kind]
        values = vocabulary.look_up(keys)
        labels |= {(kind, key): value.label for key, value in values.items()}
    codes = [each.key for each in suggestions if each.kind == "place"]
    if codes:
        places = Place.objects.with_codes(codes).with_lineage()
        labels |= {("place", place.code): place.shown_full_name for place in places}
    return labels


def _url(suggestion: search.Suggestion) -> str:
    route = ROUTES[suggestion.kind][0]
    if route == "name":
        return fast_reverse(route, suggestion.kind.removeprefix("named-"), suggestion.key)
    return fast_reverse(route, suggestion.key)


@lifetime(SUGGESTION_LIFETIME)
@query_params({"q": Parameter(gettext_lazy("检索词"))})
def suggest(request: HttpRequest) -> HttpResponse:
    params = SuggestParams(request.GET)
    if not params.is_valid():
        too_long = ParameterError("q", gettext("q 最多 %(most)s 字") % {"most": MAX_QUERY_LENGTH})
        return errors.bad_parameters(request, [too_long])
    return JsonResponse([asdict(item) for item in suggested(params.cleaned_data["q"])], safe=False)
