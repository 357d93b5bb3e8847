"""Page images by the IIIF Image API 3.0, level 0: image information and tiles cut beforehand."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response

from archive.formats.iiif.parts import licence_url
from archive.http import problem_details
from archive.http.caching import PAGE_LIFETIME, TILE_LIFETIME, lifetime
from archive.images.served_images import served_image
from archive.images.tile_archive import MEDIA_TYPE, image_information
from archive.models import PageImage
from archive.site_urls import origin

# the Link header of a level 0 service (section 6)
_PROFILE = '<http://iiif.io/api/image/3/level0.json>;rel="profile"'


@lifetime(PAGE_LIFETIME)
def base(request: HttpRequest, image_id: str) -> HttpResponse:
    """Return 303 redirect from the image's own URL to its info.json (section 2.1)."""
    if served_image(image_id) is None:
        return _not_served(request, image_id)
    location = reverse("iiif-info", args=[image_id])
    return HttpResponse(status=303, headers={"Location": location})


@lifetime(PAGE_LIFETIME)
def information(request: HttpRequest, image_id: str) -> HttpResponse:
    """Return info.json: sizes and tiles."""
    image = served_image(image_id)
    if image is None:
        return _not_served(request, image_id)
    address = origin(request) + reverse("iiif", args=[image_id])
    document = image_information(image.archive.info, address, licence_url(image.rights))
    return JsonResponse(document, headers={"Link": _PROFILE})


@lifetime(TILE_LIFETIME)
def tile(
    request: HttpRequest,
    image_id: str,
    region: str,
    size: str,
    rotation: str,
    quality: str,
    suffix: str,
) -> HttpResponseBase:
    """Return a tile, or the whole image in one of its sizes; 404 for any other region or size."""
    image = served_image(image_id)
    if image is None:
        return _not_served(request, image_id)
    stored_tile = image.archive.find(f"{region}/{size}/{rotation}/{quality}.{suffix}")
    if stored_tile is None:
        near = [("有的尺寸和分块", reverse("iiif-info", args=[image_id]))]
        return problem_details.not_found(request, detail="这幅版面图没有切成这一块。", near=near)
    response: HttpResponseBase | None = get_conditional_response(request, stored_tile.etag)
    if response is None:
        response = HttpResponse(image.archive.read(stored_tile), content_type=MEDIA_TYPE)
        response.headers["Content-Length"] = str(stored_tile.size)
    response.headers["ETag"] = stored_tile.etag
    return response


def _not_served(request: HttpRequest, image_id: str) -> HttpResponse:
    """Return 410 with the reason if the image was withdrawn, else 404."""
    withdrawn = PageImage.objects.with_image_id(image_id).withdrawn().first()
    if withdrawn:
        return problem_details.problem(request, "gone", 410, withdrawn.withdrawn)
    return problem_details.not_found(request, detail="本站没有这幅版面图。")
