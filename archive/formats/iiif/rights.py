"""The rights of an image as IIIF takes them: the address of a licence, or words."""

import re

# the only addresses that `rights` may have (IIIF Presentation API 3.0, section 3.1)
_LICENCE = re.compile(
    r"https?://(?:creativecommons\.org/(?:licenses|publicdomain)|rightsstatements\.org/vocab)/\S+"
)


def licence_address(rights: str) -> str:
    """Return the rights if they are a licence that IIIF knows, in its form with http; else ""."""
    if not _LICENCE.fullmatch(rights):
        return ""
    return re.sub("^https:", "http:", rights)
