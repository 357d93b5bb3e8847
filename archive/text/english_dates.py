"""Dates that may be uncertain, in English: June–September 2021, c. 1998, spring 2020."""

from datetime import date
from functools import lru_cache

from edtf import Consecutives, EDTFObject, Interval, MultipleDates, OneOfASet, Season

from .dates import read_edtf, unqualified

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_SEASONS = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}
_SEASONS |= {code + 4: season for code, season in _SEASONS.items()}
_SEASONS |= {33: "first quarter of", 34: "second quarter of", 35: "third quarter of"}
_SEASONS |= {36: "fourth quarter of", 40: "first half of", 41: "second half of"}


@lru_cache(maxsize=4096)
def in_english(edtf: str) -> str:
    """Return `edtf` as English readers write it, with its uncertainty. ValueError as from
    `dates.bounds`.

    c. precedes approximate dates and one-of-a-range dates; (uncertain) follows uncertain ones.
    """
    parsed, _ = read_edtf(edtf)
    about = any(mark in edtf for mark in "~%") or (
        isinstance(parsed, OneOfASet)
        and any(isinstance(part, Consecutives) for part in parsed.objects)
    )
    doubted = any(mark in edtf for mark in "?%")
    return ("c. " if about else "") + _words(parsed) + (" (uncertain)" if doubted else "")


def range_without_about(edtf: str) -> str:
    """Return `in_english`, omitting c. from a range: for dates displayed beside “inferred”."""
    text = in_english(edtf)
    return text.removeprefix("c. ") if edtf.startswith("[") else text


def century(number: int) -> str:
    """Return 21 as “21st century”."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10)
    return f"{number}{ending or 'th'} century"


def _words(parsed: EDTFObject) -> str:
    parsed = unqualified(parsed)
    if isinstance(parsed, OneOfASet):
        return " or ".join(_words(part) for part in parsed.objects)
    if isinstance(parsed, MultipleDates):
        return ", ".join(_words(part) for part in parsed.objects)
    if isinstance(parsed, Interval):
        return _joined(_words(parsed.lower), _words(parsed.upper))
    first, last = date(*parsed.lower_strict()[:3]), date(*parsed.upper_strict()[:3])
    if isinstance(parsed, Season) and int(parsed.season) in _SEASONS:
        return f"{_SEASONS[int(parsed.season)]} {first.year}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        years = last.year - first.year + 1
        if years == 1:
            return str(first.year)
        if years == 10 and first.year % 10 == 0:
            return f"{first.year}s"
        if years == 100 and first.year % 100 == 0:
            return century(first.year // 100 + 1)
    if first == last:
        return _day(first)
    if (first.year, first.month) == (last.year, last.month):
        return _month(first)
    return _joined(_day(first), _day(last))


def _joined(first: str, last: str) -> str:
    """Return both ends with a dash, shared units once: 3–5 June 2021, 26 March – 5 April 2024."""
    if first == last:
        return first
    start, end = first.split(), last.split()
    if len(start) != len(end):
        return f"{first} – {last}"
    while len(start) > 1 and start[-1] == end[len(start) - 1]:
        start.pop()
    dash = "–" if len(start) == 1 else " – "
    return " ".join(start) + dash + last


def _month(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


def _day(day: date) -> str:
    return f"{day.day} {_month(day)}"
