"""Names things that enter the catalogue: idents derived from their source, slugs of people, keys of pages."""

import hashlib
import re
from collections.abc import Callable, Collection, Iterable
from functools import cached_property

from archive import idents
from archive.catalogue.entries import PersonEntry
from archive.text import names

_NOTE = "成批读入，据署名；同名者未分。"


class Idents:
    """Gives out idents: the same for the same source and place, as long as the order is the same.

    An ident is the SHA-256 of the source's key as a number below 29**6; one that is `taken` (in the
    ledger or the catalogue) or was given out is passed over for the next, of key and count. One that
    is `vanished`, in the ledger and of no article any more, is that of the same source, which was
    taken out to be imported again.
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

    def keep(self, ident: str) -> None:
        """Counts an ident of an earlier run as given out."""
        self._given.add(ident)


class People:
    """Who signs, by name; a name that nobody has gets a person of its own, in `new`.

    Of several people of a name it is the one who has signed in this newspaper before, of which
    `choices` tells, once for each name. `signed` says which of some people have.
    """

    def __init__(
        self,
        known: Iterable[PersonEntry],
        taken: Collection[str],
        signed: Callable[[Collection[str]], Collection[str]] = lambda _slugs: (),
    ):
        self._by_name: dict[str, list[str]] = {}
        self._slugs: set[str] = set()
        self._taken, self._signed = taken, signed
        self._chosen: dict[str, str] = {}
        self.new: list[PersonEntry] = []
        self.choices: list[str] = []
        for person in known:
            self._by_name.setdefault(person.name, []).append(person.slug)
            self._slugs.add(person.slug)

    def named(self, name: str) -> list[str]:
        """The keys of all who are called so."""
        return self._by_name.get(name, [])

    def slug(self, name: str) -> str:
        """The key of the person of this name; "" where there are several and nothing tells which."""
        known = self.named(name)
        if len(known) > 1:
            return self._one_of(name, known)
        if not known:
            known.append(names.slug(name, self._slugs, self._taken))
            self._slugs.add(known[0])
            self._by_name[name] = known
            self.new.append(PersonEntry(slug=known[0], name=name, note=_NOTE))
        return known[0]

    def _one_of(self, name: str, known: list[str]) -> str:
        if name not in self._chosen:
            here = [slug for slug in known if slug in self._here]
            self._chosen[name] = here[0] if len(here) == 1 else ""
            if len(here) == 1:
                told = f"叫{name}的有 {'、'.join(known)}，在本报署过名的只有 {here[0]}；署名归 {here[0]}，请核对"
                self.choices.append(told)
        return self._chosen[name]

    @cached_property
    def _here(self) -> frozenset[str]:
        """Those who have signed in this newspaper, of all who share a name; asked only when needed."""
        shared = (slugs for slugs in self._by_name.values() if len(slugs) > 1)
        return frozenset(self._signed(frozenset(slug for slugs in shared for slug in slugs)))


def page_key(number: str, nth: int, used: Collection[str]) -> str:
    """The key of an issue's nth page: its number, or `x` and its place where that is not known."""
    key = number.lower()
    if re.fullmatch("[a-z]?[0-9]{1,3}", key) and key not in used:
        return key
    while f"x{nth}" in used:
        nth += 1
    return f"x{nth}"
