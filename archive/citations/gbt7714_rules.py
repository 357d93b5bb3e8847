"""Shared rules of both editions of GB/T 7714: names, document type, newspaper, dates."""

from .csl import INFERRED, CslItem

# with more authors than this, the first three are followed by 等 (GB/T 7714-2015, 8.1.2)
MAX_AUTHORS = 3


def authors(facts: CslItem, comma: str) -> str:
    """Return the first three as printed, then 等."""
    names = [name(person) for person in facts.get("author", ())]
    return comma.join(names[:MAX_AUTHORS] + ["等"] * (len(names) > MAX_AUTHORS))


def name(person: CslItem) -> str:
    return str(person.get("literal") or person["family"] + person.get("given", ""))


def title(facts: CslItem) -> str:
    """Return the title with the marks for a newspaper and for an online source."""
    return f"{facts['title']}[N/OL]"


def newspaper(facts: CslItem) -> str:
    """Return the name, in brackets if the source does not state it (2015, 8.4.3, by analogy)."""
    title: str = facts["container-title"]
    return f"[{title}]" if facts.get("note", "").startswith(INFERRED) else title


def issued(facts: CslItem) -> str:
    """Return the date of publication, in brackets if estimated; both ends of a range in full.

    GB/T 7714-2015, 8.4.3, and ISO 8601 for ranges: 2021-07-28, [2021-06/2021-09].
    """
    if "issued" not in facts:
        return ""
    dates = "/".join(day(parts) for parts in facts["issued"]["date-parts"])
    return f"[{dates}]" if facts["issued"].get("circa") else dates


def accessed(facts: CslItem) -> str:
    return day(facts["accessed"]["date-parts"][0])


def day(parts: list[int]) -> str:
    """Return a day, month or year in ISO 8601: 2021-07-28, 2021-07, 2021."""
    return "-".join(f"{part:0{4 if n == 0 else 2}}" for n, part in enumerate(parts))
