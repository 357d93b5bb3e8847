"""Suggestions while a reader types, as JSON for the search box's script."""

from django import forms
from django.http import JsonResponse
from django.urls import reverse

from archive import search
from archive.caching import TYPED, lifetime
from archive.filters.articles import LONGEST_QUERY
from archive.filters.parameters import Parameter, takes

# kind of suggestion → its route, and what it is called
ROUTES = {
    "topic": ("topic", "主题"),
    "place": ("place", "地区"),
    "person": ("person", "作者"),
    "newspaper": ("newspaper", "报纸"),
    "headline": ("article", "文章"),
}


class Typed(forms.Form):
    q = forms.CharField(required=False, max_length=LONGEST_QUERY)


@lifetime(TYPED)
@takes({"q": Parameter("检索词")})
def suggest(request):
    typed = Typed(request.GET)
    if not typed.is_valid():
        return JsonResponse({"error": f"q 最多 {LONGEST_QUERY} 字"}, status=400)
    found = search.suggest(typed.cleaned_data["q"])
    suggestions = [
        {
            "kind": ROUTES[one.kind][1],
            "label": one.label,
            "count": one.count,
            "url": reverse(ROUTES[one.kind][0], args=[one.key]),
        }
        for one in found
    ]
    return JsonResponse(suggestions, safe=False)
