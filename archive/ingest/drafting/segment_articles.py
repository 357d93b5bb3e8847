"""Split a page into articles in page order: headings, leads and the lines below."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from .line_classifier import ClassifiedLine, opens_news

# captions between a heading and the lead of its report: maximum number and length
_CAPTIONS, _CAPTION_LENGTH = 2, 80
# maximum number of lines of a photograph's article
_PICTURE_LINES = 6


# what speaks for a new article below a heading: a photograph's credit not far below, blank lines
# as of a picture, a news opening, a credit that ends the text above, other places than above; and
# what speaks against it: crossheads above or a comma in the heading
_CREDIT_BELOW, _PICTURE_GAP, _NEWS, _CREDIT_ABOVE, _OTHER_PLACES = 2.0, 1.0, 1.0, 1.5, 1.0
_LIKE_CROSSHEAD = -1.0
# an article begins at this score; confidence at score 0, the score that raises it by 1, its bound
_STARTS_AT, _START_SURE, _START_SCALE, _START_MOST = 2.0, 0.4, 8, 0.9


@dataclass
class ArticleSegment:
    """One article by page order; `entries` are the lines below its headings."""

    heads: list[ClassifiedLine] = field(default_factory=list)
    columns: list[ClassifiedLine] = field(default_factory=list)
    opening: ClassifiedLine | None = None
    entries: list[ClassifiedLine] = field(default_factory=list)
    confidence: float = 0.95
    reason: str = "题下有电头或署名"
    picture: bool = False

    @property
    def deck(self) -> str:
        return "\n".join(entry.line.text for entry in self.heads)

    @property
    def text(self) -> str:
        return "\n".join(
            e.line.text[e.start - e.line.start : e.end - e.line.start] for e in self.entries
        )


def segment_articles(
    entries: Sequence[ClassifiedLine], named: Callable[[str], set[str]]
) -> tuple[list[ArticleSegment], list[ClassifiedLine]]:
    """(articles in page order, lines before the first one).

    `named` returns the places that a text names, to distinguish a new article from part of the one
    above.
    """
    stories: list[ArticleSegment] = []
    before: list[ClassifiedLine] = []
    rows = [entry for entry in entries if entry.kind != "furniture"]
    index = 0
    while index < len(rows):
        entry = rows[index]
        current = stories[-1] if stories else None
        if entry.kind in ("heading", "column"):
            stop = index
            while stop < len(rows) and rows[stop].kind in ("heading", "column"):
                stop += 1
            below = _below(rows, stop)
            started = _starts(rows[index:stop], below, current, named)
            if started:
                confidence, reason = started
                story = ArticleSegment(confidence=confidence, reason=reason)
                story.picture = any(e.kind == "credit" for e in below) and not _has_lead(below)
                for head in rows[index:stop]:
                    (story.columns if head.kind == "column" else story.heads).append(head)
                stories.append(story)
            elif current is not None:
                for head in rows[index:stop]:
                    head.kind = "crosshead"
                current.entries += rows[index:stop]
            index = stop
            continue
        if entry.kind in ("opening", "signature"):
            if current is not None and current.opening is None and not _has_body(current):
                _captions(current)
            elif entry.kind == "opening" or not current or current.opening:
                stories.append(ArticleSegment(confidence=0.6, reason="有电头而其上无题"))
            current = stories[-1]
            current.opening = entry
        if current is None:
            before.append(entry)
        else:
            current.entries.append(entry)
        index += 1
    return stories, before


def _below(rows: Sequence[ClassifiedLine], at: int) -> list[ClassifiedLine]:
    result = []
    for entry in rows[at:]:
        if entry.kind in ("heading", "column"):
            break
        result.append(entry)
    return result


def _has_lead(below: Sequence[ClassifiedLine]) -> bool:
    """Whether a report's lead follows, possibly after captions."""
    for entry in below[: _CAPTIONS + 1]:
        if entry.kind in ("opening", "signature"):
            return True
        if entry.kind == "credit":
            continue
        if entry.kind != "text" or len(entry.line.text) > _CAPTION_LENGTH or not entry.line.closed:
            return False
    return False


def _has_body(story: ArticleSegment) -> bool:
    """Whether there is more text below the headings than captions and credits."""
    texts = [e for e in story.entries if e.kind not in ("credit",)]
    return len(texts) > _CAPTIONS or any(
        e.kind != "text" or len(e.line.text) > _CAPTION_LENGTH or not e.line.closed for e in texts
    )


def _captions(story: ArticleSegment) -> None:
    for entry in story.entries:
        if entry.kind == "text":
            entry.kind, entry.confidence, entry.reason = "caption", 0.8, "题与电头之间的短句"


def _starts(
    heads: Sequence[ClassifiedLine],
    below: Sequence[ClassifiedLine],
    current: ArticleSegment | None,
    named: Callable[[str], set[str]],
) -> tuple[float, str] | None:
    """(confidence, reason) if an article begins with `heads`, None if they are crossheads."""
    if _has_lead(below):
        return 0.97, "题下有电头或署名"
    if current is None:
        return 0.9, "版面上的第一个题"
    if any(head.kind == "column" for head in heads):
        return 0.85, "题上有栏目名"
    score, reasons = 0.0, []
    credit = next((n for n, e in enumerate(below) if e.kind == "credit"), None)
    if credit is not None and 0 < credit <= _PICTURE_LINES:
        score += _CREDIT_BELOW
        reasons.append("其下不远处有摄影署名")
    if below and below[0].line.gap >= 2 and below[0].line.gap > heads[0].line.gap - 2:
        score += _PICTURE_GAP
        reasons.append("题下空行处似有图片")
    if below and below[0].kind == "text" and opens_news(below[0].line.text):
        score += _NEWS
        reasons.append("首句如消息的开头")
    if current.entries and current.entries[-1].kind == "credit":
        score += _CREDIT_ABOVE
        reasons.append("上文已有署名作结")
    if below:
        places_below = named("\n".join([*(h.line.text for h in heads), below[0].line.text]))
        places_above = named(current.deck + "\n" + current.text)
        if places_below and places_above and not places_below & places_above:
            score += _OTHER_PLACES
            reasons.append("地名与上文不同")
    if any(e.kind == "crosshead" for e in current.entries) or re.search(
        r"[，,]", heads[0].line.text
    ):
        score += _LIKE_CROSSHEAD
    if score >= _STARTS_AT:
        return min(_START_MOST, _START_SURE + score / _START_SCALE), "，".join(reasons)
    return None
