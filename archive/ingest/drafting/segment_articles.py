"""Split a page into articles in page order: headings, leads and the lines below."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from .line_classifier import ClassifiedLine
from .press_forms import alternatives, simple

# Maximum number of captions between a heading and the lead of its report.
_CAPTIONS = 2
# Maximum length of such a caption, in characters.
_CAPTION_LENGTH = 80
_TWO_PHRASES = re.compile(r"^[“‘]?[^ 　，,]{2,9}[”’]?[ 　，,]+[“‘]?[^ 　，,]{2,9}[”’]?$")
_COLUMN = re.compile(rf"(?:{alternatives('column_endings')})$")
# Scores of evidence that a line starts a new article after a signed one: it looks like a headline.
_SURE_START = 1.0
# A photograph's credit is below.
_CREDIT_BELOW = 2.0
# Blank lines leave room for a picture.
_PICTURE_GAP = 1.0
# The text below opens like news.
_NEWS = 1.0
# A credit ends the text above.
_CREDIT_ABOVE = 1.5
# The text below names other places than the text above.
_OTHER_PLACES = 1.0
# The text above has crossheads.
_LIKE_CROSSHEAD = -1.0
# A name ends the text above or below.
_SIGNED_OFF = 2.0
# An article begins at this score.
_STARTS_AT = 2.0
# A line looks like a headline from this confidence.
_SURE = 0.97
# Minimum share of signed articles on a page of signed articles.
_SIGNED_PAGE = 0.6
# Minimum number of paragraphs before the first crosshead of an article.
_MIN_PARAGRAPHS = 2
# Maximum number of lines of a photograph's article.
_PICTURE_LINES = 6
_NEWS_OPENING = re.compile(
    r"^.{0,12}?(?:日前|近日|近期|昨[日天]|今[日天]|连日来|\d{1,2}月\d{1,2}日|[本上]周|\d{1,2}日[上下]午)"
)
# Maximum number of characters of a kicker that is only a place.
_MAX_PLACE_LENGTH = 3
# Maximum number of characters of a column's title that is signed above the headline.
_MAX_COLUMN_LENGTH = 8
# A title up to this long certainly is a column's.
_SURELY_COLUMN = 4
# Lines at which a text ends.
_HEADS = ("heading", "column", "crosshead")
# Lines that belong to no article.
_OUTSIDE = ("furniture", "notice", "advertisement")
# Type larger than this, relative to body text, is not a crosshead's.
_LARGE_TYPE = 1.3
# Confidence that an article begins at a lead without a heading.
_HEADLESS = 0.6
# Confidence that a line that looks like a headline is a crosshead.
_NO_HEADLINE = 0.6
# Confidence that a line that looks like a crosshead is a headline.
_NO_CROSSHEAD = 0.6


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
    entries: Sequence[ClassifiedLine],
    named: Callable[[str], set[str]],
    all_signed: bool = False,
) -> tuple[list[ArticleSegment], list[ClassifiedLine]]:
    """Return (articles in page order, lines before the first one).

    `named` returns the places that a text names, to distinguish a new article from part of the one
    above; `all_signed` is true if the newspaper's articles usually are signed.
    """
    stories: list[ArticleSegment] = []
    before: list[ClassifiedLine] = []
    rows = _below_headlines([entry for entry in entries if entry.kind not in _OUTSIDE])
    _set_signed_apart(rows)
    _set_crossheads(rows, named, all_signed)
    index = 0
    while index < len(rows):
        entry = rows[index]
        if entry.kind in ("heading", "column"):
            stop = index
            while stop < len(rows) and rows[stop].kind in ("heading", "column"):
                stop += 1
            stories.append(_headed(rows[index:stop], rows[stop:]))
            index = stop
            continue
        current = stories[-1] if stories else None
        if entry.kind in ("opening", "signature"):
            if current is not None and current.opening is None and not _has_body(current):
                # A signature at the end of an article does not open one.
                if index + 1 < len(rows) and rows[index + 1].kind not in ("heading", "column"):
                    _captions(current)
                current.opening = entry
            elif entry.kind == "opening" and _opens_another(entry, current):
                current = ArticleSegment(confidence=_HEADLESS, reason="有电头而其上无题")
                stories.append(current)
                current.opening = entry
            elif current is not None and current.opening is None:
                current.opening = entry
        elif "continued" in entry.flags:
            current = ArticleSegment(confidence=_HEADLESS, reason="上接别的版，其上无题")
            stories.append(current)
        if current is None:
            before.append(entry)
        else:
            current.entries.append(entry)
        index += 1
    return stories, before


def _below_headlines(rows: list[ClassifiedLine]) -> list[ClassifiedLine]:
    """Return the rows, with a column's signature above the headline moved below it."""
    result = list(rows)
    for n, (above, entry, below) in enumerate(zip(rows, rows[1:], rows[2:], strict=False), 1):
        if (
            (above.kind == "column" or len(above.line.text) <= _SURELY_COLUMN)
            and above.kind in ("column", "heading")
            and entry.kind == "signature"
            and below.kind == "heading"
            and len(above.line.text) <= _MAX_COLUMN_LENGTH
        ):
            end = n + 1
            while end < len(rows) and rows[end].kind == "heading":
                end += 1
            if end < len(rows) and rows[end].kind in ("text", "opening", "verse"):
                above.kind, above.deck = "column", ""
                result[n:end] = [*rows[n + 1 : end], entry]
    return result


