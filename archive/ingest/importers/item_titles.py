"""Split the parts of an item into titles and body lines; take a title from the text if there is
none.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from . import clean_text, signatures
from .parsed_issue import DECKS, ParsedItem

# as catalogue.entries limits it
MOST_DECK = 120
# at the end of a clause that serves as a title
_CLAUSE_MARKS = "，。；：、,;:"
# generic headings over pictures, which are not titles
_PICTURES = ("图片报道", "图片新闻")


class ItemTitle(NamedTuple):
    """A kicker, headline or subhead, as printed; a `supplied` one is not printed."""

    kind: str
    text: str
    supplied: bool = False
    # taken from a sentence, whose mark at the cut is none of the title
    is_clause: bool = False

    @property
    def shown(self) -> str:
        return self.text.rstrip(_CLAUSE_MARKS) if self.is_clause else self.text


class BodyLine(NamedTuple):
    """A line of the body; a `run_in` line shares the printed line of the next one."""

    kind: str
    text: str
    run_in: bool = False

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
    # where the parts imply it
    genre: str = ""
    column: str = ""

    @property
    def texts(self) -> list[str]:
        """The printed lines, titles first."""
        titles = (title.text for title in self.titles if not title.supplied)
        return [*titles, *(line.text for line in self.lines)]

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters of each line: equal for two articles with the same text."""
        return tuple("".join(filter(str.isalnum, text)) for text in self.texts)


def sorted_parts(item: ParsedItem) -> SortedParts:
    """The titles and body lines of an item; a title is taken from the text if there is none."""
    cleaned = [(clean_text.clean(part.text), part) for part in item.parts]
    result = SortedParts(
        [ItemTitle(part.kind, text) for text, part in cleaned if text and part.kind in DECKS],
        [
            BodyLine(part.kind, text, part.run_in)
            for text, part in cleaned
            if text and part.kind not in DECKS
        ],
    )  # fmt: skip
    # the line that names the page's editors is no title for what follows
    is_editors_line = (
        not result.titles and result.texts and signatures.is_editors_line(result.texts[0])
    )
    if any(map(has_letters, result.texts)) and not is_editors_line and not _retitle_picture(result):
        _set_titles(result, clean_text.clean(item.supplied))
    return result


def _retitle_picture(result: SortedParts) -> bool:
    """Replace a generic picture heading by the caption's first words; False without a caption."""
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


def _set_titles(result: SortedParts, supplied: str) -> None:
    texts = {kind: [t.text for t in result.titles if t.kind == kind] for kind in DECKS}
    kicker, headline = clean_text.joined(texts["kicker"]), clean_text.joined(texts["headline"])
    subheads = texts["subhead"]
    if not headline and (kicker or subheads):
        headline, kicker, subheads = (
            (kicker, "", subheads) if kicker else (subheads[0], "", subheads[1:])
        )
    is_clause = False
    has_text = not all(line.is_signature for line in result.lines)
    if not has_letters(headline) and has_text and not supplied:
        headline, is_clause = _take_title(result.lines, headline), True
        result.notes.append(("deck", "原文没有标题，取开头文字作标题。"))
    # anything longer than a title is text that was tagged as one
    summaries = [text for text in (kicker, *subheads) if len(text) > MOST_DECK]
    result.lines[:0] = [BodyLine("summary", text) for text in summaries]
    if len(headline) > MOST_DECK:
        result.remarks.append(f"标题有 {len(headline)} 字，取开头作标题，其余作正文")
        result.notes.append(("deck", "标题过长，取开头作标题，其余移到正文开头。"))
        headline, rest = clean_text.incipit(headline)
        is_clause = True
        result.lines.insert(0, BodyLine("paragraph", rest))
    if summaries:
        result.remarks.append(f"引题或副题超过 {MOST_DECK} 字，作正文前的提要")
    titles = [("kicker", kicker), ("headline", headline), *(("subhead", text) for text in subheads)]
    result.titles = [
        ItemTitle(kind, text, is_clause=is_clause and kind == "headline")
        for kind, text in titles
        if text and text not in summaries
    ]
    if supplied and not headline:
        result.titles.append(
            ItemTitle("headline", clean_text.cut(supplied, MOST_DECK)[0], supplied=True)
        )


def has_letters(text: str) -> bool:
    """Whether a text has any letter or digit."""
    return any(c.isalnum() for c in text)


def _take_title(lines: list[BodyLine], prefix: str) -> str:
    """Take a title from the text: a short first line whole, else its first clause."""
    index = _title_line(lines)
    line = lines.pop(index)
    more = any(has_letters(other.text) and not other.is_signature for other in lines)
    if more and clean_text.fits_title(line.text):
        return clean_text.joined((prefix, line.text))
    opening, rest = clean_text.incipit(line.text)
    if rest:
        lines.insert(index, line._replace(text=rest))
    return clean_text.joined((prefix, opening))


def _title_line(lines: list[BodyLine]) -> int:
    """The index of the line to take a title from: the first with a word that is no signature."""
    with_letters = [n for n, line in enumerate(lines) if has_letters(line.text)]
    readable = [n for n in with_letters if clean_text.has_word(lines[n].text)]
    unsigned = [n for n in readable if not lines[n].is_signature]
    return (unsigned or readable or with_letters)[0]
