"""The page of the files to take away."""

from django.http import Http404
from django.shortcuts import render

from archive.api.exports import described
from archive.formats import dataset_ld
from archive.http.caching import SHOWN, lifetime
from archive.models.page_queries import span_is_inferred
from archive.site_origin import origin


@lifetime(SHOWN)
def data(request):
    dataset = described(request)
    if dataset is None:
        raise Http404
    facts = dataset_ld.schema_org(dataset, origin(request))
    context = {"dataset": dataset, "facts": facts, "inferred": span_is_inferred()}
    return render(request, "data/data.html", context)
