"""OpenSearch 1.1: how a browser or a program searches here, and suggestions in its format."""

from urllib.parse import quote
from xml.etree import ElementTree as ET

from django import forms
from django.http import HttpResponse, JsonResponse
from django.urls import reverse

from archive import search
from archive.filters.articles import LONGEST_QUERY
from archive.filters.parameters import Parameter, ParameterError, QueryParams, query_params
from archive.formats.representations import ATOM, JSON
from archive.formats.serialize import SITE
from archive.http.caching import FIXED, TYPED, lifetime
from archive.site_origin import origin

from . import problem_details

DESCRIPTION = "application/opensearchdescription+xml"
SUGGESTIONS = "application/x-suggestions+json"
_NS = "http://a9.com/-/spec/opensearch/1.1/"


class OpenSearchParams(forms.Form):
    q = forms.CharField(
        required=False,
        max_length=LONGEST_QUERY,
        error_messages={"max_length": f"检索词有 %(show_value)d 字，最多 {LONGEST_QUERY} 字。"},
    )


@lifetime(FIXED)
def description(request):
    base = origin(request)
    root = ET.Element("OpenSearchDescription", xmlns=_NS)
    for tag, text in (
        ("ShortName", SITE),
        ("Description", f"检索{SITE}：中文报纸的目录与全文"),
        ("Language", "zh-Hans"),
        ("InputEncoding", "UTF-8"),
        ("OutputEncoding", "UTF-8"),
    ):
        ET.SubElement(root, tag).text = text
    words = "?q={searchTerms}"
    paged = words + "&page={startPage?}"
    lists = {form: reverse("articles-data", kwargs={"form": form}) for form in (ATOM, JSON)}
    for media_type, path, rel in (
        ("text/html", reverse("articles") + words, "results"),
        *((form.media_type, path + paged, "results") for form, path in lists.items()),
        (SUGGESTIONS, reverse("opensearch-suggestions") + words, "suggestions"),
        (DESCRIPTION, reverse("opensearch"), "self"),
    ):
        ET.SubElement(root, "Url", type=media_type, template=base + path, rel=rel)
    ET.SubElement(root, "Query", role="example", searchTerms=quote("工会"))
    text = '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode")
    return HttpResponse(text, content_type=f"{DESCRIPTION}; charset=utf-8")


@lifetime(TYPED)
@query_params({"q": Parameter("检索词")})
def suggestions(request):
    """[what was typed, what may be meant, [], addresses]: OpenSearch Suggestions 1.1."""
    typed = OpenSearchParams(request.GET)
    if not typed.is_valid():
        message = " ".join(typed.errors["q"])
        return problem_details.bad_parameters(
            request, [ParameterError("q", message, without=QueryParams())]
        )
    words = typed.cleaned_data["q"]
    base = origin(request) + reverse("articles")
    labels = list(dict.fromkeys(one.label for one in search.suggest(words)))
    addresses = [base + str(QueryParams([("q", label)])) for label in labels]
    told = [words, labels, [""] * len(labels), addresses]
    return JsonResponse(
        told, safe=False, content_type=SUGGESTIONS, json_dumps_params={"ensure_ascii": False}
    )
