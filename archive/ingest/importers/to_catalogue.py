"""Convert a parsed issue to a catalogue entry and the texts of its pages.

The text of a page is composed in reading order, one line per block, and every offset refers to that
text. Articles get a minimal entry.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pydantic import ValidationError

from archive.catalogue.entries import IssueFile
from archive.catalogue.error_messages import validation_message
from archive.catalogue.geometry import PageGeometry
from archive.command_messages import clauses, gettext_noop, listed, message
from archive.text.boxes import Box, inside_page

from . import clean_text, image_files, item_titles, signatures
from .identifiers import Idents, People, page_key
from .image_files import ImageFiles
from .item_titles import BodyLine, SortedParts
from .parsed_issue import ImportRefused, ParsedIssue, ParsedItem, ParsedPage, Quality
from .printed_text import Origin, PagePrint, letters_of

# Maximum length of a column's name in the database.
MAX_COLUMN = 60
# Maximum length of an issue's number in the database.
MAX_NUMBER = 20
# Maximum number of pages listed in a remark about missing images.
_MAX_NAMED = 8
# Maximum number of blocks of one kind in an article, by the pattern of their IDs.
MAX_BLOCKS = 9999
_LETTERS = {"paragraph": "p", "crosshead": "h", "item": "i", "caption": "c", "summary": "s"}
_LETTERS |= {"byline": "b", "credit": "r"}

Span = list[int]


class CatalogueIssue(NamedTuple):
    """An issue's entry, {SHA-256: text} and geometry of its pages, and remarks on changes."""

    record: IssueFile
    texts: dict[str, str]
    remarks: list[str]
    geometry: list[PageGeometry]


@dataclass
class _PageText:
    """The text of a page under construction."""

    lines: list[str] = field(default_factory=list)
    length: int = 0
    apart: list[dict] = field(default_factory=list)
    articles: list[dict] = field(default_factory=list)
    print: PagePrint = field(default_factory=PagePrint)

    def add(self, text: str, origin: Origin = (), end: str = "\n") -> Span:
        """Append a line, or with another `end` a part of one; return its span."""
        start = self.length
        self.print.add(start, text, origin)
        self.lines.append(text + end)
        self.length += len(text) + len(end)
        return [start, start + len(text)]

    def part(self) -> None:
        if self.lines:
            self.lines.append("\n")
            self.length += 1

    @property
    def text(self) -> str:
        return "".join(self.lines)


def to_catalogue(
    issue: ParsedIssue,
    newspaper: str,
    key: str,
    idents: Idents,
    people: People,
    images: ImageFiles | None = None,
) -> CatalogueIssue:
    """Return the catalogue entry of an issue; `images` stores the images of its pages.

    Raise ImportRefused if nothing is left of it or the entry is invalid.
    """
    writer = _IssueWriter(issue, newspaper, idents, people)
    remarks = writer.remarks
    texts: dict[str, str] = {}
    geometry: list[PageGeometry] = []
    pages: list[dict[str, Any]] = []
    used: set[str] = set()
    for position, sheet in enumerate(issue.sheets, 1):
        page = _PageText()
        remarks += sheet.remarks
        quality = Quality()
        for item in sheet.items:
            quality = sum((part.quality for part in item.parts), quality)
            writer.write(page, item)
        page.part()
        for part in sheet.rest:
            quality += part.quality
            text, origin = letters_of(part.text, part.print)
            if text:
                page.apart.append({"kind": "furniture", "at": [page.add(text, origin)]})
        if not page.text.strip():
            remark = message("这一版没有文字，未导入")
            remarks.append(f"{sheet.where}: {remark}")
            continue
        text = page.text
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        if sha256 not in texts and (places := page.print.geometry(sha256, len(text))):
            geometry.append(places)
        texts[sha256] = text
        page_key_ = page_key(sheet.number, position, used)
        used.add(page_key_)
        pages.append(
            _filled(
                page=page_key_,
                number=sheet.number[:MAX_NUMBER],
                name=clean_text.clean(sheet.name)[:MAX_COLUMN],
                text={"sha256": sha256, "length": len(text)},
                images=_images(sheet, images, remarks),
                notes=[*_notes(sheet.notes), *_on_quality(quality)],
                apart=page.apart,
                articles=page.articles,
            )
        )
    remarks += _missing_images(issue)
    if not any(page.get("articles") for page in pages):
        raise ImportRefused(issue.where, message("没有一篇有文字的文章"))
    return CatalogueIssue(_record(issue, newspaper, key, pages), texts, remarks, geometry)


def _missing_images(issue: ParsedIssue) -> Iterator[str]:
    """Yield a remark on pages whose images the source refers to but lacks."""
    missing = [sheet for sheet in issue.sheets if sheet.missing_images]
    if missing:
        ellipsis = "……" if len(missing) > _MAX_NAMED else ""
        images = clauses(*map(_missing_of, missing[:_MAX_NAMED])) + ellipsis
        remark = message(
            "有 %(count)s 版的版面图没有保存：%(images)s", count=len(missing), images=images
        )
        yield f"{issue.where}: {remark}"


