"""Assembles text from standoff spans: character offsets into a page's text, with corrections.

Offsets count code points from 0, ends not included (W3C Web Annotation, TextPositionSelector).
Spans are given in reading order and join without a break, so that a sentence torn at a column's
end reads on.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .punctuation import full_width


class Edit(NamedTuple):
    """A correction: the page's text[start:end] reads `read`; start == end inserts."""

    start: int
    end: int
    read: str
    reason: str
    certainty: str


class Run(NamedTuple):
    """A piece of reading text; `scan` is what the page's text has where it was corrected."""

    text: str
    scan: str | None = None
    reason: str = ""
    certainty: str = ""


def assemble(page: str, spans: Sequence[tuple[int, int]], edits: Iterable[Edit]) -> list[Run]:
    """The runs of reading text that `spans` of `page` make under those `edits` that fall in them.

    An edit belongs to the span that holds its first character; an insertion at a span's very end
    belongs to it only when no later span begins there. ValueError for an edit that leaves its span.
    """
    edits = sorted(edits)
    runs: list[Run] = []
    starts = {start for start, _ in spans}
    for start, end in spans:
        at = start
        for edit in edits:
            inside = start <= edit.start < end or (
                edit.start == edit.end == end and end not in starts
            )
            if not inside:
                continue
            if edit.end > end or edit.start < at:
                raise ValueError(f"校改 [{edit.start}, {edit.end}] 越出区间 [{start}, {end}]")
            _add(runs, page[at : edit.start])
            runs.append(Run(edit.read, page[edit.start : edit.end], edit.reason, edit.certainty))
            at = edit.end
        _add(runs, page[at:end])
    return _typeset(runs)


def _add(runs: list[Run], text: str):
    """Appends plain text, joining it to a plain run before it."""
    if not text:
        return
    if runs and runs[-1].scan is None:
        runs[-1] = Run(runs[-1].text + text)
    else:
        runs.append(Run(text))


def _typeset(runs: list[Run]) -> list[Run]:
    """Gives the reading text its full-width marks, decided over the whole text at once.

    Both texts of a correction are left as they are but for width; a mark never changes length, so
    the runs are cut again at the same places.
    """
    whole = full_width("".join(run.text for run in runs))
    done, at = [], 0
    for run in runs:
        end = at + len(run.text)
        done.append(run._replace(text=whole[at:end]))
        at = end
    return done


def reading(runs: Iterable[Run]) -> str:
    return "".join(run.text for run in runs)
