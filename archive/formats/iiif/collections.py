"""Collections of all newspapers, of one and of its years (IIIF Presentation API 3.0)."""

from collections.abc import Iterable, Mapping, Sequence

from django.urls import reverse

from archive.editions.collection import collection
from archive.models import Issue, Newspaper, PageImage

from . import PROFILE
from .manifests import SUFFIX, manifest_address
from .parts import (
    Alternate,
    Json,
    date_label,
    homepage,
    language_map,
    metadata,
    navigation_date,
    see_also,
    site_fields,
    thumbnail,
)

_ROUTE = "newspapers"


def collection_of_newspapers(
    newspapers: Iterable[Newspaper], alternates: Sequence[Alternate], origin: str
) -> Json:
    """Return the collection of the whole archive, with a collection for each newspaper."""
    return {
        "@context": PROFILE,
        **_root(origin),
        **site_fields(origin),
        "homepage": homepage(origin + reverse(_ROUTE), "报纸"),
        "seeAlso": see_also(alternates),
        "items": [
            {**_head(newspaper, origin), "label": language_map(newspaper.name)}
            for newspaper in newspapers
        ],
    }


def collection_of_newspaper(
    newspaper: Newspaper,
    years: Mapping[int, int],
    alternates: Sequence[Alternate],
    origin: str,
) -> Json:
    """Return the collection of a newspaper, with a collection for each year; `years` counts their
    issues.
    """
    return {
        "@context": PROFILE,
        **_head(newspaper, origin),
        "label": language_map(newspaper.name),
        **({"summary": language_map(newspaper.description)} if newspaper.description else {}),
        "metadata": metadata(
            ("出版地", "Place", [str(newspaper.place) if newspaper.place else ""]),
            ("级别", "Level", [newspaper.level]),
            ("所藏", "Holdings", [f"{newspaper.issue_count} 期"]),
        ),
        **site_fields(origin),
        "homepage": homepage(origin + newspaper.get_absolute_url(), newspaper.name),
        "partOf": [_root(origin)],
        "seeAlso": see_also(alternates),
        "items": [
            {
                "id": year_address(newspaper, year, origin),
                "type": "Collection",
                "label": language_map(f"{year}年（{issues} 期）", f"{year}"),
            }
            for year, issues in sorted(years.items())
        ],
    }


def collection_of_year(
    newspaper: Newspaper,
    year: int,
    issues: Iterable[Issue],
    covers: Mapping[int, PageImage],
    origin: str,
) -> Json:
    """Return the collection of a year; `covers` maps keys of `issues` to their images."""
    return {
        "@context": PROFILE,
        "id": year_address(newspaper, year, origin),
        "type": "Collection",
        "label": language_map(f"{newspaper.name} {year}年"),
        **site_fields(origin),
        "homepage": homepage(
            f"{origin}{newspaper.get_absolute_url()}?year={year}", f"{newspaper.name} {year}年"
        ),
        "partOf": [{**_head(newspaper, origin), "label": language_map(newspaper.name)}],
        "items": [
            {
                "id": manifest_address(issue, origin),
                "type": "Manifest",
                "label": language_map(date_label(issue)),
                **navigation_date(issue),
                **thumbnail(covers.get(issue.pk), origin),
            }
            for issue in issues
        ],
    }


def year_address(newspaper: Newspaper, year: int, origin: str) -> str:
    return f"{_address(newspaper, origin)}?year={year}"


def _root(origin: str) -> Json:
    address = origin + reverse(_ROUTE).removesuffix("/") + SUFFIX
    about = collection()
    return {"id": address, "type": "Collection", "label": language_map(about.name, about.romanised)}


def _head(newspaper: Newspaper, origin: str) -> Json:
    return {"id": _address(newspaper, origin), "type": "Collection"}


def _address(newspaper: Newspaper, origin: str) -> str:
    return origin + newspaper.get_absolute_url().removesuffix("/") + SUFFIX