def _missing_of(sheet: ParsedPage) -> str:
    page = message("第 %(number)s 版", number=sheet.number) if sheet.number else sheet.where
    return f"{page} {listed(sheet.missing_images)}"


def _images(sheet: ParsedPage, images: ImageFiles | None, remarks: list[str]) -> list[dict]:
    """Return the entries of a page's images; add remarks on unreadable ones."""
    entries: list[dict[str, Any]] = []
    if images is None:
        return entries
    for image in sheet.images:
        try:
            entries.append(images.take(image))
        except image_files.UnreadableImage as error:
            remark = message("版面图 %(error)s，未导入", error=error)
            remarks.append(f"{sheet.where}: {remark}")
    return entries


def _record(issue: ParsedIssue, newspaper: str, key: str, pages: list[dict]) -> IssueFile:
    try:
        return IssueFile.model_validate(
            _filled(
                newspaper=newspaper,
                issue=key,
                number=clean_text.clean(issue.number)[:MAX_NUMBER],
                attribution=_reasoned(issue.attribution_reason),
                date={"edtf": issue.date, **_reasoned(issue.date_reason)},
                pages=pages,
            )
        )
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        raise ImportRefused(issue.where, f"{field}: {validation_message(first, True)}") from error


def _reasoned(reason: str) -> dict[str, str]:
    return {"basis": "inferred", "reason": reason} if reason else {"basis": "stated"}


def _filled(**fields: Any) -> dict[str, Any]:
    """Return the fields without empty values, as an editor would write them."""
    return {name: value for name, value in fields.items() if value not in ("", [], None)}


def _notes(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"kind": kind, "text": text} for kind, text in pairs]


def _on_quality(quality: Quality) -> list[dict[str, str]]:
    if not quality.words:
        return []
    mean = quality.total / quality.words
    sentence = f"文字由光学识别而来，{quality.words} 个字词的平均置信度为 {mean:.2f}（满分 1），"
    return _notes([("source", f"{sentence}其中 {quality.low} 个低于 0.5。未经人工校对。")])


