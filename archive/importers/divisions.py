"""The divisions of a logical structMap: which are articles, and what each zone of one is.

The names are those of docWorks' METAe profile and of what national libraries made of it.
"""

from collections.abc import Iterator

from .mets import Div
from .records import Part

# divisions that are one article each, of docWorks' and the libraries' profiles
ITEMS = frozenset(
    [
        "ARTICLE",
        "ADVERTISEMENT",
        "ADVERT",
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


def articles(top: Div) -> Iterator[Div]:
    """The divisions that are one article each, in order; what lies in one is a part of it."""
    found, waiting = [], [top]
    while waiting:
        div = waiting.pop()
        if div.type in ITEMS:
            found.append(div)
        else:
            waiting += reversed(div.parts)
    return iter(found)


def titled(parts: list[Part], title: str) -> list[Part]:
    """Where no zone is called a title, the first is one that says what the description's title says."""
    letters = _letters(title)
    if any(part.kind == "headline" for part in parts) or len(parts) < 2 or not letters:
        return parts
    first, *rest = parts
    if _letters(first.text) != letters:
        return parts
    return [Part("headline", first.text, first.quality), *rest]


def _letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum()).casefold()


def in_order(parts: list[Part]) -> Iterator[Part]:
    """Titles within the body are crossheads; those before it are decks."""
    body = False
    for part in parts:
        if part.kind in ("headline", "kicker", "subhead") and body:
            yield Part("crosshead", part.text, part.quality)
        else:
            body = body or part.kind in ("paragraph", "crosshead", "caption")
            yield part
