"""Generate identifiers for imported entries: article idents, person slugs, page keys."""

import hashlib
import re
from collections.abc import Callable, Collection, Iterable
from functools import cached_property

from archive import idents
from archive.catalogue.entries import PersonEntry
from archive.command_messages import listed, message
from archive.text import names

_NOTE = "成批导入，根据署名；同名者未区分。"


class Idents:
    """Generator of idents that are reproducible for the same sources in the same order.

    An ident is the SHA-256 of the source's key as a number below 29**6. If it is `taken` (in the
    ledger or the catalogue) or already generated, the next one, of key and count, is used. A
    `vanished` ident, which is in the ledger but has no article, is reused: its article was removed
    to be imported again.
    """

    def __init__(self, taken: Collection[str], vanished: Collection[str] = ()):
        self._taken, self._vanished = taken, vanished
        self._given: set[str] = set()

    def of(self, key: str) -> str:
        count = 0
        while True:
            digest = hashlib.sha256(f"{key}\0{count}".encode("utf-8", "surrogatepass")).digest()
            number = int.from_bytes(digest[:16], "big")
            ident = idents.of_number(number % len(idents.ALPHABET) ** (idents.LENGTH - 1))
            free = ident not in self._taken or ident in self._vanished
            if ident and free and ident not in self._given:
                self._given.add(ident)
                return ident
            count += 1

    def mark_used(self, ident: str) -> None:
        """Mark an ident of an earlier run as generated."""
        self._given.add(ident)


class People:
    """People by name; a new name gets a new person, listed in `new`.

    If several people share a name, the one who has already signed in this newspaper is chosen and
    noted in `choices`, once per name. `signed` returns the slugs of some people who have.
    """

    def __init__(
        self,
        catalogued: Iterable[PersonEntry],
        taken: Collection[str],
        signed: Callable[[Collection[str]], Collection[str]] = lambda _slugs: (),
    ):
        self._by_name: dict[str, list[str]] = {}
        self._slugs: set[str] = set()
        self._taken, self._signed = taken, signed
        self._chosen: dict[str, str] = {}
        self.new: list[PersonEntry] = []
        self.choices: list[str] = []
        for person in catalogued:
            self._by_name.setdefault(person.name, []).append(person.slug)
            self._slugs.add(person.slug)

    def named(self, name: str) -> list[str]:
        """Return the slugs of everybody with this name."""
        return self._by_name.get(name, [])

    def slug(self, name: str) -> str:
        """Return the slug of the person with this name; "" if several have it and none can be
        chosen.
        """
        slugs = self.named(name)
        if len(slugs) > 1:
            return self._choose(name, slugs)
        if not slugs:
            slugs.append(names.slug(name, self._slugs, self._taken))
            self._slugs.add(slugs[0])
            self._by_name[name] = slugs
            self.new.append(PersonEntry(slug=slugs[0], name=name, note=_NOTE))
        return slugs[0]

    def _choose(self, name: str, slugs: list[str]) -> str:
        if name not in self._chosen:
            signed_slugs = [slug for slug in slugs if slug in self._signed_slugs]
            self._chosen[name] = signed_slugs[0] if len(signed_slugs) == 1 else ""
            if len(signed_slugs) == 1:
                everyone, chosen_slug = listed(slugs), signed_slugs[0]
                choice = message(
                    "名为%(name)s的有 %(everyone)s，在本报署过名的只有 %(chosen)s"
                    "；署名归 %(chosen)s，请核对",
                    name=name,
                    everyone=everyone,
                    chosen=chosen_slug,
                )
                self.choices.append(choice)
        return self._chosen[name]

    @cached_property
    def _signed_slugs(self) -> frozenset[str]:
        """Return who has signed in this newspaper, of all who share a name; computed on demand."""
        shared = (slugs for slugs in self._by_name.values() if len(slugs) > 1)
        return frozenset(self._signed(frozenset(slug for slugs in shared for slug in slugs)))


def page_key(number: str, nth: int, used: Collection[str]) -> str:
    """Return the key of an issue's nth page: its number, else `x` and its position."""
    key = number.lower()
    if re.fullmatch("[a-z]?[0-9]{1,3}", key) and key not in used:
        return key
    while f"x{nth}" in used:
        nth += 1
    return f"x{nth}"
