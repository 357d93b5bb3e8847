"""An entry of a bibliography by the Chicago Manual of Style (18th edition, notes and bibliography)."""

from . import chinese, english

# of more than six authors the first three are named
MOST_AUTHORS, FIRST_AUTHORS = 6, 3


def write(facts: dict) -> str:
    paper = chinese.newspaper(facts)
    if "publisher-place" in facts:
        paper += f" ({facts['publisher-place']})"
    issued, section = _issued(facts), facts.get("section", "")
    title = english.quoted(facts["title"])
    if "author" in facts:
        head = (english.ended(_authors(facts)), title, section and f"{section}.")
        source = f"{paper}, {issued}"
    else:
        # the newspaper stands in the author's place
        head = (f"{paper}.", title, section and f"{section}.")
        source = issued
    parts = (*head, english.ended(source), _accessed(facts), f"{facts['URL']}.")
    return " ".join(filter(None, parts))


def _authors(facts: dict) -> str:
    people = english.names(facts["author"])
    if len(people) > MOST_AUTHORS:
        return f"{', '.join(people[:FIRST_AUTHORS])}, et al."
    return english.listed(people)


def _issued(facts: dict) -> str:
    if "issued" not in facts:
        return "n.d."
    shown = english.american(facts["issued"]["date-parts"])
    return f"[{shown}?]" if facts["issued"].get("circa") else shown


def _accessed(facts: dict) -> str:
    """Only what has no date of its own is cited with the day of access."""
    if "issued" in facts:
        return ""
    return f"Accessed {english.american(facts['accessed']['date-parts'])}."
