"""Split the parts of an item into titles and body lines; take a missing title from the text."""

from dataclasses import dataclass, field
from typing import NamedTuple

from archive.command_messages import message
from archive.text.punctuation import letters_only

from . import clean_text, signatures
from .parsed_issue import DECKS, ParsedItem
from .printed_text import Origin, letters_of

# The limit in catalogue.entries.
MAX_DECK = 120
# Punctuation at the end of a clause that serves as a title.
_CLAUSE_MARKS = "，。；：、,;:"
# Generic headings over pictures, which are not titles.
_PICTURES = ("图片报道", "图片新闻")


class ItemTitle(NamedTuple):
    """A kicker, headline or subhead, as printed; a `supplied` one is not printed.

    `origin` has the printed character of each of its letters, if known.
    """

    kind: str
    text: str
    supplied: bool = False
    # Taken from a sentence; the punctuation at the cut is not part of the title.
    is_clause: bool = False
    origin: Origin = ()

    @property
    def shown(self) -> str:
        return self.text.rstrip(_CLAUSE_MARKS) if self.is_clause else self.text


class BodyLine(NamedTuple):
    """A line of the body; a `run_in` line shares the printed line of the next one."""

    kind: str
    text: str
    run_in: bool = False
    origin: Origin = ()

    @property
    def is_signature(self) -> bool:
        return self.kind in ("byline", "credit")


@dataclass
class SortedParts:
    """Titles (at most one kicker and one headline, none too long) and body lines."""

    titles: list[ItemTitle] = field(default_factory=list)
    lines: list[BodyLine] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    # Set if the parts imply it.
    genre: str = ""
    column: str = ""

    @property
    def texts(self) -> list[str]:
        """Return the printed lines, titles first."""
        titles = (title.text for title in self.titles if not title.supplied)
        return [*titles, *(line.text for line in self.lines)]

    @property
    def letters(self) -> tuple[str, ...]:
        """Return the letters of each line; equal for two articles with the same text."""
        return tuple(map(letters_only, self.texts))


def sorted_parts(item: ParsedItem) -> SortedParts:
    """Return the titles and body lines of an item; a missing title is taken from the text."""
    result = SortedParts()
    for part in item.parts:
        text, origin = letters_of(part.text, part.print)
        if text and part.kind in DECKS:
            result.titles.append(ItemTitle(part.kind, text, origin=origin))
        elif text:
            result.lines.append(BodyLine(part.kind, text, part.run_in, origin))
    # The line that names the page's editors is not a title of the text below it.
    is_editors_line = (
        not result.titles and result.texts and signatures.is_editors_line(result.texts[0])
    )
    if any(map(has_letters, result.texts)) and not is_editors_line and not _retitle_picture(result):
        _set_titles(result, clean_text.clean(item.supplied))
    return result


def _retitle_picture(result: SortedParts) -> bool:
    """Replace a generic picture heading by the caption's first words; return whether it has one."""
    if [title.text for title in result.titles if title.text in _PICTURES] and len(
        result.titles
    ) == 1:
        captions = [line.text for line in result.lines if not line.is_signature]
        if captions:
            result.column, result.genre = result.titles[0].text, "tupian-xinwen"
            opening, _ = clean_text.incipit(captions[0])
            result.titles = [ItemTitle("headline", opening.rstrip(_CLAUSE_MARKS), supplied=True)]
            return True
    return False


class _OriginatedText(NamedTuple):
    """A text with its origin, to be joined and cut."""

    text: str = ""
    origin: Origin = ()

    def cut(self) -> tuple["_OriginatedText", "_OriginatedText"]:
        """Return (opening, rest) like `clean_text.incipit`."""
        opening, remainder = clean_text.incipit(self.text)
        letters = _count(opening)
        return _OriginatedText(opening, self.origin[:letters]), _OriginatedText(
            remainder, self.origin[letters:]
        )


def _count(text: str) -> int:
    """Return the number of non-blank characters."""
    return len("".join(text.split()))


