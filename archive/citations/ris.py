"""Citations as RIS records of type NEWS, with the tags as EndNote and Zotero read them.

Names are not split, as in Chinese programs. `DA` has the certain parts of the date in its first
three places (year/month/day/). The fourth has the whole of an approximate date, but most programs
drop it, so a note gives both ends of a range. Newspapers have no tag for contributors: a note names
them.
"""

from . import gbt7714
from .csl import CslItem


def write(facts: CslItem) -> str:
    tags = [
        ("TY", "NEWS"),
        ("ID", facts["id"]),
        *(("AU", gbt7714.name(person)) for person in facts.get("author", ())),
        ("TI", facts["title"]),
        ("TT", facts.get("custom", {}).get("en", {}).get("title")),
        ("T2", facts["container-title"]),
        *_issued(facts),
        ("IS", facts.get("issue")),
        ("SP", facts.get("page")),
        ("SE", facts.get("section")),
        ("CY", facts.get("publisher-place")),
        ("LA", facts["language"]),
        ("UR", facts["URL"]),
        ("Y2", gbt7714.accessed(facts).replace("-", "/") + "/"),
        ("DP", facts["source"]),
        *(("KW", word) for word in facts.get("keyword", "").split(",")),
        ("AB", facts.get("abstract")),
        *(("N1", note) for note in _notes(facts)),
        ("ER", ""),
    ]
    # the last line has no value; other tags must have one
    lines = ((tag, value) for tag, value in tags if value or tag == "ER")
    return "".join(f"{tag}  - {''.join((value or '').splitlines())}\r\n" for tag, value in lines)


def _issued(facts: CslItem) -> list[tuple[str, str]]:
    if "issued" not in facts:
        return []
    ends = facts["issued"]["date-parts"]
    certain = ends[0]
    if len(ends) > 1:
        shared = next(n for n, (a, b) in enumerate(zip(*ends, strict=True)) if a != b)
        certain = ends[0][:shared]
    places = [f"{part:02}" for part in certain] + [""] * (3 - len(certain))
    # "/" separates the places of DA
    is_approximate = facts["issued"].get("circa")
    remark = gbt7714.issued(facts).replace("/", "—") if is_approximate else ""
    return [("PY", place) for place in places[:1] if place] + [("DA", "/".join([*places, remark]))]


def _notes(facts: CslItem) -> list[str]:
    contributors = "、".join(gbt7714.name(person) for person in facts.get("contributor", ()))
    pictures = f"图片：{contributors}" if contributors else ""
    notes = (_range(facts), pictures, facts.get("note"), facts.get("annote"))
    return [note for note in notes if note]


def _range(facts: CslItem) -> str:
    ends = facts["issued"]["date-parts"] if "issued" in facts else []
    return f"见报日期在 {' 至 '.join(map(gbt7714.day, ends))} 之间" if len(ends) > 1 else ""
