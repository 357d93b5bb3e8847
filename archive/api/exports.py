"""Bulk downloads: the files, their description as data and as DCAT."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from archive.exports import served_files
from archive.formats import dataset_ld
from archive.formats.dataset import Dataset, FileAddress
from archive.formats.representations import JSON, Representation
from archive.formats.response_data import ResponseData
from archive.formats.response_schema import Links
from archive.http import problem_details
from archive.http.caching import DOWNLOAD_LIFETIME, PAGE_LIFETIME, lifetime
from archive.http.range_requests import serve_file
from archive.site_urls import origin


@lifetime(PAGE_LIFETIME)
def data(request: HttpRequest, representation: Representation) -> HttpResponse | ResponseData:
    dataset = current_dataset(request, representation)
    if dataset is None:
        return problem_details.not_found(
            request, detail="本站还没有整批数据：数据库不是以 publish 发布的。"
        )
    return ResponseData(dataset_ld.title(), dataset, dataset.files, dataset.links)


@lifetime(PAGE_LIFETIME)
def dcat(request: HttpRequest) -> HttpResponse:
    dataset = current_dataset(request)
    if dataset is None:
        return problem_details.not_found(request, detail="本站还没有整批数据。")
    return JsonResponse(
        dataset_ld.dcat(dataset, origin(request)),
        content_type="application/ld+json",
        json_dumps_params={"ensure_ascii": False},
    )


@lifetime(DOWNLOAD_LIFETIME)
def file(request: HttpRequest, name: str) -> HttpResponseBase:
    served_file = served_files.served_file(name)
    if served_file is None:
        manifest = served_files.manifest()
        near = [(entry.name, _path(entry.name)) for entry in manifest.files] if manifest else []
        return problem_details.not_found(request, detail=f"没有“{name}”这个文件。", near=near)
    return serve_file(request, *served_file)


def current_dataset(request: HttpRequest, representation: Representation = JSON) -> Dataset | None:
    """Return the manifest of the files with their URLs; None if the edition has none."""
    manifest = served_files.manifest()
    if manifest is None:
        return None
    base = origin(request)
    files = [FileAddress(**entry.parts, url=base + _path(entry.name)) for entry in manifest.files]
    links = Links(
        self=base + reverse("data-data", kwargs={"representation": representation}),
        html=base + reverse("data"),
    )
    return Dataset(**manifest.parts | {"files": files}, links=links)


def _path(name: str) -> str:
    return reverse("data-file", args=[name])
