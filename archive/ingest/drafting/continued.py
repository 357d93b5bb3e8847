"""Find articles that continue on another page of the issue: 下转第3版 with 上接第1版."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from archive.text.numerals import parse_numeral

from .article import ArticleGuess
from .page import PageDraft
from .press_forms import simple

_TURN = re.compile(
    r"(?P<way>[下上紧][转接])(?:自|至)?第?[ 　]*"
    r"(?P<number>[A-Za-z]?\d{1,3}|[一二三四五六七八九十廿]{1,4})[ 　]*[版页张]"
)
# Confidence that two parts are one article if each names the other's page.
_BOTH = 0.9
# The same if only one names the other's page.
_ONE = 0.7


@dataclass(frozen=True)
class _Turn:
    """An article of a page that continues on page `number`, or comes from there."""

    page: int
    article: int
    number: str


def link_continued(pages: Sequence[PageDraft], texts: Sequence[str]) -> None:
    """Note on both parts of a continued article where the other part is.

    The second part gets the place of the first if it states none.
    """
    onward = [turn for n, page in enumerate(pages) for turn in _turns(n, page, texts[n], "下紧")]
    back = [turn for n, page in enumerate(pages) for turn in _turns(n, page, texts[n], "上")]
    for turn in onward:
        targets = [n for n, page in enumerate(pages) if _number(page) == turn.number]
        if len(targets) != 1 or targets[0] == turn.page:
            continue
        parts = [part for part in back if part.page == targets[0]]
        named = [part for part in parts if part.number == _number(pages[turn.page])]
        if len(named or parts) == 1:
            _link(pages, turn, (named or parts)[0], _BOTH if named else _ONE)


def _number(page: PageDraft) -> str:
    return str(page.fields.get("number", "")).upper()


def _turns(n: int, page: PageDraft, text: str, words: str) -> Iterator[_Turn]:
    """Yield the articles that say so: the one above 下转, the one below 上接 or around it."""
    spans = sorted(
        (start, end, k)
        for k, article in enumerate(page.fields["articles"])
        for start, end in _spans(article)
    )
    for match in _TURN.finditer(simple(text)):
        if match["way"][0] not in words:
            continue
        digits = match["number"]
        number = digits.upper() if digits[-1].isdigit() else str(parse_numeral(digits))
        around = [k for start, end, k in spans if start <= match.start() < end]
        above = [k for start, end, k in spans if end <= match.start()]
        below = [k for start, _, k in spans if start >= match.end()]
        near = above[-1:] if "上" not in words else below[:1]
        for article in (around or near)[:1]:
            yield _Turn(n, article, number)


def _spans(article: dict[str, Any]) -> Iterator[list[int]]:
    decks = (article.get("kicker"), article["headline"], *article.get("subheads", ()))
    for part in (*(deck for deck in decks if deck), *article["body"]):
        yield from part["at"]


def _link(pages: Sequence[PageDraft], turn: _Turn, continuation: _Turn, confidence: float) -> None:
    first = pages[turn.page].fields["articles"][turn.article]
    second = pages[continuation.page].fields["articles"][continuation.article]
    stated = any(place["basis"] == "stated" for place in second.get("places", ()))
    if first.get("places") and not stated:
        second["places"] = [
            {"code": first["places"][0]["code"], "basis": "inferred", "reason": "上文所在的地方"}
        ]
        page, at = pages[continuation.page], f"articles[{continuation.article}].places[0]"
        page.guesses = [guess for guess in page.guesses if guess.at != at]
        page.guesses.append(ArticleGuess(at, confidence, "上文所在的地方"))
    for part, article, counterpart, words in (
        (turn, first, continuation, "下文在第{}版。"),
        (continuation, second, turn, "上文在第{}版。"),
    ):
        notes = article.setdefault("notes", [])
        number = _number(pages[counterpart.page])
        notes.append({"kind": "order", "text": words.format(number)})
        at = f"articles[{part.article}].notes[{len(notes) - 1}]"
        reason = f"版面上印着转接第 {number} 版"
        pages[part.page].guesses.append(ArticleGuess(at, confidence, reason))
