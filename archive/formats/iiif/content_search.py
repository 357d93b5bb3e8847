"""Hits in an issue as annotations on its canvases (IIIF Content Search API 2.0 and 1.0)."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from archive.models import Article, Page
from archive.text.boxes import Box

from .canvases import targets
from .parts import Json

_CONTEXT_2 = "http://iiif.io/api/search/2/context.json"
_CONTEXTS_1 = (
    "http://iiif.io/api/presentation/2/context.json",
    "http://iiif.io/api/search/1/context.json",
)


class ContentHit(NamedTuple):
    """A hit on a page: its language_map, the text around them, and where it is printed."""

    article: Article
    page: Page
    # number in the article, from 1
    number: int
    before: str
    words: str
    after: str
    # boxes on the page, one per line; empty if unknown
    boxes: list[Box]


class ResultPage(NamedTuple):
    """A page of the hits of a search; URLs are absolute, or None where there is none."""

    hits: Sequence[ContentHit]
    total: int
    # index of its first hit among all, from 0
    start: int
    address: str
    first: str
    last: str
    previous: str | None
    next: str | None
    # parameters of the API that were ignored
    ignored: Sequence[str]


def annotation_page(results: ResultPage, origin: str) -> Json:
    """Return the response of version 2 (section 3.2): a hit on two lines has two targets."""
    items = [_annotation(hit, origin) for hit in results.hits]
    page: Json = {
        "@context": _CONTEXT_2,
        "id": results.address,
        "type": "AnnotationPage",
        "partOf": {
            "id": f"{results.first}#all",
            "type": "AnnotationCollection",
            "total": results.total,
            "first": {"id": results.first, "type": "AnnotationPage"},
            "last": {"id": results.last, "type": "AnnotationPage"},
        },
        "startIndex": results.start,
        "items": items,
        "annotations": [_quotations(results, items)] if items else [],
    }
    for name, address in (("prev", results.previous), ("next", results.next)):
        if address:
            page[name] = {"id": address, "type": "AnnotationPage"}
    return page | ({"ignored": list(results.ignored)} if results.ignored else {})


def annotation_list(results: ResultPage, origin: str) -> Json:
    """Return the response of version 1 (section 3.4): each line of a hit is an annotation."""
    resources: list[Json] = []
    hits: list[Json] = []
    for hit in results.hits:
        lines = [
            {
                "@id": f"{_address(hit, origin)}-{n}",
                "@type": "oa:Annotation",
                "motivation": "sc:painting",
                "resource": {"@type": "cnt:ContentAsText", "chars": hit.words},
                "on": target,
            }
            for n, target in enumerate(targets(hit.boxes, hit.page, origin), 1)
        ]
        resources += lines
        hits.append(
            {
                "@type": "search:Hit",
                "annotations": [line["@id"] for line in lines],
                "match": hit.words,
                "before": hit.before,
                "after": hit.after,
            }
        )
    layer: Json = {
        "@type": "sc:Layer",
        "total": results.total,
        "first": results.first,
        "last": results.last,
    }
    if results.ignored:
        layer["ignored"] = list(results.ignored)
    content: Json = {
        "@context": list(_CONTEXTS_1),
        "@id": results.address,
        "@type": "sc:AnnotationList",
        "within": layer,
        "startIndex": results.start,
        "resources": resources,
        "hits": hits,
    }
    steps = {"prev": results.previous, "next": results.next}
    return content | {name: step for name, step in steps.items() if step}


def _address(hit: ContentHit, origin: str) -> str:
    """Return the URL of the hit on the article's page on this site."""
    return f"{origin}{hit.article.get_absolute_url()}#hit-{hit.number}"


def _annotation(hit: ContentHit, origin: str) -> Json:
    hit_targets = targets(hit.boxes, hit.page, origin)
    return {
        "id": _address(hit, origin),
        "type": "Annotation",
        "motivation": "highlighting",
        "body": {"type": "TextualBody", "value": hit.words, "format": "text/plain"},
        "target": hit_targets[0] if len(hit_targets) == 1 else hit_targets,
    }


def _quotations(results: ResultPage, items: Iterable[Json]) -> Json:
    """Return the words around each hit (section 3.3)."""
    return {
        "type": "AnnotationPage",
        "items": [
            {
                "id": f"{item['id']}-quoted",
                "type": "Annotation",
                "motivation": "contextualizing",
                "target": {
                    "type": "SpecificResource",
                    "source": item["id"],
                    "selector": [
                        {
                            "type": "TextQuoteSelector",
                            "prefix": hit.before,
                            "exact": hit.words,
                            "suffix": hit.after,
                        }
                    ],
                },
            }
            for hit, item in zip(results.hits, items, strict=True)
        ],
    }