def _calls(text: str) -> bool:
    """Return whether a line exclaims, sums up in two phrases, or is only a place."""
    place = len(text) <= _MAX_PLACE_LENGTH and not _COLUMN.search(simple(text))
    return text.endswith(("！", "!", "——")) or bool(_TWO_PHRASES.match(text)) or place


def _opens_another(entry: ClassifiedLine, current: ArticleSegment | None) -> bool:
    """Return whether an opening without a heading begins an article.

    It does if the model labels it a lead, or if both it and the article above are signed.
    """
    if current is None:
        return True
    if current.heads and all(e.kind in ("signature", "credit") for e in current.entries):
        return False
    if entry.label == "L":
        return True
    above = current.opening.signature if current.opening else None
    return bool(above and entry.signature and above.people and entry.signature.people)


def _set_crossheads(
    rows: Sequence[ClassifiedLine], named: Callable[[str], set[str]], all_signed: bool
) -> None:
    """Turn headings into crossheads where articles are signed and no evidence starts a new one.

    Such a heading is a single line below a signed article, without a signature below it.
    """
    starts = [n for n, entry in enumerate(rows) if entry.kind == "heading" and _first(rows, n)]
    signed = [n for n in starts if _signed_below(rows, n)]
    if len(signed) < _SIGNED_PAGE * len(starts):
        return
    above: list[ClassifiedLine] = []
    in_signed = False
    for n, entry in enumerate(rows):
        if entry.kind == "column":
            in_signed, above = False, []
        if n in starts:
            below = _text_below(rows, n)
            last = n
            while last + 1 < len(rows) and rows[last + 1].kind == "heading":
                last += 1
            ends_here = last + 1 < len(rows) and rows[last + 1].kind != "column"
            alone = ends_here and (last == n or all_signed)
            after_column = n > 0 and rows[n - 1].kind == "column"
            after_column = after_column or "continued" in entry.flags
            if n in signed or not in_signed or not alone or after_column:
                in_signed, above = n in signed, []
            elif (all_signed or (_is_long(above) and _has_others(rows, n, signed))) and (
                _start_score(entry, below, above, named) < _STARTS_AT and not _is_large(entry)
            ):
                for part in rows[n : last + 1]:
                    part.kind, part.deck, part.label = "crosshead", "", "C"
                    # The model's confidence was that it is a headline.
                    part.confidence = _NO_HEADLINE
            else:
                in_signed, above = False, []
        above.append(entry)


def _set_signed_apart(rows: Sequence[ClassifiedLine]) -> None:
    """Turn a single crosshead into a headline if different people sign above and below it."""
    for n, entry in enumerate(rows):
        if entry.kind != "crosshead":
            continue
        start = next((k for k in range(n - 1, -1, -1) if rows[k].kind in _HEADS), -1)
        end = next((k for k in range(n + 1, len(rows)) if rows[k].kind in _HEADS), len(rows))
        above, below = rows[start + 1 : n], rows[n + 1 : end]
        if not _is_signed_off(below) or start < 0 or rows[start].kind == "crosshead":
            continue
        tops = [e.signature for e in above[:1] if e.kind in ("opening", "signature")]
        if _is_signed_off(above):
            tops.append(above[-1].trailing or above[-1].signature)
        signers = {person.name for top in tops if top for person in top.people}
        last = below[-1].trailing or below[-1].signature
        others = {person.name for person in last.people} if last else set()
        if signers and others and not signers & others:
            entry.kind, entry.deck, entry.label = "heading", "headline", "H"
            entry.confidence = _NO_CROSSHEAD


def _is_large(entry: ClassifiedLine) -> bool:
    """Return whether a line's type is too large for a crosshead."""
    return entry.line.size is not None and entry.line.size >= _LARGE_TYPE


def _is_long(above: Sequence[ClassifiedLine]) -> bool:
    """Return whether there is enough text above for crossheads."""
    texts = [entry for entry in above if entry.kind in ("text", "opening")]
    return len(texts) >= _MIN_PARAGRAPHS


