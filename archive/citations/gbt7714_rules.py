"""What both editions of GB/T 7714 share: names, the type of document, the newspaper, dates."""

from .csl import INFERRED

# more than this many authors end in 等 (GB/T 7714-2015, 8.1.2)
MOST_AUTHORS = 3


def authors(facts: dict, comma: str) -> str:
    """The first three as they are printed, then 等."""
    names = [name(who) for who in facts.get("author", ())]
    return comma.join(names[:MOST_AUTHORS] + ["等"] * (len(names) > MOST_AUTHORS))


def name(who: dict) -> str:
    return who.get("literal") or who["family"] + who.get("given", "")


def title(facts: dict) -> str:
    """With the marks for a newspaper and, as it is read here, for what is online."""
    return f"{facts['title']}[N/OL]"


def newspaper(facts: dict) -> str:
    """Its name, in brackets where the source does not state it (GB/T 7714-2015, 8.4.3, by analogy)."""
    title = facts["container-title"]
    return f"[{title}]" if facts.get("note", "").startswith(INFERRED) else title


def issued(facts: dict) -> str:
    """The date of publication, in brackets where it is an estimate; both ends of a range in full.

    GB/T 7714-2015, 8.4.3, and ISO 8601 for the range: 2021-07-28, [2021-06/2021-09].
    """
    if "issued" not in facts:
        return ""
    dates = "/".join(day(parts) for parts in facts["issued"]["date-parts"])
    return f"[{dates}]" if facts["issued"].get("circa") else dates


def accessed(facts: dict) -> str:
    return day(facts["accessed"]["date-parts"][0])


def day(parts: list[int]) -> str:
    """A day, month or year by ISO 8601: 2021-07-28, 2021-07, 2021."""
    return "-".join(f"{part:0{4 if n == 0 else 2}}" for n, part in enumerate(parts))
