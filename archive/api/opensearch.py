"""OpenSearch 1.1: the description document, and suggestions in its format."""

from urllib.parse import quote
from xml.etree import ElementTree as ET

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from archive import search
from archive.editions.collection import collection
from archive.filters.articles import MAX_QUERY_LENGTH
from archive.filters.parameters import Parameter, ParameterError, QueryParams, query_params
from archive.formats.representations import ATOM, JSON
from archive.http import problem_details
from archive.http.caching import PROGRAM_LIFETIME, SUGGESTION_LIFETIME, lifetime
from archive.site_urls import origin

DESCRIPTION = "application/opensearchdescription+xml"
SUGGESTIONS = "application/x-suggestions+json"
_NS = "http://a9.com/-/spec/opensearch/1.1/"


class OpenSearchParams(forms.Form):
    q = forms.CharField(
        required=False,
        max_length=MAX_QUERY_LENGTH,
        error_messages={"max_length": f"检索词有 %(show_value)d 字，最多 {MAX_QUERY_LENGTH} 字。"},
    )


@lifetime(PROGRAM_LIFETIME)
def description(request: HttpRequest) -> HttpResponse:
    base, about = origin(request), collection()
    root = ET.Element("OpenSearchDescription", xmlns=_NS)
    for tag, text in (
        ("ShortName", about.short_name),
        ("Description", f"检索{about.name}：中文报纸的目录与全文"),
        ("Language", about.language),
        ("InputEncoding", "UTF-8"),
        ("OutputEncoding", "UTF-8"),
    ):
        ET.SubElement(root, tag).text = text
    query, example = "?q={searchTerms}", next(iter(about.keywords), "报纸")
    paged = query + "&page={startPage?}"
    lists = {
        representation: reverse("articles-data", kwargs={"representation": representation})
        for representation in (ATOM, JSON)
    }
    for media_type, path, rel in (
        ("text/html", reverse("articles") + query, "results"),
        *(
            (representation.media_type, path + paged, "results")
            for representation, path in lists.items()
        ),
        (SUGGESTIONS, reverse("opensearch-suggestions") + query, "suggestions"),
        (DESCRIPTION, reverse("opensearch"), "self"),
    ):
        ET.SubElement(root, "Url", type=media_type, template=base + path, rel=rel)
    ET.SubElement(root, "Query", role="example", searchTerms=quote(example))
    text = '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode")
    return HttpResponse(text, content_type=f"{DESCRIPTION}; charset=utf-8")


@lifetime(SUGGESTION_LIFETIME)
@query_params({"q": Parameter("检索词")})
def suggestions(request: HttpRequest) -> HttpResponse:
    """Return [query, completions, descriptions, URLs]: OpenSearch Suggestions 1.1."""
    params = OpenSearchParams(request.GET)
    if not params.is_valid():
        message = " ".join(map(str, params.errors["q"]))
        return problem_details.bad_parameters(
            request, [ParameterError("q", message, without=QueryParams())]
        )
    words = params.cleaned_data["q"]
    base = origin(request) + reverse("articles")
    labels = list(dict.fromkeys(suggestion.label for suggestion in search.suggest(words)))
    addresses = [base + str(QueryParams([("q", label)])) for label in labels]
    return JsonResponse(
        [words, labels, [""] * len(labels), addresses],
        safe=False,
        content_type=SUGGESTIONS,
        json_dumps_params={"ensure_ascii": False},
    )
