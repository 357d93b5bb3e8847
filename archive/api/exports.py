"""The files of the whole archive: what there is, as data and for catalogues of data, and each of them."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from archive.exports import served_files
from archive.formats import dataset_ld
from archive.formats.dataset import Dataset, FileAddress
from archive.formats.listings import Links
from archive.formats.representations import JSON
from archive.formats.response_data import ResponseData
from archive.http.caching import FILE, SHOWN, lifetime
from archive.http.range_requests import serve_file
from archive.site_origin import origin

from . import problem_details


@lifetime(SHOWN)
def data(request, form):
    dataset = described(request, form)
    if dataset is None:
        return problem_details.not_found(
            request, detail="本站还没有整批数据：数据库不是以 publish 发布的。"
        )
    return ResponseData(dataset_ld.TITLE, dataset, dataset.files, dataset.links)


@lifetime(SHOWN)
def dcat(request):
    dataset = described(request)
    if dataset is None:
        return problem_details.not_found(request, detail="本站还没有整批数据。")
    return JsonResponse(
        dataset_ld.dcat(dataset, origin(request)),
        content_type="application/ld+json",
        json_dumps_params={"ensure_ascii": False},
    )


@lifetime(FILE)
def file(request, name: str) -> HttpResponse:
    found = served_files.served_file(name)
    if found is None:
        there = served_files.manifest()
        near = [(one.name, _address(one.name)) for one in there.files] if there else []
        return problem_details.not_found(request, detail=f"没有“{name}”这个文件。", near=near)
    return serve_file(request, *found)


def described(request: HttpRequest, form=JSON) -> Dataset | None:
    """The manifest with addresses."""
    there = served_files.manifest()
    if there is None:
        return None
    base = origin(request)
    files = [FileAddress(**one.parts, url=base + _address(one.name)) for one in there.files]
    links = Links(
        self=base + reverse("data-data", kwargs={"form": form}), html=base + reverse("data")
    )
    return Dataset(**there.parts | {"files": files}, links=links)


def _address(name: str) -> str:
    return reverse("data-file", args=[name])
