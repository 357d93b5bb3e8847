"""Path converters: the syntax of each variable part of an address."""

import re

from archive.formats.representations import REPRESENTATIONS, Representation
from archive.search import FACETS


class Ident:
    """An article's ident; upper case is accepted, and the view redirects it to lower case."""

    regex = "[0-9A-Za-z]{7}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value.lower()


class Moment:
    """The time at which an edition was made, in UTC: `20261129080000`."""

    regex = "[0-9]{14}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Slug:
    """The slug of a newspaper, topic or person, or the key of an issue: `2021-07-28`."""

    regex = "[a-z0-9-]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class YearConverter(Slug):
    regex = "[0-9]{4}"


class MonthConverter(Slug):
    regex = "0[1-9]|1[0-2]"


class DayConverter(Slug):
    regex = "0[1-9]|[12][0-9]|3[01]"


class PageKey(Slug):
    """A printed page number, with the letter of its section if there is one: `3`, `a12`."""

    regex = r"[a-z]?[0-9]{1,3}"


class DivisionCode(Slug):
    """A division code of GB/T 2260: six digits."""

    # \d would also match digits of other scripts
    regex = "[0-9]{6}"


class FacetName(Slug):
    """The name of a facet, such as `person`."""

    regex = "|".join(FACETS)


class NameKind(Slug):
    """Whether a name is a person's or an organisation's."""

    regex = "person|organisation"


class WrittenName:
    """A name as written; without slashes and control characters, which no name has."""

    regex = r"[^/\x00-\x1f]{1,120}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class ImageId:
    """An image: the SHA-256 of its file, for a page of a PDF with `-p` and the page's number."""

    regex = "[0-9a-f]{64}(?:-p[1-9][0-9]{0,5})?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class RepresentationSuffix:
    """The suffix that replaces the last slash to request a page as data: `.json`, `.feed.json`."""

    regex = "|".join(re.escape(suffix) for suffix in REPRESENTATIONS)

    def to_python(self, value: str) -> Representation:
        return REPRESENTATIONS[value]

    def to_url(self, value: Representation) -> str:
        return value.suffix
