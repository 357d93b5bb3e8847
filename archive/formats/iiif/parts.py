"""Parts that manifests, canvases and collections share: labels, links, rights, thumbnails."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.urls import reverse

from archive.editions.collection import collection
from archive.formats.feed_entries import start_of_day
from archive.models import Issue, PageImage
from archive.models.article_parts import Basis
from archive.site_urls import fast_reverse
from archive.text import dates

# a IIIF resource as JSON
Json = dict[str, Any]

CHINESE, ENGLISH = "zh-Hans", "en"
# pixels
THUMBNAIL = 200
_IMAGE_TYPE = "image/jpeg"
# the only URLs that `rights` may have (IIIF Presentation API 3.0, section 3.1)
_LICENCE = re.compile(
    r"https?://(?:creativecommons\.org/(?:licenses|publicdomain)|rightsstatements\.org/vocab)/\S+"
)


class Alternate(NamedTuple):
    """The same record in another format."""

    label: str
    media_type: str
    # absolute
    url: str


def language_map(chinese: str, english: str = "") -> dict[str, list[str]]:
    """Return a language map (section 4.1), with English if there is any."""
    return {CHINESE: [chinese]} | ({ENGLISH: [english]} if english else {})


def metadata(*pairs: tuple[str, str, Iterable[str]]) -> list[Json]:
    """Return the facts that have values, from (Chinese label, English label, values)."""
    facts = [(chinese, english, [v for v in values if v]) for chinese, english, values in pairs]
    return [
        {"label": language_map(chinese, english), "value": {CHINESE: values}}
        for chinese, english, values in facts
        if values
    ]


def date_label(issue: Issue) -> str:
    """Return the date in Chinese; in brackets, as citations have it, if an editor inferred it."""
    return f"〔{issue.date_label}〕" if issue.date_basis == Basis.INFERRED else issue.date_label


def newspaper_label(issue: Issue) -> str:
    name = issue.newspaper.name
    return f"〔{name}〕" if issue.attribution == Basis.INFERRED else name


def navigation_date(issue: Issue) -> Json:
    """Return navDate, only if the day is certain (section 3.1)."""
    if not dates.is_exact(issue.date) or issue.date_basis == Basis.INFERRED:
        return {}
    return {"navDate": start_of_day(issue.earliest).isoformat()}


def homepage(url: str, label: str) -> list[Json]:
    return [
        {
            "id": url,
            "type": "Text",
            "label": language_map(label),
            "format": "text/html",
            "language": [CHINESE],
        }
    ]


def see_also(alternates: Iterable[Alternate]) -> list[Json]:
    return [
        {
            "id": alternate.url,
            "type": "Text" if alternate.media_type.startswith("text/plain") else "Dataset",
            "label": language_map(alternate.label),
            "format": alternate.media_type,
        }
        for alternate in alternates
    ]


def site_fields(origin: str) -> Json:
    """Return the fields about the site and its rights that every manifest and collection has."""
    about = collection()
    metadata_licence, digests = about.metadata_licence.name, about.digest_licence.name
    return {
        "requiredStatement": {
            "label": language_map("权利", "Rights"),
            "value": language_map(
                f"著录 {metadata_licence}，提要 {digests}；版面图和文字的权利属于报社和作者。",
                f"Metadata {metadata_licence}, digests {digests}; "
                "images and texts belong to the newspapers and their authors.",
            ),
        },
        "provider": [
            {
                "id": origin + reverse("about"),
                "type": "Agent",
                "label": language_map(about.name, about.romanised),
                "homepage": homepage(origin + reverse("home"), about.name),
            }
        ],
    }


def licence_url(rights: str) -> str:
    """Return the URL of a licence that IIIF allows, with http as it requires; "" for free text."""
    if not _LICENCE.fullmatch(rights):
        return ""
    return re.sub("^https:", "http:", rights)


def rights_field(images: Iterable[PageImage]) -> Json:
    """Return `rights` if all images have the same licence, and IIIF allows it."""
    licences = {licence_url(image.rights) for image in images}
    return {"rights": licences.pop()} if len(licences) == 1 and "" not in licences else {}


def image_address(image: PageImage, origin: str) -> str:
    return origin + reverse("iiif", args=[image.image_id])


def image_resource(image: PageImage, origin: str, width: int | None = None) -> Json:
    """Return the whole image, `width` pixels wide or in its own size, with its service."""
    if width is None or width >= image.width:
        size, width, height = "max", image.width, image.height
    else:
        size, height = f"{width},", max(1, round(image.height * width / image.width))
    parts = (image.image_id, "full", size, "0", "default", "jpg")
    return {
        "id": origin + fast_reverse("iiif-image", *parts),
        "type": "Image",
        "format": _IMAGE_TYPE,
        "width": width,
        "height": height,
        "service": [
            {"id": image_address(image, origin), "type": "ImageService3", "profile": "level0"}
        ],
    }


def thumbnail(image: PageImage | None, origin: str) -> Json:
    return {"thumbnail": [image_resource(image, origin, THUMBNAIL)]} if image else {}
