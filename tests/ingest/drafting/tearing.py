"""Tear reports into columns at random, as pages come out of recognition, and keep the truth."""

import random
import re
from dataclasses import dataclass, field

from .invented import REPORTS, STRAYS, Report


@dataclass
class Torn:
    """A page's text and its truth: spans by report, joins, and text that belongs to none."""

    text: str = ""
    # report index → spans of its body and decks
    spans: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    joins: set[tuple[int, int]] = field(default_factory=set)
    repeats: list[tuple[int, int]] = field(default_factory=list)
    strays: list[tuple[int, int]] = field(default_factory=list)
    # report index → (where, kind) of each deck
    decks: dict[int, dict[str, tuple[int, int]]] = field(default_factory=dict)
    reports: dict[int, Report] = field(default_factory=dict)


@dataclass
class _Piece:
    text: str
    report: int | None
    kind: str = "text"
    # the piece that it goes on from
    after: "_Piece | None" = None
    gap: int = 1
    at: tuple[int, int] = (0, 0)


def tear(seed: int, reports: int = 5) -> Torn:
    """A page of some of the reports: cut at column ends, some parts astray, repeated or foreign."""
    rng = random.Random(seed)
    numbers = rng.sample(range(len(REPORTS)), reports)
    blocks = [_pieces(rng, index) for index in numbers]
    _send_astray(rng, blocks)
    _repeat(rng, blocks)
    _stray(rng, blocks)
    return _set(blocks, numbers)


def _pieces(rng: random.Random, index: int) -> list[_Piece]:
    report = REPORTS[index]
    pieces = [
        _Piece(getattr(report, kind), index, kind)
        for kind in ("kicker", "headline", "subhead")
        if getattr(report, kind)
    ]
    for n, paragraph in enumerate(report.paragraphs):
        if paragraph.startswith("#"):
            pieces.append(_Piece(paragraph[1:], index, "crosshead"))
            continue
        opening = report.opening if n == 0 else ""
        if opening.startswith(("本报记者", "本报通讯员")):
            pieces.append(_Piece(opening, index, "signature"))
            opening = ""
        cut = _cut(rng, paragraph) if rng.random() < 0.45 else None
        glue = "" if opening.endswith(")") or not opening else " "
        if cut is None:
            pieces.append(_Piece(opening + glue + paragraph, index))
        else:
            pieces.append(_Piece(opening + glue + paragraph[:cut], index))
            pieces.append(_Piece(paragraph[cut:], index, after=pieces[-1]))
    if report.credit:
        pieces.append(_Piece(report.credit, index, "credit"))
        pieces[1 if len(pieces) > 1 else 0].gap = 3
    return pieces


def _cut(rng: random.Random, paragraph: str) -> int | None:
    """Return a position inside a sentence, neither at a mark nor inside a number or a title."""
    places = [
        at
        for at in range(12, len(paragraph) - 12)
        if not re.search(r"[。，、；：！？,;:!?“”‘’()（）《》]", paragraph[at - 1 : at + 1])
        and not (paragraph[at - 1].isascii() and paragraph[at].isascii())
    ]
    return rng.choice(places) if places else None


def _send_astray(rng: random.Random, blocks: list[list[_Piece]]) -> None:
    """The rest of a torn paragraph, and what follows it, comes to stand under another report."""
    if len(blocks) < 2:
        return
    source = rng.randrange(len(blocks))
    block = blocks[source]
    torn = [n for n, piece in enumerate(block) if piece.after is not None and n >= len(block) - 3]
    if not torn or any(piece.kind == "credit" for piece in block):
        return
    tail, block[torn[0] :] = block[torn[0] :], []
    target = rng.choice([n for n in range(len(blocks)) if n != source])
    blocks[target].extend(tail)


def _repeat(rng: random.Random, blocks: list[list[_Piece]]) -> None:
    """A whole line printed again below its report."""
    if rng.random() < 0.5:
        block = rng.choice(blocks)
        texts = [
            p for p in block if p.kind == "text" and p.after is None and "报" not in p.text[:3]
        ]
        whole_sentences = [p for p in texts if p.text.endswith("。") and not _goes_on(block, p)]
        if whole_sentences:
            block.append(_Piece(rng.choice(whole_sentences).text, None, "repeat"))


def _goes_on(block: list[_Piece], piece: _Piece) -> bool:
    return any(other_piece.after is piece for other_piece in block)


def _stray(rng: random.Random, blocks: list[list[_Piece]]) -> None:
    if rng.random() < 0.5:
        block = rng.choice(blocks)
        words = rng.choice(STRAYS)
        block.append(_Piece(words[rng.randrange(8, 20) :].lstrip(",。、"), None, "stray"))


def _set(blocks: list[list[_Piece]], numbers: list[int]) -> Torn:
    torn = Torn(reports={index: REPORTS[index] for index in numbers})
    text = "\n\n"
    for block in blocks:
        for piece in block:
            text += "\n" * (piece.gap - 1)
            piece.at = start, end = len(text), len(text) + len(piece.text)
            text += piece.text + "\n\n"
            if piece.report is not None:
                torn.spans.setdefault(piece.report, []).append((start, end))
                if piece.kind in ("kicker", "headline", "subhead"):
                    torn.decks.setdefault(piece.report, {})[piece.kind] = (start, end)
            if piece.kind == "repeat":
                torn.repeats.append((start, end))
            if piece.kind == "stray":
                torn.strays.append((start, end))
    for piece in (piece for block in blocks for piece in block if piece.after is not None):
        torn.joins.add((piece.after.at[1], piece.at[0]))
    torn.text = text.rstrip("\n") + "\n"
    return torn