def _has_others(rows: Sequence[ClassifiedLine], n: int, signed: Sequence[int]) -> bool:
    """Return whether another short line nearby may divide the same article."""
    start = max((k for k in signed if k < n), default=0)
    end = min((k for k in signed if k > n), default=len(rows))
    return any(
        k != n and rows[k].kind in ("heading", "crosshead") and _alone(rows, k)
        for k in range(start + 1, end)
    )


def _alone(rows: Sequence[ClassifiedLine], n: int) -> bool:
    around = [rows[k].kind for k in (n - 1, n + 1) if 0 <= k < len(rows)]
    return all(kind in ("text", "opening", "credit", "item", "signature") for kind in around)


def _first(rows: Sequence[ClassifiedLine], n: int) -> bool:
    return n == 0 or rows[n - 1].kind != "heading"


def _text_below(rows: Sequence[ClassifiedLine], n: int) -> list[ClassifiedLine]:
    while n < len(rows) and rows[n].kind == "heading":
        n += 1
    end = n
    while end < len(rows) and rows[end].kind not in ("heading", "column", "crosshead"):
        end += 1
    return list(rows[n:end])


def _signed_below(rows: Sequence[ClassifiedLine], n: int) -> bool:
    return any(entry.kind in ("opening", "signature") for entry in _text_below(rows, n)[:3])


def _is_signed_off(lines: Sequence[ClassifiedLine]) -> bool:
    """Return whether a text ends with its author's name."""
    last = lines[-1] if lines else None
    if last is None:
        return False
    signature = last.trailing or (last.signature if last.kind == "signature" else None)
    texts = any(line.kind in ("text", "opening", "verse") for line in lines)
    return texts and signature is not None and bool(signature.people) and not signature.is_photo


def _start_score(
    head: ClassifiedLine,
    below: Sequence[ClassifiedLine],
    above: Sequence[ClassifiedLine],
    named: Callable[[str], set[str]],
) -> float:
    """Return the score of the evidence that an article begins at `head`."""
    score = _SURE_START if head.confidence >= _SURE else 0.0
    if any(entry.kind == "credit" for entry in below[:_PICTURE_LINES]):
        score += _CREDIT_BELOW
    if below and below[0].line.gap >= 2 and below[0].line.gap > head.line.gap - 2:
        score += _PICTURE_GAP
    if below and _NEWS_OPENING.match(below[0].line.text):
        score += _NEWS
    if above and above[-1].kind == "credit":
        score += _CREDIT_ABOVE
    if _is_signed_off(above):
        score += _SIGNED_OFF
    # The article above is already signed, so a signature below is that of another article.
    if _is_signed_off(below):
        score += _SIGNED_OFF
    if any(entry.kind == "crosshead" for entry in above):
        score += _LIKE_CROSSHEAD
    places = named("\n".join([head.line.text, *(entry.line.text for entry in below[:1])]))
    places_above = named("\n".join(entry.line.text for entry in above))
    if places and places_above and not places & places_above:
        score += _OTHER_PLACES
    return score


def _headed(heads: Sequence[ClassifiedLine], below: Sequence[ClassifiedLine]) -> ArticleSegment:
    """Return the article that begins with `heads`."""
    signed = bool(below) and below[0].kind in ("opening", "signature")
    confidence = max(head.confidence for head in heads)
    story = ArticleSegment(
        confidence=confidence, reason="题下有电头或署名" if signed else "题下有正文"
    )
    for n, head in enumerate(heads):
        alone = head.kind == "column" and n + 1 < len(heads)
        if alone and "known column" not in head.flags and _calls(head.line.text):
            # A kicker belongs to one headline only.
            head.kind, head.deck = "heading", "kicker"
        (story.columns if head.kind == "column" else story.heads).append(head)
    until = next((n for n, e in enumerate(below) if e.kind == "heading"), len(below))
    kinds = [entry.kind for entry in below[:until]]
    story.picture = "credit" in kinds and "opening" not in kinds and "signature" not in kinds
    return story


def _has_body(story: ArticleSegment) -> bool:
    """Return whether there is more text below the headings than captions and credits."""
    texts = [e for e in story.entries if e.kind not in ("credit",)]
    return len(texts) > _CAPTIONS or any(
        e.kind not in ("text", "caption") or len(e.line.text) > _CAPTION_LENGTH or not e.line.closed
        for e in texts
    )


def _captions(story: ArticleSegment) -> None:
    for entry in story.entries:
        if entry.kind == "text":
            entry.kind, entry.confidence, entry.reason = "caption", 0.8, "题与电头之间的短句"
