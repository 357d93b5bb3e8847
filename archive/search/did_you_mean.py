"""Did you mean: what a reader may have meant who found nothing, by sound and by one slip."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from archive.text.fold import fold
from archive.text.pinyin import near, plain

from .query_parser import FIELD_NAMES, MINUS
from .suggestion_index import SuggestionIndex, is_latin, without_one_character

# stretches of so many characters are looked up, in the first LONGEST_RUN of a word
LONGEST_WINDOW, LONGEST_RUN = 8, 16
# words of the query, known words of one sound, and proposals
MOST_RUNS, MOST_ALIKE, MOST = 6, 40, 8

_RUN = re.compile(r"[^\W_]+")

# The same sound, nearly the same, one slip of the hand: how many characters less that is worth.
# What would cut a known word apart, or is made of two, is worth ACROSS less.
SAME_SOUND, NEAR_SOUND, SLIP = 0.0, 0.5, 1.5
ACROSS = 1.0
# what is put right without being asked for by itself
SURE = -2.0


class SpellingFix(NamedTuple):
    """A known word for a stretch of what was typed; the least is the best."""

    # minus the length of the stretch, which tells most, and how sure it is
    weight: float
    # the place of the word among all, most frequent first
    rank: int
    start: int
    end: int
    word: str

    def apply(self, text: str) -> str:
        return text[: self.start] + self.word + text[self.end :]


class SpellingVocabulary:
    """The words of an edition: its labels, and what its headlines are made of."""

    def __init__(self, folder: Path):
        self.lexicon = SuggestionIndex(folder)

    def knows(self, texts: Iterable[str]) -> set[str]:
        texts = list(texts)
        marks = ",".join("?" * len(texts))
        return {
            word
            for (word,) in self.lexicon.rows(
                f"SELECT word FROM words WHERE word IN ({marks})", texts
            )
        }

    def by_sound(self, text: str) -> list[tuple[float, int, str]]:
        """(how, rank, word) of the words that are said like `text`, or nearly."""
        sounds = {plain(sound) for sound in self.lexicon.sounds(text)}
        wanted = {near(sound) for sound in sounds}
        marks = ",".join("?" * len(wanted))
        rows = self.lexicon.rows(
            "SELECT words.id, words.word, words.sound FROM near JOIN words ON words.id = near.word"
            f" WHERE near.sound IN ({marks}) ORDER BY near.word LIMIT {MOST_ALIKE}",
            wanted,
        )
        return [
            (SAME_SOUND if sound in sounds else NEAR_SOUND, rank, word)
            for rank, word, sound in rows
            if word != text
        ]

    def by_slip(self, text: str) -> list[tuple[float, int, str]]:
        """(how, rank, word) of the words that one character replaced, missing, extra or swapped
        with its neighbour makes of `text`."""
        variants = without_one_character(text)
        marks = ",".join("?" * len(variants))
        rows = self.lexicon.rows(
            "SELECT DISTINCT words.id, words.word FROM deletes JOIN words"
            f" ON words.id = deletes.word WHERE deletes.variant IN ({marks})"
            f" ORDER BY deletes.word LIMIT {MOST_ALIKE}",
            variants,
        )
        return [(SLIP, rank, word) for rank, word in rows if within_one_edit(text, word)]


def suggest_spellings(typed: str, vocabulary: SpellingVocabulary) -> list[str]:
    """What to search for instead of `typed`, likeliest first; the caller asks what each finds.

    Everything that is not corrected stays as typed: quotes, fields, dates, what is excluded.
    """
    fixes = [(run, found) for run in _runs(typed) if (found := _fixes(typed, *run, vocabulary))]
    if not fixes:
        return []
    # first all that can be put right at once, then each by itself
    sure = [fix for _, found in fixes for fix in _apart(found) if fix.weight <= SURE]
    proposed = [_all(typed, sure)]
    each = sorted(fix for _, found in fixes for fix in found)
    proposed += [fix.apply(typed) for fix in each]
    return [text for text in dict.fromkeys(proposed) if text != typed][:MOST]


def within_one_edit(one: str, other: str) -> bool:
    """Whether one character replaced, missing, extra or swapped makes one of the other."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[1::-1] + a[2:] == b and len(a) > 1)


def _runs(typed: str) -> list[tuple[int, int]]:
    """Where the words stand that may be wrong."""
    found = []
    for run in _RUN.finditer(typed):
        is_field = typed[run.end() : run.end() + 1] in (":", "：") and (
            fold(run[0]).text in FIELD_NAMES
        )
        is_negated = typed[run.start() - 1 : run.start()] in tuple(MINUS)
        if len(run[0]) > 1 and not is_field and not is_negated and not run[0].isdigit():
            found.append(run.span())
    return found[:MOST_RUNS]


def _fixes(typed: str, start: int, end: int, vocabulary: SpellingVocabulary) -> list[SpellingFix]:
    """What may be put in the place of a stretch of typed[start:end], best first."""
    folded = fold(typed[start:end])
    text = folded.text[:LONGEST_RUN]
    if all(map(is_latin, text)):
        windows = [(0, len(text))]
    else:
        windows = [
            (at, at + length)
            for length in range(2, min(len(text), LONGEST_WINDOW) + 1)
            for at in range(len(text) - length + 1)
        ]
    words = vocabulary.knows({text[a:b] for a, b in windows})
    known = {(a, b) for a, b in windows if text[a:b] in words}
    fixes: dict[tuple, SpellingFix] = {}
    for a, b in windows:
        window = text[a:b]
        if window in words:
            continue
        across = ACROSS if _is_sound(a, b, known) else 0
        found = vocabulary.by_sound(window)
        # of two characters one in place of the other is a half: only where nothing else was typed
        if b - a > 2 or b - a == len(text):
            found += vocabulary.by_slip(window)
        first, last = folded.original(a, b)
        for how, rank, word in found:
            fix = SpellingFix(a - b + how + across, rank, start + first, start + last, word)
            key = (fix.start, fix.end, word)
            fixes[key] = min(fix, fixes.get(key, fix))
    return sorted(fixes.values())


def _is_sound(start: int, end: int, known: set[tuple[int, int]]) -> bool:
    """Whether the stretch cuts a known word apart, or is two of them."""
    return any(
        a < start < b < end or start < a < end < b or (a == start and (b, end) in known)
        for a, b in known
    )


def _apart(fixes: list[SpellingFix]) -> list[SpellingFix]:
    """The best of them that do not overlap."""
    chosen: list[SpellingFix] = []
    for fix in fixes:
        if all(fix.end <= other.start or other.end <= fix.start for other in chosen):
            chosen.append(fix)
    return chosen


def _all(typed: str, fixes: list[SpellingFix]) -> str:
    for fix in sorted(fixes, key=lambda fix: -fix.start):
        typed = fix.apply(typed)
    return typed
