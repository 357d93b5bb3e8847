"""The exports as JSON-LD for data catalogues: schema.org Dataset and DCAT 3."""

from datetime import date
from typing import Any

from django.urls import reverse

from archive.editions.collection import collection

from .dataset import Dataset, FileAddress

DESCRIPTION = (
    "中文报纸的目录：文章的标题、署名、日期、版次、地区、主题与本站编写的提要，"
    "以及每段正文在版面文字里的位置。"
)
_KEYWORDS = ("报纸", "中文报纸", "目录")
_RIGHTS = "全文属原作者和报社。"
_CHINA = {"@type": "Country", "name": "中国"}
_IANA = "https://www.iana.org/assignments/media-types/"
_DCAT_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def title() -> str:
    return f"{collection().name}整批数据"


def schema_org(dataset: Dataset, origin: str) -> dict[str, Any]:
    """Return a schema.org Dataset; `origin` is scheme and host."""
    about = collection()
    return _without_empty(
        {
            "@context": "https://schema.org",
            "@type": "Dataset",
            "@id": dataset.links.html,
            "url": dataset.links.html,
            "name": title(),
            "description": DESCRIPTION,
            "keywords": [*_KEYWORDS, *about.keywords],
            "inLanguage": list(about.languages),
            "isAccessibleForFree": True,
            "license": [about.digest_licence.url, about.metadata_licence.url],
            "creator": {
                "@type": "Organization",
                "name": about.publisher or about.name,
                "url": origin + reverse("home"),
            },
            "version": dataset.edition[:8],
            "dateModified": _day(dataset.modified),
            "temporalCoverage": _span(dataset),
            "spatialCoverage": [
                {"@type": "Place", "name": name, "containedInPlace": _CHINA}
                for name in dataset.provinces
            ],
            "distribution": [_download(file) for file in dataset.files],
        }
    )


def dcat(dataset: Dataset, origin: str) -> dict[str, Any]:
    """Return a Dataset with its Distributions (W3C DCAT 3, sections 6.6 and 6.8)."""
    about, archive_collection = dataset.links.html, collection()
    return {
        "@context": _DCAT_CONTEXT,
        **_without_empty(
            {
                "@id": about,
                "@type": "dcat:Dataset",
                "dct:title": _zh(title()),
                "dct:description": _zh(DESCRIPTION),
                "dct:identifier": about,
                "dct:language": {
                    "@id": "http://id.loc.gov/vocabulary/iso639-1/zh",
                },
                "dct:license": [
                    {"@id": archive_collection.digest_licence.url},
                    {"@id": archive_collection.metadata_licence.url},
                ],
                "dct:publisher": {
                    "@id": origin + reverse("home"),
                    "@type": "foaf:Organization",
                    "foaf:name": _zh(archive_collection.publisher or archive_collection.name),
                },
                "dcat:keyword": [_zh(word) for word in (*_KEYWORDS, *archive_collection.keywords)],
                "dcat:landingPage": {"@id": about},
                "dcat:version": dataset.edition[:8],
                "dct:modified": _typed(_day(dataset.modified), "date"),
                "dct:temporal": _period(dataset),
                "dct:spatial": [
                    {"@type": "dct:Location", "rdfs:label": _zh(name)} for name in dataset.provinces
                ],
                "dcat:distribution": [_distribution(file) for file in dataset.files],
            }
        ),
    }


def _download(file: FileAddress) -> dict[str, Any]:
    return _without_empty(
        {
            "@type": "DataDownload",
            "name": file.name,
            "description": file.label,
            "contentUrl": file.url,
            "encodingFormat": ["application/gzip", file.media_type]
            if file.packed
            else file.media_type,
            "contentSize": f"{file.size} B",
            "sha256": file.sha256,
            "license": file.licence,
        }
    )


def _distribution(file: FileAddress) -> dict[str, Any]:
    rights = (
        {"dct:license": {"@id": file.licence}}
        if file.licence
        else {"dct:rights": {"@type": "dct:RightsStatement", "rdfs:label": _zh(_RIGHTS)}}
    )
    compression = (
        {"dcat:compressFormat": {"@id": f"{_IANA}application/gzip"}} if file.packed else {}
    )
    return {
        "@id": file.url,
        "@type": "dcat:Distribution",
        "dct:title": _zh(file.label),
        # DCAT-AP 3.0, 2.8: required for every distribution
        "dcat:accessURL": {"@id": file.url},
        "dcat:downloadURL": {"@id": file.url},
        "dcat:mediaType": {"@id": _IANA + file.media_type},
        "dcat:byteSize": _typed(str(file.size), "nonNegativeInteger"),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": _typed(file.sha256, "hexBinary"),
        },
        **compression,
        **rights,
    }


def _period(dataset: Dataset) -> dict[str, Any] | None:
    if not _span(dataset):
        return None
    return {
        "@type": "dct:PeriodOfTime",
        "dcat:startDate": _typed(_day(dataset.earliest), "date"),
        "dcat:endDate": _typed(_day(dataset.latest), "date"),
    }


def _span(dataset: Dataset) -> str:
    """Return an interval of ISO 8601."""
    return f"{dataset.earliest}/{dataset.latest}" if dataset.earliest and dataset.latest else ""


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _typed(value: str, kind: str) -> dict[str, str] | None:
    return {"@value": value, "@type": f"xsd:{kind}"} if value else None


def _zh(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "zh-Hans"}


def _without_empty(properties: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in properties.items() if value}
