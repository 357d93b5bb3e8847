"""Finds where each line that breaks off goes on, however far away."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from .language_model import Language, word_across
from .line_classifier import ClassifiedLine
from .page_lines import open_marks

# the line below is where a text mostly goes on
BELOW, BELOW_NEXT = 4.0, 2.0
# what a join must come to, below and elsewhere
HERE, ELSEWHERE = -2.0, 3.5
# what likeness adds to a join elsewhere that words alone leave in doubt
_NEARLY, _CERTAIN, _ALIKE, _MOST_ALIKE = 0.0, 8.0, 10.0, 2.5
# how much more a line must be like another story than its own to be joined for that alone
_GAIN, _AGAINST = 0.04, -2.0
_CAP, _FLOOR = 7.0, -5.0


@dataclass(frozen=True)
class ColumnJoin:
    """Entry `after` goes on where `before` breaks off; `score` in nats, `lead` over the next best."""

    before: int
    after: int
    score: float
    lead: float
    below: bool


def column_joins(
    entries: Sequence[ClassifiedLine],
    language: Language,
    broken: set[int],
    story: Mapping[int, int],
    alike: Callable[[int, int], float] = lambda n, other: 0.0,
) -> dict[int, ColumnJoin]:
    """The join of each entry (by n) that goes on in another; no entry goes on from two.

    `entries` are those that hold running text, in the order of the page. What is `broken` has lost
    its end to a repeat, so that the line below it is no likelier than others. `story` tells under
    which heads each stands, `alike` how much (0 to 1) a line has to do with the story of another.
    """
    rows = list(entries)
    offers: list[tuple[float, bool, int, int]] = []
    for at, entry in enumerate(rows):
        words = entry.line.text[: entry.end - entry.line.start]
        if not _breaks_off(entry, words):
            continue
        for to, other in enumerate(rows):
            if to == at or other.kind in ("opening", "item"):
                continue
            after = other.line.text[other.start - other.line.start :]
            same = story.get(entry.n) == story.get(other.n)
            near = other.n == entry.n + 1 or same
            below = to == at + 1 and near and entry.n not in broken
            score = _score(language, words, after, other, rows[to - 1] if to else None)
            if below and other.n == entry.n + 1:
                score += BELOW
            elif below:
                score += BELOW_NEXT
            else:
                score -= 0.4 * math.log(1 + abs(other.n - entry.n)) + (0.8 if to < at else 0.0)
            score += 0.5 if same else 0.0
            if not below and _NEARLY < score < _CERTAIN:
                score += min(_MOST_ALIKE, _ALIKE * alike(entry.n, other.n))
            offers.append((score, below, at, to))
    return _pairs(rows, offers)


def rejoin(
    entries: Sequence[ClassifiedLine],
    language: Language,
    found: dict[int, ColumnJoin],
    story: Mapping[int, int],
    alike: Callable[[int, int], float],
    others: Callable[[int], float],
) -> None:
    """Adds to `found` joins that likeness alone speaks for.

    A text that breaks off for good goes on somewhere: in a line under other heads that has clearly
    more to do with it than with what it stands under (`others`).
    """
    taken = {join.after for join in found.values()}
    offers = []
    for entry in entries:
        words = entry.line.text[: entry.end - entry.line.start]
        if entry.n in found or not _breaks_off(entry, words):
            continue
        for other in entries:
            elsewhere = story.get(other.n) != story.get(entry.n)
            if other.n in taken or other.kind != "text" or not elsewhere:
                continue
            gain = alike(entry.n, other.n) - others(other.n)
            after = other.line.text[other.start - other.line.start :]
            if gain >= _GAIN and language.goes_on(words, after) > _AGAINST:
                offers.append((gain, entry.n, other.n))
    for gain, before, below in sorted(offers, key=lambda offer: (-offer[0], *offer[1:])):
        end = below
        while end in found:
            end = found[end].after
        if before not in found and below not in taken and end != before:
            taken.add(below)
            found[before] = ColumnJoin(before, below, 10 * gain, 0.0, False)


def _breaks_off(entry: ClassifiedLine, words: str) -> bool:
    if entry.signature and entry.signature.torn:
        return True
    if entry.end < entry.line.end:
        return not words.endswith(("。", "！", "？", "!", "?"))
    return not entry.line.closed


def _score(
    language: Language, words: str, after: str, other: ClassifiedLine, above: ClassifiedLine | None
) -> float:
    score = max(_FLOOR, min(_CAP, language.goes_on(words, after)))
    score += min(_CAP, max(0.0, word_across(words, after)))
    mine, theirs = open_marks(words) > 0, _closes_first(after)
    if mine and theirs:
        score += 3.0
    elif theirs:
        score -= 1.5
    elif mine and not _has_closer(after):
        score -= 0.5
    if other.line.cannot_open or after[:1] in "的地得了着":
        score += 2.0
    # a line below one that is whole more often opens a paragraph
    if above is not None and above.line.closed:
        score -= 1.0
    return score


def _closes_first(text: str) -> bool:
    """Whether a closing mark stands in `text` whose opening mark does not."""
    depth = 0
    for char in text:
        depth += (char in "“‘《（(〈") - (char in "”’》）)〉")
        if depth < 0:
            return True
    return False


def _has_closer(text: str) -> bool:
    return any(char in "”’》）)〉" for char in text)


def _pairs(
    rows: Sequence[ClassifiedLine], offers: list[tuple[float, bool, int, int]]
) -> dict[int, ColumnJoin]:
    """The best offers first, each line going on once and being gone on to once, without a ring."""
    best: dict[int, list[float]] = {}
    for score, _, at, _ in offers:
        best.setdefault(at, []).append(score)
    for scores in best.values():
        scores.sort(reverse=True)
    found: dict[int, ColumnJoin] = {}
    follows: dict[int, int] = {}
    goes: dict[int, int] = {}
    for score, below, at, to in sorted(offers, key=lambda o: (-o[0], o[2], o[3])):
        if score < (HERE if below else ELSEWHERE) or at in goes or to in follows:
            continue
        end = to
        while end in goes:
            end = goes[end]
        if end == at:
            continue
        goes[at], follows[to] = to, at
        others = [s for s in best[at] if s < score]
        lead = score - others[0] if others else score
        found[rows[at].n] = ColumnJoin(rows[at].n, rows[to].n, score, lead, below)
    return found
