"""Parse MODS or Dublin Core descriptions of an issue, a page or an article."""

from dataclasses import dataclass, field

from .clean_text import clean, is_full_width, joined
from .dates_and_numbers import day, issue_number, month
from .source_files import Element, local


@dataclass
class Description:
    """The description of an issue, a page or an article."""

    titles: list[str] = field(default_factory=list)
    # The authors of an article.
    authors: list[str] = field(default_factory=list)
    date: str = ""
    # A date that could not be parsed.
    unparsed_date: str = ""
    number: str = ""
    # Additions to the number: 增刊, Abend-Ausgabe.
    edition: str = ""
    page: str = ""
    # A remark, or the address of a licence.
    rights: str = ""

    def set_number(self, text: str) -> None:
        """Set the number and edition of the issue if none is set yet."""
        if not self.number:
            self.number, edition = issue_number(text)
            self.edition = self.edition or edition


# Length of a date exact to the day.
_DAY = len("2020-10-11")
# The limit in catalogue.entries.
_MAX_RIGHTS_LENGTH = 2000


def read(section: Element) -> Description:
    """Return the description in a dmdSec; only number and edition of a MODS host (relatedItem)."""
    description = Description()
    for element in section.iter():
        name, text = local(element), (element.text or "").strip()
        if name == "titleInfo" and not _within(element, "relatedItem"):
            children = [(local(child), (child.text or "").strip()) for child in element]
            description.titles += [
                text for kind, text in children if kind in ("title", "subTitle") and text
            ]
            description.set_number(
                next((text for kind, text in children if kind == "partNumber"), "")
            )
        elif name == "title" and text and not _is_in_title_info(element):
            description.titles.append(text)
        elif name in ("dateIssued", "date") and len(description.date) < _DAY:
            # A host's date is that of the whole newspaper.
            approximate = "" if _within(element, "relatedItem") else month(text)
            description.date = day(text) or description.date or approximate
            if text and not (day(text) or month(text)):
                description.unparsed_date = description.unparsed_date or text
        elif name == "detail" and element.get("type") in ("issue", "number"):
            numbers = [(child.text or "").strip() for child in element if local(child) == "number"]
            description.set_number(next(filter(None, numbers), ""))
        elif name == "description" and "sequentialDesignation" in _type(element):
            # The BnF gives Année 12 first, then Numéro 68.
            description.set_number(text)
        elif name == "name" and not _within(element, "relatedItem") and _is_author(element):
            description.authors += filter(None, [_name(element)])
        elif name == "creator" and text:
            description.authors.append(text)
        elif name in ("accessCondition", "rights") and not description.rights:
            address = element.get("{http://www.w3.org/1999/xlink}href", "")
            description.rights = clean(address or text)[:_MAX_RIGHTS_LENGTH]
        elif name == "start" and text:
            description.page = description.page or text
    return description


# Where a rightsMD states a licence or its conditions, most specific first: MODS, the DFG Viewer's,
# PREMIS, Dublin Core, METSRights.
_RIGHTS = ("accessCondition", "license", "licenseTerms", "rights", "RightsDeclaration")


def stated_rights(section: Element) -> str:
    """Return the licence or conditions in a rightsMD; "" if it states none."""
    statements: dict[str, str] = {}
    for element in section.iter():
        if (name := local(element)) in _RIGHTS:
            address = element.get("{http://www.w3.org/1999/xlink}href", "")
            statements.setdefault(name, clean(address or (element.text or "").strip()))
    return next((statements[name] for name in _RIGHTS if statements.get(name)), "")[
        :_MAX_RIGHTS_LENGTH
    ]


def _type(element: Element) -> str:
    xsi_type = element.get("{http://www.w3.org/2001/XMLSchema-instance}type", "")
    return xsi_type or element.get("type", "")


def _is_in_title_info(element: Element) -> bool:
    parent = element.getparent()
    return parent is not None and local(parent) == "titleInfo"


def _is_author(name: Element) -> bool:
    """Return whether a MODS name is an author: it has that role, or no role."""
    roles = [
        (child.text or "").strip().lower() for child in name.iter() if local(child) == "roleTerm"
    ]
    return not any(roles) or bool({"aut", "author", "作者", "cre", "creator"} & set(roles))


def _name(name: Element) -> str:
    """Return the display form of a MODS name, or its parts (family name first if full-width)."""
    children = [(local(child), child.get("type", ""), (child.text or "").strip()) for child in name]
    display_form = next((text for kind, _, text in children if kind == "displayForm" and text), "")
    parts = [(type_, text) for kind, type_, text in children if kind == "namePart" and text]
    part_order = (
        ("", "given", "family")
        if not any(is_full_width(text[0]) for _, text in parts)
        else ("family", "given", "")
    )
    ordered = [text for kind in part_order for type_, text in parts if type_ == kind]
    return display_form or joined(ordered).strip(" .,")


def _within(element: Element, name: str) -> bool:
    return any(local(ancestor) == name for ancestor in element.iterancestors())
