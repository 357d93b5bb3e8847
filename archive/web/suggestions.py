"""Suggestions while a reader types, as JSON for the search box's script."""

from dataclasses import asdict, dataclass

from django import forms
from django.http import JsonResponse
from django.urls import reverse

from archive import search
from archive.filters.articles import LONGEST_QUERY
from archive.filters.parameters import Parameter, query_params
from archive.http.caching import TYPED, lifetime

# kind of suggestion → its route, and what it is called
ROUTES = {
    "topic": ("topic", "主题"),
    "place": ("place", "地区"),
    "person": ("person", "作者"),
    "newspaper": ("newspaper", "报纸"),
    "headline": ("article", "文章"),
}


class SuggestParams(forms.Form):
    q = forms.CharField(required=False, max_length=LONGEST_QUERY)


@dataclass(frozen=True)
class Suggested:
    kind: str
    # what the kind is called
    kind_label: str
    label: str
    # articles
    count: int
    url: str


def suggested(typed: str) -> list[Suggested]:
    return [
        Suggested(
            kind=each.kind,
            kind_label=ROUTES[each.kind][1],
            label=each.label,
            count=each.count,
            url=reverse(ROUTES[each.kind][0], args=[each.key]),
        )
        for each in search.suggest(typed)
    ]


@lifetime(TYPED)
@query_params({"q": Parameter("检索词")})
def suggest(request):
    typed = SuggestParams(request.GET)
    if not typed.is_valid():
        return JsonResponse({"error": f"q 最多 {LONGEST_QUERY} 字"}, status=400)
    return JsonResponse([asdict(each) for each in suggested(typed.cleaned_data["q"])], safe=False)
