"""Citations by the American Psychological Association (7th edition, 10.1, example 16).

Names and titles are romanised, with the editor's translation of the title in brackets (9.38).
"""

import re

from . import english_rules, gbt7714
from .csl import CslItem

# with more than this many authors, the first nineteen and the last are named (9.8)
MAX_AUTHORS, FIRST_AUTHORS = 20, 19


def write(facts: CslItem) -> str:
    translation = english_rules.translation(facts)
    facts = english_rules.in_latin(facts)
    title = f"{facts['title']} [{translation}]" if translation else facts["title"]
    title, date = english_rules.ended(title), f"({_issued(facts)})."
    authors = english_rules.ended(_authors(facts)) if "author" in facts else ""
    # without an author the title comes first
    head = (authors, date, title) if authors else (title, date)
    source = gbt7714.newspaper(facts)
    if "issue" in facts:
        source += f", ({facts['issue']})"
    if "page" in facts:
        source += f", {facts['page']}"
    return " ".join((*head, f"{source}.", _retrieved(facts) + facts["URL"]))


def _authors(facts: CslItem) -> str:
    people = [
        f"{person['family']}, {_initials(person['given'])}"
        if english_rules.is_latin(person)
        else gbt7714.name(person)
        for person in facts["author"]
    ]
    if len(people) > MAX_AUTHORS:
        return f"{', '.join(people[:FIRST_AUTHORS])}, … {people[-1]}"
    *first_authors, last = people
    if not first_authors:
        return last
    # A comma precedes “&” even for two authors (9.8); official styles omit it if the second is not
    # split into family and given name.
    comma = " " if len(first_authors) == 1 and "literal" in facts["author"][1] else ", "
    return f"{', '.join(first_authors)}{comma}& {last}"


def _initials(given_name: str) -> str:
    """Return the initial of each part of a given name: Xiaoyan is X."""
    return re.sub(r"([\w])[^\s-]*", lambda part: f"{part[1].upper()}.", given_name)


def _issued(facts: CslItem) -> str:
    if "issued" not in facts:
        return "n.d."
    ends = facts["issued"]["date-parts"]
    about = "ca. " if facts["issued"].get("circa") else ""
    if ends[0][0] == ends[-1][0]:
        return about + _year_first(ends)
    return about + "–".join(_year_first([end]) for end in ends)


def _year_first(ends: list[list[int]]) -> str:
    return ", ".join(filter(None, (str(ends[0][0]), english_rules.within_a_year(ends))))


def _retrieved(facts: CslItem) -> str:
    """Return the date of access; only undated works are cited with it."""
    if "issued" in facts:
        return ""
    return f"Retrieved {english_rules.american(facts['accessed']['date-parts'])}, from "
