"""Classify zones and lines of a page by the names of layout tools, and group them into articles.

The names are those of PAGE XML, of SegmOnto (eScriptorium, HTR-United) and of variants in use.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from .dates_and_numbers import page_number
from .parsed_issue import UNDIVIDED, ParsedPart, Quality
from .printed_text import PrintedText

_NAMES = {
    **dict.fromkeys(("heading", "headline", "title", "chapter"), "headline"),
    **dict.fromkeys(
        ("header", "footer", "runningtitle", "signaturemark", "catchword"), "furniture"
    ),
    **dict.fromkeys(("quiremarks", "margintext", "margin", "furniture"), "furniture"),
    **dict.fromkeys(("stamp", "seal", "digitizationartefact"), "furniture"),
    **dict.fromkeys(("pagenumber", "numbering"), "number"),
    **dict.fromkeys(("caption",), "caption"),
    **dict.fromkeys(("credit", "byline", "author", "authorname"), "byline"),
    **dict.fromkeys(("subheading",), "crosshead"),
}


class ParsedZone(NamedTuple):
    """A zone of a page, or adjacent lines of one type in it, in reading order."""

    ident: str
    kind: str
    text: str
    quality: Quality
    print: tuple[PrintedText, ...] = ()

    def part(self, kind: str) -> ParsedPart:
        return ParsedPart(kind, self.text, self.quality, print=self.print)


class ZoneArticles(NamedTuple):
    """The articles of a page, each with the ID of its first zone, and text outside articles."""

    articles: list[tuple[str, list[ParsedPart]]]
    rest: list[ParsedPart]
    number: str
    notes: tuple[tuple[str, str], ...]


def zone_type(name: str) -> str:
    """Return a kind of part, `furniture`, `number` for a page number, or "" for an unknown name.

    `MarginTextZone:note#2` is read as margintext, `Image_Stamp` as stamp, `Marginalia_Caption` as a
    marginal note.
    """
    plain = re.sub("[^a-z]", "", re.split("[:#]", name.lower(), maxsplit=1)[0])
    plain = re.sub("(?:zone|line|region)$", "", plain).removeprefix("image")
    if plain.endswith("pagenumber"):
        return "number"
    return "furniture" if plain.startswith("marginalia") else _NAMES.get(plain, "")


def zone_articles(zones: Iterable[ParsedZone]) -> ZoneArticles:
    """Return the articles, each beginning at a heading, or the page as one if it has none."""
    articles: list[tuple[str, list[ParsedPart]]] = []
    paragraphs: list[ParsedPart] = []
    number, has_headings, body = "", False, True
    for zone in zones:
        if zone.kind in ("furniture", "number"):
            number = number or (page_number(zone.text) if zone.kind == "number" else "")
            paragraphs.append(zone.part("paragraph"))
            continue
        is_heading = zone.kind == "headline"
        if not articles or (is_heading and body):
            articles.append((zone.ident, []))
        deck = "headline" if body else "subhead"
        part = deck if is_heading else zone.kind or "paragraph"
        articles[-1][1].append(zone.part(part))
        has_headings, body = has_headings or is_heading, not is_heading
    return ZoneArticles(articles, paragraphs, number, () if has_headings else (UNDIVIDED,))
