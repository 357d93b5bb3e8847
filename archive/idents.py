"""Opaque article idents: seven characters, the last of which is a check character.

The alphabet and the check character are those of the NOID scheme for ARKs (J. Kunze, "Noid:
Nice Opaque Identifiers", NCDA): 29 "betanumeric" characters, digits and consonants without `l`,
so that no ident spells a word or has look-alikes. As 29 is a prime larger than the length of an
ident, every single wrong character and every swap of two neighbours is detected.
"""

import hashlib
import random
import secrets
from collections.abc import Container

ALPHABET = "0123456789bcdfghjkmnpqrstvwxz"
LENGTH = 7
"""Characters in an ident, including the check character: 29**6, some 595 million idents."""

_ORDINAL = {character: n for n, character in enumerate(ALPHABET)}
_LOOK_ALIKES = str.maketrans("oil", "011")


def mint(taken: Container[str], rng: random.Random | None = None) -> str:
    """Return a new ident that is not in `taken`.

    `rng` is for tests; by default the system's random source is used. The ident has a letter and
    does not begin with 0, so that neither YAML (`1234567`, `0x12345`) nor a spreadsheet reads it
    as a number.
    """
    rng = rng or secrets.SystemRandom()
    while True:
        body = "".join(rng.choice(ALPHABET) for _ in range(LENGTH - 1))
        ident = body + _check_character(body)
        if not _looks_like_a_number(ident) and ident not in taken:
            return ident


def derived(seed: str, taken: Container[str]) -> str:
    """Return the first ident not in `taken` of the sequence that `seed` determines."""
    return mint(taken, random.Random(hashlib.sha256(seed.encode()).digest()))


def number(ident: str) -> int:
    """Return the number, below 29**6, that a well-formed ident encodes before its check."""
    number = 0
    for character in ident[:-1]:
        number = number * len(ALPHABET) + _ORDINAL[character]
    return number


def of_number(number: int) -> str:
    """Return the ident that encodes this number; "" if `mint` would never return it.

    ValueError for a number outside 0 to 29**6 - 1.
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
    """Return whether `ident` has the form of an ident; its check character may be wrong."""
    return len(ident) == LENGTH and all(character in _ORDINAL for character in ident)


def check(ident: str) -> bool:
    """Return whether `ident` is well formed and its check character is right."""
    return well_formed(ident) and ident[-1] == _check_character(ident[:-1])


def likely_idents(ident: str) -> set[str]:
    """Return the valid idents that `ident` may be a misspelling of.

    Surrounding blanks, upper case and the look-alikes `o` for 0, `l` and `i` for 1 are corrected
    first, and a valid result is the only one returned; else those that differ by one character
    or a swap of two neighbours. Empty if the length differs.
    """
    typed = ident.strip().casefold().translate(_LOOK_ALIKES)
    if len(typed) != LENGTH:
        return set()
    if check(typed):
        return {typed}
    candidates = {
        typed[:n] + character + typed[n + 1 :] for n in range(LENGTH) for character in ALPHABET
    }
    candidates |= {typed[:n] + typed[n + 1] + typed[n] + typed[n + 2 :] for n in range(LENGTH - 1)}
    return {candidate for candidate in candidates if check(candidate)}


def _check_character(body: str) -> str:
    """Return the NCDA check character.

    The sum of position (from 1) times ordinal, modulo the size of the alphabet.
    """
    total = sum(n * _ORDINAL.get(character, 0) for n, character in enumerate(body, start=1))
    return ALPHABET[total % len(ALPHABET)]
