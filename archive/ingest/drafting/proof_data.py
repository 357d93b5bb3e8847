"""Prepare a catalogue file for proofreading: page text by owner, joins, guesses and faults."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from archive.catalogue import digest_length
from archive.catalogue.entries import ArticleEntry, BlockEntry, IssueFile, PageEntry
from archive.catalogue.page_texts import held_text
from archive.catalogue.yaml_file import Fault, ParsedFile

from .proof_print import PrintCrop, ProofPage

# Path of a field → (anchor on the sheet, description).
_Anchors = dict[str, tuple[str, str]]

# Number of colours that distinguish articles on the sheet.
COLOURS = 8
# Number of border styles that distinguish articles of the same colour.
EDGES = 4
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_APART = {
    "column-title": "栏目名",
    "furniture": "版面附件",
    "notice": "公告启事",
    "advertisement": "广告",
    "repeat": "重复",
    "stray": "窜入",
    "withdrawn": "已撤下",
}
_BLOCKS = {
    "paragraph": "段",
    "crosshead": "小标题",
    "item": "列表项",
    "caption": "图片说明",
    "summary": "提示框",
    "byline": "署名",
    "credit": "摄影署名",
}
_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")
# Width of the overview strip beside the text, in SVG units.
_STRIP = 46
# Height of the strip per character, in SVG units.
_PER_CHAR = 0.11
# Minimum height of a bar, in SVG units.
_MIN_BAR = 3.0


@dataclass
class ProofPiece:
    """A part of a span; `read` is set if it is corrected."""

    text: str
    read: str | None = None
    reason: str = ""


@dataclass
class Stretch:
    """One span of the page: its owner, and its links to the spans before and after."""

    start: int
    end: int
    label: str
    says: str
    colour: str
    anchor: str
    pieces: list[ProofPiece] = field(default_factory=list)
    # Line in the catalogue file.
    line: int = 0
    comes_from: str = ""
    goes_to: str = ""
    near: bool = False
    doubt: int | None = None


@dataclass
class Doubt:
    """A guess: confidence in percent, page, and position on the page and in the file."""

    percent: int
    page: str
    span: list[int]
    at: str
    says: str
    reason: str
    anchor: str
    line: int
    # The image of the doubted text.
    crop: PrintCrop | None = None


@dataclass
class ProofCard:
    """The entry of one article."""

    letter: str
    colour: str
    record: ArticleEntry
    line: int
    bylines: list[str]
    places: list[str]
    topics: list[str]
    doubts: list[Doubt]

    @property
    def digest_bounds(self) -> tuple[int, int]:
        """The least and most characters of the digest."""
        return digest_length.bounds(self.record.length)


@dataclass
class ProofBar:
    """One span in the overview strip."""

    y: float
    height: float
    colour: str
    anchor: str
    label: str


@dataclass
class ProofSheet:
    """One page of the file."""

    record: PageEntry
    held: bool
    cards: list[ProofCard]
    stretches: list[Stretch] = field(default_factory=list)
    bars: list[ProofBar] = field(default_factory=list)
    arcs: list[str] = field(default_factory=list)
    height: float = 0.0
    width: int = _STRIP
    # The page's image, if available.
    print: ProofPage | None = None


@dataclass
class Proof:
    """The data of the proof sheet."""

    record: IssueFile
    file: str
    sheets: list[ProofSheet]
    doubts: list[Doubt]
    faults: list[Fault]


def proof(
    source: ParsedFile,
    texts: Mapping[str, str],
    faults: list[Fault],
    names: Mapping[str, Mapping[str, str]],
    prints: Sequence[ProofPage | None],
) -> Proof:
    """Return the proof of `source`; `names` has people, places and topics by slug or code.

    `prints` has the image of each page, or None.
    """
    record = source.record
    anchors: _Anchors = {}
    sheets = [_sheet(source, n, page, texts, names, anchors) for n, page in enumerate(record.pages)]
    for sheet, page_print in zip(sheets, prints, strict=True):
        _mark(sheet, page_print)
    by_page = {sheet.record.page: sheet.print for sheet in sheets}
    spans = {s.anchor: [s.start, s.end] for sheet in sheets for s in sheet.stretches}
    doubts = []
    for guess in record.draft.guesses if record.draft else ():
        anchor, says = _target(guess.at, anchors)
        percent = round(guess.confidence * 100)
        path = steps(guess.at)
        page = _page_key(record, path)
        span = spans.get(anchor) or _span(record, path)
        line = source.line(*path)
        page_print = by_page.get(page)
        crop = page_print.crop(span) if page_print else None
        doubts.append(Doubt(percent, page, span, guess.at, says, guess.reason, anchor, line, crop))
    doubts.sort(key=lambda doubt: doubt.percent)
    for sheet in sheets:
        by_anchor = {stretch.anchor: stretch for stretch in sheet.stretches}
        for doubt in reversed(doubts):
            if doubt.anchor in by_anchor and doubt.percent < 70:
                by_anchor[doubt.anchor].doubt = doubt.percent
        for card in sheet.cards:
            card.doubts = [
                d
                for d in doubts
                if anchors.get(_article(d.at), ("", ""))[0] == f"a-{card.record.ident}"
            ]
    return Proof(record, source.file, sheets, doubts, faults)


def _mark(sheet: ProofSheet, page_print: ProofPage | None) -> None:
    """Mark each stretch on the page's image."""
    if page_print is None:
        return
    sheet.print = page_print
    for stretch in sheet.stretches:
        span = stretch.start, stretch.end
        page_print.mark(stretch.anchor, stretch.label, stretch.colour, span)


