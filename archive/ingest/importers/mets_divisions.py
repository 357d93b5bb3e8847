"""The divisions of a logical structMap: which are articles, and what each zone of one is.

The names are those of docWorks' METAe profile and of what national libraries made of it.
"""

from collections.abc import Iterator

from .mets import MetsDiv
from .parsed_issue import DECKS, ParsedPart

# divisions that are one article each, of docWorks' and the libraries' profiles
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


# zones of an article, beside those of KINDS
_ZONES = frozenset(
    ["BODY", "BODY_CONTENT", "TEXT", "TEXTBLOCK", "PARAGRAPH", "BLOCK", "LINE", "TABLECONTENT"]
)
# what holds articles, and what stands on a page beside them
_HOLDERS = frozenset(
    [
        *("NEWSPAPER", "PERIODICAL", "PUBLICATION", "YEAR", "MONTH", "DAY", "VOLUME", "ISSUE"),
        *("EDITION", "SUPPLEMENT", "SECTION", "CONTENT", "MAIN", "PAGE", "GROUP", "SET"),
        *("COMPLETEOBJECT", "PHYSSEQUENCE"),
    ]
)
_BESIDE = frozenset(
    [
        *("TITLE_SECTION", "TITLESECTION", "MASTHEAD", "PUBLISHING_STMT", "IMPRINT", "MOTTO"),
        *("HEADER", "FOOTER", "RUNNING_TITLE", "PAGE_NUMBER", "MARGINALIA", "COVER"),
    ]
)


def articles(top: MetsDiv) -> Iterator[MetsDiv]:
    """The divisions that are one article each, in order; what lies in one is a part of it.

    One of a type that nobody knows is an article, too, if it has text and holds no articles.
    """
    waiting = [top]
    while waiting:
        div = waiting.pop()
        if div.type in ITEMS or _may_be_item(div):
            yield div
        elif div.type not in _BESIDE:
            waiting += reversed(div.parts)


def _may_be_item(div: MetsDiv) -> bool:
    if div.type in {*_HOLDERS, *_BESIDE, *_ZONES, *KINDS}:
        return False
    zones = (part for part in div.parts if part.type in _ZONES or part.type in KINDS)
    if not (div.areas or any(part.areas for zone in zones for part in zone.walk())):
        return False
    return not any(part.type in ITEMS for part in div.walk())


def titled(parts: list[ParsedPart], title: str) -> list[ParsedPart]:
    """Where no zone is called a title, the first is one that says what the description's title says."""
    letters = _letters(title)
    if any(part.kind == "headline" for part in parts) or len(parts) < 2 or not letters:
        return parts
    first, *rest = parts
    if _letters(first.text) != letters:
        return parts
    return [ParsedPart("headline", first.text, first.quality), *rest]


def signed(parts: list[ParsedPart], authors: list[str]) -> list[ParsedPart]:
    """With a byline for each author who is told of beside the text.

    A zone that says nothing but the name is the byline; where no zone names them they stand behind the titles.
    """
    made = list(parts)
    for author in authors:
        letters = _letters(author)
        if not letters or any(p.kind == "byline" and letters in _letters(p.text) for p in made):
            continue
        same = next((n for n, part in enumerate(made) if _letters(part.text) == letters), None)
        if same is not None and made[same].kind == "paragraph":
            made[same] = ParsedPart("byline", made[same].text, made[same].quality)
        else:
            decks = [n for n, part in enumerate(made) if part.kind in (*DECKS, "byline")]
            behind = next((n for n in range(len(made)) if n not in decks), len(made))
            made.insert(behind, ParsedPart("byline", author))
    return made


def _letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum()).casefold()


def in_order(parts: list[ParsedPart]) -> Iterator[ParsedPart]:
    """Titles within the body are crossheads; those before it are decks."""
    body = False
    for part in parts:
        if part.kind in ("headline", "kicker", "subhead") and body:
            yield ParsedPart("crosshead", part.text, part.quality)
        else:
            body = body or part.kind in ("paragraph", "crosshead", "caption")
            yield part
