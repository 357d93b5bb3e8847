"""Shared rules of English citation styles: dates, lists of names, titles in quotation marks.

Names, titles and places are in Latin letters where the item has them so. Names stay in Chinese
order, which has no comma.
"""

from . import gbt7714
from .csl import ENGLISH, PINYIN, CslItem

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip

_ENDED = tuple("？！。…?!.")
_CLOSING = "’”"


def in_latin(facts: CslItem) -> CslItem:
    """Return the item with its variables in Latin letters, as far as it has them."""
    return facts | facts.get("custom", {}).get(PINYIN, {})


def translation(facts: CslItem) -> str:
    """Return the title as an editor translated it; "" without."""
    title: str = facts.get("custom", {}).get(ENGLISH, {}).get("title", "")
    return title


def is_latin(person: CslItem) -> bool:
    """Return whether a name is divided, and in Latin letters: Chen Biao."""
    return "literal" not in person and person["family"][:1] < "\u0250"


def names(people: list[CslItem]) -> list[str]:
    return [
        f"{person['family']} {person['given']}" if is_latin(person) else gbt7714.name(person)
        for person in people
    ]


def listed(people: list[str]) -> str:
    """Join names: 甲 · 甲 and 乙 · 甲, 乙, and 丙."""
    if len(people) < 3:
        return " and ".join(people)
    return f"{', '.join(people[:-1])}, and {people[-1]}"


def month_and_day(parts: list[int]) -> str:
    """Return the date without its year: July 28, July or nothing."""
    return " ".join([MONTHS[parts[1] - 1], *map(str, parts[2:])]) if len(parts) > 1 else ""


def within_a_year(ends: list[list[int]]) -> str:
    """Return a date or range without its year: June–September, March 26–April 5, January 1–2."""
    first, last = ends[0], ends[-1]
    if first == last:
        return month_and_day(first)
    if len(first) == 3 and first[:2] == last[:2]:
        return f"{month_and_day(first)}–{last[2]}"
    return f"{month_and_day(first)}–{month_and_day(last)}"


def american(ends: list[list[int]]) -> str:
    """Return a date or range: July 28, 2021 · June–September 2021 · May 30, 2019–May 2, 2021."""
    if ends[0][0] != ends[-1][0]:
        return "–".join(american([end]) for end in ends)
    year = str(ends[0][0])
    comma = ", " if len(ends[0]) == 3 else " "
    return comma.join(filter(None, (within_a_year(ends), year)))


def ended(text: str) -> str:
    """Add a full stop inside any closing quotation mark, unless the text ends in punctuation."""
    bare = text.rstrip(_CLOSING)
    stop = "" if bare.endswith(_ENDED) else "."
    return bare + stop + text[len(bare) :]


def quoted(text: str, *after: str) -> str:
    """Quote and end a title; inner double quotation marks become single ones and vice versa.

    What stands `after` it (characters, a translation) comes before the full stop.
    """
    return ended(" ".join(filter(None, (f"“{_swap_inner_quotes(text)}”", *after))))


def _swap_inner_quotes(text: str) -> str:
    depth, characters = 0, []
    for character in text:
        if character in "“‘":
            depth += 1
            character = "‘" if depth % 2 else "“"
        elif character in _CLOSING and depth:
            character = "’" if depth % 2 else "”"
            depth -= 1
        characters.append(character)
    return "".join(characters)