class _IssueWriter:
    """Writer of one issue's items to its pages; `remarks` lists changes."""

    def __init__(self, issue: ParsedIssue, newspaper: str, idents: Idents, people: People):
        self.remarks = list(issue.remarks)
        self._newspaper, self._source = newspaper, f"{newspaper}\0{issue.date}\0{issue.key}"
        self._idents, self._people = idents, people
        # Letters of each article → its entry and its location in the source.
        self._articles: dict[tuple[str, ...], tuple[dict[str, Any], str]] = {}

    def write(self, page: _PageText, item: ParsedItem) -> None:
        """Write an item as an article, or as page furniture if it is not one."""
        sorted_ = item_titles.sorted_parts(item)
        self.remarks += (f"{item.where}: {remark}" for remark in sorted_.remarks)
        titles, lines = sorted_.titles, sorted_.lines
        page.part()
        if not (titles or lines):
            remark = message("没有文字，未导入")
            self.remarks.append(f"{item.where}: {remark}")
        elif any(map(signatures.is_editors_line, [*(t.text for t in titles), sorted_.texts[0]])):
            self._write_furniture(page, item, sorted_, gettext_noop("编辑人员的署名，不是文章"))
        elif not any(map(item_titles.has_letters, sorted_.texts)):
            self._write_furniture(page, item, sorted_, gettext_noop("只有符号，没有文字"))
        elif not lines or not titles:
            without_body, without_title = (
                gettext_noop("只有标题，没有正文"),
                gettext_noop("只有署名"),
            )
            self._write_furniture(page, item, sorted_, without_body if titles else without_title)
        elif first := self._articles.get(key := sorted_.letters):
            self._write_repeated(page, item, sorted_, *first)
        else:
            article = self._article(page, item, sorted_)
            if all(line.is_signature for line in lines):
                remark = message("只有标题和署名，没有正文")
                self.remarks.append(f"{item.where}: {remark}")
            else:
                self._articles[key] = article, item.where

    def _write_furniture(
        self, page: _PageText, item: ParsedItem, sorted_: SortedParts, reason: str
    ) -> None:
        spans = _add_all(page, sorted_)
        remark = clauses(message(reason), message("作为版面附件导入"))
        self.remarks.append(f"{item.where}: {remark}")
        note = "，".join(filter(None, (reason, item.address)))
        entry = {"kind": "furniture", "at": spans, "note": note}
        page.apart.append(entry | _filled(zones=list(map(_rounded, item.zones))))

    def _write_repeated(
        self,
        page: _PageText,
        item: ParsedItem,
        sorted_: SortedParts,
        article: dict[str, Any],
        location: str,
    ) -> None:
        """Write an item with the same text as another article of this issue.

        Web sites repeat an article that continues on another page.
        """
        spans = _add_all(page, sorted_)
        entry = {"kind": "repeat", "at": spans, "of": article["ident"]}
        page.apart.append(entry | _filled(zones=list(map(_rounded, item.zones))))
        remark = message("与 %(where)s 文字相同，作为重复导入，不另立一篇", where=location)
        self.remarks.append(f"{item.where}: {remark}")
        addresses = article.setdefault("identifiers", [])
        if item.address and item.address not in [identifier["value"] for identifier in addresses]:
            addresses.append({"kind": "url", "value": item.address})
        if not addresses:
            del article["identifiers"]

    def _article(self, page: _PageText, item: ParsedItem, sorted_: SortedParts) -> dict[str, Any]:
        # The ident of an item with a web address does not depend on its issue.
        source = (
            f"{self._newspaper}\0{item.address}" if item.address else f"{self._source}\0{item.key}"
        )
        article = _filled(
            ident=self._idents.of(source),
            cataloguing="minimal",
            genre=sorted_.genre or item.genre,
            column=clean_text.clean(sorted_.column or item.column)[:MAX_COLUMN],
        )
        for title in sorted_.titles:
            deck = {"text": title.shown} | (
                {"supplied": True}
                if title.supplied
                else {"at": [page.add(title.text, title.origin)]}
            )
            if title.kind == "subhead":
                article.setdefault("subheads", []).append(deck)
            else:
                article[title.kind] = deck
        # The editors of a page sign at the end of its last article.
        lines = list(sorted_.lines)
        editors = []
        while len(lines) > 1 and signatures.is_editors_line(lines[-1].text):
            editors.append(lines.pop())
        article["body"] = _body(page, item, lines)
        for line in reversed(editors):
            note = "编辑人员的署名"
            span = page.add(line.text, line.origin)
            page.apart.append({"kind": "furniture", "at": [span], "note": note})
        notes = [*item.notes, *sorted_.notes]
        if low := sum(part.quality.low for part in item.parts):
            notes.append(("doubt", f"光学识别的字词有 {low} 个置信度不足，未经人工校对。"))
        article |= _filled(bylines=list(self._credits(lines, item)), notes=_notes(notes))
        if item.address:
            article["identifiers"] = [{"kind": "url", "value": item.address}]
        article |= _filled(
            zones=list(map(_rounded, item.zones)),
            pictures=list(_pictures(item.pictures, article["body"])),
        )
        page.articles.append(article)
        return article

    def _credits(self, lines: list[BodyLine], item: ParsedItem) -> Iterator[dict[str, str]]:
        """Yield the credits of the names in bylines and credit lines."""
        seen: set[tuple[str, str]] = set()
        for line in lines:
            for signed in signatures.signatures(line.text) if line.is_signature else ():
                person = self._people.slug(signed.name)
                if not person:
                    slugs = listed(self._people.named(signed.name))
                    remark = message(
                        "名为%(name)s的不止一人（%(slugs)s），无法确定，未导入署名",
                        name=signed.name,
                        slugs=slugs,
                    )
                    self.remarks.append(f"{item.where}: {remark}")
                elif (person, signed.role) not in seen:
                    seen.add((person, signed.role))
                    yield _filled(
                        person=person, role=signed.role, position=signed.position, read=signed.read
                    )


def _add_all(page: _PageText, sorted_: SortedParts) -> list[Span]:
    """Return the spans of an item's printed lines, appended to the page."""
    titles = [(title.text, title.origin) for title in sorted_.titles if not title.supplied]
    return [
        page.add(text, origin)
        for text, origin in (*titles, *((line.text, line.origin) for line in sorted_.lines))
    ]


def _rounded(box: Box) -> list[float]:
    return [round(value, 5) for value in inside_page(box)]


def _pictures(pictures: tuple[Box, ...], body: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the entries of pictures; if there are equally many captions, each gets one in order."""
    captions = [block["id"] for block in body if block["kind"] == "caption"]
    if len(captions) != len(pictures):
        captions = [""] * len(pictures)
    for box, caption in zip(pictures, captions, strict=True):
        yield _filled(zone=_rounded(box), caption=caption)


def _body(page: _PageText, item: ParsedItem, lines: list[BodyLine]) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = []
    counts: dict[str, int] = {}
    for index, (kind, text, run_in, origin) in enumerate(lines):
        letter = _LETTERS[kind]
        counts[letter] = counts.get(letter, 0) + 1
        if counts[letter] > MAX_BLOCKS:
            raise ImportRefused(item.where, message("正文超过 %(most)s 段", most=MAX_BLOCKS))
        block: dict[str, Any] = {"kind": kind, "id": f"{letter}{counts[letter]}"}
        if run_in and index + 1 < len(lines) and lines[index + 1].kind == "paragraph":
            # Without a space a name would merge with the next word; a bracket separates them.
            end = " " if text[-1].isalnum() else ""
            block |= {"at": [page.add(text, origin, end)], "run_in": True}
        else:
            block["at"] = [page.add(text, origin)]
        blocks.append(block)
    return blocks


def issue_key(issue: ParsedIssue, newspaper: str) -> str:
    """Return the date if it is exact to the day, else seven characters derived from the source."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", issue.date):
        return issue.date
    return Idents(()).of(f"{newspaper}\0{issue.date}\0{issue.key}")
