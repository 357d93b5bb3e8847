"""Map the spans of a draft of reflowed text back to the page."""

from typing import TYPE_CHECKING, Any

from .reflow import Reflowed

if TYPE_CHECKING:
    from .page import PageDraft


def move(draft: "PageDraft", flowed: Reflowed, text: str) -> None:
    """Replace every span in the fields of `draft` by spans of the page, whose text is `text`."""
    fields = draft.fields
    for zone in fields["apart"]:
        zone["at"] = _spans(zone["at"], flowed)
    for article in fields["articles"]:
        decks = [article.get("kicker"), article["headline"], *article.get("subheads", ())]
        for part in [*(deck for deck in decks if deck), *article["body"]]:
            part["at"] = _spans(part["at"], flowed)
        if corrections := article.get("corrections"):
            article["corrections"] = [
                moved for item in corrections if (moved := _correction(item, flowed, text))
            ]


def _spans(spans: list[list[int]], flowed: Reflowed) -> list[list[int]]:
    return [span for start, end in spans for span in flowed.spans(start, end)]


def _correction(item: dict[str, Any], flowed: Reflowed, text: str) -> dict[str, Any] | None:
    """Return the correction at its position on the page; None if it crosses the end of a line."""
    start, end = item["at"]
    if start < end:
        spans = flowed.spans(start, end)
        if len(spans) != 1 or text[slice(*spans[0])] != item["was"]:
            return None
        return item | {"at": spans[0]}
    if start and flowed.places[start - 1] >= 0:
        at = flowed.places[start - 1] + 1
    elif start < len(flowed.places) and flowed.places[start] >= 0:
        at = flowed.places[start]
    else:
        return None
    return item | {"at": [at, at]}