def steps(path: str) -> tuple[str | int, ...]:
    """Return the steps of a path such as `pages[0].articles[1].headline`."""
    return tuple(
        int(match[1]) if match[1] is not None else match[2] for match in _STEP.finditer(path)
    )


def _page_key(record: IssueFile, path: tuple[str | int, ...]) -> str:
    """Return the key of the page that a path leads into; "" for a path outside pages."""
    match path:
        case "pages", int(n), *_:
            return record.pages[n].page
    return ""


def _span(record: IssueFile, path: tuple[str | int, ...]) -> list[int]:
    """Return the span on its page of a correction or a headline; [] for anything else."""
    match path:
        case "pages", int(n), "articles", int(m), *rest:
            article = record.pages[n].articles[m]
            if len(rest) > 1 and rest[0] == "corrections" and isinstance(rest[1], int):
                return list(article.corrections[rest[1]].at)
            return list(article.headline.at[0]) if article.headline.at else []
    return []


def _article(path: str) -> str:
    match = re.match(r"pages\[\d+\]\.articles\[\d+\]", path)
    return match.group() if match else ""


def _target(path: str, anchors: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    """Return (anchor, description) of the closest enclosing element of `path` on the sheet."""
    rest = path
    while rest and rest not in anchors:
        rest = re.sub(r"(?:\.?[^.\[\]]+|\[\d+\])$", "", rest)
    anchor, says = anchors.get(rest, ("", ""))
    return anchor, (says + _fields(path[len(rest) :])).removeprefix(" · ") or path


def _fields(rest: str) -> str:
    names = {
        "headline": "题",
        "genre": "体裁",
        "column": "栏目",
        "bylines": "署名",
        "places": "地区",
        "topics": "主题词",
        "corrections": "校改",
        "at": "接续",
        "role": "职名",
        "date": "日期",
        "edtf": "",
        "attribution": "报纸",
        "evidence": "证据",
    }
    labels = [
        names.get(step, step) if isinstance(step, str) else f"第{step + 1}" for step in steps(rest)
    ]
    return " · " + " ".join(filter(None, labels)) if labels else ""


def _sheet(
    source: ParsedFile[IssueFile],
    n: int,
    page: PageEntry,
    texts: Mapping[str, str],
    names: Mapping[str, Mapping[str, str]],
    anchors: _Anchors,
) -> ProofSheet:
    text = held_text(texts, page.text)
    articles_before = sum(len(earlier.articles) for earlier in source.record.pages[:n])
    cards = [
        _card(source, (n, m), articles_before + m, article, names, anchors)
        for m, article in enumerate(page.articles)
    ]
    sheet = ProofSheet(page, text is not None, cards)
    stretches = sorted(_stretches(source, n, cards, anchors), key=lambda s: (s.start, s.end))
    if text is None:
        return sheet
    position = 0
    for stretch in stretches:
        stretch.end = min(stretch.end, len(text))
        sheet.stretches += _unclaimed(text, position, stretch.start, n)
        _cut(stretch, text, page)
        sheet.stretches.append(stretch)
        position = max(position, stretch.end)
    sheet.stretches += _unclaimed(text, position, len(text), n)
    _strip(sheet)
    return sheet


def _card(
    source: ParsedFile[IssueFile],
    place: tuple[int, int],
    number: int,
    article: ArticleEntry,
    names: Mapping[str, Mapping[str, str]],
    anchors: _Anchors,
) -> ProofCard:
    """Return the card of an article; its letter and colour depend on its `number` in the issue."""
    n, m = place
    letter = _LETTERS[number % 26] + (str(number // 26) if number >= 26 else "")
    path = f"pages[{n}].articles[{m}]"
    anchors[path] = (f"a-{article.ident}", f"{letter} 《{article.headline.text}》")
    return ProofCard(
        letter,
        f"hue-{number % COLOURS} edge-{number // COLOURS % EDGES}",
        article,
        source.line("pages", n, "articles", m),
        [
            f"{credit.position or credit.role} {names['people'].get(credit.person, credit.person)}"
            + (" 摄" if credit.position else "")
            for credit in article.bylines
        ],
        [
            f"{names['places'].get(place.code, '无此代码')} {place.code}"
            + ("（推定）" if place.basis == "inferred" else "")
            for place in article.places or ()
        ],
        [names["topics"].get(slug, slug) for slug in article.topics],
        [],
    )


def _stretches(
    source: ParsedFile[IssueFile], n: int, cards: list[ProofCard], anchors: _Anchors
) -> Iterator[Stretch]:
    page = source.record.pages[n]
    for m, zone in enumerate(page.apart):
        for k, (start, end) in enumerate(zone.at):
            anchor = f"p{n}-z{m}" + (f"-{k}" if k else "")
            anchors.setdefault(f"pages[{n}].apart[{m}]", (anchor, _APART[zone.kind]))
            stretch = Stretch(
                start, end, _APART[zone.kind], zone.note, f"apart {zone.kind}", anchor
            )
            stretch.line = source.line("pages", n, "apart", m, "at", k)
            yield stretch
    for m, (article, card) in enumerate(zip(page.articles, cards, strict=True)):
        path = f"pages[{n}].articles[{m}]"
        decks = [("kicker", "引题", article.kicker), ("headline", "主题", article.headline)]
        decks += [(f"subheads[{k}]", "副题", deck) for k, deck in enumerate(article.subheads)]
        for name, role, deck in decks:
            for k, (start, end) in enumerate(deck.at if deck else ()):
                anchor = f"{article.ident}-{name.strip(']').replace('[', '')}" + (
                    f"-{k}" if k else ""
                )
                anchors.setdefault(f"{path}.{name}", (anchor, f"{card.letter} {role}"))
                stretch = Stretch(
                    start, end, card.letter, role, f"deck {name} {card.colour}", anchor
                )
                stretch.line = source.line(*steps(f"{path}.{name}"), "at", k)
                yield stretch
        for b, block in enumerate(article.body):
            for k, stretch in enumerate(_block(f"{path}.body[{b}]", article, block, card, anchors)):
                stretch.line = source.line(*steps(f"{path}.body[{b}]"), "at", k)
                yield stretch


def _block(
    path: str, article: ArticleEntry, block: BlockEntry, card: ProofCard, anchors: _Anchors
) -> Iterator[Stretch]:
    names = [f"{article.ident}-{block.id}" + (f"-{k}" if k else "") for k in range(len(block.at))]
    label = f"{card.letter} {block.id}"
    description = _BLOCKS[block.kind] + {"before": " · 此前有缺", "after": " · 此后有缺"}.get(
        block.gap, ""
    )
    anchors[path] = (names[0], f"{card.letter} {block.id}")
    for k, (start, end) in enumerate(block.at):
        anchors[f"{path}.at[{k}]"] = (names[k], f"{card.letter} {block.id}")
        stretch = Stretch(start, end, label, description, f"{block.kind} {card.colour}", names[k])
        stretch.comes_from = names[k - 1] if k else ""
        stretch.goes_to = names[k + 1] if k + 1 < len(names) else ""
        # The next span is adjacent: there is only white space between.
        stretch.near = bool(stretch.goes_to) and 0 <= block.at[k + 1][0] - end <= 3
        yield stretch


def _cut(stretch: Stretch, text: str, page: PageEntry) -> None:
    """Split a stretch at its corrections."""
    position = stretch.start
    corrections = sorted(
        (c for article in page.articles for c in article.corrections), key=lambda c: c.at
    )
    for item in corrections:
        start, end = item.at
        if (
            stretch.start <= start
            and end <= stretch.end
            and start >= position
            and start < stretch.end
        ):
            stretch.pieces.append(ProofPiece(text[position:start]))
            stretch.pieces.append(ProofPiece(text[start:end], item.read, item.reason))
            position = end
    stretch.pieces.append(ProofPiece(text[position : stretch.end]))


def _unclaimed(text: str, start: int, end: int, n: int) -> Iterator[Stretch]:
    words = text[start:end]
    if words.strip():
        begin = start + len(words) - len(words.lstrip())
        stop = start + len(words.rstrip())
        stretch = Stretch(begin, stop, "无归属", "不属于任何条目", "unclaimed", f"p{n}-u{begin}")
        stretch.pieces = [ProofPiece(text[begin:stop])]
        yield stretch


def _strip(sheet: ProofSheet) -> None:
    """Lay out the overview strip: a bar per stretch, arcs for joins except to the next line."""
    y = 2.0
    middle: dict[str, float] = {}
    for stretch in sheet.stretches:
        height = max(_MIN_BAR, (stretch.end - stretch.start) * _PER_CHAR)
        sheet.bars.append(
            ProofBar(round(y, 1), round(height, 1), stretch.colour, stretch.anchor, stretch.label)
        )
        middle[stretch.anchor] = y + height / 2
        y += height + 1.4
    sheet.height = round(y + 2, 1)
    for stretch in sheet.stretches:
        if stretch.goes_to in middle:
            start, end = middle[stretch.anchor], middle[stretch.goes_to]
            reach = min(_STRIP - 2.0, 21 + abs(end - start) / 3)
            sheet.arcs.append(
                f"M16 {start:.1f}C{reach:.1f} {start:.1f} {reach:.1f} {end:.1f} 16 {end:.1f}"
            )
