"""Find text printed twice on a page: whole lines, and lines whose end is a repeat."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from .text_lines import TextLine

# Minimum number of letters of a whole repeated line: shorter ones may be set phrases.
_WHOLE = 8
# The same for a line that breaks off, which may be the beginning of a similar sentence.
_WHOLE_OPEN = 18
# Minimum number of letters of a repeated end of a line.
_PART = 20
# Length in letters of the n-grams by which candidates are found.
_SEED = 8
# Minimum share of a line that occurs in another.
_MIN_SHARE = 0.88


@dataclass(frozen=True)
class Repeat:
    """[start, end) of the page repeats text of line `of`; `whole` if it is all of line `n`."""

    n: int
    start: int
    end: int
    of: int
    whole: bool


def letters(line: TextLine) -> tuple[str, list[int]]:
    """Return the letters of a line, and their offsets on the page."""
    at = [line.start + k for k, char in enumerate(line.text) if char.isalnum()]
    return "".join(char for char in line.text if char.isalnum()), at


def repeats(
    candidates: Sequence[TextLine], fits_less: Callable[[int, int], int] = lambda n, original: 0
) -> list[Repeat]:
    """Return the repeats among `candidates`; the first of two similar lines is the original.

    `fits_less(a, b)` returns whether line a fits its context worse than line b (both by n); if so,
    line a is the repeat.
    """
    texts = {line.n: letters(line) for line in candidates}
    by_number = {line.n: line for line in candidates}
    seeds: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for n, (text, _) in texts.items():
        for index in range(len(text) - _SEED + 1):
            seeds[text[index : index + _SEED]].append((n, index))
    result: list[Repeat] = []
    repeated: set[int] = set()
    for line in sorted(candidates, key=lambda candidate: len(texts[candidate.n][0])):
        text, _ = texts[line.n]
        if len(text) < (_WHOLE if line.closed else _WHOLE_OPEN):
            continue
        partners = {
            n
            for index in range(len(text) - _SEED + 1)
            for n, _ in seeds[text[index : index + _SEED]]
            if n != line.n and n not in repeated
        }
        for original in sorted(partners):
            if _share_found(text, texts[original][0]) < _MIN_SHARE:
                continue
            same_length = len(texts[original][0]) <= len(text) / _MIN_SHARE
            own_rank, other_rank = (
                (fits_less(line.n, original), line.n),
                (fits_less(original, line.n), original),
            )
            if same_length and own_rank < other_rank:
                continue  # The other line is the repeat.
            result.append(Repeat(line.n, line.start, line.end, original, True))
            repeated.add(line.n)
            break
    for line in candidates:
        if line.n not in repeated:
            result += _partial(line, texts, seeds, by_number, repeated)
    return sorted(result, key=lambda repeat: repeat.start)


def _share_found(part: str, whole: str) -> float:
    """Return the share of `part` found in one stretch of `whole`, tolerating misread letters."""
    if part in whole:
        return 1.0
    matcher = SequenceMatcher(None, whole, part, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size >= 3]
    if not blocks or blocks[-1].a + blocks[-1].size - blocks[0].a > 1.2 * len(part) + 4:
        return 0.0
    return sum(block.size for block in blocks) / len(part)


def _partial(
    line: TextLine,
    texts: Mapping[int, tuple[str, list[int]]],
    seeds: Mapping[str, list[tuple[int, int]]],
    by_number: Mapping[int, TextLine],
    gone: set[int],
) -> Iterator[Repeat]:
    """Yield the end of an incomplete line that repeats part of another line."""
    text, at = texts[line.n]
    if line.closed or len(text) < 2 * _PART:
        return
    best = None
    for n, end in seeds[text[-_SEED:]]:
        if n in gone:
            continue
        original = texts[n][0]
        stop, size = end + _SEED, 0
        while (
            size < min(stop, len(text))
            and original[stop - 1 - size] == text[-1 - size]
            and not (n == line.n and stop - 1 - size >= len(text) - 1 - size)
        ):
            size += 1
        if size >= _PART and n != line.n and size < len(text) and (best is None or size > best[0]):
            best = (size, n)
    if best:
        start = at[-best[0]]
        # An opening mark just before belongs to the repeat.
        while start > line.start and by_number[line.n].text[start - 1 - line.start] in "“‘《（(":
            start -= 1
        yield Repeat(line.n, start, line.end, best[1], False)
