"""Opaque article idents: seven characters, the last of which checks the six before it.

The alphabet and the check character are those of the NOID scheme for ARKs (J. Kunze, "Noid:
Nice Opaque Identifiers", NCDA): 29 "betanumeric" characters, digits and consonants without `l`,
so that no ident spells a word and none holds a pair of look-alikes. 29 is a prime larger than
the ident is long, which is why every single wrong character and every swap of two neighbours
changes the check character.
"""

import hashlib
import random
import secrets
from collections.abc import Container

ALPHABET = "0123456789bcdfghjkmnpqrstvwxz"
LENGTH = 7
"""Characters in an ident, the check character included: 29**6, some 595 million idents."""

_ORDINAL = {character: n for n, character in enumerate(ALPHABET)}
_LOOK_ALIKES = str.maketrans("oil", "011")


def mint(taken: Container[str], rng: random.Random | None = None) -> str:
    """Return a new ident that is not in `taken`.

    `rng` is for tests; without it the ident comes from the system's random source. The ident
    has a letter and does not begin with 0, so that neither YAML (`1234567`, `0x12345`) nor a
    spreadsheet ever reads it as a number.
    """
    rng = rng or secrets.SystemRandom()
    while True:
        body = "".join(rng.choice(ALPHABET) for _ in range(LENGTH - 1))
        ident = body + _check_character(body)
        if not _looks_like_a_number(ident) and ident not in taken:
            return ident


def derived(seed: str, taken: Container[str]) -> str:
    """Return the first ident not in `taken` of those that `seed` leads to, always the same ones."""
    return mint(taken, random.Random(hashlib.sha256(seed.encode()).digest()))


def number(ident: str) -> int:
    """Return a well-formed ident's own number, below 29**6: its characters without the check."""
    found = 0
    for character in ident[:-1]:
        found = found * len(ALPHABET) + _ORDINAL[character]
    return found


def of_number(number: int) -> str:
    """Return the ident whose own number this is; "" where it is none that `mint` would give out.

    ValueError for a number that is not below 29**6.
    """
    if not 0 <= number < len(ALPHABET) ** (LENGTH - 1):
        raise ValueError(f"{number} 不是文章编号的序数")
    body = ""
    for _ in range(LENGTH - 1):
        number, last = divmod(number, len(ALPHABET))
        body = ALPHABET[last] + body
    ident = body + _check_character(body)
    return "" if _looks_like_a_number(ident) else ident


def _looks_like_a_number(ident: str) -> bool:
    return ident[0] == "0" or ident.isdigit()


def well_formed(ident: str) -> bool:
    """Whether `ident` has the shape of an ident; its check character may still be wrong."""
    return len(ident) == LENGTH and all(character in _ORDINAL for character in ident)


def check(ident: str) -> bool:
    """Whether `ident` is well formed and its last character checks the others."""
    return well_formed(ident) and ident[-1] == _check_character(ident[:-1])


def near(ident: str) -> set[str]:
    """Return the right idents that `ident` may have been typed for.

    Upper case and the look-alikes `o` for 0, `l` and `i` for 1 are mended first, with blanks
    around taken off; then at most one wrong character or one swap of two neighbours is undone.
    What is right once mended has only itself near it. Empty for a typing of another length.
    """
    typed = ident.strip().casefold().translate(_LOOK_ALIKES)
    if len(typed) != LENGTH:
        return set()
    if check(typed):
        return {typed}
    tries = {
        typed[:n] + character + typed[n + 1 :] for n in range(LENGTH) for character in ALPHABET
    }
    tries |= {typed[:n] + typed[n + 1] + typed[n] + typed[n + 2 :] for n in range(LENGTH - 1)}
    return {tried for tried in tries if check(tried)}


def _check_character(body: str) -> str:
    """NCDA: the sum of position times ordinal, positions from 1, modulo the alphabet's size."""
    total = sum(n * _ORDINAL.get(character, 0) for n, character in enumerate(body, start=1))
    return ALPHABET[total % len(ALPHABET)]
