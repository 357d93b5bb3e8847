"""Bibliography entries by the Chicago Manual of Style (18th edition, notes and bibliography).

Romanised names and titles are followed by the characters, and the title by the editor's translation
in brackets (11.89, 11.90).
"""

from . import english_rules, gbt7714
from .csl import CslItem

# with more than six authors, the first three are named
MAX_AUTHORS, FIRST_AUTHORS = 6, 3


def write(facts: CslItem) -> str:
    original, facts = facts, english_rules.in_latin(facts)
    newspaper = gbt7714.newspaper(
        {**facts, "container-title": _both(facts["container-title"], original["container-title"])}
    )
    if "publisher-place" in facts:
        newspaper += f" ({facts['publisher-place']})"
    issued, section = _issued(facts), facts.get("section", "")
    translation = english_rules.translation(original)
    title = english_rules.quoted(
        facts["title"],
        original["title"] if facts["title"] != original["title"] else "",
        f"[{translation}]" if translation else "",
    )
    if "author" in facts:
        head = (english_rules.ended(_authors(facts, original)), title, section and f"{section}.")
        source = f"{newspaper}, {issued}"
    else:
        # the newspaper takes the author's place
        head = (f"{newspaper}.", title, section and f"{section}.")
        source = issued
    parts = (*head, english_rules.ended(source), _accessed(facts), f"{facts['URL']}.")
    return " ".join(filter(None, parts))


def _both(latin: str, original: str) -> str:
    return latin if latin == original else f"{latin} {original}"


def _authors(facts: CslItem, original: CslItem) -> str:
    people = [
        _both(latin, characters)
        for latin, characters in zip(
            english_rules.names(facts["author"]),
            english_rules.names(original["author"]),
            strict=True,
        )
    ]
    if len(people) > MAX_AUTHORS:
        return f"{', '.join(people[:FIRST_AUTHORS])}, et al."
    return english_rules.listed(people)


def _issued(facts: CslItem) -> str:
    if "issued" not in facts:
        return "n.d."
    date = english_rules.american(facts["issued"]["date-parts"])
    return f"[{date}?]" if facts["issued"].get("circa") else date


def _accessed(facts: CslItem) -> str:
    """Return the date of access; only undated works are cited with it."""
    if "issued" in facts:
        return ""
    return f"Accessed {english_rules.american(facts['accessed']['date-parts'])}."
