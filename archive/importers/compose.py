"""Makes the catalogue's record of an issue, and the texts of its pages, of what a parser yields.

A page's text is written anew: what the source tells apart stands in reading order, a line a block,
and every offset counts in that text. The articles are catalogued minimally.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pydantic import ValidationError

from archive.catalogue.records import IssueFile

from . import facts, words
from .naming import Idents, People, page_key
from .records import DECKS, Issue, Item, Quality, Refused

# as records.Deck and the database have them
MOST_DECK, MOST_COLUMN, MOST_NUMBER = 120, 60, 20
# blocks of one kind in an article, by the pattern of their ids
MOST_BLOCKS = 9999
_LETTERS = {"paragraph": "p", "crosshead": "h", "item": "i", "caption": "c", "summary": "s"}
_LETTERS |= {"byline": "b", "credit": "r"}

Span = list[int]


class Composed(NamedTuple):
    """An issue's record, {SHA-256: text} of its pages, and remarks on what was mended."""

    record: IssueFile
    texts: dict[str, str]
    remarks: list[str]


@dataclass
class _Page:
    """A page's text while it is written."""

    lines: list[str] = field(default_factory=list)
    length: int = 0
    apart: list[dict] = field(default_factory=list)
    articles: list[dict] = field(default_factory=list)

    def add(self, text: str) -> Span:
        """Writes a line; where it stands."""
        start = self.length
        self.lines.append(text + "\n")
        self.length += len(text) + 1
        return [start, start + len(text)]

    def part(self) -> None:
        if self.lines:
            self.lines.append("\n")
            self.length += 1

    @property
    def text(self) -> str:
        return "".join(self.lines)


def compose(issue: Issue, newspaper: str, key: str, idents: Idents, people: People) -> Composed:
    """Refused where nothing is left of the issue, or where what is left is no sound record."""
    remarks, texts, pages, used = list(issue.remarks), {}, [], set()
    for nth, sheet in enumerate(issue.sheets, 1):
        page = _Page()
        quality = Quality()
        for item in sheet.items:
            quality = sum((part.quality for part in item.parts), quality)
            _write(
                page,
                item,
                f"{newspaper}\0{issue.date}\0{issue.key}\0{item.key}",
                idents,
                people,
                remarks,
            )
        page.part()
        for part in sheet.rest:
            quality += part.quality
            if text := words.clean(part.text):
                page.apart.append({"kind": "furniture", "at": [page.add(text)]})
        if not page.text.strip():
            remarks.append(f"{sheet.where}: 这一版没有文字，没有收")
            continue
        text = page.text
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        texts[sha256] = text
        one = page_key(sheet.number, nth, used)
        used.add(one)
        pages.append(
            _filled(
                page=one,
                number=sheet.number[:MOST_NUMBER],
                name=words.clean(sheet.name)[:MOST_COLUMN],
                text={"sha256": sha256, "length": len(text)},
                notes=[*_notes(sheet.notes), *_on_quality(quality)],
                apart=page.apart,
                articles=page.articles,
            )
        )
    if not any(page.get("articles") for page in pages):
        raise Refused(issue.where, "没有一篇有文字的文章")
    return Composed(_record(issue, newspaper, key, pages), texts, remarks)


def _record(issue: Issue, newspaper: str, key: str, pages: list[dict]) -> IssueFile:
    try:
        return IssueFile.model_validate(
            _filled(
                newspaper=newspaper,
                issue=key,
                number=words.clean(issue.number)[:MOST_NUMBER],
                attribution=_reasoned(issue.attribution_reason),
                date={"edtf": issue.date, **_reasoned(issue.date_reason)},
                pages=pages,
            )
        )
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise Refused(issue.where, f"{where}: {first['msg']}") from error


def _reasoned(reason: str) -> dict[str, str]:
    return {"basis": "inferred", "reason": reason} if reason else {"basis": "stated"}


def _filled(**fields: Any) -> dict[str, Any]:
    """What is empty is left out, as an editor would."""
    return {name: value for name, value in fields.items() if value not in ("", [], None)}


def _notes(pairs) -> list[dict[str, str]]:
    return [{"kind": kind, "text": text} for kind, text in pairs]


def _on_quality(quality: Quality) -> list[dict[str, str]]:
    if not quality.words:
        return []
    mean = quality.total / quality.words
    says = f"文字由光学识别而来，{quality.words} 个字词的平均把握为 {mean:.2f}（满分 1），"
    return _notes([("source", f"{says}其中 {quality.low} 个低于 0.5。未经人校。")])


