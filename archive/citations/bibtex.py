"""Citations as BibTeX entries in UTF-8, which BibLaTeX reads as well.

Names are not split: BibTeX would put a space or comma into a Chinese name. `date` is for BibLaTeX,
in EDTF if approximate; `year` is for other programs, in brackets if estimated. `entrysubtype` and
`mark` identify a newspaper to styles that look for them.
"""

import re

from . import gbt7714
from .csl import CslItem

_SPECIAL = str.maketrans(
    {character: f"\\{character}" for character in "&%$#_{}"}
    | {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\\": r"\textbackslash{}"}
)


def write(facts: CslItem) -> str:
    months = {parts[1] for parts in _dates(facts) if len(parts) > 1}
    fields = {
        "author": " and ".join(_name(person) for person in facts.get("author", ())),
        "title": re.sub("[A-Za-z]*[A-Z][A-Za-z]*", r"{\g<0>}", _plain(facts["title"])),
        "journal": _plain(facts["container-title"]),
        "entrysubtype": "newspaper",
        "mark": "N",
        "date": "/".join(
            gbt7714.day(end) + ("~" * _is_approximate(facts)) for end in _dates(facts)
        ),
        "year": _year(facts),
        "month": str(*months) if len(months) == 1 else "",
        "pages": facts.get("page", ""),
        "location": _plain(facts.get("publisher-place", "")),
        "note": _plain(facts.get("section", "")),
        "url": facts["URL"],
        "urldate": gbt7714.accessed(facts),
        "langid": "chinese",
        "keywords": _plain(facts.get("keyword", "").replace(",", ", ")),
        "abstract": _plain(facts.get("abstract", "")),
        "annotation": _plain("\n\n".join(_remarks(facts))),
    }
    lines = (f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@article{{{facts['id']},\n{''.join(lines)}}}\n"


def _remarks(facts: CslItem) -> list[str]:
    return [facts[name] for name in ("note", "annote") if name in facts]


def _name(person: CslItem) -> str:
    # a corporate name may contain spaces or " and "
    plain = _plain(gbt7714.name(person))
    return f"{{{plain}}}" if "literal" in person else plain


def _dates(facts: CslItem) -> list[list[int]]:
    return facts["issued"]["date-parts"] if "issued" in facts else []


def _is_approximate(facts: CslItem) -> bool:
    return facts["issued"].get("circa", False)


def _year(facts: CslItem) -> str:
    years = "/".join(CslItem.fromkeys(str(end[0]) for end in _dates(facts)))
    return f"[{years}]" if years and _is_approximate(facts) else years


def _plain(text: str) -> str:
    return text.translate(_SPECIAL)