def _joined(texts: list[_OriginatedText]) -> _OriginatedText:
    """Return the texts joined like `clean_text.joined`, which drops hyphens that divide a word."""
    texts = [item for item in texts if item.text]
    text = clean_text.joined(item.text for item in texts)
    if any(len(item.origin) != _count(item.text) for item in texts):
        # If one has no positions, the result has none.
        return _OriginatedText(text)
    origins = [
        item.origin[:-1] if item.text[-1] in clean_text.DIVIDED else item.origin
        for item in texts[:-1]
    ]
    origins += [item.origin for item in texts[-1:]]
    return _OriginatedText(text, tuple(character for origin in origins for character in origin))


def _set_titles(result: SortedParts, supplied: str) -> None:
    texts = {
        kind: [_OriginatedText(t.text, t.origin) for t in result.titles if t.kind == kind]
        for kind in DECKS
    }
    kicker, headline = _joined(texts["kicker"]), _joined(texts["headline"])
    subheads = texts["subhead"]
    if not headline.text and (kicker.text or subheads):
        headline, kicker, subheads = (
            (kicker, _OriginatedText(), subheads)
            if kicker.text
            else (subheads[0], _OriginatedText(), subheads[1:])
        )
    is_clause = False
    has_text = not all(line.is_signature for line in result.lines)
    if not has_letters(headline.text) and has_text and not supplied:
        headline, is_clause = _take_title(result.lines, headline), True
        result.notes.append(("deck", "原文没有标题，取开头文字作标题。"))
    # Anything longer than a title is text that was tagged as one.
    summaries = [deck for deck in (kicker, *subheads) if len(deck.text) > MAX_DECK]
    result.lines[:0] = [BodyLine("summary", deck.text, origin=deck.origin) for deck in summaries]
    if len(headline.text) > MAX_DECK:
        result.remarks.append(
            message("标题有 %(length)s 字，取开头作标题，其余作正文", length=len(headline.text))
        )
        result.notes.append(("deck", "标题过长，取开头作标题，其余移到正文开头。"))
        headline, body = headline.cut()
        is_clause = True
        result.lines.insert(0, BodyLine("paragraph", body.text, origin=body.origin))
    if summaries:
        result.remarks.append(message("引题或副题超过 %(most)s 字，作正文前的提要", most=MAX_DECK))
    titles = [("kicker", kicker), ("headline", headline), *(("subhead", deck) for deck in subheads)]
    result.titles = [
        ItemTitle(kind, deck.text, is_clause=is_clause and kind == "headline", origin=deck.origin)
        for kind, deck in titles
        if deck.text and deck not in summaries
    ]
    if supplied and not headline.text:
        result.titles.append(
            ItemTitle("headline", clean_text.truncate(supplied, MAX_DECK)[0], supplied=True)
        )


def has_letters(text: str) -> bool:
    """Return whether a text has any letter or digit."""
    return any(c.isalnum() for c in text)


def _take_title(lines: list[BodyLine], prefix: _OriginatedText) -> _OriginatedText:
    """Take a title from the text: a short first line as a whole, else its first clause."""
    index = _title_line(lines)
    line = lines.pop(index)
    text = _OriginatedText(line.text, line.origin)
    has_more = any(
        has_letters(other_line.text) and not other_line.is_signature for other_line in lines
    )
    if has_more and clean_text.fits_title(line.text):
        return _joined([prefix, text])
    opening, remainder = text.cut()
    if remainder.text:
        lines.insert(index, line._replace(text=remainder.text, origin=remainder.origin))
    return _joined([prefix, opening])


def _title_line(lines: list[BodyLine]) -> int:
    """Return the index of the line to take a title from: the first that is text, not a byline."""
    with_letters = [n for n, line in enumerate(lines) if has_letters(line.text)]
    readable = [n for n in with_letters if clean_text.has_word(lines[n].text)]
    unsigned = [n for n in readable if not lines[n].is_signature]
    return (unsigned or readable or with_letters)[0]
