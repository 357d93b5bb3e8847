"""GB/T 7714: citations by both editions, and the rules that other styles borrow from it.

The editions differ in punctuation and in the date of access.
"""

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


def write_2015(facts: CslItem) -> str:
    """作者. 题名[N/OL]. 报纸名, 日期(版次)[引用日期]. 地址. (GB/T 7714-2015, 4.4 and 8.4.3)."""
    source = ", ".join(filter(None, (newspaper(facts), issued(facts))))
    page = f"({facts['page']})" if "page" in facts else ""
    parts = (
        authors(facts, ", "),
        title(facts),
        f"{source}{page}[{accessed(facts)}]",
        facts["URL"],
    )
    return ". ".join(filter(None, parts)) + "."


def write_2025(facts: CslItem) -> str:
    """作者. 题名[N/OL]. 报纸名，日期（版次）. 地址. (GB/T 7714-2025, 8.5)."""
    # the year of access replaces a missing date of publication
    date = issued(facts) or f"[{facts['accessed']['date-parts'][0][0]}]"
    page = f"（{facts['page']}）" if "page" in facts else ""
    parts = (
        authors(facts, "，"),
        title(facts),
        f"{newspaper(facts)}，{date}{page}",
        facts["URL"],
    )
    return ". ".join(filter(None, parts)) + "."
