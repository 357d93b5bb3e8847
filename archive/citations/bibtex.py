"""A citation as an entry of BibTeX, in UTF-8, that BibLaTeX reads as well.

Names are not divided: BibTeX would set a blank or a comma between the parts of a Chinese one. `date`
is BibLaTeX's, with EDTF for what is approximate; `year` is for the programs that know no other, in
brackets where it is an estimate. `entrysubtype` and `mark` say to the styles that ask that this is a
newspaper.
"""

import re

from . import gbt7714_rules

_SPECIAL = str.maketrans(
    {character: f"\\{character}" for character in "&%$#_{}"}
    | {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\\": r"\textbackslash{}"}
)


def write(facts: dict) -> str:
    months = {parts[1] for parts in _ends(facts) if len(parts) > 1}
    fields = {
        "author": " and ".join(_name(who) for who in facts.get("author", ())),
        "title": re.sub("[A-Za-z]*[A-Z][A-Za-z]*", r"{\g<0>}", _plain(facts["title"])),
        "journal": _plain(facts["container-title"]),
        "entrysubtype": "newspaper",
        "mark": "N",
        "date": "/".join(gbt7714_rules.day(end) + ("~" * _is_about(facts)) for end in _ends(facts)),
        "year": _year(facts),
        "month": str(*months) if len(months) == 1 else "",
        "pages": facts.get("page", ""),
        "location": _plain(facts.get("publisher-place", "")),
        "note": _plain(facts.get("section", "")),
        "url": facts["URL"],
        "urldate": gbt7714_rules.accessed(facts),
        "langid": "chinese",
        "keywords": _plain(facts.get("keyword", "").replace(",", ", ")),
        "abstract": _plain(facts.get("abstract", "")),
        "annotation": _plain("\n\n".join(_remarks(facts))),
    }
    lines = (f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@article{{{facts['id']},\n{''.join(lines)}}}\n"


def _remarks(facts: dict) -> list[str]:
    return [facts[name] for name in ("note", "annote") if name in facts]


def _name(who: dict) -> str:
    # a shared name might have blanks in it, or " and "
    plain = _plain(gbt7714_rules.name(who))
    return f"{{{plain}}}" if "literal" in who else plain


def _ends(facts: dict) -> list[list[int]]:
    return facts["issued"]["date-parts"] if "issued" in facts else []


def _is_about(facts: dict) -> bool:
    return facts["issued"].get("circa", False)


def _year(facts: dict) -> str:
    years = "/".join(dict.fromkeys(str(end[0]) for end in _ends(facts)))
    return f"[{years}]" if years and _is_about(facts) else years


def _plain(text: str) -> str:
    return text.translate(_SPECIAL)
