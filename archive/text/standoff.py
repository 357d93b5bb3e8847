"""Assemble text from standoff spans: character offsets into a page's text, with corrections.

Offsets count code points from 0, ends not included (W3C Web Annotation, TextPositionSelector).
Spans are in reading order and are joined without a break: a sentence may continue in the next
column.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .punctuation import full_width
from .value_refused import ValueRefused


class Edit(NamedTuple):
    """A correction: replaces the page's text[start:end] by `read`; an insertion if start == end."""

    start: int
    end: int
    read: str
    reason: str
    certainty: str


class StandoffRun(NamedTuple):
    """A piece of reading text; where it was corrected, `scan` is the original text of the page."""

    text: str
    scan: str | None = None
    reason: str = ""
    certainty: str = ""


def assemble(
    page: str, spans: Sequence[tuple[int, int]], edits: Iterable[Edit]
) -> list[StandoffRun]:
    """Return the reading text of `spans` of `page` as runs, with the `edits` in them applied.

    An edit belongs to the span with its first character; an insertion at the end of a span belongs
    to it unless another span begins there. ValueRefused for an edit that crosses its span's end.
    """
    edits = sorted(edits)
    runs: list[StandoffRun] = []
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
                raise ValueRefused(
                    "校改 [%(first)s, %(last)s] 越出区间 [%(start)s, %(end)s]",
                    first=edit.start,
                    last=edit.end,
                    start=start,
                    end=end,
                )
            _add(runs, page[at : edit.start])
            runs.append(
                StandoffRun(edit.read, page[edit.start : edit.end], edit.reason, edit.certainty)
            )
            at = edit.end
        _add(runs, page[at:end])
    return _typeset(runs)


def _add(runs: list[StandoffRun], text: str) -> None:
    """Append plain text, joining it to a plain run before it."""
    if not text:
        return
    if runs and runs[-1].scan is None:
        runs[-1] = StandoffRun(runs[-1].text + text)
    else:
        runs.append(StandoffRun(text))


def _typeset(runs: list[StandoffRun]) -> list[StandoffRun]:
    """Widen half-width marks, deciding by the context of the whole text.

    Widening keeps the length, so the runs are split at the same places again.
    """
    text = full_width("".join(run.text for run in runs))
    typeset, at = [], 0
    for run in runs:
        end = at + len(run.text)
        typeset.append(run._replace(text=text[at:end]))
        at = end
    return typeset


def text_of_spans(text: str, spans: Iterable[Sequence[int]]) -> str:
    """Return the joined parts of `text` at `spans`, [start, end) each."""
    return "".join(text[start:end] for start, end in spans)


def reading(runs: Iterable[StandoffRun]) -> str:
    return "".join(run.text for run in runs)
