"""A citation as a record of RIS, type NEWS, the tags used as EndNote and Zotero read them.

Names are not divided, as Chinese programs write them. `DA` has what is certain of the date in its
places (year/month/day/); for an approximate one the fourth place tells all of it, which most programs
drop, so of a range a note names both ends. There is no tag for contributors to a newspaper: a note
names them.
"""

from . import gbt7714_rules


def write(facts: dict) -> str:
    tags = [
        ("TY", "NEWS"),
        ("ID", facts["id"]),
        *(("AU", gbt7714_rules.name(who)) for who in facts.get("author", ())),
        ("TI", facts["title"]),
        ("T2", facts["container-title"]),
        *_issued(facts),
        ("IS", facts.get("issue")),
        ("SP", facts.get("page")),
        ("SE", facts.get("section")),
        ("CY", facts.get("publisher-place")),
        ("LA", facts["language"]),
        ("UR", facts["URL"]),
        ("Y2", gbt7714_rules.accessed(facts).replace("-", "/") + "/"),
        ("DP", facts["source"]),
        *(("KW", word) for word in facts.get("keyword", "").split(",")),
        ("AB", facts.get("abstract")),
        *(("N1", note) for note in _notes(facts)),
        ("ER", ""),
    ]
    # a record's last line has nothing behind its tag; no other tag may stand empty
    kept = ((tag, value) for tag, value in tags if value or tag == "ER")
    return "".join(f"{tag}  - {''.join((value or '').splitlines())}\r\n" for tag, value in kept)


def _issued(facts: dict) -> list[tuple[str, str]]:
    if "issued" not in facts:
        return []
    ends = facts["issued"]["date-parts"]
    sure = ends[0]
    if len(ends) > 1:
        same = next(n for n, (a, b) in enumerate(zip(*ends, strict=True)) if a != b)
        sure = ends[0][:same]
    places = [f"{part:02}" for part in sure] + [""] * (3 - len(sure))
    # the slash is taken
    told = gbt7714_rules.issued(facts).replace("/", "—") if facts["issued"].get("circa") else ""
    return [("PY", place) for place in places[:1] if place] + [("DA", "/".join([*places, told]))]


def _notes(facts: dict) -> list[str]:
    helped = "、".join(gbt7714_rules.name(who) for who in facts.get("contributor", ()))
    pictures = f"图片：{helped}" if helped else ""
    return list(filter(None, (_range(facts), pictures, facts.get("note"), facts.get("annote"))))


def _range(facts: dict) -> str:
    ends = facts["issued"]["date-parts"] if "issued" in facts else []
    return f"见报日期在 {' 至 '.join(map(gbt7714_rules.day, ends))} 之间" if len(ends) > 1 else ""
