"""Path converters: what each variable part of an address looks like, read and written."""

import re

from archive.formats.representations import FORMS, Representation
from archive.search import FACETS


class Ident:
    """An article's ident; capitals are read, the view redirects them to lower case."""

    regex = "[0-9A-Za-z]{7}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value.lower()


class Slug:
    """A newspaper's, topic's or person's part of the address, or an issue's key: `2021-07-28`."""

    regex = "[a-z0-9-]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class PageKey(Slug):
    """The printed page number, with the letter of its section if it has one: `3`, `a12`."""

    regex = r"[a-z]?[0-9]{1,3}"


class DivisionCode(Slug):
    """A code of GB/T 2260: six digits."""

    # \d would also take the digits of other scripts
    regex = "[0-9]{6}"


class FacetName(Slug):
    """What articles can be filtered and counted by: `person`."""

    regex = "|".join(FACETS)


class FormSuffix:
    """What stands for the last slash where a page is asked for as data: `.json`, `.feed.json`."""

    regex = "|".join(re.escape(suffix) for suffix in FORMS)

    def to_python(self, value: str) -> Representation:
        return FORMS[value]

    def to_url(self, value: Representation) -> str:
        return value.suffix
