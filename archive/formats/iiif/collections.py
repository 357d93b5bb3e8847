"""Collections of newspapers and of their years (IIIF Presentation API 3.0, section 5.1)."""

from collections.abc import Iterable, Mapping, Sequence

from archive.models import Issue, Newspaper, PageImage

from . import PROFILE
from .manifests import SUFFIX, manifest_address
from .parts import (
    Alternate,
    Json,
    date_of,
    homepage,
    metadata,
    navigation_date,
    of_the_site,
    see_also,
    thumbnail,
    words,
)


def collection_of_newspaper(
    newspaper: Newspaper,
    years: Mapping[int, int],
    alternates: Sequence[Alternate],
    origin: str,
) -> Json:
    """Return the collection of a newspaper: a collection a year; `years` counts their issues."""
    return {
        "@context": PROFILE,
        **_head(newspaper, origin),
        "label": words(newspaper.name),
        **({"summary": words(newspaper.description)} if newspaper.description else {}),
        "metadata": metadata(
            ("出版地", "Place", [str(newspaper.place) if newspaper.place else ""]),
            ("级别", "Level", [newspaper.level]),
            ("所藏", "Holdings", [f"{newspaper.issue_count} 期"]),
        ),
        **of_the_site(origin),
        "homepage": homepage(origin + newspaper.get_absolute_url(), newspaper.name),
        "seeAlso": see_also(alternates),
        "items": [
            {
                "id": year_address(newspaper, year, origin),
                "type": "Collection",
                "label": words(f"{year}年（{issues} 期）", f"{year}"),
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
    """Return the collection of a year; `covers` are images of `issues` by the issue's key."""
    return {
        "@context": PROFILE,
        "id": year_address(newspaper, year, origin),
        "type": "Collection",
        "label": words(f"{newspaper.name} {year}年"),
        **of_the_site(origin),
        "homepage": homepage(
            f"{origin}{newspaper.get_absolute_url()}?year={year}", f"{newspaper.name} {year}年"
        ),
        "partOf": [{**_head(newspaper, origin), "label": words(newspaper.name)}],
        "items": [
            {
                "id": manifest_address(issue, origin),
                "type": "Manifest",
                "label": words(date_of(issue)),
                **navigation_date(issue),
                **thumbnail(covers.get(issue.pk), origin),
            }
            for issue in issues
        ],
    }


def year_address(newspaper: Newspaper, year: int, origin: str) -> str:
    return f"{_address(newspaper, origin)}?year={year}"


def _head(newspaper: Newspaper, origin: str) -> Json:
    return {"id": _address(newspaper, origin), "type": "Collection"}


def _address(newspaper: Newspaper, origin: str) -> str:
    return origin + newspaper.get_absolute_url().removesuffix("/") + SUFFIX
