"""Highlighting: find folded terms in the original text, number the hits, and cut snippets."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from archive.text.fold import Folded, fold

Span = tuple[int, int]

_CLAUSE = re.compile(r"[。！？；，…]+[”’」』）》]*|\s*\n\s*")
_SENTENCE_ENDS = "。！？…\n”’」』"
# where to cut a clause longer than a snippet, if possible
_WITHIN = re.compile(r"[、：—\s]+")
_BREAK = re.compile(r"\s*\n\s*")


class HighlightPiece(NamedTuple):
    """A stretch of text that is part of one hit, or of none."""

    text: str
    # number of the hit in the article, from 1; 0 outside hits
    hit: int = 0
    # whether it is the first piece of its hit, which gets the anchor
    opens: bool = False


@dataclass(frozen=True)
class Snippet:
    """Whole clauses of a text, as (text, whether it is a hit) runs in order."""

    runs: tuple[tuple[str, bool], ...]
    # whether text is omitted before it and after it
    cut_before: bool = False
    cut_after: bool = False


@dataclass(frozen=True)
class _Window:
    """Consecutive clauses that fit a snippet, with the figures they are ranked by."""

    start: int
    end: int
    terms: int
    hits: int
    # how far the hits are off centre, and whether it starts in mid-sentence
    offset: int
    broken: bool

    @property
    def rank(self) -> tuple:
        return (-self.terms, -self.hits, self.broken, self.offset, self.start)


def spans(text: str, terms: Sequence[str]) -> list[Span]:
    """Return [start, end) of every occurrence of the folded terms, merging adjacent ones."""
    return _merge((start, end) for start, end, _ in _hits(text, terms))


def runs(text: str, terms: Sequence[str]) -> list[tuple[str, bool]]:
    """Return `text` split into (text, whether it is a hit)."""
    return list(_cut(text, 0, len(text), spans(text, terms)))


def pieces(text: str, terms: Sequence[str], before: int = 0) -> tuple[HighlightPiece, ...]:
    """Return `text` split into pieces, its hits numbered from `before` + 1."""
    pieces, hit = [], before
    for part, is_hit in runs(text, terms):
        hit += is_hit
        pieces.append(HighlightPiece(part, hit if is_hit else 0, is_hit))
    return tuple(pieces)


def snippets(text: str, terms: Sequence[str], limit: int = 2, width: int = 90) -> list[Snippet]:
    """Return the best snippets for `terms`, at most `limit`, in text order; empty without a hit.

    Each is at most `width` characters long, unless a single hit is longer. Snippets with more
    different terms are preferred, then those with more hits.
    """
    hits = _hits(text, terms)
    if not hits:
        return []
    merged = _merge((start, end) for start, end, _ in hits)
    windows: list[_Window] = []
    for window in sorted(_windows(text, hits, merged, width), key=lambda w: w.rank):
        if len(windows) == limit:
            break
        if window.hits and all(window.end <= c.start or c.end <= window.start for c in windows):
            windows.append(window)
    windows.sort(key=lambda window: window.start)
    previous_ends = [0, *(window.end for window in windows[:-1])]
    next_starts = [*(window.start for window in windows[1:]), len(text)]
    return [
        _snippet(text, previous_end, window.start, window.end, next_start, merged)
        for previous_end, window, next_start in zip(
            previous_ends, windows, next_starts, strict=True
        )
    ]


def opening(text: str, width: int = 90) -> Snippet:
    """Return the first whole clauses of `text`, for results without a hit to show."""
    end = 0
    for edge in _edges(text, [], width):
        if end and edge > width:
            break
        end = edge
    return _snippet(text, 0, 0, end, len(text), [])


class HitCutter:
    """Split consecutive pieces of a text at the boundaries of hits.

    Hits are numbered from `before` + 1. One may span several stretches: only its first piece
    `opens` it.
    """

    def __init__(self, text: str, terms: Sequence[str], before: int = 0):
        self.text, self.before = text, before
        self.hits = spans(text, terms)
        self.at = self.hit = 0
        # the last hit whose first piece was returned
        self.opened = -1

    def skip(self, length: int) -> None:
        self.at += length

    def next(self, length: int) -> tuple[HighlightPiece, ...]:
        """Return the pieces of the next `length` characters."""
        pieces, stop = [], self.at + length
        while self.at < stop:
            while self.hit < len(self.hits) and self.hits[self.hit][1] <= self.at:
                self.hit += 1
            start, end = self.hits[self.hit] if self.hit < len(self.hits) else (stop, stop)
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
    """Return (start, end, number of the term) of every occurrence, in text order."""
    unique = [term for term in dict.fromkeys(terms or ()) if term]
    if not unique or not text:
        return []
    folded = fold(text)
    return sorted(hit for n, term in enumerate(unique) for hit in _occurrences(folded, term, n))


def _occurrences(folded: Folded, term: str, number: int) -> Iterator[tuple[int, int, int]]:
    at = folded.text.find(term)
    while at >= 0:
        yield *folded.original(at, at + len(term)), number
        at = folded.text.find(term, at + 1)


def _merge(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _edges(text: str, marked: list[Span], width: int) -> Iterator[int]:
    """Yield ends of clauses up to the end of the text, never inside a hit; cut long clauses."""
    ends = (mark.end() for mark in _CLAUSE.finditer(text))
    clause_ends = (end for end in ends if end == _outside(end, marked))
    last = 0
    for edge in chain(clause_ends, (len(text),)):
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
    """Return `edge`, or the end of the hit it falls in."""
    n = bisect_left(marked, (edge, edge)) - 1
    return marked[n][1] if n >= 0 and marked[n][0] < edge < marked[n][1] else edge


def _windows(
    text: str, hits: list[tuple[int, int, int]], marked: list[Span], width: int
) -> Iterator[_Window]:
    """Yield the longest window that starts with each clause; no hit spans two clauses."""
    edges = list(_edges(text, marked, width))
    starts = [0, *edges[:-1]]
    firsts = [start for start, _, _ in hits]
    # for each clause: the number of its first hit, and of the one after its last
    lows = [bisect_left(firsts, start) for start in starts]
    highs = [*lows[1:], len(hits)]
    seen: dict[int, int] = {}
    last = 0  # the window has the clauses [n, last)
    for n, start in enumerate(starts):
        while last < len(edges) and (last <= n or edges[last] - start <= width):
            for _, _, term in hits[lows[last] : highs[last]]:
                seen[term] = seen.get(term, 0) + 1
            last += 1
        low, high, end = lows[n], highs[last - 1], edges[last - 1]
        if high > low:
            offset = abs((hits[low][0] - start) - (end - hits[high - 1][1]))
            broken = start > 0 and text[start - 1] not in _SENTENCE_ENDS
            yield _Window(start, end, len(seen), high - low, offset, broken)
        for _, _, term in hits[lows[n] : highs[n]]:
            seen[term] -= 1
            if not seen[term]:
                del seen[term]


def _snippet(
    text: str, previous_end: int, start: int, end: int, next_start: int, marked: list[Span]
) -> Snippet:
    """Return text[start:end] as a snippet between the previous one and the next."""
    runs = [(_BREAK.sub("", part), hit) for part, hit in _cut(text, start, end, marked)]
    return Snippet(
        tuple((part, hit) for part, hit in runs if part),
        bool(text[previous_end:start].strip()),
        bool(text[end:next_start].strip()),
    )


def _cut(text: str, start: int, end: int, marked: list[Span]) -> Iterator[tuple[str, bool]]:
    """Yield text[start:end] as (text, whether it is a hit), cutting hits across its ends."""
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
