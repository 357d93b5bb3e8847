"""The rights of an image as IIIF accepts them: the URL of a licence, or free text."""

import re

# the only URLs that `rights` may have (IIIF Presentation API 3.0, section 3.1)
_LICENCE = re.compile(
    r"https?://(?:creativecommons\.org/(?:licenses|publicdomain)|rightsstatements\.org/vocab)/\S+"
)


def licence_address(rights: str) -> str:
    """Return the URL of a licence that IIIF allows, with http as it requires; else ""."""
    if not _LICENCE.fullmatch(rights):
        return ""
    return re.sub("^https:", "http:", rights)
