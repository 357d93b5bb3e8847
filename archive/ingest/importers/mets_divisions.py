"""Classify the divisions of a logical structMap as articles and zones of articles.

The names are those of docWorks' METAe profile and the variants of national libraries.
"""

from collections.abc import Iterator
from dataclasses import replace

from archive.text.punctuation import letters_only

from .mets import MetsDiv
from .parsed_issue import DECKS, ParsedPart

# Types of divisions that are one article each.
ITEMS = frozenset(
    [
        "ARTICLE",
        "ADVERTISEMENT",
        "ADVERT",
        "AD",
        "CLASSIFIED",
        "OBITUARY",
        "DEATH_NOTICE",
        "BIRTH_NOTICE",
        "WEATHER",
        "LETTER",
        "POEM",
        "REVIEW",
        "EDITORIAL",
        "NEWS_ITEM",
        "FAMILY_NOTICE",
        "ANNOUNCEMENT",
        "SERIAL",
        "ILLUSTRATION",
        "IMAGE",
        "PICTURE",
        "TABLE",
        "CHAPTER",
    ]
)
KINDS = {
    **dict.fromkeys(("TITLE", "HEADLINE", "HEADING", "MAIN_TITLE"), "headline"),
    **dict.fromkeys(("OVERLINE", "KICKER", "PRETITLE"), "kicker"),
    **dict.fromkeys(("SUBTITLE", "SUBHEADLINE", "SUB_HEADLINE", "SUBHEADING"), "subhead"),
    **dict.fromkeys(("AUTHOR", "BYLINE"), "byline"),
    **dict.fromkeys(("CROSSHEADING", "CROSSHEAD", "INTERTITLE"), "crosshead"),
    **dict.fromkeys(("CAPTION",), "caption"),
}


# Further zones of an article, besides those in KINDS.
_ZONES = frozenset(
    ["BODY", "BODY_CONTENT", "TEXT", "TEXTBLOCK", "PARAGRAPH", "BLOCK", "LINE", "TABLECONTENT"]
)
# Containers of articles.
_CONTAINERS = frozenset(
    [
        *("NEWSPAPER", "PERIODICAL", "PUBLICATION", "YEAR", "MONTH", "DAY", "VOLUME", "ISSUE"),
        *("EDITION", "SUPPLEMENT", "SECTION", "CONTENT", "MAIN", "PAGE", "GROUP", "SET"),
        *("COMPLETEOBJECT", "PHYSSEQUENCE"),
    ]
)
_FURNITURE = frozenset(
    [
        *("TITLE_SECTION", "TITLESECTION", "MASTHEAD", "PUBLISHING_STMT", "IMPRINT", "MOTTO"),
        *("HEADER", "FOOTER", "RUNNING_TITLE", "PAGE_NUMBER", "MARGINALIA", "COVER"),
    ]
)


def articles(top: MetsDiv) -> Iterator[MetsDiv]:
    """Yield the divisions that are one article each, in order; their descendants are parts of them.

    A division of unknown type that has text and contains no articles is an article too.
    """
    stack = [top]
    while stack:
        div = stack.pop()
        if div.type in ITEMS or _may_be_item(div):
            yield div
        elif div.type not in _FURNITURE:
            stack += reversed(div.parts)


def _may_be_item(div: MetsDiv) -> bool:
    if div.type in {*_CONTAINERS, *_FURNITURE, *_ZONES, *KINDS}:
        return False
    zones = (part for part in div.parts if part.type in _ZONES or part.type in KINDS)
    if not (div.areas or any(part.areas for zone in zones for part in zone.walk())):
        return False
    return not any(part.type in ITEMS for part in div.walk())


def titled(parts: list[ParsedPart], title: str) -> list[ParsedPart]:
    """Return the parts; a first part that repeats `title` becomes the headline if none is."""
    letters = _letters(title)
    if any(part.kind == "headline" for part in parts) or len(parts) < 2 or not letters:
        return parts
    first, *following = parts
    if _letters(first.text) != letters:
        return parts
    return [replace(first, kind="headline"), *following]


def signed(parts: list[ParsedPart], authors: list[str]) -> list[ParsedPart]:
    """Return the parts with a byline for each author of the description.

    A paragraph that is only the name becomes the byline; if no part names the author, a byline is
    added after the titles.
    """
    result = list(parts)
    for author in authors:
        letters = _letters(author)
        if not letters or any(p.kind == "byline" and letters in _letters(p.text) for p in result):
            continue
        match = next((n for n, part in enumerate(result) if _letters(part.text) == letters), None)
        if match is not None and result[match].kind == "paragraph":
            result[match] = replace(result[match], kind="byline")
        else:
            decks = [n for n, part in enumerate(result) if part.kind in (*DECKS, "byline")]
            after_decks = next((n for n in range(len(result)) if n not in decks), len(result))
            result.insert(after_decks, ParsedPart("byline", author))
    return result


def _letters(text: str) -> str:
    return letters_only(text).casefold()


def in_order(parts: list[ParsedPart]) -> Iterator[ParsedPart]:
    """Yield the parts in order; titles within the body become crossheads."""
    body = False
    for part in parts:
        if part.kind in ("headline", "kicker", "subhead") and body:
            yield replace(part, kind="crosshead")
        else:
            body = body or part.kind in ("paragraph", "crosshead", "caption")
            yield part
