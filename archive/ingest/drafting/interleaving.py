"""Separate columns whose lines recognition has mixed, alternating or side by side."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .bylines import parse_lead, parse_standalone
from .language_model import LanguageModel, word_across
from .text_lines import TextLine, open_marks

# Maximum number of columns that may alternate.
_MAX_COLUMNS = 3
# Nats: cost of a change of order.
_CHANGE = 4.0
# Nats: minimum gain of all changes over the given order.
_MIN_GAIN = 9.0
# Minimum number of alternating lines per column.
_MIN_LINES = 4
# Longer lines, in characters, are not printed lines.
_MAX_LENGTH = 45
# Nats: lower bound of the language model's score of a pair of lines.
_FLOOR = -3.0
# Nats: upper bound of that score.
_CAP = 3.0
# Nats: upper bound of the dictionary's score of a pair of lines.
_WORD = 6.0
# Blanks between columns.
_GUTTER = re.compile(r"(?: {3,}|　{2,}|\t+| *　 *　+)")
# Minimum length of a part of a line that is a column.
_MIN_PART = 5


def untangle(lines: Sequence[TextLine], language: LanguageModel) -> tuple[list[TextLine], bool]:
    """Return (lines in reading order, whether any was moved), each column from top to bottom."""
    split = list(_split_columns(lines))
    for rows in (split, list(lines)) if len(split) > len(lines) else (split,):
        order = _reading_order(rows, language)
        if order is not None:
            return [replace(rows[k], n=n) for n, k in enumerate(order)], True
    return list(lines), False


def _split_columns(lines: Sequence[TextLine]) -> Iterator[TextLine]:
    """Yield the lines, with lines that contain a gutter split into columns."""
    cuts = [_columns(line) for line in lines]
    beside = sum(len(parts) > 1 for parts in cuts)
    for line, parts in zip(lines, cuts, strict=True):
        if beside < _MIN_LINES or len(parts) == 1:
            yield line
            continue
        for k, (start, end) in enumerate(parts):
            text = line.text[start:end]
            at = line.start + start
            yield replace(
                line,
                start=at,
                end=at + len(text),
                text=text,
                gap=0 if k else line.gap,
                indent=0 if k else line.indent,
            )


def _columns(line: TextLine) -> list[tuple[int, int]]:
    gutters = [match.span() for match in _GUTTER.finditer(line.text)]
    edges = [0, *(edge for gutter in gutters for edge in gutter), len(line.text)]
    parts = list(zip(edges[::2], edges[1::2], strict=True))
    if min(end - start for start, end in parts) < _MIN_PART:
        return [(0, len(line.text))]
    return parts


def _reading_order(lines: Sequence[TextLine], language: LanguageModel) -> list[int] | None:
    """Return the indices of `lines` in reading order, or None if they already are."""
    if len(lines) < 2 * _MIN_LINES:
        return None
    sizes = sorted(len(line.text) for line in lines)
    if sizes[len(sizes) // 2] > _MAX_LENGTH:
        return None
    width = sizes[len(sizes) * 3 // 4]
    scores = {
        step: [
            _continues(lines[n], lines[n + step], width, language) for n in range(len(lines) - step)
        ]
        for step in range(1, _MAX_COLUMNS + 1)
    }
    stretches, gain = _stretches(len(lines), scores)
    if gain < _MIN_GAIN:
        return None
    return _order(stretches, lines, width, language)


def _continues(line: TextLine, below: TextLine, width: int, language: LanguageModel) -> float:
    """Return the evidence, in nats, that `below` is the next printed line below `line`."""
    opens = below.indent > 0 or _opens(below.text)
    if line.text[-1] in "。！？!?" or line.closed:
        return 0.3 if opens and len(line.text) < width - 1 else 0.0
    if len(line.text) + line.indent < width - 3:
        # A heading, or the end of one.
        return 0.0 if not below.cannot_open else -2.0
    score = max(_FLOOR, min(_CAP, language.goes_on(line.text, below.text)))
    score += min(_WORD, word_across(line.text, below.text))
    score += 2.0 if below.cannot_open else 0.0
    score -= 2.5 if opens else 0.0
    if open_marks(line.text) > 0:
        score += 1.5 if open_marks(below.text) < 0 else 0.0
    return score


def _opens(text: str) -> bool:
    return parse_lead(text) is not None or parse_standalone(text) is not None


def _stretches(
    size: int, scores: dict[int, list[float]]
) -> tuple[list[tuple[int, int, int]], float]:
    """Return ((first line, end line, number of columns) of each stretch, gain over one column)."""
    sums = {}
    for step, values in scores.items():
        total = [0.0]
        for value in values:
            total.append(total[-1] + value)
        sums[step] = total

    def within(step: int, start: int, end: int) -> float:
        last = max(start, end - step)
        return sums[step][min(last, len(sums[step]) - 1)] - sums[step][start]

    best: list[tuple[float, int, int]] = [(0.0, 0, 1)]
    for end in range(1, size + 1):
        candidates = []
        for step in scores:
            least = 1 if step == 1 else step * _MIN_LINES
            for start in range(end - least + 1):
                before = best[start]
                cost = _CHANGE if start else 0.0
                candidates.append((before[0] + within(step, start, end) - cost, start, step))
        best.append(max(candidates))
    stretches = []
    end = size
    while end > 0:
        _, start, step = best[end]
        stretches.append((start, end, step))
        end = start
    return stretches[::-1], best[size][0] - within(1, 0, size)


def _order(
    stretches: Sequence[tuple[int, int, int]],
    lines: Sequence[TextLine],
    width: int,
    language: LanguageModel,
) -> list[int]:
    result: list[list[int]] = []
    # Last lines of the previous stretch of several columns, by column.
    open_columns: list[int] = []
    for start, end, columns in stretches:
        if columns > 1:
            open_columns = []
            for k in range(columns):
                result.append(list(range(start + k, end, columns)))
                open_columns.append(len(result) - 1)
            continue
        rest = list(range(start, end))
        # Remaining lines below belong to the column that they continue.
        if open_columns:
            fits = [
                _continues(lines[result[k][-1]], lines[start], width, language)
                for k in open_columns
            ]
            best = max(range(len(fits)), key=lambda k: (fits[k], k))
            result[open_columns[best]] += rest
            open_columns = []
        else:
            result.append(rest)
    return [n for column in result for n in column]
