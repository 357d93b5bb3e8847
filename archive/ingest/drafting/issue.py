"""Draft an issue from its pages: the fields of an IssueFile, with guesses and their paths."""

import datetime
import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from archive import idents
from archive.command_messages import message
from archive.ingest.page_lines import PageLine, text_of
from archive.text import dates

from . import issue_date
from .article import ArticleGuess
from .continued import link_continued
from .page import PageDraft, draft_page
from .training_data import TrainingData

_NUMBER = re.compile(r"[A-Za-z]?[0-9]{1,3}")


def _is_free(number: str, keys: set[str]) -> bool:
    return bool(number) and number.lower() not in keys


def _set_number(page: PageDraft, number: str, confidence: float, reason: str) -> None:
    """Use a page number as the key and number of the page."""
    page.fields = {"page": number.lower(), "number": number} | {
        name: value for name, value in page.fields.items() if name not in ("page", "number")
    }
    page.guesses.append(ArticleGuess("number", confidence, reason))


def _number_by_order(pages: Sequence[PageDraft]) -> None:
    """Number the pages without a printed number by their order, if most pages have one and it fits.

    Pages of sections (A1) are left unchanged.
    """
    printed = {
        n: str(page.fields["number"]) for n, page in enumerate(pages) if page.fields.get("number")
    }
    if len(printed) * 2 <= len(pages) or not all(map(str.isdigit, printed.values())):
        return
    offsets = {int(number) - n for n, number in printed.items()}
    if len(offsets) != 1 or min(offsets) < 1:
        return
    for n, page in enumerate(pages):
        if n not in printed and not page.printed_number:
            _set_number(page, str(n + min(offsets)), 0.7, "没有印版次，按各版的次序")


@dataclass(frozen=True)
class IssueDraft:
    """The fields to write to the file; `pages` keep the texts of their articles."""

    fields: dict[str, Any]
    pages: Sequence[PageDraft]


def draft_issue(
    texts: Sequence[str | Sequence[PageLine]],
    newspaper: str,
    training: TrainingData,
    taken: Collection[str],
    date: str = "",
    numbers: Sequence[str] = (),
    names: Sequence[str] = (),
    today: datetime.date | None = None,
) -> IssueDraft:
    """Return the draft of the issue whose pages are `texts`, or lines with their geometry.

    `date` is EDTF, if known. No issue is later than `today`, by default the current date. `numbers`
    are the printed page numbers ("" or missing if unknown), `names` are the names of the texts in
    messages. The draft is reproducible for the same texts on the same day. Raise ValueError for a
    text that is no page or a date that is not EDTF.
    """
    if date:
        dates.bounds(date)
    if any(number and not _NUMBER.fullmatch(number) for number in numbers):
        number = numbers[0]
        raise ValueError(message("版次 %(number)r 应如 3、A3、x1", number=number))
    pages: list[PageDraft] = []
    used: set[str] = set(taken)
    keys: set[str] = set()
    for n, text in enumerate(texts):
        number = numbers[n] if n < len(numbers) else ""
        free = (f"x{n}" for n in count(n + 1))
        key = number.lower() or next(key for key in free if key not in keys)
        keys.add(key)
        try:
            page = draft_page(text, key, training, newspaper, used, number)
        except ValueError as error:
            position = n + 1
            name = (
                names[n] if n < len(names) else message("第 %(position)s 个版面", position=position)
            )
            raise ValueError(f"{name}: {error}") from error
        if not number and _is_free(page.printed_number, keys):
            _set_number(page, page.printed_number, 0.85, "版面上印的版次")
            keys = (keys - {key}) | {page.fields["page"]}
        used |= {article.fields["ident"] for article in page.articles}
        pages.append(page)
    _number_by_order(pages)
    link_continued(pages, [text if isinstance(text, str) else text_of(text) for text in texts])
    seed = hashlib.sha256("".join(p.fields["text"]["sha256"] for p in pages).encode()).hexdigest()
    date_fields = issue_date.likely_date(
        [article for page in pages for article in page.articles],
        pages,
        date,
        training,
        newspaper,
        today or datetime.date.today(),
    )
    exact = re.fullmatch(r"\d{4}-\d{2}-\d{2}", date_fields["edtf"])
    issue = (
        date_fields["edtf"]
        if exact and date_fields["basis"] == "stated"
        else idents.derived(seed, used)
    )
    guesses = [*date_fields.pop("guesses")]
    attribution = {"basis": "stated"}
    if not any(page.names_newspaper for page in pages):
        attribution = {"basis": "inferred", "reason": "起草时指定；版面上的依据待编辑补写。"}
        guesses.insert(0, ArticleGuess("attribution", 0.5, "报纸由编辑指定，版面上的依据待补"))
    for n, page in enumerate(pages):
        guesses += [
            ArticleGuess(f"pages[{n}].{guess.at}", guess.confidence, guess.reason)
            for guess in page.guesses
        ]
    issue_numbers = {page.printed_issue for page in pages if page.printed_issue}
    number_fields = {}
    if len(issue_numbers) == 1:
        number_fields["number"] = issue_numbers.pop()
        guesses.append(ArticleGuess("number", 0.9, "版面上印的期号"))
    fields = {
        "newspaper": newspaper,
        "issue": issue,
        **number_fields,
        "attribution": attribution,
        "date": date_fields,
        "pages": [page.fields for page in pages],
        "draft": {
            "guesses": [
                {"at": guess.at, "confidence": guess.confidence, "reason": guess.reason}
                for guess in sorted(guesses, key=lambda guess: guess.confidence)
            ]
        },
    }
    return IssueDraft(fields, pages)
