"""Sorts the parts of an item into its titles and the lines of its body; of what has no title it takes one."""

from dataclasses import dataclass, field
from typing import NamedTuple

from . import clean_text, signatures
from .parsed_issue import DECKS, ParsedItem

# as records.Deck has it
MOST_DECK = 120
# what stands over a picture in place of a title
_PICTURES = ("图片报道", "图片新闻")


class ItemTitle(NamedTuple):
    """A kicker, headline or subhead; one that is `supplied` is nowhere printed."""

    kind: str
    text: str
    supplied: bool = False


class BodyLine(NamedTuple):
    """A line of the body; one that is `run_in` opens the line of the next."""

    kind: str
    text: str
    run_in: bool = False

    @property
    def is_signature(self) -> bool:
        return self.kind in ("byline", "credit")


@dataclass
class SortedParts:
    """The titles, at most one kicker and headline and none too long, and the lines of the body."""

    titles: list[ItemTitle] = field(default_factory=list)
    lines: list[BodyLine] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    # where the parts tell it
    genre: str = ""
    column: str = ""

    @property
    def texts(self) -> list[str]:
        """All that is printed, line by line."""
        titles = (title.text for title in self.titles if not title.supplied)
        return [*titles, *(line.text for line in self.lines)]

    @property
    def letters(self) -> tuple[str, ...]:
        """What two articles have in common that say the same."""
        return tuple("".join(filter(str.isalnum, text)) for text in self.texts)


def sorted_parts(item: ParsedItem) -> SortedParts:
    """The parts of an item in their places; a title is taken from the text where there is none."""
    cleaned = [(clean_text.clean(part.text), part) for part in item.parts]
    found = SortedParts(
        [ItemTitle(part.kind, text) for text, part in cleaned if text and part.kind in DECKS],
        [BodyLine(part.kind, text, part.run_in) for text, part in cleaned if text and part.kind not in DECKS],
    )  # fmt: skip
    # a page's editors are called as they are, and not by the first words of what follows
    named = not found.titles and found.texts and signatures.is_editors_line(found.texts[0])
    if any(map(says_something, found.texts)) and not named and not _of_picture(found):
        _put_titles(found, clean_text.clean(item.supplied))
    return found


def _of_picture(found: SortedParts) -> bool:
    """Names a picture that is called as hundreds are by the first words of its caption."""
    if [title.text for title in found.titles if title.text in _PICTURES] and len(found.titles) == 1:
        unsigned = [line.text for line in found.lines if not line.is_signature]
        if unsigned:
            found.column, found.genre = found.titles[0].text, "tupian-xinwen"
            opening, _ = clean_text.incipit(unsigned[0])
            found.titles = [ItemTitle("headline", opening.rstrip("，。；：、"), supplied=True)]
            return True
    return False


def _put_titles(found: SortedParts, supplied: str) -> None:
    told = {kind: [t.text for t in found.titles if t.kind == kind] for kind in DECKS}
    kicker, headline = clean_text.joined(told["kicker"]), clean_text.joined(told["headline"])
    subheads = told["subhead"]
    if not headline and (kicker or subheads):
        headline, kicker, subheads = (
            (kicker, "", subheads) if kicker else (subheads[0], "", subheads[1:])
        )
    has_text = not all(line.is_signature for line in found.lines)
    if not says_something(headline) and has_text and not supplied:
        headline = _without_title(found.lines, headline)
        found.notes.append(("deck", "原文无题，以开头的字为题。"))
    # what is longer than any title is text that somebody put there
    summaries = [text for text in (kicker, *subheads) if len(text) > MOST_DECK]
    found.lines[:0] = [BodyLine("summary", text) for text in summaries]
    if len(headline) > MOST_DECK:
        found.remarks.append(f"标题有 {len(headline)} 字，取开头作标题，其余作正文")
        found.notes.append(("deck", "标题过长，取开头作标题，其余移到正文开头。"))
        headline, rest = clean_text.incipit(headline)
        found.lines.insert(0, BodyLine("paragraph", rest))
    if summaries:
        found.remarks.append(f"引题或副题超过 {MOST_DECK} 字，作正文前的提要")
    titles = [("kicker", kicker), ("headline", headline), *(("subhead", one) for one in subheads)]
    found.titles = [ItemTitle(*one) for one in titles if one[1] and one[1] not in summaries]
    if supplied and not headline:
        found.titles.append(
            ItemTitle("headline", clean_text.cut(supplied, MOST_DECK)[0], supplied=True)
        )


def says_something(text: str) -> bool:
    return any(c.isalnum() for c in text)


def _without_title(lines: list[BodyLine], before: str) -> str:
    """Takes the title of what has none from its text: a short line whole, else its first clause."""
    first = _opening(lines)
    line = lines.pop(first)
    more = any(says_something(one.text) and not one.is_signature for one in lines)
    if more and clean_text.fits_title(line.text):
        return clean_text.joined((before, line.text))
    opening, rest = clean_text.incipit(line.text)
    if rest:
        lines.insert(first, line._replace(text=rest))
    return clean_text.joined((before, opening))


def _opening(lines: list[BodyLine]) -> int:
    """The place of the line from which a title is taken: the first with a word that is no signature."""
    says = [n for n, line in enumerate(lines) if says_something(line.text)]
    readable = [n for n in says if clean_text.has_word(lines[n].text)]
    unsigned = [n for n in readable if not lines[n].is_signature]
    return (unsigned or readable or says)[0]
