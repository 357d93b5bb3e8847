"""Citations by the Modern Language Association (9th edition, chapter 5).

Names and titles are romanised, with the editor's translation of the title in brackets (5.30).
"""

from . import english_rules, gbt7714
from .csl import CslItem

# May, June and July are not abbreviated (MLA 9, appendix 1)
_MONTHS = (
    "Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.",
)  # fmt: skip


def write(facts: CslItem) -> str:
    translation = english_rules.translation(facts)
    facts = english_rules.in_latin(facts)
    place = f" [{facts['publisher-place']}]" if "publisher-place" in facts else ""
    container = (
        gbt7714.newspaper(facts) + place,
        f"with {_people(facts['contributor'], comma='')}" if "contributor" in facts else "",
        f"no. {facts['issue']}" if "issue" in facts else "",
        _issued(facts),
        f"p. {facts['page']}" if "page" in facts else "",
    )
    parts = (
        _people(facts["author"]) if "author" in facts else "",
        ", ".join(filter(None, container)),
        facts.get("section", ""),
        f"{facts['source']}, {facts['URL']}",
        # only undated works are cited with the date of access
        "" if "issued" in facts else f"Accessed {_day(facts['accessed']['date-parts'][0])}",
    )
    author, *following = (english_rules.ended(part) if part else "" for part in parts)
    title = english_rules.quoted(facts["title"], f"[“{translation}”]" if translation else "")
    return " ".join(filter(None, (author, title, *following)))


def _people(people: list[CslItem], comma: str = ",") -> str:
    names = english_rules.names(people)
    return " and ".join(names) if len(names) < 3 else f"{names[0]}{comma} et al."


def _issued(facts: CslItem) -> str:
    if "issued" not in facts:
        return ""
    ends = [_day(end).split() for end in facts["issued"]["date-parts"]]
    first, last = ends[0], ends[-1]
    if first == last:
        date = " ".join(first)
    else:
        # name the year, or month and year, that both ends share only once
        while first[-1] == last[len(first) - 1]:
            first = first[:-1]
        date = f"{' '.join(first)}–{' '.join(last)}"
    return f"Circa {date}" if facts["issued"].get("circa") else date


def _day(parts: list[int]) -> str:
    """Return a date: 28 July 2021 · June 2021 · 2021."""
    year, *month_and_day = parts
    return " ".join(
        [
            *map(str, month_and_day[1:]),
            *(_MONTHS[month - 1] for month in month_and_day[:1]),
            str(year),
        ]
    )
