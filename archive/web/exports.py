"""The page of the bulk downloads."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from archive.api.exports import current_dataset
from archive.editions.cached_lists import span_is_inferred
from archive.formats import dataset_ld
from archive.http.caching import PAGE_LIFETIME, lifetime
from archive.site_urls import origin

from .authorities import province_names


@lifetime(PAGE_LIFETIME)
def data(request: HttpRequest) -> HttpResponse:
    dataset = current_dataset(request)
    if dataset is None:
        raise Http404
    json_ld = dataset_ld.schema_org(dataset, origin(request))
    context = {
        "dataset": dataset,
        "provinces": province_names(dataset.provinces),
        "facts": json_ld,
        "inferred": span_is_inferred(),
    }
    return render(request, "exports/exports.html", context)
