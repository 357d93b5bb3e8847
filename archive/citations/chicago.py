"""Bibliography entries by the Chicago Manual of Style (18th edition, notes and bibliography)."""

from . import english_rules, gbt7714_rules
from .csl import CslItem

# with more than six authors, the first three are named
MAX_AUTHORS, FIRST_AUTHORS = 6, 3


def write(facts: CslItem) -> str:
    newspaper = gbt7714_rules.newspaper(facts)
    if "publisher-place" in facts:
        newspaper += f" ({facts['publisher-place']})"
    issued, section = _issued(facts), facts.get("section", "")
    title = english_rules.quoted(facts["title"])
    if "author" in facts:
        head = (english_rules.ended(_authors(facts)), title, section and f"{section}.")
        source = f"{newspaper}, {issued}"
    else:
        # the newspaper takes the author's place
        head = (f"{newspaper}.", title, section and f"{section}.")
        source = issued
    parts = (*head, english_rules.ended(source), _accessed(facts), f"{facts['URL']}.")
    return " ".join(filter(None, parts))


def _authors(facts: CslItem) -> str:
    people = english_rules.names(facts["author"])
    if len(people) > MAX_AUTHORS:
        return f"{', '.join(people[:FIRST_AUTHORS])}, et al."
    return english_rules.listed(people)


def _issued(facts: CslItem) -> str:
    if "issued" not in facts:
        return "n.d."
    shown = english_rules.american(facts["issued"]["date-parts"])
    return f"[{shown}?]" if facts["issued"].get("circa") else shown


def _accessed(facts: CslItem) -> str:
    """Return the date of access; only undated works are cited with it."""
    if "issued" in facts:
        return ""
    return f"Accessed {english_rules.american(facts['accessed']['date-parts'])}."
