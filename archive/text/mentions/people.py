"""Which people a text names, by surnames, what stands around a name, and how often it does."""

import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from archive.text import segment
from archive.text.names import COMPOUND_SURNAME, FREQUENT_SURNAMES, SURNAMES

_WORDS = json.loads(Path(__file__).with_name("words.json").read_text(encoding="utf-8"))
_HAN = re.compile(r"[㐀-鿿]")


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word)))


# a family name, and where a role ends right before it
_FAMILY = re.compile(rf"{COMPOUND_SURNAME.pattern}|[{SURNAMES}]")
_ROLES = frozenset(_WORDS["roles"])
_LONGEST_ROLE = max(map(len, _ROLES))
_AFTER = re.compile(_any_of(_WORDS["says"]))
_NOT_GIVEN = frozenset(_WORDS["not_in_given"])
_GIVEN = frozenset(_WORDS["given"])
# surname and title, without a name: 王先生, 李师傅; 王某 is none either
_TITLE_ALONE = re.compile(
    r"(?:先生|女士|小姐|太太|师傅|老师|同学|同志|阿姨|大爷|大妈|大伯|大姐|大哥|奶奶|爷爷|阿婆|阿嬷|老汉|老太|医生|教授"
    r"|主任|经理|局长|厂长|书记|主席|校长|院长|总|工|某|氏|家)"
)
# names of foreigners and peoples with several parts
_PARTS = re.compile(r"[㐀-鿿]{1,7}(?:[·•‧・][㐀-鿿]{1,9})+")
_ACCEPTED = 3.5


def people(
    text: str, taken: Iterable[tuple[int, int]], authors: Collection[str], signers: Collection[str]
) -> Counter[str]:
    """Name of a person in `text` → how often it stands there.

    `taken` is where places and organisations stand, `authors` are names known from bylines;
    `signers` sign this text and are not named by it.
    """
    spans = sorted(taken)
    starts = [start for start, _ in spans]
    edges = _edges(text)
    scores: dict[str, float] = {}
    for start, end in _candidates(text):
        n = bisect_right(starts, start) - 1
        if n >= 0 and start < spans[n][1]:
            continue
        name = text[start:end]
        score = _score(text, start, end, edges) + 3 * (name in authors and end - start > 2)
        scores[name] = max(scores.get(name, -9.0), score)
    counts = {name: text.count(name) for name in scores}
    found = {name for name, score in scores.items() if score + (counts[name] > 1) >= _ACCEPTED}
    found = {
        name
        for name in found
        if not any(
            longer != name and longer.startswith(name) and scores[longer] >= scores[name]
            for longer in found
        )
    }
    found = {
        name
        for name in found
        if not any(
            name != shorter and name.startswith(shorter) and counts[shorter] > counts[name]
            for shorter in found
        )
    }
    found |= {match.group() for match in _PARTS.finditer(text)}
    return Counter({name: text.count(name) for name in found if name not in signers})


def _edges(text: str) -> frozenset[int]:
    edges, at = {0}, 0
    for word in segment.cut(text):
        at += len(word)
        edges.add(at)
    return frozenset(edges)


def _candidates(text: str) -> Iterator[tuple[int, int]]:
    for family in _FAMILY.finditer(text):
        start, end = family.span()
        if _TITLE_ALONE.match(text, end):
            continue
        for size in (1, 2):
            given = text[end : end + size]
            if len(given) < size or not all(_HAN.match(c) for c in given):
                break
            if _NOT_GIVEN.intersection(given):
                break
            yield start, end + size


def _score(text: str, start: int, end: int, edges: frozenset[int]) -> float:
    name = text[start:end]
    role = any(text[max(start - size, 0) : start] in _ROLES for size in range(2, _LONGEST_ROLE + 1))
    if start not in edges and not role:
        return -9.0
    score = 0.0
    if role:
        score += 2.5
    if _AFTER.match(text, end):
        score += 2.0
    inside = any(at in edges for at in range(start + 1, end))
    if end not in edges:
        score -= 2.5
    elif not inside:
        score += 1.0
    if segment.is_word(name):
        score += 1.0 if segment.word_classes().get(name, "").startswith("nr") else -2.5
    score += 0.5 if name[0] in FREQUENT_SURNAMES else -0.5
    given = name[1:] if not COMPOUND_SURNAME.match(name) else name[2:]
    score += sum(0.5 if char in _GIVEN else -0.3 for char in given)
    return score
