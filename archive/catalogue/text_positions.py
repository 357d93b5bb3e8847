"""Map each character of an article's reading text to its position in the text of its page."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

# [start, end) in the text of the page; empty for a character supplied by an editor
Position = tuple[int, int]


def body_positions(
    spans: Iterable[Sequence[int]], runs: Iterable[Mapping[str, Any]]
) -> list[Position]:
    """Return the position of each character of a block's reading text.

    `spans` are those of the block, `runs` those of archive.catalogue.article_body.body. Every
    character of a correction has the position of the whole corrected text; the space after a block
    that runs into the next one has none, (0, 0).
    """
    offsets = [offset for start, end in spans for offset in range(start, end)]
    positions: list[Position] = []
    at = 0
    for run in runs:
        if run["scan"] is None:
            stop = at + len(run["text"])
            inside = offsets[at:stop]
            positions += ((offset, offset + 1) for offset in inside)
            positions += [(0, 0)] * (stop - at - len(inside))
        else:
            stop = at + len(run["scan"])
            corrected = offsets[at:stop]
            place = (corrected[0], corrected[-1] + 1) if corrected else (0, 0)
            positions += [place] * len(run["text"])
        at = stop
    return positions


def correction_positions(
    spans: Iterable[Sequence[int]], runs: Iterable[Mapping[str, Any]]
) -> list[Position]:
    """Return the position of each correction of a block; for supplied characters, that of their
    neighbours.
    """
    offsets = [offset for start, end in spans for offset in range(start, end)]
    positions: list[Position] = []
    at = 0
    for run in runs:
        if run["scan"] is None:
            at += len(run["text"])
            continue
        stop = at + len(run["scan"])
        around = offsets[at:stop] or offsets[max(at - 1, 0) : at + 1]
        positions.append((around[0], around[-1] + 1) if around else (0, 0))
        at = stop
    return positions


def title_positions(text: str, spans: Sequence[Sequence[int]]) -> list[Position]:
    """Return the position of each character of a title.

    A title has blanks in place of the page's line ends, and may have a mark more or less.
    Characters that cannot be matched get the position of the whole title.
    """
    offsets = [offset for start, end in spans for offset in range(start, end)]
    if len(offsets) == len(text):
        return [(offset, offset + 1) for offset in offsets]
    if not offsets:
        return [(0, 0)] * len(text)
    letter_count = sum(not character.isspace() for character in text)
    if len(offsets) != letter_count:
        return [(offsets[0], offsets[-1] + 1)] * len(text)
    remaining = iter(offsets)
    positions: list[Position] = []
    for character in text:
        following = [] if character.isspace() else list(islice(remaining, 1))
        positions.append((following[0], following[0] + 1) if following else (0, 0))
    return positions


def joined(positions: Iterable[Position]) -> list[Position]:
    """Return the spans that positions cover, in order, with adjacent and repeated ones merged."""
    spans: list[Position] = []
    for start, end in positions:
        if start == end:
            continue
        if spans and spans[-1][0] <= start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans
