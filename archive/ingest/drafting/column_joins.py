"""Find the continuation of each line that breaks off, anywhere on the page."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from .language_model import LanguageModel, word_across
from .line_classifier import ClassifiedLine
from .text_lines import open_marks

# Nats: bonus for the next line on the page.
BELOW = 4.0
# Nats: bonus for the next line of the same article.
BELOW_NEXT = 2.0
# Minimum score of a join to the line below.
MIN_BELOW = -2.0
# Minimum score of a join to a line elsewhere.
MIN_ELSEWHERE = 3.5
# Similarity counts for joins elsewhere with at least this score.
_NEARLY = 0.0
# Similarity does not count for joins elsewhere with at least this score.
_CERTAIN = 8.0
# Weight of similarity.
_SIMILARITY_WEIGHT = 10.0
# Maximum bonus for similarity.
_MAX_SIMILARITY_BONUS = 2.5
# Minimum gain in similarity of a join by similarity alone.
_MIN_GAIN = 0.04
# Nats: minimum continuation score of a join by similarity alone.
_MIN_CONTINUATION = -2.0
# Nats: penalty for distance, per log line.
_PER_LOG_LINE = 0.4
# Nats: penalty for a continuation above.
_BACKWARDS = 0.8
# Nats: bonus for the same article.
_SAME_STORY = 0.5
# Nats: score of brackets or quotation marks that are opened and closed.
_MARKS_MATCH = 3.0
# Nats: score of a closing mark without an opening one.
_MARK_UNOPENED = -1.5
# Nats: score of an opening mark without a closing one.
_MARK_UNCLOSED = -0.5
# Nats: score of a line that cannot begin a paragraph.
_CANNOT_OPEN = 2.0
# Nats: score of a line below a complete line.
_AFTER_COMPLETE = -1.0
# Score of a join by similarity alone, per unit of gain.
_GAIN_SCORE = 10
# Nats: upper limit of each part of a score.
_CAP = 7.0
# Nats: lower limit of each part of a score.
_FLOOR = -5.0


@dataclass(frozen=True)
class ColumnJoin:
    """Entry `after` continues entry `before`; `score` in nats, `lead` over the next best."""

    before: int
    after: int
    score: float
    lead: float
    below: bool


def column_joins(
    entries: Sequence[ClassifiedLine],
    language: LanguageModel,
    broken: set[int],
    story_of: Mapping[int, int],
    similarity: Callable[[int, int], float] = lambda n, candidate: 0.0,
) -> dict[int, ColumnJoin]:
    """Return the join of each entry (by n) that another continues; no entry continues two.

    `entries` hold the body text in page order. A `broken` entry has lost its end to a repeat, so
    that the line below is no more likely than others. `story_of` maps entries to their articles;
    `similarity` is that (0 to 1) of a line to the article of another.
    """
    rows = list(entries)
    offers: list[tuple[float, bool, int, int]] = []
    for index, entry in enumerate(rows):
        words = entry.line.text[: entry.end - entry.line.start]
        if not _breaks_off(entry, words):
            continue
        for candidate_index, candidate in enumerate(rows):
            if candidate_index == index or candidate.kind in ("opening", "item"):
                continue
            candidate_text = candidate.line.text[candidate.start - candidate.line.start :]
            same_story = story_of.get(entry.n) == story_of.get(candidate.n)
            is_near = candidate.n == entry.n + 1 or same_story
            is_below = candidate_index == index + 1 and is_near and entry.n not in broken
            score = _score(
                language,
                words,
                candidate_text,
                candidate,
                rows[candidate_index - 1] if candidate_index else None,
            )
            if is_below and candidate.n == entry.n + 1:
                score += BELOW
            elif is_below:
                score += BELOW_NEXT
            else:
                score -= _PER_LOG_LINE * math.log(1 + abs(candidate.n - entry.n)) + (
                    _BACKWARDS if candidate_index < index else 0.0
                )
            score += _SAME_STORY if same_story else 0.0
            if not is_below and _NEARLY < score < _CERTAIN:
                score += min(
                    _MAX_SIMILARITY_BONUS, _SIMILARITY_WEIGHT * similarity(entry.n, candidate.n)
                )
            offers.append((score, is_below, index, candidate_index))
    return _accept(rows, offers)


def rejoin(
    entries: Sequence[ClassifiedLine],
    language: LanguageModel,
    joins: dict[int, ColumnJoin],
    story_of: Mapping[int, int],
    similarity: Callable[[int, int], float],
    own_similarity: Callable[[int], float],
) -> None:
    """Add joins to `joins` that only similarity supports.

    Text that breaks off continues somewhere: in a line under another article that is clearly more
    similar to it than to its own article.
    """
    continued = {join.after for join in joins.values()}
    offers = []
    for entry in entries:
        words = entry.line.text[: entry.end - entry.line.start]
        if entry.n in joins or not _breaks_off(entry, words):
            continue
        for candidate in entries:
            elsewhere = story_of.get(candidate.n) != story_of.get(entry.n)
            if candidate.n in continued or candidate.kind != "text" or not elsewhere:
                continue
            gain = similarity(entry.n, candidate.n) - own_similarity(candidate.n)
            candidate_text = candidate.line.text[candidate.start - candidate.line.start :]
            if gain >= _MIN_GAIN and language.goes_on(words, candidate_text) > _MIN_CONTINUATION:
                offers.append((gain, entry.n, candidate.n))
    for gain, before, below in sorted(offers, key=lambda offer: (-offer[0], *offer[1:])):
        end = below
        while end in joins:
            end = joins[end].after
        if before not in joins and below not in continued and end != before:
            continued.add(below)
            joins[before] = ColumnJoin(before, below, _GAIN_SCORE * gain, 0.0, False)


def _breaks_off(entry: ClassifiedLine, words: str) -> bool:
    if entry.signature and entry.signature.torn:
        return True
    if entry.end < entry.line.end:
        return not words.endswith(("。", "！", "？", "!", "?"))
    return not entry.line.closed


def _score(
    language: LanguageModel,
    words: str,
    after: str,
    candidate: ClassifiedLine,
    above: ClassifiedLine | None,
) -> float:
    score = max(_FLOOR, min(_CAP, language.goes_on(words, after)))
    score += min(_CAP, max(0.0, word_across(words, after)))
    opens_mark, closes_mark = open_marks(words) > 0, _closes_first(after)
    if opens_mark and closes_mark:
        score += _MARKS_MATCH
    elif closes_mark:
        score += _MARK_UNOPENED
    elif opens_mark and not _has_closer(after):
        score += _MARK_UNCLOSED
    if candidate.line.cannot_open or after[:1] in "的地得了着":
        score += _CANNOT_OPEN
    # A line below a complete one usually starts a paragraph.
    if above is not None and above.line.closed:
        score += _AFTER_COMPLETE
    return score


def _closes_first(text: str) -> bool:
    """Return whether `text` has a closing mark without its opening mark."""
    depth = 0
    for char in text:
        depth += (char in "“‘《（(〈") - (char in "”’》）)〉")
        if depth < 0:
            return True
    return False


def _has_closer(text: str) -> bool:
    return any(char in "”’》）)〉" for char in text)


def _accept(
    rows: Sequence[ClassifiedLine], offers: list[tuple[float, bool, int, int]]
) -> dict[int, ColumnJoin]:
    """Return the accepted offers, chosen from best to worst.

    Each line continues once and is continued once, without cycles.
    """
    best: dict[int, list[float]] = {}
    for score, _, index, _ in offers:
        best.setdefault(index, []).append(score)
    for scores in best.values():
        scores.sort(reverse=True)
    accepted: dict[int, ColumnJoin] = {}
    previous_of: dict[int, int] = {}
    next_of: dict[int, int] = {}
    for score, is_below, index, other_index in sorted(offers, key=lambda o: (-o[0], o[2], o[3])):
        if (
            score < (MIN_BELOW if is_below else MIN_ELSEWHERE)
            or index in next_of
            or other_index in previous_of
        ):
            continue
        end = other_index
        while end in next_of:
            end = next_of[end]
        if end == index:
            continue
        next_of[index], previous_of[other_index] = other_index, index
        others = [s for s in best[index] if s < score]
        lead = score - others[0] if others else score
        accepted[rows[index].n] = ColumnJoin(
            rows[index].n, rows[other_index].n, score, lead, is_below
        )
    return accepted
