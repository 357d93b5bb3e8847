"""The text of an article for its page: decks, digest and lines, with numbered corrections and
highlighted search hits.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext

from archive.models import Article
from archive.search.highlight import HighlightPiece, HitCutter, pieces


@dataclass(frozen=True)
class TextRun:
    """A stretch of text as it was scanned, or with one correction."""

    text: str
    correction: "NumberedCorrection | None" = None
    # the text split at search hits; empty without a search
    pieces: tuple[HighlightPiece, ...] = ()


@dataclass(frozen=True)
class NumberedCorrection:
    number: int
    block: str
    reading: str
    scan: str
    reason: str
    certainty: str

    @property
    def explanation(self) -> str:
        """The correction in words, with its reason."""
        if not self.scan:
            change = gettext("识别原文无此字")
        elif not self.reading:
            change = gettext("识别原文此处有“%(scan)s”，已删") % {"scan": self.scan}
        else:
            change = gettext("识别原文作“%(scan)s”") % {"scan": self.scan}
        doubt = gettext("（存疑）") if self.certainty == "likely" else ""
        return gettext("%(change)s%(doubt)s。%(reason)s。") % {
            "change": change,
            "doubt": doubt,
            "reason": self.reason.rstrip("。"),
        }


@dataclass(frozen=True)
class AnchoredBlock:
    """One block with its anchor."""

    id: str
    kind: str
    gap: str
    runs: list[TextRun]


@dataclass(frozen=True)
class Paragraph:
    """One paragraph: a block, preceded by the byline that is run in with it."""

    parts: list[AnchoredBlock]

    @property
    def kind(self) -> str:
        return self.parts[-1].kind

    @property
    def id(self) -> str:
        return self.parts[-1].id


@dataclass(frozen=True)
class DisplayedText:
    """The lines of a text, and the corrections in it and in the article's titles."""

    lines: list[Paragraph] = field(default_factory=list)
    corrections: list[NumberedCorrection] = field(default_factory=list)
    in_titles: list[NumberedCorrection] = field(default_factory=list)

    @property
    def last_hit(self) -> int:
        """The number of the last search hit, or 0."""
        parts = (part for line in self.lines for part in line.parts)
        all_pieces = (piece for part in parts for run in part.runs for piece in run.pieces)
        return max((piece.hit for piece in all_pieces), default=0)


def corrections_in_titles(article: Article) -> list[dict[str, Any]]:
    """Return the corrections of kicker, headline and subheads, in the order of the catalogue."""
    spans = [span for _, of_title in article.deck_spans for span in of_title]
    return [
        item
        for item in article.corrections
        if any(start <= item["at"][0] and item["at"][1] <= end for start, end in spans)
    ]


class DeckPieces:
    """Kicker, headline, subheads and digest split at search hits, and the number of hits."""

    def __init__(self, article: Article, terms: Sequence[str] = ()):
        self.terms, self.hits = terms, 0
        self.kicker = self._split(article.kicker)
        self.headline = self._split(article.headline)
        self.subheads = [self._split(subhead) for subhead in article.subheads]
        before = self.hits
        self.digest = [self._split(paragraph) for paragraph in article.digest.splitlines()]
        self.digest_hit = self.hits > before

    def _split(self, text: str) -> tuple[HighlightPiece, ...]:
        split = pieces(text, self.terms, self.hits)
        self.hits = max((piece.hit for piece in split), default=0) or self.hits
        return split


def split_at_hits(lines: list[Paragraph], terms: Sequence[str], before: int = 0) -> list[Paragraph]:
    """Highlight the search hits: return the lines with the `pieces` of every run set, hits numbered
    from `before` + 1.

    As in the index, a hit may span corrections and lines.
    """
    blocks = ["".join(run.text for run in part.runs) for line in lines for part in line.parts]
    # joined as archive.catalogue.article_body.plain joins them for the index
    cutter = HitCutter("\n".join(blocks), terms, before)
    segments = []
    for line in lines:
        parts = []
        for part in line.parts:
            runs = [replace(run, pieces=cutter.next(len(run.text))) for run in part.runs]
            parts.append(replace(part, runs=runs))
            cutter.skip(1)
        segments.append(replace(line, parts=parts))
    return segments


def text_of(article: Article, terms: Sequence[str] = (), before: int = 0) -> DisplayedText:
    """Return the lines of the article's text, as `paragraphs_of` does; none where it is not held.

    Corrections of titles are numbered on from those of the text.
    """
    if not article.text_held:
        return DisplayedText()
    text = paragraphs_of(article.full_text.blocks, terms, before)
    in_titles = [
        NumberedCorrection(number, "", item["read"], item["was"], item["reason"], item["certainty"])
        for number, item in enumerate(corrections_in_titles(article), len(text.corrections) + 1)
    ]
    return replace(text, in_titles=in_titles)


def paragraphs_of(
    blocks: list[dict[str, Any]], terms: Sequence[str] = (), before: int = 0
) -> DisplayedText:
    """Return the blocks as lines, run-in blocks joined to the next; hits start at `before`."""
    text = DisplayedText()
    parts: list[AnchoredBlock] = []
    for block in blocks:
        runs = [_run(run, block["id"], text.corrections) for run in block["runs"]]
        parts.append(AnchoredBlock(block["id"], block["kind"], block["gap"], runs))
        if not block["run_in"]:
            text.lines.append(Paragraph(parts))
            parts = []
    if parts:
        text.lines.append(Paragraph(parts))
    return replace(text, lines=split_at_hits(text.lines, terms, before)) if terms else text


def _run(run: dict[str, Any], block: str, corrections: list[NumberedCorrection]) -> TextRun:
    if run["scan"] is None:
        return TextRun(run["text"])
    corrections.append(
        NumberedCorrection(
            len(corrections) + 1, block, run["text"], run["scan"], run["reason"], run["certainty"]
        )
    )
    return TextRun(run["text"], corrections[-1])
