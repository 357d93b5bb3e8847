"""Issues, pages, articles and newspapers for image viewers: IIIF Presentation API 3.0."""

import json
from typing import Any

from archive.formats.response_data import ResponseData
from archive.formats.schema_parts import Schema

PROFILE = "http://iiif.io/api/presentation/3/context.json"


class Resource(Schema):
    """A manifest or a collection."""

    content: dict[str, Any]


def write(response: ResponseData) -> str:
    """Return the manifest or collection of a response as JSON-LD."""
    if not isinstance(response.document, Resource):
        raise TypeError(f"{type(response.document).__name__} is no IIIF resource")
    return json.dumps(response.document.content, ensure_ascii=False)
