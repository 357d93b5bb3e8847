"""Convert a draft to JSON for programs, with text instead of offsets."""

from collections.abc import Mapping, Sequence
from typing import Any

from archive.text.standoff import text_of_spans

from .issue import IssueDraft
from .page import PageDraft
from .training_data import TrainingData

# Kinds of blocks with text of the article; names are in `bylines`.
_TEXT = ("paragraph", "item", "crosshead", "caption", "summary")


def as_json(draft: IssueDraft, texts: Sequence[str], training: TrainingData) -> dict[str, Any]:
    """Return {"pages": […]}, one for each of `texts`, the pages of `draft`.

    A page has its `text`, its `articles`, the text `apart` from them, and its printed date and
    number (null if there is none).
    """
    date = draft.fields["date"]
    day = date["edtf"] if date["basis"] == "stated" else None
    names = {slug: name for name, slugs in training.people.items() for slug in slugs}
    return {
        "pages": [
            _page(page, text, day, names, training)
            for page, text in zip(draft.pages, texts, strict=True)
        ]
    }


def _page(
    page: PageDraft,
    text: str,
    day: str | None,
    names: Mapping[str, str],
    training: TrainingData,
) -> dict[str, Any]:
    confidence = {guess.at: guess.confidence for guess in page.guesses}
    articles = []
    for n, article in enumerate(page.articles):
        fields = article.fields
        bylines = [
            {"name": names.get(credit["person"], name), "role": credit["role"]}
            for credit, name in zip(fields.get("bylines", ()), article.names, strict=True)
        ]
        places = [
            {"code": place["code"], "name": training.gazetteer.places[place["code"]].name}
            for place in fields["places"]
        ]
        articles.append(
            {
                "kicker": _deck_text(fields.get("kicker")),
                "headline": _deck_text(fields["headline"]),
                "subheads": [deck["text"] for deck in fields.get("subheads", ())],
                "bylines": bylines,
                "places": places,
                "paragraphs": _paragraphs(fields["body"], text),
                "zones": page.zones(fields),
                "confidence": confidence.get(f"articles[{n}]"),
            }
        )
    apart = [
        {"kind": zone["kind"], "text": text_of_spans(text, zone["at"])}
        for zone in page.fields["apart"]
    ]
    number = page.fields.get("number") or page.printed_number or None
    return {"text": text, "articles": articles, "apart": apart, "date": day, "number": number}


def _deck_text(deck: Mapping[str, Any] | None) -> str | None:
    return deck["text"] if deck else None


def _paragraphs(body: Sequence[Mapping[str, Any]], text: str) -> list[str]:
    """Return the paragraphs in reading order, including a byline printed at either end."""
    paragraphs: list[str] = []
    lead, end = "", -1
    for block in body:
        follows, end = block["at"][0][0] == end, block["at"][-1][1]
        if block["kind"] == "byline" and follows and paragraphs:
            paragraphs[-1] += text_of_spans(text, block["at"])
        elif block.get("run_in"):
            lead = text_of_spans(text, block["at"])
        elif block["kind"] in _TEXT:
            paragraphs.append(lead + text_of_spans(text, block["at"]))
            lead = ""
    return paragraphs