def _write(
    page: _Page, item: Item, key: str, idents: Idents, people: People, remarks: list[str]
) -> None:
    """Writes an item to the page, as an article, or beside the articles where it has no text."""
    decks, blocks, notes = _sorted(item)
    if not blocks:
        page.part()
        spans = [page.add(text) for _, text in decks]
        if spans:
            has_title = any(_says_something(text) for _, text in decks)
            why = "只有题目，没有正文" if has_title else "只有符号，没有文字"
            remarks.append(f"{item.where}: {why}；收作版面的附属文字")
            said = "，".join(filter(None, (why, item.address)))
            page.apart.append({"kind": "furniture", "at": spans, "note": said})
        else:
            remarks.append(f"{item.where}: 没有文字，没有收")
        return
    page.part()
    made: dict[str, Any] = {"ident": idents.of(key), "cataloguing": "minimal"}
    if item.genre:
        made["genre"] = item.genre
    if column := words.clean(item.column)[:MOST_COLUMN]:
        made["column"] = column
    for kind, text in decks:
        deck = {"text": text, "at": [page.add(text)]}
        if kind == "subhead":
            made.setdefault("subheads", []).append(deck)
        else:
            made[kind] = deck
    if "headline" not in made:
        made["headline"] = {
            "text": words.cut(words.clean(item.supplied), MOST_DECK)[0],
            "supplied": True,
        }
    made["body"], counts = [], {}
    for kind, text in blocks:
        letter = _LETTERS[kind]
        counts[letter] = counts.get(letter, 0) + 1
        if counts[letter] > MOST_BLOCKS:
            raise Refused(item.where, f"正文超过 {MOST_BLOCKS} 段")
        made["body"].append(
            {"kind": kind, "id": f"{letter}{counts[letter]}", "at": [page.add(text)]}
        )
    if credits := list(_credits(blocks, people, item, remarks)):
        made["bylines"] = credits
    low = sum(part.quality.low for part in item.parts)
    if low:
        notes.append(("doubt", f"光学识别的字词有 {low} 个把握不足，未经人校。"))
    if notes:
        made["notes"] = _notes(notes)
    if item.address:
        made["identifiers"] = [{"kind": "url", "value": item.address}]
    page.articles.append(made)


def _sorted(item: Item) -> tuple[list[tuple[str, str]], list[tuple[str, str]], list]:
    """(decks, blocks, notes): one kicker and one headline at most, none too long, one headline at least."""
    cleaned = [(part.kind, words.clean(part.text)) for part in item.parts]
    cleaned = [(kind, text) for kind, text in cleaned if text]
    notes = list(item.notes)
    kicker = words.joined(text for kind, text in cleaned if kind == "kicker")
    headline = words.joined(text for kind, text in cleaned if kind == "headline")
    subheads = [text for kind, text in cleaned if kind == "subhead"]
    blocks = [(kind, text) for kind, text in cleaned if kind not in DECKS]
    if not headline and (kicker or subheads):
        headline, kicker, subheads = (
            (kicker, "", subheads) if kicker else (subheads[0], "", subheads[1:])
        )
    if not any(_says_something(text) for _, text in cleaned):
        # the dots and rules of a page
        return [("headline", text) for _, text in cleaned], [], notes
    if not _says_something(headline) and blocks and not item.supplied:
        headline = _without_title(blocks, headline)
        notes.append(("deck", "原文无题，以开头的字为题。"))
    headline, more = words.cut(headline, MOST_DECK)
    if len(kicker) > MOST_DECK:
        subheads, kicker = [kicker, *subheads], ""
    decks = [("kicker", kicker), ("headline", headline)]
    for subhead in ([more] if more else []) + subheads:
        while subhead:
            piece, subhead = words.cut(subhead, MOST_DECK)
            decks.append(("subhead", piece))
    return [deck for deck in decks if deck[1]], blocks, notes


def _says_something(text: str) -> bool:
    return any(c.isalnum() for c in text)


def _without_title(blocks: list[tuple[str, str]], before: str) -> str:
    """Takes the title of what has none from its text: a short block whole, else its first clause."""
    first = _opening(blocks)
    kind, text = blocks.pop(first)
    if any(_says_something(more) for _, more in blocks) and words.fits_title(text):
        return words.joined((before, text))
    opening, rest = words.incipit(text)
    if rest:
        blocks.insert(first, (kind, rest))
    return words.joined((before, opening))


def _opening(blocks: list[tuple[str, str]]) -> int:
    """The place of the block from which a title is taken: the first with a word that is no signature."""
    says = [n for n, (_, text) in enumerate(blocks) if _says_something(text)]
    readable = [n for n in says if words.has_word(blocks[n][1])]
    unsigned = [n for n in readable if blocks[n][0] not in ("byline", "credit")]
    return (unsigned or readable or says)[0]


def _credits(
    blocks: list[tuple[str, str]], people: People, item: Item, remarks: list[str]
) -> Iterator[dict[str, str]]:
    """Those whom a byline or credit names with their role."""
    for kind, text in blocks:
        if kind not in ("byline", "credit"):
            continue
        for signed in facts.signatures(text):
            person = people.slug(signed.name)
            if not person:
                several = "、".join(people.named(signed.name))
                said = f"叫{signed.name}的不止一人（{several}），不知是谁，署名没有收"
                remarks.append(f"{item.where}: {said}")
                continue
            yield _filled(
                person=person, role=signed.role, position=signed.position, read=signed.read
            )


def issue_key(issue: Issue, newspaper: str) -> str:
    """The day, where it is known to the day; else seven characters derived from the source."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", issue.date):
        return issue.date
    return Idents(()).of(f"{newspaper}\0{issue.date}\0{issue.key}")
