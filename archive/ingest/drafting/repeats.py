"""Finds what is printed twice on a page: whole lines, and lines whose end or beginning is a repeat."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from .page_lines import PageLine

# a line shorter than this many letters is too short to be told from a set phrase
_WHOLE = 8
# one that breaks off may be the beginning of a sentence like another
_WHOLE_OPEN = 18
# so long must be what an end or a beginning repeats
_PART = 20
_SEED = 8
_ALIKE = 0.88


@dataclass(frozen=True)
class Repeat:
    """[start, end) of the page repeats what stands in line `of`; `whole` if it is all of line `n`."""

    n: int
    start: int
    end: int
    of: int
    whole: bool


def letters(line: PageLine) -> tuple[str, list[int]]:
    """The letters of a line, and where on the page each stands."""
    at = [line.start + k for k, char in enumerate(line.text) if char.isalnum()]
    return "".join(char for char in line.text if char.isalnum()), at


def repeats(
    candidates: Sequence[PageLine], strange: Callable[[int, int], int] = lambda n, other: 0
) -> list[Repeat]:
    """Every repeat among `candidates`, the first of two alike being taken for the original.

    `strange` tells of two lines (by n) that are alike whether the first is less at home where it
    stands than the second: then it is the repeat.
    """
    texts = {line.n: letters(line) for line in candidates}
    by_number = {line.n: line for line in candidates}
    seeds: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for n, (text, _) in texts.items():
        for at in range(len(text) - _SEED + 1):
            seeds[text[at : at + _SEED]].append((n, at))
    found: list[Repeat] = []
    gone: set[int] = set()
    for line in sorted(candidates, key=lambda one: len(texts[one.n][0])):
        text, _ = texts[line.n]
        if len(text) < (_WHOLE if line.closed else _WHOLE_OPEN):
            continue
        partners = {
            n
            for at in range(len(text) - _SEED + 1)
            for n, _ in seeds[text[at : at + _SEED]]
            if n != line.n and n not in gone
        }
        for other in sorted(partners):
            if _held(text, texts[other][0]) < _ALIKE:
                continue
            same = len(texts[other][0]) <= len(text) / _ALIKE
            mine, theirs = (strange(line.n, other), line.n), (strange(other, line.n), other)
            if same and mine < theirs:
                continue  # the other will be found to repeat this one
            found.append(Repeat(line.n, line.start, line.end, other, True))
            gone.add(line.n)
            break
    for line in candidates:
        if line.n not in gone:
            found += _partial(line, texts, seeds, by_number, gone)
    return sorted(found, key=lambda repeat: repeat.start)


def _held(part: str, whole: str) -> float:
    """The share of `part` that stands in one stretch of `whole`, a few letters misread."""
    if part in whole:
        return 1.0
    matcher = SequenceMatcher(None, whole, part, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size >= 3]
    if not blocks or blocks[-1].a + blocks[-1].size - blocks[0].a > 1.2 * len(part) + 4:
        return 0.0
    return sum(block.size for block in blocks) / len(part)


def _partial(line, texts, seeds, by_number, gone):
    """The end of an open line that repeats a stretch of another line."""
    text, at = texts[line.n]
    if line.closed or len(text) < 2 * _PART:
        return
    best = None
    for n, end in seeds[text[-_SEED:]]:
        if n in gone:
            continue
        other = texts[n][0]
        stop, size = end + _SEED, 0
        while (
            size < min(stop, len(text))
            and other[stop - 1 - size] == text[-1 - size]
            and not (n == line.n and stop - 1 - size >= len(text) - 1 - size)
        ):
            size += 1
        if size >= _PART and n != line.n and size < len(text) and (best is None or size > best[0]):
            best = (size, n)
    if best:
        start = at[-best[0]]
        # an opening mark right before belongs to what is repeated
        while start > line.start and by_number[line.n].text[start - 1 - line.start] in "“‘《（(":
            start -= 1
        yield Repeat(line.n, start, line.end, best[1], False)
