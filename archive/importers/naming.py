"""Names things that enter the catalogue: idents derived from their source, slugs of people, keys of pages."""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable

from archive import idents
from archive.catalogue.records import PersonRecord
from archive.text import pinyin

_NOTE = "成批读入，据署名；同名者未分。"


class Idents:
    """Gives out idents: the same for the same source and place, as long as the order is the same.

    An ident is the SHA-256 of the source's key as a number below 29**6; one that is `taken` (in the
    ledger or the catalogue) or was given out is passed over for the next, of key and count.
    """

    def __init__(self, taken: Collection[str]):
        self._taken, self._given = taken, set()

    def of(self, key: str) -> str:
        count = 0
        while True:
            digest = hashlib.sha256(f"{key}\0{count}".encode("utf-8", "surrogatepass")).digest()
            number = int.from_bytes(digest[:16], "big")
            ident = idents.of_number(number % len(idents.ALPHABET) ** (idents.LENGTH - 1))
            if ident and ident not in self._taken and ident not in self._given:
                self._given.add(ident)
                return ident
            count += 1

    def keep(self, ident: str) -> None:
        """Counts an ident of an earlier run as given out."""
        self._given.add(ident)


class People:
    """Who signs, by name; a name that nobody has gets a person of its own, in `new`."""

    def __init__(self, known: Iterable[PersonRecord], taken: Collection[str]):
        self._by_name: dict[str, list[str]] = {}
        self._slugs = set()
        self._taken = taken
        self.new: list[PersonRecord] = []
        for person in known:
            self._by_name.setdefault(person.name, []).append(person.slug)
            self._slugs.add(person.slug)

    def slug(self, name: str) -> str:
        """The key of the one person of this name; "" where there are several."""
        known = self._by_name.get(name, [])
        if len(known) > 1:
            return ""
        if not known:
            known.append(self._mint(name))
            self._by_name[name] = known
            self.new.append(PersonRecord(slug=known[0], name=name, note=_NOTE))
        return known[0]

    def _mint(self, name: str) -> str:
        """`wang-xiaoming`: family name, given name; a number behind where another has it already."""
        spelled = pinyin.syllables(name)
        plain = [_ascii(one) for one in (spelled[0], "".join(spelled[1:]))]
        base = "-".join(filter(None, plain))[:40].strip("-") or "zuozhe"
        slug, count = base, 2
        while slug in self._slugs or slug in self._taken:
            slug, count = f"{base}-{count}", count + 1
        self._slugs.add(slug)
        return slug


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "", plain)


def page_key(number: str, nth: int, used: Collection[str]) -> str:
    """The key of an issue's nth page: its number, or `x` and its place where that is not known."""
    key = number.lower()
    if re.fullmatch("[a-z]?[0-9]{1,3}", key) and key not in used:
        return key
    while f"x{nth}" in used:
        nth += 1
    return f"x{nth}"
