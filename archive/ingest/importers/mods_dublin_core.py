"""Reads what MODS or Dublin Core says of an issue, a page or an article: day, number, titles, authors."""

from dataclasses import dataclass, field

from .clean_text import display_width, joined
from .dates_and_numbers import day, issue_number, month
from .source_files import local


@dataclass
class Description:
    """Of MODS or Dublin Core: what is said of an issue, a page or an article."""

    titles: list[str] = field(default_factory=list)
    # who wrote an article
    authors: list[str] = field(default_factory=list)
    date: str = ""
    # a date of which nobody knows which day it is
    unread: str = ""
    number: str = ""
    # what stands beside the number: 增刊, Abend-Ausgabe
    edition: str = ""
    page: str = ""

    def numbered(self, written: str) -> None:
        """Takes the number of the issue from what is the first to tell one."""
        if not self.number:
            self.number, edition = issue_number(written)
            self.edition = self.edition or edition


# characters of a date that is known to the day
_DAY = len("2020-10-11")


def read(section) -> Description:
    """What MODS or Dublin Core in a dmdSec says; of a MODS host only number and edition."""
    told = Description()
    for element in section.iter():
        name, text = local(element), (element.text or "").strip()
        if name == "titleInfo" and not _within(element, "relatedItem"):
            pieces = [(local(one), (one.text or "").strip()) for one in element]
            told.titles += [text for kind, text in pieces if kind in ("title", "subTitle") and text]
            told.numbered(next((text for kind, text in pieces if kind == "partNumber"), ""))
        elif name == "title" and text and local(element.getparent()) != "titleInfo":
            told.titles.append(text)
        elif name in ("dateIssued", "date") and len(told.date) < _DAY:
            # the year of a host is that of the newspaper
            rough = "" if _within(element, "relatedItem") else month(text)
            told.date = day(text) or told.date or rough
            if text and not (day(text) or month(text)):
                told.unread = told.unread or text
        elif name == "detail" and element.get("type") in ("issue", "number"):
            numbers = [(one.text or "").strip() for one in element if local(one) == "number"]
            told.numbered(next(filter(None, numbers), ""))
        elif name == "description" and "sequentialDesignation" in _type(element):
            # as the BnF writes it: Année 12, and then Numéro 68
            told.numbered(text)
        elif name == "name" and not _within(element, "relatedItem") and _is_author(element):
            told.authors += filter(None, [_name(element)])
        elif name == "creator" and text:
            told.authors.append(text)
        elif name == "start" and text:
            told.page = told.page or text
    return told


def _type(element) -> str:
    return element.get("{http://www.w3.org/2001/XMLSchema-instance}type") or element.get("type", "")


def _is_author(name) -> bool:
    """Whether a MODS name is of who wrote: it has that role, or none."""
    roles = [(one.text or "").strip().lower() for one in name.iter() if local(one) == "roleTerm"]
    return not any(roles) or bool({"aut", "author", "作者", "cre", "creator"} & set(roles))


def _name(name) -> str:
    """A MODS name as it is shown, or its parts: the family name last where letters are not wide."""
    said = [(local(one), one.get("type", ""), (one.text or "").strip()) for one in name]
    shown = next((text for kind, _, text in said if kind == "displayForm" and text), "")
    parts = [(type_, text) for kind, type_, text in said if kind == "namePart" and text]
    wanted = (
        ("", "given", "family")
        if not any(display_width(text[0]) for _, text in parts)
        else ("family", "given", "")
    )
    named = [text for kind in wanted for type_, text in parts if type_ == kind]
    return shown or joined(named).strip(" .,")


def _within(element, name: str) -> bool:
    return any(local(one) == name for one in element.iterancestors())
