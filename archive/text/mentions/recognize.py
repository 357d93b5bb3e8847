"""Recognise the people, organisations and places that a text names."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from archive.text.fold import simplified
from archive.text.gazetteer import Gazetteer

from .organisations import organisations
from .people import people
from .places import NamedPlaces

# titles of books, films and newspapers, in which names are not mentions
_BOOK = re.compile("《[^《》]{1,40}》")


class Recognised(NamedTuple):
    """Something named in a text: a person, organisation or place, the latter by its code."""

    kind: str
    name: str
    # how often it is named, and how
    times: int
    forms: frozenset[str] = frozenset()


class NameRecognizer:
    """Recognises names by `gazetteer`, names of `authors`, and `known` organisations, whose names
    have the name of their record.
    """

    def __init__(
        self, gazetteer: Gazetteer, authors: Collection[str] = (), known: Mapping[str, str] = {}
    ):
        self._gazetteer, self._authors, self._known = gazetteer, authors, known

    def recognize(self, text: str, signers: Collection[str] = ()) -> list[Recognised]:
        """Return the names in `text`, simplified or traditional, as printed."""
        plain = simplified(text)
        places = NamedPlaces(self._gazetteer, text, plain)
        names, spans = organisations(plain, self._gazetteer, self._known)
        taken = [*spans, *(match.span() for match in _BOOK.finditer(plain))]
        signing = {simplified(name) for name in signers}
        persons = people(plain, taken, places.spans, places.short_spans, self._authors, signing)
        codes = places.counts(spans, {*persons, *signing})
        printed = _printed(text, plain)
        return [
            *(
                Recognised("person", printed(name), count, frozenset({name}))
                for name, count in persons.items()
            ),
            *(
                Recognised("organisation", printed(item.name), item.times, item.forms)
                for item in names
            ),
            *(
                Recognised("place", code, count, frozenset({self._gazetteer.places[code].name}))
                for code, count in codes.items()
            ),
        ]


def _printed(text: str, plain: str) -> Callable[[str], str]:
    """Return how a name is printed, given in simplified characters."""

    def printed(name: str) -> str:
        at = plain.find(name)
        return text[at : at + len(name)] if at >= 0 else name

    return printed
