"""Finds folded terms in original text: where to mark, what to show of a long text, how to number."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import NamedTuple

from archive.text.fold import Folded, fold

Span = tuple[int, int]

_CLAUSE = re.compile(r"[。！？；，…]+[”’」』）》]*|\s*\n\s*")
_SENTENCE_ENDS = "。！？…\n”’」』"
# where a clause longer than a whole snippet is cut, if it can be
_WITHIN = re.compile(r"[、：—\s]+")
_BREAK = re.compile(r"\s*\n\s*")


class HighlightPiece(NamedTuple):
    """A stretch of text all of which, or nothing of which, is a hit."""

    text: str
    # 1, 2, … through the article; 0 for what is no hit
    hit: int = 0
    # the first piece of its hit, which gets the anchor
    opens: bool = False


@dataclass(frozen=True)
class Snippet:
    """Whole clauses out of a text; the runs are in order, and each is a hit or is none."""

    runs: tuple[tuple[str, bool], ...]
    # whether text is left out between it and what is shown before and after it
    cut_before: bool = False
    cut_after: bool = False


@dataclass(frozen=True)
class _Window:
    """Neighbouring clauses that fit a snippet, and what can be seen in them."""

    start: int
    end: int
    terms: int
    hits: int
    # how far the hits are from the middle, and whether it opens in the midst of a sentence
    lean: int
    broken: bool

    @property
    def rank(self) -> tuple:
        return (-self.terms, -self.hits, self.broken, self.lean, self.start)


def spans(text: str, terms: Sequence[str]) -> list[Span]:
    """Every occurrence of a folded term, as [start, end) of `text`; what touches is one."""
    return _merged((start, end) for start, end, _ in _hits(text, terms))


def runs(text: str, terms: Sequence[str]) -> list[tuple[str, bool]]:
    """`text` in pieces, each with whether it is a hit; together they are `text`."""
    return list(_cut(text, 0, len(text), spans(text, terms)))


def pieces(text: str, terms: Sequence[str], before: int = 0) -> tuple[HighlightPiece, ...]:
    """`text` in pieces, its hits numbered on from the `before` hits that stand before it."""
    made, hit = [], before
    for part, is_hit in runs(text, terms):
        hit += is_hit
        made.append(HighlightPiece(part, hit if is_hit else 0, is_hit))
    return tuple(made)


def snippets(text: str, terms: Sequence[str], most: int = 2, width: int = 90) -> list[Snippet]:
    """Up to `most` stretches of whole clauses that show the terms best, in the order of the text.

    Each is at most `width` characters long, unless a single hit is longer. What shows most
    different terms comes first, then what shows most hits. None where nothing is found.
    """
    hits = _hits(text, terms)
    if not hits:
        return []
    marked = _merged((start, end) for start, end, _ in hits)
    chosen: list[_Window] = []
    for window in sorted(_windows(text, hits, marked, width), key=lambda w: w.rank):
        if len(chosen) == most:
            break
        if window.hits and all(window.end <= c.start or c.end <= window.start for c in chosen):
            chosen.append(window)
    chosen.sort(key=lambda window: window.start)
    befores = [0, *(window.end for window in chosen[:-1])]
    afters = [*(window.start for window in chosen[1:]), len(text)]
    return [
        _snippet(text, before, window.start, window.end, after, marked)
        for before, window, after in zip(befores, chosen, afters, strict=True)
    ]


def opening(text: str, width: int = 90) -> Snippet:
    """The first whole clauses of `text`, for where there is nothing better to show."""
    end = 0
    for edge in _edges(text, [], width):
        if end and edge > width:
            break
        end = edge
    return _snippet(text, 0, 0, end, len(text), [])


def mark_hits(lines: Sequence, terms: Sequence[str], before: int = 0) -> list:
    """The lines of a reading text, every run with its `pieces`, hits numbered on from `before`.

    A hit may run over corrections and from one line into the next, as the index lets it. Lines,
    their `parts` and their `runs` are dataclasses; a run has `text` and `pieces`.
    """
    blocks = [["".join(run.text for run in part.runs) for part in line.parts] for line in lines]
    # as archive.catalogue.article_body.plain joins them for the index
    whole = "\n".join(block for line in blocks for block in line)
    cutter = _Cutter(whole, spans(whole, terms), before)
    made = []
    for line in lines:
        parts = []
        for part in line.parts:
            cut = [replace(run, pieces=cutter.next(run.text)) for run in part.runs]
            parts.append(replace(part, runs=cut))
            cutter.skip(1)
        made.append(replace(line, parts=parts))
    return made


class _Cutter:
    """Goes once through a text and cuts each next stretch where hits begin and end."""

    def __init__(self, text: str, marked: list[Span], before: int):
        self.text, self.marked, self.before = text, marked, before
        self.at = self.hit = 0
        # the hit whose anchor was given out last
        self.opened = -1

    def skip(self, length: int) -> None:
        self.at += length

    def next(self, text: str) -> tuple[HighlightPiece, ...]:
        pieces, stop = [], self.at + len(text)
        while self.at < stop:
            while self.hit < len(self.marked) and self.marked[self.hit][1] <= self.at:
                self.hit += 1
            start, end = self.marked[self.hit] if self.hit < len(self.marked) else (stop, stop)
            if self.at < start:
                end = min(start, stop)
                pieces.append(HighlightPiece(self.text[self.at : end]))
            else:
                end = min(end, stop)
                opens = self.opened != self.hit
                pieces.append(
                    HighlightPiece(self.text[self.at : end], self.before + self.hit + 1, opens)
                )
                self.opened = self.hit
            self.at = end
        return tuple(pieces)


def _hits(text: str, terms: Sequence[str]) -> list[tuple[int, int, int]]:
    """(start, end, number of the term), in the order of the text."""
    wanted = [term for term in dict.fromkeys(terms or ()) if term]
    if not wanted or not text:
        return []
    folded = fold(text)
    return sorted(hit for n, term in enumerate(wanted) for hit in _occurrences(folded, term, n))


def _occurrences(folded: Folded, term: str, number: int) -> Iterator[tuple[int, int, int]]:
    at = folded.text.find(term)
    while at >= 0:
        yield *folded.original(at, at + len(term)), number
        at = folded.text.find(term, at + 1)


def _merged(found) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _edges(text: str, marked: list[Span], width: int) -> Iterator[int]:
    """Where clauses end, the end of the text among them, never inside a hit; long ones are cut."""
    ends = (mark.end() for mark in _CLAUSE.finditer(text))
    whole = (end for end in ends if end == _outside(end, marked))
    last = 0
    for edge in chain(whole, (len(text),)):
        while edge - last > width:
            inside = [m.end() for m in _WITHIN.finditer(text, last + 1, last + width)]
            step = _outside(inside[len(inside) // 2] if inside else last + width // 3, marked)
            if not last < step < edge:
                break
            yield step
            last = step
        if edge > last:
            yield edge
            last = edge


def _outside(edge: int, marked: list[Span]) -> int:
    """`edge`, or the end of the hit that it stands in."""
    n = bisect_left(marked, (edge, edge)) - 1
    return marked[n][1] if n >= 0 and marked[n][0] < edge < marked[n][1] else edge


def _windows(text: str, hits, marked: list[Span], width: int) -> Iterator[_Window]:
    """From every clause on, as many as fit; every hit lies in one clause whole."""
    edges = list(_edges(text, marked, width))
    starts = [0, *edges[:-1]]
    firsts = [start for start, _, _ in hits]
    # of each clause: the numbers of its hits
    lows = [bisect_left(firsts, start) for start in starts]
    highs = [*lows[1:], len(hits)]
    seen: dict[int, int] = {}
    last = 0  # clauses [n, last) are in the window
    for n, start in enumerate(starts):
        while last < len(edges) and (last <= n or edges[last] - start <= width):
            for _, _, term in hits[lows[last] : highs[last]]:
                seen[term] = seen.get(term, 0) + 1
            last += 1
        low, high, end = lows[n], highs[last - 1], edges[last - 1]
        if high > low:
            lean = abs((hits[low][0] - start) - (end - hits[high - 1][1]))
            broken = start > 0 and text[start - 1] not in _SENTENCE_ENDS
            yield _Window(start, end, len(seen), high - low, lean, broken)
        for _, _, term in hits[lows[n] : highs[n]]:
            seen[term] -= 1
            if not seen[term]:
                del seen[term]


def _snippet(
    text: str, before: int, start: int, end: int, after: int, marked: list[Span]
) -> Snippet:
    """text[start:end], between what is shown before it and after it."""
    cut = [(_BREAK.sub("", part), hit) for part, hit in _cut(text, start, end, marked)]
    return Snippet(
        tuple((part, hit) for part, hit in cut if part),
        bool(text[before:start].strip()),
        bool(text[end:after].strip()),
    )


def _cut(text: str, start: int, end: int, marked: list[Span]) -> Iterator[tuple[str, bool]]:
    """text[start:end] in pieces; a hit that sticks out of it is cut."""
    at = start
    for n in range(max(0, bisect_left(marked, (start, start)) - 1), len(marked)):
        first, last = max(marked[n][0], start), min(marked[n][1], end)
        if marked[n][0] >= end:
            break
        if first < last:
            if at < first:
                yield text[at:first], False
            yield text[first:last], True
            at = last
    if at < end:
        yield text[at:end], False
